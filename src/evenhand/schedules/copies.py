"""Copies of a process that is ready, as the worker has them: so that no run waits until all it needs is imported and compiled. On Linux; elsewhere there are none."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
from functools import cached_property

CAN_COPY = sys.platform == "linux"
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}  # only the thread that copies goes on in a copy


class Copies:
    """One process is ready; of it there are as many copies as are asked for."""

    def __init__(self) -> None:
        self._ready: subprocess.Popen[bytes] | None = None
        self._asked: socket.socket | None = None

    def prepare(self) -> None:
        if not CAN_COPY or self.is_there:
            return
        self.end()
        self._asked, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "evenhand.schedules.ready", str(theirs.fileno())]
            self._ready = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], env={**os.environ, **ONE_THREAD}, start_new_session=True
            )

    @property
    def is_there(self) -> bool:
        return self._ready is not None and self._ready.poll() is None

    def one(self) -> Copy | None:
        """It is the caller's. None where there is no process to copy, or it has ended."""
        if self._asked is None or not self.is_there:
            return None
        try:
            return Copy(self._asked)
        except OSError:
            return None

    def end(self) -> None:
        if self._ready is not None:
            self._ready.kill()
            self._ready.wait()
        if self._asked is not None:
            self._asked.close()
        self._ready = self._asked = None


class Copy:
    """A process like one of `subprocess`, whose parent is another: known by a descriptor, which is given when it begins. Gone before that, it has never been."""

    def __init__(self, asked: socket.socket) -> None:
        job, to = os.pipe()
        out, lines = os.pipe()
        self._told, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.stdin = os.fdopen(to, "w", encoding="utf-8")
        self.stdout = os.fdopen(out, encoding="utf-8")
        try:
            socket.send_fds(asked, [b"1"], [job, lines, theirs.fileno()])
        except OSError:
            self.stdin.close()
            self.stdout.close()
            self._told.close()
            raise
        finally:
            os.close(job)
            os.close(lines)
            theirs.close()

    @cached_property
    def _process(self) -> int | None:
        """Waits until it has begun: that is at once, or when the one that is copied is ready."""
        with self._told:
            _, given, _, _ = socket.recv_fds(self._told, 1, 1)
        return given[0] if given else None

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def _send(self, what: signal.Signals) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._process, what)

    def wait(self) -> None:
        if self._process is None:
            return
        ended = select.poll()
        ended.register(self._process, select.POLLIN)
        ended.poll()
        os.close(self._process)
        self._process = None
