"""A process that waits is asked to stop by a signal, as the worker is."""

from __future__ import annotations

import os
import signal
import threading
from time import monotonic

from evenhand.schedules.stop_sign import StopSign
from tests.patience import PATIENCE


def test_a_signal_ends_the_wait_that_it_interrupts():
    sign, mine = StopSign(), signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, lambda *_: sign.set())
    try:
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM)).start()
        began = monotonic()
        assert sign.wait(PATIENCE) and monotonic() - began < PATIENCE
    finally:
        signal.signal(signal.SIGTERM, mine)


def test_a_handler_may_say_it_in_the_middle_of_saying_it(monkeypatch):
    sign, write, written = StopSign(), os.write, []

    def interrupted(descriptor: int, text: bytes) -> int:
        written.append(text)
        sign.set()
        return write(descriptor, text)

    monkeypatch.setattr(os, "write", interrupted)
    sign.set()
    monkeypatch.undo()
    assert sign.is_set() and sign.wait(0) and written == [b"."]


def test_nobody_who_waits_is_forgotten():
    sign, woken = StopSign(), []
    waiting = [threading.Thread(target=lambda: woken.append(sign.wait(PATIENCE))) for _ in range(3)]
    for thread in waiting:
        thread.start()
    sign.set()
    for thread in waiting:
        thread.join(PATIENCE)
    assert woken == [True, True, True] and sign.wait(0)


def test_until_it_is_said_a_wait_ends_by_itself():
    assert not StopSign().wait(0.01)
