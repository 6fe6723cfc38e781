"""`evenhand demo`, as it is run: from nothing to a page in the browser, killed, gone on with, and ended."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from evenhand.demo.enter import ACCOUNTS, PASSWORD
from evenhand.demo.story import STORY
from tests.patience import LONG_PATIENCE, PATIENCE

COMMAND = "import sys; from evenhand.cli import main; sys.exit(main())"


@contextlib.contextmanager
def demo(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, whatever another site's settings say."""
    elsewhere = {"EVENHAND_DATA": str(folder / "elsewhere"), "EVENHAND_DATABASE": "postgresql://nobody@localhost/nothing"}
    command = [sys.executable, "-c", COMMAND, "demo", "--data", str(folder), "--port", "0", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | elsewhere)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def said(process: subprocess.Popen[str], last: str) -> str:
    """What it prints up to that line."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith(last):
            return "".join(lines)
    raise AssertionError(f"It ended without saying {last!r}: {''.join(lines)}")


def children_of(process: subprocess.Popen[str]) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in listed.stdout.split()]


def is_alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    try:
        return state.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(true) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "It did not come to that in time."
        time.sleep(0.05)


class Visitor:
    """A browser without a screen."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def open(self, path: str, sent: dict[str, str] | None = None) -> str:
        given = None if sent is None else urllib.parse.urlencode(sent).encode()
        request = urllib.request.Request(self.address + path, given, {"Referer": self.address})
        with self.opener.open(request, timeout=PATIENCE) as response:
            return str(response.read().decode())

    def log_in(self, email: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.open("accounts/login/"))
        assert token is not None
        return self.open("accounts/login/", {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token[1]})


def test_the_demo_is_made_killed_gone_on_with_and_ended(tmp_path: Path):
    with demo(tmp_path) as process:
        told = said(process, "Ctrl-C")
        assert told.startswith(STORY) and PASSWORD in told
        assert all(account.email in told for account in ACCOUNTS)
        address = re.search(r"^Open (http://localhost:\d+/)", told, re.MULTILINE)
        assert address is not None
        assert "Log in" in Visitor(address[1]).open("accounts/login/")
        until(lambda: children_of(process))
        workers = children_of(process)
        process.kill()
        until(lambda: not any(is_alive(worker) for worker in workers))
    with demo(tmp_path, "--json") as process:
        answer = json.loads(said(process, "}"))
        assert answer["kept"] and [account["email"] for account in answer["accounts"]] == [account.email for account in ACCOUNTS]
        visitor = Visitor(answer["address"])
        assert "Bram Wouters" in visitor.log_in("bram@tidewell.example")
        assert "Revision 1" in visitor.open("plan/")
        until(lambda: children_of(process))
        workers = children_of(process)
        process.send_signal(signal.SIGINT)
        assert process.wait(LONG_PATIENCE) == 0
        assert not any(is_alive(worker) for worker in workers)


def test_a_database_that_no_demo_made_stays_as_it_is(tmp_path: Path):
    own = tmp_path / "evenhand.sqlite3"
    own.write_bytes(b"mine")
    with demo(tmp_path) as process:
        assert process.wait(LONG_PATIENCE) == 2
    assert own.read_bytes() == b"mine"
