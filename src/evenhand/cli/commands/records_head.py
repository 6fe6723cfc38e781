"""`evenhand records head`: where the trail ends."""

from __future__ import annotations

from argparse import Namespace

from evenhand.cli.exits import Exit
from evenhand.cli.site import site
from evenhand.cli.terminal import Terminal


def run(arguments: Namespace, terminal: Terminal) -> Exit:  # noqa: ARG001
    with site():
        from evenhand.records.head import head

        end = head()
    terminal.give({"head": str(end), "sequence": end.sequence, "hash": end.hash})
    terminal.say(str(end))
    return Exit.DONE
