"""`evenhand show`: the plan as one HTML file."""

from __future__ import annotations

from argparse import Namespace

from evenhand.cli.exits import Exit
from evenhand.cli.inputs import PlannedProblem, keeping, must_be_writable, read_checked
from evenhand.cli.interrupts import Work
from evenhand.cli.progress import ProgressLine
from evenhand.cli.terminal import Terminal
from evenhand.cli.words import counted
from evenhand.exchange.plan_picture import plan_picture
from evenhand.exchange.writing import write_whole
from evenhand.planning.plan import objective_values
from evenhand.planning.risk import simulate


def run(arguments: Namespace, terminal: Terminal) -> Exit:
    must_be_writable(arguments.out, arguments.problem, arguments.plan)
    planned = read_checked(arguments.problem, arguments.plan)
    line = ProgressLine(terminal, phase="drawing")
    try:
        page = Work(lambda _cancelled: drawn(planned, arguments.problem.name)).result(
            line.heartbeat, lambda: terminal.note("Ctrl-C again gives it up.")
        )
    finally:
        line.end()
    with keeping(arguments.out):
        write_whole(arguments.out, page.encode())
    terminal.give({"out": str(arguments.out), "bytes": len(page.encode())})
    terminal.say(f"Drawn to {arguments.out}: open it in a browser.")
    return Exit.DONE


def drawn(planned: PlannedProblem, file_name: str) -> str:
    problem, words = planned.loaded.problem, planned.words
    quality = words.quality(planned.plan, objective_values(problem, planned.plan))
    answer = [f"{counted(len(problem.projects), 'project')}, {counted(len(problem.activities), 'activity')}; {quality}. The plan keeps every rule."]
    if words.time_scale is not None:
        answer.append(f"{words.zone} Now is {words.moment(problem.now)}.")
    chances = {}
    if problem.promises:
        chances = {name: risk.chance for name, risk in simulate(problem, planned.plan).promises.items()}
    return plan_picture(
        problem,
        planned.plan,
        title=words.title or file_name,
        answer=answer,
        time_scale=words.time_scale,
        names=words.names,
        chances=chances,
    )
