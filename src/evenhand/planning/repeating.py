"""Problems that differ by what happens to one project: its work done once more, or the project stopped."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from evenhand.planning.frozen_weeks import freeze_published
from evenhand.planning.parts import Activity, ActivityId, InvalidProblem, Link, LinkKind, ProjectId
from evenhand.planning.problem import Problem

AGAIN = "-again"


def repeated(problem: Problem, activity: ActivityId) -> tuple[ActivityId, ...]:
    """What is done once more with the activity: all of its project that follows it by links and has begun, for it was done on what failed."""
    if activity not in problem.activity:
        raise InvalidProblem("re-run", f"Must name an activity of the problem; {activity} is none.")
    project = problem.activity[activity].project
    found, look = {activity}, [activity]
    while look:
        here = look.pop()
        for link in problem.links:
            after = problem.activity[link.after]
            if link.before == here and link.after not in found and after.project == project and after.actual is not None:
                found.add(link.after)
                look.append(link.after)
    return tuple(a.id for a in problem.activities if a.id in found)


def again_ids(problem: Problem, activities: Collection[ActivityId]) -> Mapping[ActivityId, ActivityId]:
    """What the repetitions are called: the first free one of ``<id>-again``, ``<id>-again-2``, ..."""
    taken, names = set(problem.activity), {}
    for a in activities:
        name, number = ActivityId(f"{a}{AGAIN}"), 2
        while name in taken:
            name, number = ActivityId(f"{a}{AGAIN}-{number}"), number + 1
        taken.add(name)
        names[a] = name
    return names


def with_again(problem: Problem, activity: ActivityId) -> tuple[Problem, Mapping[ActivityId, ActivityId]]:
    """The problem in which the activity, and what was done on it since, is done once more; and what the repetitions are called.

    A repetition begins when the first attempt has ended, and has its modes, product and band; the links among what is repeated hold among the
    repetitions. What followed the first attempt follows the repetition instead, with the same link. What the frozen weeks held of the project is let go
    where it can no longer stand.
    """
    names = again_ids(problem, repeated(problem, activity))
    copies = tuple(_copy(problem.activity[a], again) for a, again in names.items())
    links = [Link(LinkKind.FS, a, again) for a, again in names.items()]
    for link in problem.links:
        if link.before not in names:
            links.append(link)
        elif link.after in names:
            links += [link, replace(link, before=names[link.before], after=names[link.after])]
        else:
            links.append(replace(link, before=names[link.before]))
    project = problem.activity[activity].project
    loosened = tuple(replace(a, frozen=None) if a.project == project else a for a in problem.activities)
    made, _ = freeze_published(replace(problem, activities=(*loosened, *copies), links=tuple(links)))
    return made, names


def _copy(activity: Activity, again: ActivityId) -> Activity:
    return replace(activity, id=again, actual=None, frozen=None, earliest_start=0, latest_end=None, hold_until=None, late_material=None)


def without_project(problem: Problem, project: ProjectId) -> Problem:
    """The problem as it is once the project is stopped: nothing of it is planned any more."""
    gone = {a.id for a in problem.activities_of[project]}
    return replace(
        problem,
        projects=tuple(p for p in problem.projects if p.id != project),
        activities=tuple(a for a in problem.activities if a.id not in gone),
        links=tuple(x for x in problem.links if x.before not in gone and x.after not in gone),
        same_resources=tuple(x for x in problem.same_resources if x.first not in gone and x.second not in gone),
        different_resources=tuple(x for x in problem.different_resources if x.first not in gone and x.second not in gone),
        mode_dependencies=tuple(x for x in problem.mode_dependencies if x.activity not in gone and x.other not in gone),
        consecutives=tuple(x for x in problem.consecutives if x.before not in gone and x.after not in gone),
        promises=tuple(x for x in problem.promises if x.activity not in gone),
        published=tuple(x for x in problem.published if x.activity not in gone),
    )
