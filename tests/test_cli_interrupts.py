"""Ctrl-C: the first keeps what there is, the second gives it up."""

import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

import evenhand
from evenhand.cli.interrupts import Work


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_the_work_to_end_and_keeps_its_result(number):
    told = []

    def work(cancelled):
        os.kill(os.getpid(), number)
        while not cancelled():
            time.sleep(0.001)
        return "best so far"

    before = signal.getsignal(number)
    assert Work(work).result(lambda: None, lambda: told.append("stopping")) == "best so far"
    assert told == ["stopping"]
    assert signal.getsignal(number) is before


def test_the_second_signal_gives_the_work_up():
    ended = threading.Event()

    def stubborn(_cancelled):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)
        ended.wait(10)

    with pytest.raises(KeyboardInterrupt):
        Work(stubborn).result(lambda: None, lambda: None)
    ended.set()


def test_a_failure_of_the_work_is_raised_where_it_is_waited_for():
    def failing(_cancelled):
        raise ValueError("Must be what it is not.")

    with pytest.raises(ValueError, match="Must be what it is not"):
        Work(failing).result(lambda: None, lambda: None)


def test_given_up_work_ends_the_process_at_once_with_130(tmp_path):
    program = textwrap.dedent("""
        import os, signal, sys, threading, types
        from evenhand import cli

        def run(arguments, terminal):
            def stubborn(cancelled):
                for _ in range(2):
                    os.kill(os.getpid(), signal.SIGINT)
                    threading.Event().wait(0.2)
                threading.Event().wait(60)
            return cli.interrupts.Work(stubborn).result(lambda: None, lambda: terminal.note("Stopping."))

        sys.modules["evenhand.cli.commands.check"] = types.SimpleNamespace(run=run)
        sys.exit(cli.main(["check", "in", "plan"]))
    """)
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=50)
    assert ended.returncode == 130
    assert ended.stderr == "Stopping.\nevenhand: Interrupted; nothing was written.\n"


def test_no_solver_takes_the_signal_away():
    """CP-SAT installs a handler of its own unless told not to; in a thread the process then aborts."""
    sources = [(path, path.read_text()) for path in Path(evenhand.__file__).parent.rglob("*.py")]
    making = {path.name: text for path, text in sources if "CpSolver()" in text}
    assert making, "Nothing makes a solver: this test looks for the wrong words."
    for name, text in making.items():
        assert len(re.findall(r"CpSolver\(\)", text)) == len(re.findall(r"catch_sigint_signal = False", text)), name
