"""Processes beside this one: started again when they end by themselves, and over when this one is, however it ends."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence

AGAIN_AFTER = 5.0  # seconds until one that ended by itself is started again


@contextlib.contextmanager
def beside(*modules: Sequence[str]) -> Iterator[None]:
    """Each is what follows ``python -m``."""
    over = threading.Event()
    keepers = [threading.Thread(target=keep_running, args=(module, over), daemon=True) for module in modules]
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        over.set()
        for keeper in keepers:
            keeper.join()


def keep_running(module: Sequence[str], over: threading.Event) -> None:
    while not over.is_set():
        process = subprocess.Popen([sys.executable, "-m", *module], stdin=subprocess.PIPE, start_new_session=True)
        while process.poll() is None and not over.wait(0.2):
            pass
        process.terminate()
        process.wait()
        assert process.stdin is not None
        process.stdin.close()  # when this process is killed, that is all that it learns
        over.wait(AGAIN_AFTER)
