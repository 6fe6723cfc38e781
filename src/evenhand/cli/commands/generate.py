"""`evenhand generate`: the demo plant's portfolio, or one like it of any size."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from evenhand.cli.exits import Exit, Refusal
from evenhand.cli.inputs import keeping, must_be_writable
from evenhand.cli.interrupts import Work
from evenhand.cli.progress import ProgressLine
from evenhand.cli.terminal import Terminal
from evenhand.cli.words import counted
from evenhand.demo.generator import generate
from evenhand.demo.story import demo_portfolio
from evenhand.exchange.portfolio import write_portfolio


def run(arguments: Namespace, terminal: Terminal) -> Exit:
    must_be_writable(arguments.out)
    line = ProgressLine(terminal, phase="inventing a portfolio")
    try:
        document = Work(lambda _cancelled: invented(arguments)).result(line.heartbeat, lambda: terminal.note("Ctrl-C again gives it up."))
    except ValueError as error:
        raise Refusal(Exit.BAD_INPUT, str(error)) from error
    finally:
        line.end()
    with keeping(arguments.out):
        write_portfolio(arguments.out, document)
    projects = document["projects"]
    activities = sum(len(project["activities"]) for project in projects)
    terminal.give({"out": str(arguments.out), "projects": len(projects), "activities": activities})
    terminal.say(f"Wrote {counted(len(projects), 'project')} with {counted(activities, 'activity')} to {arguments.out}. All of it is invented.")
    return Exit.DONE


def invented(arguments: Namespace) -> Mapping[str, Any]:
    if arguments.projects is None:
        return demo_portfolio()
    return generate(arguments.projects, arguments.load, arguments.seed)
