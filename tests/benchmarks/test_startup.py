from pathlib import Path

import pytest

from benchmarks import startup


def test_a_fresh_process_says_when_it_has_the_first_plan_of_the_demo():
    seconds = startup.start(workers=1, seed=0)
    assert 0 < seconds["imported"] < seconds["read"] < seconds["first_plan"]


def test_the_first_start_compiles_and_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    starts = iter([90.0, 2.0, 1.0, 3.0])
    monkeypatch.setattr(startup, "start", lambda workers, seed: {"imported": 0.5, "read": 0.8, "first_plan": next(starts)})
    startup.run_startup(tmp_path, workers=1, seed=0, repeats=3)
    text = (tmp_path / "startup.md").read_text(encoding="utf-8")
    assert "2.00 s, the median of 3" in text and "90.00" not in text
