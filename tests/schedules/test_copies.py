"""Copies of the process that is ready: each is asked for once, answers for itself, and none outlives the one who asked."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evenhand.schedules.child import Child, ended
from evenhand.schedules.copies import CAN_COPY, Copies, Copy
from tests.patience import LONG_PATIENCE

pytestmark = pytest.mark.skipif(not CAN_COPY, reason="Processes are copied on Linux only.")

NO_JOB = {"problem": {}, "plan": None, "request": None}


@pytest.fixture
def copies() -> Iterator[Copies]:
    made = Copies()
    made.prepare()
    yield made
    made.end()


def one(copies: Copies) -> Copy:
    copy = copies.one()
    assert copy is not None
    return copy


def number(copy: Copy) -> int:
    """Of its process."""
    lines = Path(f"/proc/self/fdinfo/{copy._process}").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pid:")).split()[1])


def is_gone(process: int) -> bool:
    until = time.monotonic() + LONG_PATIENCE
    while Path(f"/proc/{process}").exists() and time.monotonic() < until:
        time.sleep(0.01)
    return not Path(f"/proc/{process}").exists()


def test_nothing_is_copied_before_one_is_ready():
    assert Copies().one() is None


def test_preparing_twice_prepares_one(copies: Copies):
    ready = copies._ready
    copies.prepare()
    assert copies._ready is ready


def test_each_copy_is_a_process_of_its_own_and_says_its_lines_to_whoever_asked(copies: Copies):
    first, second = one(copies), one(copies)
    assert number(first) != number(second)
    for copy in (first, second):
        copy.stdin.write(json.dumps(NO_JOB) + "\n")  # which is none: it ends with an error, and says nothing
        copy.stdin.flush()
        assert copy.stdout.read() == ""
        ended(copy)


def test_without_a_job_it_ends_by_itself(copies: Copies):
    copy = one(copies)
    process = number(copy)
    copy.stdin.close()
    ended(copy)
    assert is_gone(process)


def test_a_copy_is_ended_by_force_and_leaves_no_process(copies: Copies):
    child = Child(NO_JOB, one(copies))
    assert isinstance(child.process, Copy)
    process = number(child.process)
    child.end()
    assert is_gone(process)


def test_when_the_ready_one_is_killed_its_copies_go_on_and_another_takes_its_place(copies: Copies):
    copy = one(copies)
    process = number(copy)
    assert copies._ready is not None
    os.kill(copies._ready.pid, signal.SIGKILL)
    copies._ready.wait()
    assert copies.one() is None and Path(f"/proc/{process}").exists()
    copies.prepare()
    other = one(copies)
    assert number(other) != process
    for each in (copy, other):
        each.kill()
        ended(each)


def test_one_that_never_began_is_as_one_that_has_ended(copies: Copies):
    assert copies._ready is not None
    os.kill(copies._ready.pid, signal.SIGSTOP)
    copy = one(copies)
    copies.end()
    copy.terminate()
    assert copy.stdout.read() == ""
    ended(copy)


def test_the_ready_one_ends_when_whoever_asks_is_gone(copies: Copies):
    assert copies._asked is not None and copies._ready is not None
    copies._asked.close()
    assert copies._ready.wait(LONG_PATIENCE) == 0
