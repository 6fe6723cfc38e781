import json
from pathlib import Path

import pytest

from benchmarks import publish


def test_publications_are_measured_on_a_site_of_their_own(tmp_path: Path):
    (made,) = publish.run_publish(tmp_path, projects=2, databases=["sqlite"], repeats=1)
    (record,) = made.records
    assert record["published"] > 0 and record["looked"] > 0 and record["queries"] > 10
    assert json.loads((tmp_path / "publish.json").read_text(encoding="utf-8"))["tables"][0]["measured"] == [record]


def test_the_table_says_the_median_and_the_slowest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    publications = [{"looked": 1.0, "published": seconds, "queries": 40, "moved": 7} for seconds in (1.0, 9.0, 2.0)]
    made = publish.table("postgresql", 240, {"activities": 6000, "publications": publications}, seed=0)
    assert made.title == "Publishing on PostgreSQL: 240 projects, 6000 activities"
    assert made.summary[0] == "Published in 2.00 s, the median of 3 (slowest 9.00 s), with 40 queries."
