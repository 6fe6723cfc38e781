import json
from pathlib import Path

from benchmarks import options


def test_options_are_measured_on_a_site_of_their_own(tmp_path: Path):
    (made,) = options.run_options(tmp_path, projects=6, databases=["sqlite"], matters=1)
    (record,) = made.records
    assert 0 < record["first"] <= record["all"] and record["had"] >= 3 and record["had"] + record["not_had"] == 10
    assert json.loads((tmp_path / "options.json").read_text(encoding="utf-8"))["tables"][0]["measured"] == [record]
