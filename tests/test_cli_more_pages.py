"""A further process that makes pages at the same port, as `evenhand serve` starts it."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request

import pytest
from django.db import connection

from evenhand.cli.serving import CAN_SHARE, listening, look_whether_free
from tests.patience import PATIENCE
from tests.schedules.test_runs import environment


def answer(port: int) -> str | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/alive/", timeout=1) as response:
            return str(response.read().decode())
    except OSError:  # it has not begun, or the question went to the first listener, which does not answer here
        return None


def until(true) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "It did not come to that in time."


@pytest.mark.skipif(not CAN_SHARE, reason="processes share a port on Linux alone")
def test_it_answers_beside_the_first_and_leaves_the_port_free_when_that_is_gone(own_database):
    connection.close()
    with listening("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        command = [sys.executable, "-m", "evenhand.cli.more_pages", "127.0.0.1", str(port)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment())
        try:
            until(lambda: answer(port) == "alive\n")
            assert process.stdin is not None
            process.stdin.close()  # as when the first was killed
            assert process.wait(PATIENCE) == 1
        finally:
            process.kill()
            process.wait()
    look_whether_free("127.0.0.1", port)
