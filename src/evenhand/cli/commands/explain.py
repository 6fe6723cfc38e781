"""`evenhand explain`: why a promise is late, and what would help most."""

from __future__ import annotations

from argparse import Namespace

from evenhand.cli.exits import Exit
from evenhand.cli.inputs import PlannedProblem, known, read_checked
from evenhand.cli.interrupts import Work
from evenhand.cli.progress import ProgressLine
from evenhand.cli.terminal import Terminal
from evenhand.planning.explain import Explanation, explain
from evenhand.planning.problem import PromiseId


def run(arguments: Namespace, terminal: Terminal) -> Exit:
    planned = read_checked(arguments.problem, arguments.plan)
    asked = promises_asked(planned, arguments.promise)
    line = ProgressLine(terminal, phase="explaining")
    try:
        explanations = Work(lambda cancelled: [explain(planned.loaded.problem, planned.plan, p) for p in asked if not cancelled()]).result(
            line.heartbeat, lambda: terminal.note("Stopping after this promise.")
        )
    finally:
        line.end()
    terminal.give({"explanations": [as_json(planned, e) for e in explanations]})
    terminal.say(*([planned.words.zone] if asked and planned.words.zone else []))
    for explanation in explanations:
        terminal.say("", *(f"  {s}" if k else s for k, s in enumerate(sentences(planned, explanation))))
    if not asked:
        terminal.say("No promise is late." if planned.loaded.problem.promises else "There are no promises.")
    return Exit.DONE


def promises_asked(planned: PlannedProblem, name: str | None) -> list[PromiseId]:
    """The one that was named; otherwise all that are late, the latest first."""
    problem, plan = planned.loaded.problem, planned.plan
    if name is not None:
        return [known(PromiseId(name), list(problem.promise), "--promise")]
    late = {p.id: plan.of[p.activity].end - p.due for p in problem.promises if plan.of[p.activity].end > p.due}
    return sorted(late, key=lambda p: (-late[p], p))


def sentences(planned: PlannedProblem, explanation: Explanation) -> tuple[str, ...]:
    words = planned.words
    return explanation.sentences(words.moment, words.spans(explanation.longest), to_end=words.end)


def as_json(planned: PlannedProblem, explanation: Explanation) -> dict[str, object]:
    return {
        "promise": explanation.promise,
        "project": explanation.project,
        "due": planned.words.value(explanation.due),
        "planned": planned.words.value(explanation.end),
        "sentences": list(sentences(planned, explanation)),
    }
