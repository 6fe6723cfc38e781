"""One more process that makes pages, at an address where one is listening already: ``python -m evenhand.cli.more_pages HOST PORT``."""

from __future__ import annotations

import os
import sys

from evenhand.cli.serving import listener_at, server
from evenhand.schedules.starter import when_starter_is_gone


def main(host: str, port: int) -> None:
    made = server()
    made.config.load()
    from evenhand.web.ready import make_ready  # noqa: PLC0415 - its tables are known only now

    when_starter_is_gone(lambda: os._exit(1))  # the port must be free for whoever starts again
    make_ready()  # only then does it take its share of who comes
    with listener_at(host, port) as listener:
        made.run(sockets=[listener])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
