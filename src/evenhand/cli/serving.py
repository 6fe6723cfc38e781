"""The site on an address of this machine: the web server in this process and in a few more, and beside them the worker that solves plan runs."""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
import threading

import uvicorn
from django.conf import settings

from evenhand.cli.beside import beside
from evenhand.cli.exits import Exit, Refusal

APPLICATION = "evenhand.config.asgi:application"
FIRST_PORT, MOST_TRIED = 8000, 20
OPEN_ENDS = 3  # seconds that streams to browsers may take to end
CAN_SHARE = sys.platform == "linux"  # elsewhere, who listens at the same port does not get a share of who comes


def listening(host: str, port: int | None) -> socket.socket:
    """A socket on that port; without one, on the first from 8000 on that is free."""
    ports = range(FIRST_PORT, FIRST_PORT + MOST_TRIED) if port is None else (port,)
    for number in ports:
        try:
            look_whether_free(host, number)
            return listener_at(host, number)  # from here on the port is taken, and whoever comes early waits
        except OSError as error:
            refused = error
    which = f"port {port}" if port is not None else f"any of the ports {ports[0]} to {ports[-1]}"
    raise Refusal(Exit.BAD_INPUT, f"{host}: {which} cannot be listened on: {refused.strerror}. --port names another.")


def look_whether_free(host: str, port: int) -> None:
    """A socket that would share the port cannot tell that somebody else does."""
    if port:
        with socket_of(host) as looking:
            looking.bind((host, port))


def listener_at(host: str, port: int) -> socket.socket:
    listener = socket_of(host)
    try:
        if CAN_SHARE:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def socket_of(host: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # without the last, the parts of an answer wait 40 ms for each other
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return made


def address_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    name = "localhost" if host in ("127.0.0.1", "::1") else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def server() -> uvicorn.Server:
    return uvicorn.Server(uvicorn.Config(APPLICATION, log_level="warning", lifespan="off", timeout_graceful_shutdown=OPEN_ENDS))


def serve(listener: socket.socket) -> None:
    """Until Ctrl-C or SIGTERM. Django must be set up."""
    from evenhand.web.ready import make_ready  # noqa: PLC0415 - its tables are known only now

    sys.stdout.flush()  # whoever started it in a pipe waits for the address
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the server hands on what stopped it
    host, port = listener.getsockname()[:2]
    more = settings.WEB_PROCESSES - 1 if CAN_SHARE else 0
    others = [("django", "run_worker", "--with-starter"), *[("evenhand.cli.more_pages", host, str(port))] * more]
    threading.Thread(target=make_ready, daemon=True).start()
    with beside(*others), contextlib.suppress(KeyboardInterrupt):
        server().run(sockets=[listener])
