"""`evenhand records verify`: does the trail hold together, and do the records agree with it?"""

from __future__ import annotations

from argparse import Namespace

from evenhand.cli.exits import Exit, Refusal
from evenhand.cli.site import site
from evenhand.cli.terminal import Terminal
from evenhand.cli.words import counted

MOST_SHOWN = 200


def run(arguments: Namespace, terminal: Terminal) -> Exit:
    with site():
        from evenhand.records.errors import Invalid
        from evenhand.records.head import Head
        from evenhand.records.verification import verify

        try:
            anchor = Head.from_text(arguments.anchor) if arguments.anchor else None
        except Invalid as error:
            raise Refusal(Exit.BAD_INPUT, f"--anchor: {error}") from error
        verified = verify(anchor)
    terminal.give({"problems": list(verified.problems), "entries": verified.entries, "records": verified.records, "head": str(verified.head)})
    what = f"{counted(verified.entries, 'entry')} of the trail and {counted(verified.records, 'record')}"
    if not verified.problems:
        terminal.say(f"Nothing was altered: {what} agree." + (" The anchor is in it." if anchor else ""))
        return Exit.DONE
    terminal.say(
        f"{what} were compared, and {counted(len(verified.problems), 'thing')} differ:"
        if len(verified.problems) > 1
        else f"{what} were compared, and one thing differs:"
    )
    terminal.say(*(f"  {problem}" for problem in verified.problems[:MOST_SHOWN]))
    if len(verified.problems) > MOST_SHOWN:
        terminal.say(f"  and {len(verified.problems) - MOST_SHOWN:,} more; --json has all.")
    return Exit.NO
