from pathlib import Path

import pytest
from benchmarks.browsing import Browser

from benchmarks import browsing, pages


def request(what: str, milliseconds: float, status: int = 200) -> dict[str, object]:
    return {"what": what, "first": milliseconds / 2, "whole": milliseconds, "status": status, "bytes": 2048, "failed": status != 200}


def test_people_browse_a_site_of_their_own_while_a_plan_is_made(tmp_path: Path):
    (made,) = pages.run_pages(tmp_path, projects=2, people=4, seconds=8, databases=["sqlite"])
    everything, *others = made.records
    assert everything["page"] == "all pages" and everything["requests"] > 2 and everything["failed"] == 0
    assert [record["requests"] for record in others if record["page"] == "log-in"] == [4]
    assert "none failed" in (tmp_path / "pages.md").read_text(encoding="utf-8")


def test_log_ins_are_shown_and_not_counted():
    browsed = {"seconds": 10.0, "requests": [request("log-in", 900.0), *(request("Today", 40.0) for _ in range(30))]}
    made = pages.table("sqlite", 240, 50, 6000, browsed, seed=0)
    assert made.summary[0] == "95 % of 30 requests were answered within 40 ms (the server's part: 20 ms); the median is 40 ms."
    assert made.summary[1] == "3.0 requests a second; none failed."
    assert ["log-in", "1", "900", "900", "900", "450", "2", "0"] in made.rows


def test_what_fails_is_counted():
    browsed = {"seconds": 1.0, "requests": [request("Plan", 5.0), request("Plan", 5.0, status=500)]}
    made = pages.table("sqlite", 24, 5, 600, browsed, seed=0)
    assert made.records[0]["failed"] == 1 and "1 failed" in made.summary[1]


def test_a_server_that_does_not_answer_is_a_failure(monkeypatch: pytest.MonkeyPatch):
    browser = Browser("127.0.0.1", 9)  # nobody listens there
    assert browser.ask("Today", "/") == b""
    assert browser.asked[0].failed


def test_everybody_thinks_and_opens_pages_by_the_seed(monkeypatch: pytest.MonkeyPatch):
    opened: list[str] = []
    clock = [0.0]
    monkeypatch.setattr(browsing.time, "sleep", lambda seconds: clock.__setitem__(0, clock[0] + seconds))
    monkeypatch.setattr(browsing.time, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(browsing, "open_page", lambda browser, page, projects, draw: opened.append(page))
    for _ in range(2):
        clock[0] = 0.0
        browsing.browse(Browser("127.0.0.1", 9), [1], browsing.Random("seed"), until=600.0)
    half = len(opened) // 2
    assert opened[:half] == opened[half:] and set(opened) == set(browsing.PAGES)
