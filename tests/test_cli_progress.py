"""Long work where nobody watches a terminal: a line when it has become long, one when it is done, and nothing else."""

import pytest

from evenhand.cli import progress
from evenhand.cli.progress import ProgressLine
from evenhand.cli.terminal import Terminal
from evenhand.planning.result import Progress


class Clock:
    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(progress, "time", made)
    monkeypatch.setattr(progress, "PATIENCE_OF_A_LOG", 5.0)
    return made


def work(clock, length):
    line = ProgressLine(Terminal(), phase="planning")
    for _ in range(length):
        clock.now += 1.0
        line.report(Progress("improving", None, None, clock.now / length))
        line.heartbeat()
    line.end()


def test_short_work_is_silent(clock, capsys):
    work(clock, 4)
    assert capsys.readouterr() == ("", "")


def test_long_work_says_so_once_and_then_how_long_it_took(clock, capsys):
    work(clock, 90)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "Working (improving); a line follows when it is done.\nWorked for 90.0 s.\n"
