"""`evenhand serve`: the site, for browsers, and its worker, until Ctrl-C."""

from __future__ import annotations

from argparse import Namespace

from evenhand.cli.exits import Exit
from evenhand.cli.serving import address_of, listening, serve
from evenhand.cli.site import site
from evenhand.cli.terminal import Terminal


def run(arguments: Namespace, terminal: Terminal) -> Exit:
    with listening(arguments.host, arguments.port) as listener, site():
        address = address_of(listener)
        terminal.give({"address": address})
        terminal.say(f"Evenhand answers at {address} until Ctrl-C.")
        serve(listener)
    return Exit.DONE
