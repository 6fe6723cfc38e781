"""Tables for people, in lines that a pipe can take."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from evenhand.cli.terminal import Terminal

UNBROKEN = 500  # characters; where there is no terminal a row is one line


def show_table(terminal: Terminal, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A title, the columns and the rows; nothing where there are no rows."""
    table = Table(*columns, title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    if not table.row_count:
        return
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else UNBROKEN, highlight=False)
    with console.capture() as captured:
        console.print(table)
    terminal.say("", *(line.rstrip() for line in captured.get().splitlines()))
