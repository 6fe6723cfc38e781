"""The process that is ready: ``python -m evenhand.schedules.ready N``. It has imported and compiled all that a run needs, and each run is solved in a copy of it.

N is the descriptor of a socket on which the worker asks for copies. Each time it hands over what the copy reads its job from, what it writes its lines to, and a
socket on which it is given a descriptor of the copy's process. When the worker is gone, this process ends; each copy learns it from its own standard input.
A process is copied with its one thread only, so there must be no other: whoever starts this one keeps the numerical libraries from having threads of their own.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import sys

from evenhand.planning.warm_up import warm_up
from evenhand.schedules import solve_child

HANDED_OVER = 3  # where the job comes from, where the lines go, where the process is told


def main() -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it
    asked = socket.socket(fileno=int(sys.argv[1]))
    warm_up()
    gc.collect()
    gc.freeze()  # what the copies share is not touched by their collections
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the worker watches over the copies
    while True:
        _, given, _, _ = socket.recv_fds(asked, 1, HANDED_OVER)
        if len(given) < HANDED_OVER:
            return 0
        if is_copy(*given):
            asked.close()
            return solve_child.main()


def is_copy(job: int, lines: int, told: int) -> bool:
    """Twice: in the copy it is true."""
    process = os.fork()
    if process:
        tell_process(process, told)
    else:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(job, 0)
        os.dup2(lines, 1)
    for descriptor in (job, lines, told):
        os.close(descriptor)
    return not process


def tell_process(process: int, told: int) -> None:
    """A descriptor means this process for ever, a number might mean another once it has ended."""
    try:
        descriptor = os.pidfd_open(process)
    except OSError:  # it has ended already, or the system gives none: then it ends when its standard input does
        return
    with socket.socket(fileno=os.dup(told)) as worker, contextlib.suppress(OSError):  # the worker is gone
        socket.send_fds(worker, [b"1"], [descriptor])
    os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main())
