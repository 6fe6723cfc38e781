"""The site on an address of this machine: the web server in this process, and beside it the worker that solves plan runs. Both end together."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import uvicorn

from evenhand.cli.exits import Exit, Refusal

APPLICATION = "evenhand.config.asgi:application"
FIRST_PORT, MOST_TRIED = 8000, 20
OPEN_ENDS = 3  # seconds that streams to browsers may take to end
AGAIN_AFTER = 5.0  # seconds until a worker that ended by itself is started again


def listening(host: str, port: int | None) -> socket.socket:
    """A socket on that port; without one, on the first from 8000 on that is free."""
    ports = range(FIRST_PORT, FIRST_PORT + MOST_TRIED) if port is None else (port,)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in ports:
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # without the last, answers in two parts wait 40 ms for each other
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, number))
            listener.listen()  # from here on the port is taken, and whoever comes early waits
        except OSError as error:
            listener.close()
            refused = error
        else:
            return listener
    which = f"port {port}" if port is not None else f"any of the ports {ports[0]} to {ports[-1]}"
    raise Refusal(Exit.BAD_INPUT, f"{host}: {which} cannot be listened on: {refused.strerror}. --port names another.")


def address_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    name = "localhost" if host in ("127.0.0.1", "::1") else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def serve(listener: socket.socket) -> None:
    """Until Ctrl-C or SIGTERM. Django must be set up."""
    sys.stdout.flush()  # whoever started it in a pipe waits for the address
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the server hands on what stopped it
    config = uvicorn.Config(APPLICATION, log_level="warning", lifespan="off", timeout_graceful_shutdown=OPEN_ENDS)
    with worker_beside(), contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


@contextlib.contextmanager
def worker_beside() -> Iterator[None]:
    """A worker in a process of its own, started again when it ends by itself. It ends with this process, however that ends."""
    over = threading.Event()
    keeper = threading.Thread(target=keep_working, args=(over,), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def keep_working(over: threading.Event) -> None:
    command = [sys.executable, "-m", "django", "run_worker", "--with-starter"]
    while not over.is_set():
        worker = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
        while worker.poll() is None and not over.wait(0.2):
            pass
        assert worker.stdin is not None
        worker.stdin.close()  # by which it also knows when this process was killed
        worker.terminate()
        worker.wait()
        over.wait(AGAIN_AFTER)
