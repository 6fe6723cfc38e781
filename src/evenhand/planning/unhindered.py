"""When a project could finish if the plant were its alone: precedence, calendars and earliest starts, no competition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from evenhand.planning.calendars import WorkingTime
from evenhand.planning.problem import Activity, ActivityId, Link, LinkKind, Problem, ProjectId, Slot


def first_allowed(problem: Problem, activity: Activity) -> Slot:
    """The first slot at which an activity that is neither started nor frozen may start: materials, quality, now, frozen weeks."""
    return max(activity.earliest_start, activity.hold_until or 0, problem.now, problem.frozen_until)


def started_span(problem: Problem, activity: Activity, working_time: WorkingTime) -> tuple[Slot, Slot] | None:
    """Where started or finished work stands: its actual start, and its actual end or the end of what remains from now."""
    actual = activity.actual
    if actual is None:
        return None
    if actual.end is not None:
        return actual.start, actual.end
    return actual.start, working_time.end_of_remaining(activity, problem.now)


def earliest_spans(problem: Problem, activities: Iterable[Activity]) -> Mapping[ActivityId, tuple[Slot, Slot]]:
    """The earliest start and end of each of these activities by links among them, calendars and earliest starts alone.

    Ends never lie later than in any plan. Past the horizon everything is put at the horizon.
    """
    chosen = {a.id: a for a in activities}
    incoming: dict[ActivityId, list[Link]] = defaultdict(list)
    outgoing: dict[ActivityId, list[ActivityId]] = defaultdict(list)
    for link in problem.links:
        if link.before in chosen and link.after in chosen:
            incoming[link.after].append(link)
            outgoing[link.before].append(link.after)
    working_time = WorkingTime(problem.resources, problem.horizon)
    spans: dict[ActivityId, tuple[Slot, Slot]] = {}

    def settle(activity: Activity) -> tuple[Slot, Slot]:
        if (span := started_span(problem, activity, working_time)) is not None:
            return span
        start = first_allowed(problem, activity)
        modes = tuple(range(len(activity.modes)))
        if activity.frozen is not None:
            start, modes = activity.frozen.start, (activity.frozen.mode,)
        end = 0
        for link in incoming[activity.id]:
            if link.before in spans:
                at = spans[link.before][link.kind in (LinkKind.FS, LinkKind.FF)] + link.lag
                if link.kind in (LinkKind.FS, LinkKind.SS):
                    start = max(start, at)
                else:
                    end = max(end, at)
        found = [s for m in modes if (s := working_time.earliest(activity, m, start, end)) is not None]
        if not found:
            return problem.horizon, problem.horizon
        return min(s for s, _ in found), min(e for _, e in found)

    waiting = dict.fromkeys(chosen)
    while waiting:
        name = next(iter(waiting))
        del waiting[name]
        span = settle(chosen[name])
        if spans.get(name) != span:
            spans[name] = span
            waiting.update(dict.fromkeys(outgoing[name]))
    return spans


def unhindered_finish(problem: Problem, projects: Iterable[ProjectId]) -> Mapping[ProjectId, Slot]:
    """Each project's last end if the plant were its alone."""
    wanted = list(projects)
    spans = earliest_spans(problem, [a for p in wanted for a in problem.activities_of[p]])
    return {p: max(spans[a.id][1] for a in problem.activities_of[p]) for p in wanted}
