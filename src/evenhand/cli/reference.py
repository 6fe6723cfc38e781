"""The reference page of the command line, made from the parsers: `python -m evenhand.cli.reference FILE`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from evenhand.cli.arguments import COMMANDS, command_parser, sentence
from evenhand.cli.exits import Exit

HEAD = """# The command line

<!-- Made by `make docs` from src/evenhand/cli/arguments.py. Do not edit. -->

    evenhand COMMAND ...

Answers go to stdout, as sentences or, with `--json`, as one JSON document. Complaints and progress go to stderr; the progress line appears after a
second, and only on a terminal; elsewhere, as in a log, what takes longer than five seconds says so in one line, and in another when it is done. Files are written whole or not at all.

Ctrl-C (or SIGTERM) while planning keeps the best plan so far; a second one gives it up.
"""


def reference() -> str:
    return "\n".join([HEAD, *exit_codes(), *(line for name in COMMANDS for line in command(name))]).rstrip() + "\n"


def exit_codes() -> Iterator[str]:
    yield "## Exit codes\n"
    yield "| code | means |\n|---|---|"
    for code in Exit:
        yield f"| {code.value} | {code.meaning} |"
    yield "\nWith `--json` a refusal is a document too: `exit`, `message`, `details`, and for a bad file `file` and `place`.\n"


def command(name: str) -> Iterator[str]:
    parser = command_parser(name)
    yield f"## evenhand {name}\n"
    yield sentence(COMMANDS[name].summary) + "\n"
    yield f"    {usage(parser)}\n"
    yield "| argument | is |\n|---|---|"
    for action in parser._actions:
        if not isinstance(action, argparse._HelpAction):
            yield f"| `{spelled(action)}` | {(action.help or '').replace('|', '/')} |"
    yield ""
    if COMMANDS[name].says:
        yield f"{COMMANDS[name].says}\n"


def usage(parser: argparse.ArgumentParser) -> str:
    """On one line, whatever the width of the terminal."""
    words = [parser.prog]
    for action in parser._actions:
        if not isinstance(action, argparse._HelpAction):
            text = spelled(action)
            words.append(text if action.required or not action.option_strings else f"[{text}]")
    return " ".join(words)


def spelled(action: argparse.Action) -> str:
    if not action.option_strings:
        return str(action.metavar)
    return action.option_strings[-1] if action.nargs == 0 else f"{action.option_strings[-1]} {action.metavar}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
