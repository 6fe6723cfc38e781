"""The published plan of a portfolio as a plan: facts where they are, the rest where it was published."""

from __future__ import annotations

from evenhand.planning.calendars import WorkingTime
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Problem
from evenhand.planning.unhindered import started_span


def published_plan(problem: Problem) -> Plan:
    """Started work at its actual start, everything else at its published start and mode.

    Raises
    ------
    ValueError
        Something that has not started is not published.
    """
    published = {p.activity: p for p in problem.published}
    working_time = WorkingTime(problem.resources, problem.horizon)
    assignments = []
    for activity in problem.activities:
        span = started_span(problem, activity, working_time)
        if activity.actual is not None and span is not None:
            assignments.append(Assignment(activity.id, activity.actual.mode, *span))
            continue
        if activity.id not in published:
            raise ValueError(f"activity {activity.id}: Must be published or started; is neither.")
        place = published[activity.id]
        found = working_time.earliest(activity, place.mode, place.start)
        end = place.start + activity.modes[place.mode].duration if found is None else found[1]
        assignments.append(Assignment(activity.id, place.mode, place.start, end))
    return Plan(tuple(assignments))
