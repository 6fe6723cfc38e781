"""RCPSP/max ``.sch`` of ProGen/max (Schwindt 1995): start-to-start lags of either sign, so minimal and maximal ones.

An arc ``i -> j [w]`` says ``start(j) >= start(i) + w``. A maximal lag is a backward arc with a negative weight; each arc
becomes one SS link with that lag. Activities keep the file's numbers, 0 to n+1; the project is 1.
"""

from __future__ import annotations

import re
from pathlib import Path

from evenhand.exchange.errors import reading
from evenhand.exchange.horizon import safe_horizon
from evenhand.exchange.limits import load_text
from evenhand.exchange.words import Lines, Word
from evenhand.planning.problem import (
    Activity,
    ActivityId,
    Demand,
    Link,
    LinkKind,
    Mode,
    Objective,
    Problem,
    Profile,
    Project,
    ProjectId,
    Resource,
    ResourceId,
    ResourceKind,
)

PROJECT = ProjectId("1")


def read_rcpsp_max(path: Path | str) -> Problem:
    return rcpsp_max_problem(path, load_text(path))


def rcpsp_max_problem(path: Path | str, text: str) -> Problem:
    lines = Lines(path, text)
    head = lines.next("the numbers of activities and resources").exactly(4, "activities, renewable, non-renewable and doubly constrained resources")
    count = head[0].integer("number of activities")
    renewable, nonrenewable = (w.integer("number of resources") for w in head[1:3])
    if head[3].integer("number of resources"):
        head[3].fail(f"Must have no doubly constrained resources, which are not read here; has {head[3].text}.")
    arcs = [arc for number in range(count + 2) for arc in _arcs(lines, number, count + 2)]
    modes = [_mode(lines, number, renewable, nonrenewable) for number in range(count + 2)]
    width = renewable + nonrenewable
    capacities = lines.next("the resources' capacities").exactly(width, "one capacity a resource") if width else []
    lines.must_end()
    with reading(path):
        resources = tuple(_resource(k, word.integer("capacity"), renewable) for k, word in enumerate(capacities))
        activities = tuple(Activity(_name(number), PROJECT, (mode,)) for number, mode in enumerate(modes))
        links = tuple(Link(LinkKind.SS, _name(before), _name(after), lag) for before, after, lag in arcs)
        return Problem(
            resources=resources,
            projects=(Project(PROJECT),),
            activities=activities,
            links=links,
            horizon=safe_horizon(path, activities, links),
            objective=Objective.MAKESPAN,
        )


def _name(number: int) -> ActivityId:
    return ActivityId(f"{PROJECT}/{number}")


def _resource_id(index: int, renewable: int) -> ResourceId:
    return ResourceId(f"R{index + 1}" if index < renewable else f"N{index - renewable + 1}")


def _resource(index: int, capacity: int, renewable: int) -> Resource:
    kind = ResourceKind.POOL if index < renewable else ResourceKind.STOCK
    return Resource(_resource_id(index, renewable), kind, Profile.constant(capacity))


def _arcs(lines: Lines, number: int, total: int) -> list[tuple[int, int, int]]:
    """One line: number, modes, number of successors, the successors, their lags in brackets."""
    line = lines.next(f"the successors of activity {number}")
    words = line.words()
    if len(words) < 3:
        line.fail("Must have an activity's number, its number of modes and its number of successors; the line is shorter.")
    if words[0].integer("activity number") != number:
        words[0].fail(f"Must go on with activity {number}; is {words[0].text}.")
    if words[1].integer("number of modes") != 1:
        words[1].fail(f"Must have 1 mode, as only single-mode files are read here; has {words[1].text}.")
    count = words[2].integer("number of successors")
    if len(words) != 3 + 2 * count:
        words[2].fail(f"Must have {count} successors and {count} lags in brackets, as it says; has {len(words) - 3} of both.")
    found = []
    for successor, lag in zip(words[3 : 3 + count], words[3 + count :], strict=True):
        after = successor.integer("successor")
        if after >= total:
            successor.fail(f"Must name known activities as successors; {after} is unknown.")
        found.append((number, after, _lag(lag)))
    return found


def _lag(word: Word) -> int:
    bracketed = re.fullmatch(r"\[(\S+)\]", word.text)
    if not bracketed:
        word.fail(f"Must have a lag in brackets, such as [-3]; has {word.text[:40]!r}.")
    return Word(word.path, word.line, word.column + 1, bracketed[1]).integer("lag", least=None)


def _mode(lines: Lines, number: int, renewable: int, nonrenewable: int) -> Mode:
    """One line: number, mode, duration, amounts."""
    line = lines.next(f"the duration and amounts of activity {number}")
    words = line.exactly(3 + renewable + nonrenewable, "activity, mode, duration and one amount a resource")
    if words[0].integer("activity number") != number:
        words[0].fail(f"Must go on with activity {number}; is {words[0].text}.")
    if words[1].integer("mode") != 1:
        words[1].fail(f"Must have mode 1; is {words[1].text}.")
    amounts = [w.integer("amount") for w in words[3:]]
    return Mode(words[2].integer("duration"), tuple(Demand(_resource_id(k, renewable), a) for k, a in enumerate(amounts) if a))
