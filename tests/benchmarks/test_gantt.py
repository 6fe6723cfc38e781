from pathlib import Path

import pytest

from benchmarks import gantt


def test_the_document_measured_has_a_draft_that_differs_from_the_published_revision():
    made = gantt.generated_document(projects=3, seed=0)
    moved = [k for k, start in enumerate(made["bars"]["start"]) if start != made["baseline"]["start"][k]]
    assert 0 < len(moved) < len(made["bars"]["id"]) and made["promises"]["chance"][0] is not None


def test_the_table_says_how_soon_it_is_ready_and_what_a_frame_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    frames = {"draw": [1.0] * 19 + [9.0], "frame": [8.0] * 20, "bars": [100.0] * 20}
    ready = [{"drawn": 100.0, "shown": 150.0}, {"drawn": 120.0, "shown": 170.0}, {"drawn": 90.0, "shown": 140.0}]
    monkeypatch.setattr(gantt, "measure", lambda document, repeats, steps: (ready, {"unit": frames, "project": frames}, "1.2"))
    gantt.run_gantt(tmp_path, projects=3, repeats=3)
    text = (tmp_path / "gantt.md").read_text(encoding="utf-8")
    assert "Ready in 100 ms" in text and "slowest 120 ms" in text and "whole frame 8.0 ms" in text
