import json
from pathlib import Path

from benchmarks.simulate import run_simulate


def test_the_futures_are_simulated_with_one_worker_and_with_two(tmp_path: Path):
    made = run_simulate(tmp_path, projects=2, futures=20, seed=0)
    assert [r["workers"] for r in made.records] == [1, 2] and all(r["warm"] > 0 for r in made.records)
    assert "20 futures" in (tmp_path / "simulate.md").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "simulate.json").read_text(encoding="utf-8"))["tables"][0]["measured"] == made.records
