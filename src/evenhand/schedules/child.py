"""The process in which a run is solved, as the worker has it: begun, given a job, listened to, asked to stop, ended."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
from typing import IO, Protocol

from evenhand.schedules.problem_json import Json


class Process(Protocol):
    stdin: IO[str] | None
    stdout: IO[str] | None

    def terminate(self) -> None: ...

    def kill(self) -> None: ...

    def wait(self) -> int | None: ...


def begun() -> Process:
    command = [sys.executable, "-m", "evenhand.schedules.solve_child"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)


def ended(process: Process) -> None:
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


class Child:
    """The process in which a run is solved, and the lines that it says. ``process``: a copy of one that is ready; without it, one is begun."""

    def __init__(self, job: Json, process: Process | None = None) -> None:
        self.lines: queue.Queue[Json | None] = queue.Queue()
        self.process = begun() if process is None else process
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._give, args=(job,), daemon=True).start()

    def _give(self, job: Json) -> None:
        """The child reads when all is imported; a large job does not fit into the pipe before."""
        with contextlib.suppress(BrokenPipeError, ValueError):  # it is gone already: there will be no outcome
            assert self.process.stdin is not None
            self.process.stdin.write(json.dumps(job, separators=(",", ":")) + "\n")
            self.process.stdin.flush()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            try:
                self.lines.put(json.loads(line))
            except ValueError:  # cut off in the middle, because it was killed
                break
        self.lines.put(None)

    def next_line(self, wait: float) -> Json | None:
        """The next line; an empty one where there was none in that time; None at the end."""
        try:
            return self.lines.get(timeout=wait)
        except queue.Empty:
            return {}

    def ask_to_stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        ended(self.process)
