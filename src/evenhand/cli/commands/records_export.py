"""`evenhand records export`: the whole trail in a folder of its own, all of it or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from evenhand.cli.exits import Exit, Refusal
from evenhand.cli.inputs import keeping
from evenhand.cli.site import site
from evenhand.cli.terminal import Terminal
from evenhand.cli.words import counted


def run(arguments: Namespace, terminal: Terminal) -> Exit:
    out: Path = arguments.out
    if out.exists():
        raise Refusal(Exit.BAD_INPUT, f"{out}: Must not exist yet: an export never overwrites another.")
    if not out.absolute().parent.is_dir():
        raise Refusal(Exit.CANNOT_WRITE, f"{out}: could not be written: there is no folder {out.absolute().parent}.")
    with site(), keeping(out):
        from evenhand.records.export import json_lines, readable
        from evenhand.records.head import head
        from evenhand.records.snapshot import snapshot

        unfinished = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.absolute().parent))
        try:
            with snapshot():
                end = head()
                write_lines(unfinished / "trail.jsonl", json_lines())
                write_lines(unfinished / "trail.txt", readable())
                write_lines(unfinished / "head.txt", [str(end)])
            os.replace(unfinished, out)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    terminal.give({"out": str(out), "entries": end.sequence, "head": str(end)})
    terminal.say(f"Wrote {counted(end.sequence, 'entry')} to {out}. Keep head.txt elsewhere too: it is the anchor for evenhand records verify.")
    return Exit.DONE


def write_lines(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
