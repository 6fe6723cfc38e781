"""`evenhand demo`: the web product with the demo plant and its story, in a folder of its own."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from evenhand.cli.exits import Exit, Refusal
from evenhand.cli.serving import address_of, listening, serve
from evenhand.cli.site import load_site
from evenhand.cli.terminal import Terminal
from evenhand.demo.cast import SITE
from evenhand.demo.plant import TIME_ZONE

HOST = "127.0.0.1"  # the passwords are known to everybody, so it answers this machine alone


def run(arguments: Namespace, terminal: Terminal) -> Exit:
    with listening(HOST, arguments.port) as listener:
        use_settings_of_the_demo(arguments.data)
        load_site()
        from evenhand.demo.enter import ACCOUNTS, PASSWORD
        from evenhand.demo.site import made_or_kept
        from evenhand.demo.story import STORY
        from evenhand.records.errors import DomainError

        try:
            kept = made_or_kept(arguments.data, on_making=lambda: terminal.note("Entering the demo plant and its 24 projects ..."))
        except DomainError as error:
            raise Refusal(Exit.BAD_INPUT, error.message) from error
        address = address_of(listener)
        accounts = [{"email": a.email, "name": a.printed_name, "role": a.role.label} for a in ACCOUNTS]
        terminal.give({"address": address, "kept": kept, "password": PASSWORD, "accounts": accounts})
        if not kept:
            terminal.say(STORY)
        else:
            terminal.say(f"The demo goes on where it was left; remove {arguments.data} to begin anew.", "")
        width = max(len(a.email) for a in ACCOUNTS)
        terminal.say(f"Open {address} and log in as one of", "")
        terminal.say(*(f"  {a.email:<{width}}  {a.printed_name}, {a.role.label.lower()}" for a in ACCOUNTS))
        terminal.say("", f"with the password  {PASSWORD}", "", "Ctrl-C ends it.")
        serve(listener)
    return Exit.DONE


def use_settings_of_the_demo(data: Path) -> None:
    """Whatever the environment says of another site is not meant for this one."""
    for name in list(os.environ):
        if name.startswith("EVENHAND_"):
            del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "evenhand.config.settings",
        "EVENHAND_DATA": str(data.absolute()),
        "EVENHAND_SITE_NAME": SITE,
        "EVENHAND_TIME_ZONE": TIME_ZONE,
    }
