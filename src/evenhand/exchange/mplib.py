"""MPLIB portfolios (Van Eynde & Vanhoucke 2020): several single-mode projects on shared renewable resources.

Projects are numbered from 1 in their order, activities from 1 within each, as the file's own successors ``project:activity``
have it. Before each project's activities stand their number, its release, and a 1 for each resource that it uses.
"""

from __future__ import annotations

from pathlib import Path

from evenhand.exchange.errors import reading
from evenhand.exchange.horizon import safe_horizon
from evenhand.exchange.limits import load_text
from evenhand.exchange.words import Lines, Word, counted
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


def read_mplib(path: Path | str) -> Problem:
    return mplib_problem(path, load_text(path))


def mplib_problem(path: Path | str, text: str) -> Problem:
    lines = Lines(path, text)
    count = lines.next("the number of projects").exactly(1, "the number of projects")[0].integer("number of projects", least=1)
    width = lines.next("the number of resources").exactly(1, "the number of resources")[0].integer("number of resources", least=1)
    capacities = [w.integer("capacity") for w in lines.next("the capacities").exactly(width, "one capacity a resource")]
    activities: list[Activity] = []
    named: list[tuple[ActivityId, Word]] = []
    with reading(path):
        resources = tuple(Resource(ResourceId(f"R{k}"), ResourceKind.POOL, Profile.constant(c)) for k, c in enumerate(capacities, start=1))
        for project in range(1, count + 1):
            _read_project(lines, project, width, activities, named)
        lines.must_end()
        known = {a.id for a in activities}
        links = tuple(Link(LinkKind.FS, before, _successor(word, known)) for before, word in named)
        return Problem(
            resources=resources,
            projects=tuple(Project(ProjectId(str(p))) for p in range(1, count + 1)),
            activities=tuple(activities),
            links=links,
            horizon=safe_horizon(path, activities, links),
            objective=Objective.MAKESPAN,
        )


def _read_project(lines: Lines, project: int, width: int, activities: list[Activity], named: list[tuple[ActivityId, Word]]) -> None:
    size, release = lines.next(f"project {project}").exactly(2, f"activities and release of project {project}")
    earliest = release.integer("release")
    used = [w.integer("use of a resource") for w in lines.next(f"what project {project} uses").exactly(width, "0 or 1 for each resource")]
    for number in range(1, size.integer("number of activities", least=1) + 1):
        line = lines.next(f"activity {project}:{number}")
        words = line.words()
        if len(words) < width + 2:
            line.fail(f"Must have a duration, {width} amounts and the number of successors; has {len(words)} numbers.")
        demands = []
        for k, word in enumerate(words[1 : width + 1]):
            amount = word.integer("amount")
            if amount and not used[k]:
                word.fail(f"Must need only what its project is said to use; R{k + 1} is not.")
            if amount:
                demands.append(Demand(ResourceId(f"R{k + 1}"), amount))
        name = ActivityId(f"{project}/{number}")
        mode = Mode(words[0].integer("duration"), tuple(demands))
        activities.append(Activity(name, ProjectId(str(project)), (mode,), earliest_start=earliest))
        named += [(name, word) for word in counted(words[width + 1 :], line, "successors")]


def _successor(word: Word, known: set[ActivityId]) -> ActivityId:
    name = ActivityId(word.text.replace(":", "/"))
    if name not in known:
        word.fail(f"Must name known activities as project:activity; {word.text[:40]} is unknown.")
    return name
