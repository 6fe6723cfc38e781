"""The process that waits for the next job: one at a time, handed over once, and gone when nobody needs it."""

from __future__ import annotations

import os
import signal

from evenhand.schedules.child import NextChild, begun, ended
from tests.patience import LONG_PATIENCE


def test_one_waits_and_is_handed_over_once():
    waiting = NextChild()
    assert waiting.taken() is None
    waiting.prepare()
    waiting.prepare()
    process = waiting.taken()
    assert process is not None and process.poll() is None and waiting.taken() is None
    process.kill()
    ended(process)


def test_one_that_was_killed_is_not_handed_over_and_another_takes_its_place():
    waiting, again = NextChild(), NextChild()
    for each in (waiting, again):
        each.prepare()
        assert each._process is not None
        os.kill(each._process.pid, signal.SIGKILL)
        each._process.wait()
    assert waiting.taken() is None
    again.prepare()
    process = again.taken()
    assert process is not None and process.poll() is None
    process.kill()
    ended(process)


def test_without_a_job_it_ends_by_itself():
    process = begun("--prepared")
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(LONG_PATIENCE) == 0
    ended(process)


def test_ended_it_leaves_nothing():
    waiting = NextChild()
    waiting.prepare()
    process = waiting._process
    waiting.end()
    waiting.end()
    assert process is not None and process.returncode == -signal.SIGKILL
