"""`evenhand check`: does a plan keep every rule? Asked of the checker, which shares no code with the solver."""

from __future__ import annotations

from argparse import Namespace

from evenhand.cli.exits import Exit
from evenhand.cli.inputs import PlannedProblem, read_planned, violation_sentence
from evenhand.cli.terminal import Terminal
from evenhand.cli.words import counted
from evenhand.planning.checks import Violation, check
from evenhand.planning.plan import objective_values


def run(arguments: Namespace, terminal: Terminal) -> Exit:
    planned = read_planned(arguments.problem, arguments.plan)
    violations = check(planned.loaded.problem, planned.plan)
    objective = objective_values(planned.loaded.problem, planned.plan)
    misstated = planned.file.objective is not None and planned.file.objective != objective
    terminal.give({"violations": [as_json(v) for v in violations], "objective": list(objective), "objective_misstated": misstated})
    terminal.say(*sentences(planned, violations, objective))
    if misstated and planned.file.objective is not None:
        terminal.say(f"The plan file says its objective is {listed(planned.file.objective)}; it is {listed(objective)}.")
    return Exit.NO if violations or misstated else Exit.DONE


def listed(objective: tuple[int, ...]) -> str:
    return ", ".join(map(str, objective))


def sentences(planned: PlannedProblem, violations: tuple[Violation, ...], objective: tuple[int, ...]) -> list[str]:
    number = counted(len(planned.plan.assignments), "activity")
    if not violations:
        return [f"The plan keeps every rule: {number}; {planned.words.quality(planned.plan, objective)}."]
    return [
        f"The plan breaks the rules in {counted(len(violations), 'place')}:",
        *(f"  {violation_sentence(v, planned.words)}" for v in violations),
        *([planned.words.zone] if planned.words.zone else []),
    ]


def as_json(violation: Violation) -> dict[str, object]:
    return {
        "rule": violation.rule,
        "sentence": violation.sentence,
        "activities": list(violation.activities),
        "resource": violation.resource,
        "slot": violation.slot,
    }
