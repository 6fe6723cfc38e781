"""`evenhand simulate`: how likely each promise is to be kept, over many futures of the plan."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from evenhand.cli.exits import Exit
from evenhand.cli.inputs import PlannedProblem, read_checked
from evenhand.cli.interrupts import Work
from evenhand.cli.progress import ProgressLine
from evenhand.cli.tables import show_table
from evenhand.cli.terminal import Terminal
from evenhand.cli.words import counted, percent
from evenhand.planning.parts import ActivityId, Link, LinkKind, Promise
from evenhand.planning.risk import Simulation, Spread, simulate

LEAST_BROKEN = 0.01  # of the futures
MOST_LIMITS = 5  # rows; the JSON has them all
POINTS = {LinkKind.FS: ("end", "start"), LinkKind.SS: ("start", "start"), LinkKind.FF: ("end", "end"), LinkKind.SF: ("start", "end")}


def run(arguments: Namespace, terminal: Terminal) -> Exit:
    planned = read_checked(arguments.problem, arguments.plan)
    simulation = simulated(planned, arguments, terminal)
    terminal.give(as_json(planned, simulation))
    terminal.say(f"{counted(simulation.futures, 'future')} of the plan, seed {simulation.seed}. {planned.words.zone}".rstrip())
    show_table(
        terminal,
        "Promises, least likely first",
        ("promise", "promised", "planned", "chance", "half by", "nine in ten by"),
        promise_rows(planned, simulation),
    )
    show_table(terminal, "Projects without a promise", ("project", "half by", "nine in ten by"), project_rows(planned, simulation))
    kept = [p for p in planned.loaded.problem.promises if is_over(planned, p)]
    if kept:
        terminal.say("", f"{counted(len(kept), 'promise')} of work that is finished left out: {', '.join(sorted(p.id for p in kept))}.")
    terminal.say(*limit_sentences(planned, simulation))
    return Exit.DONE


def simulated(planned: PlannedProblem, arguments: Namespace, terminal: Terminal) -> Simulation:
    line = ProgressLine(terminal, phase="simulating")
    work = Work(lambda _cancelled: simulate(planned.loaded.problem, planned.plan, futures=arguments.futures, seed=arguments.seed))
    try:
        return work.result(line.heartbeat, lambda: terminal.note("A simulation is kept whole or not at all. Ctrl-C again gives it up."))
    finally:
        line.end()


def is_over(planned: PlannedProblem, promise: Promise) -> bool:
    """Whether what was promised has ended already, so that nothing about it is left to chance."""
    actual = planned.loaded.problem.activity[promise.activity].actual
    return actual is not None and actual.end is not None


def limit_sentences(planned: PlannedProblem, simulation: Simulation) -> Iterator[str]:
    """What else the futures break than promises: a maximal lag such as a hold time, a latest end. A future that does needs a decision, not luck."""
    broken = sorted((x for x in simulation.limits if x.chance >= LEAST_BROKEN), key=lambda x: (-x.chance, limit_name(x.limit)))
    if not broken:
        return
    limits = counted(len(broken), "limit")
    yield ""
    yield f"{limits} that no plan may break would be broken in at least {percent(LEAST_BROKEN)} of the futures: material would wait too long, or work end too late."
    for x in broken[:MOST_LIMITS]:
        yield f"  {percent(x.chance)}: {limit_sentence(planned, x.limit)}"
    if len(broken) > MOST_LIMITS:
        yield f"  and {len(broken) - MOST_LIMITS} more; --json lists all."


def limit_sentence(planned: PlannedProblem, limit: Link | ActivityId) -> str:
    """A limit as the rule it is."""
    words = planned.words
    if isinstance(limit, Link):
        before, after = POINTS[limit.kind]
        return f"{limit.after} must {after} within {words.span(limit.max_lag or 0)} of the {before} of {limit.before}"
    return f"{limit} must end by {words.end(planned.loaded.problem.activity[limit].latest_end or 0)}"


def promise_rows(planned: PlannedProblem, simulation: Simulation) -> Iterator[tuple[str, ...]]:
    problem, words = planned.loaded.problem, planned.words
    for name in sorted(simulation.promises, key=lambda p: (simulation.promises[p].chance, problem.promise[p].due, p)):
        risk, promise = simulation.promises[name], problem.promise[name]
        if is_over(planned, promise):
            continue
        interval = (percent(risk.low), percent(risk.high))
        chance = percent(risk.chance) + (f" ({' to '.join(interval)})" if interval[0] != interval[1] else "")
        end = planned.plan.of[promise.activity].end
        half, most = spread_word(planned, risk.end.p50), spread_word(planned, risk.end.p90)
        yield name, words.end(promise.due), words.end(end), chance, half, most


def project_rows(planned: PlannedProblem, simulation: Simulation) -> Iterator[tuple[str, ...]]:
    promised = {planned.loaded.problem.activity[p.activity].project for p in planned.loaded.problem.promises}
    for name, spread in simulation.projects.items():
        if name not in promised:
            yield name, spread_word(planned, spread.p50), spread_word(planned, spread.p90)


def spread_word(planned: PlannedProblem, slot: int) -> str:
    return planned.words.end(slot) if slot < planned.loaded.problem.horizon else "past the horizon"


def as_json(planned: PlannedProblem, simulation: Simulation) -> dict[str, object]:
    problem, words = planned.loaded.problem, planned.words

    def spread_json(spread: Spread) -> dict[str, object]:
        return {name: words.value(getattr(spread, name)) for name in ("p10", "p50", "p80", "p90")}

    return {
        "futures": simulation.futures,
        "seed": simulation.seed,
        "promises": [
            {
                "promise": name,
                "project": problem.activity[problem.promise[name].activity].project,
                "due": words.value(problem.promise[name].due),
                "planned": words.value(planned.plan.of[problem.promise[name].activity].end),
                "chance": risk.chance,
                "interval": [risk.low, risk.high],
                "end": spread_json(risk.end),
            }
            for name, risk in simulation.promises.items()
        ],
        "projects": [{"project": name, "end": spread_json(spread)} for name, spread in simulation.projects.items()],
        "criticality": dict(simulation.criticality),
        "limits": [{"limit": limit_name(x.limit), "chance": x.chance} for x in simulation.limits],
    }


def limit_name(limit: Link | ActivityId) -> str:
    return f"{limit.before} -> {limit.after}" if isinstance(limit, Link) else limit
