"""The process in which a run is solved, as the worker has it: begun, given a job, listened to, asked to stop, ended."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading

from evenhand.schedules.problem_json import Json

Process = subprocess.Popen[str]


def begun(*words: str) -> Process:
    command = [sys.executable, "-m", "evenhand.schedules.solve_child", *words]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)


def ended(process: Process) -> None:
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


class Child:
    """The process in which a run is solved, and the lines that it says. ``process``: one that waits for a job; without it, one is begun."""

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


class NextChild:
    """A process that has imported and compiled all it needs, and waits for a job: so that the next run need not wait for that."""

    def __init__(self) -> None:
        self._process: Process | None = None

    def prepare(self) -> None:
        if self._process is not None and self._process.poll() is not None:  # something ended it
            self.end()
        if self._process is None:
            self._process = begun("--prepared")

    def taken(self) -> Process | None:
        """It is the caller's now; None if there is none, or it has ended meanwhile."""
        process, self._process = self._process, None
        if process is not None and process.poll() is not None:
            ended(process)
            return None
        return process

    def end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            ended(process)
