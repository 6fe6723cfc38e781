"""When a project could finish if the plant were its alone: precedence, calendars and earliest starts, no competition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from evenhand.planning.calendars import WorkingTime
from evenhand.planning.problem import Activity, ActivityId, Link, LinkKind, Problem, ProjectId, Slot, Stretch


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


def frozen_span(problem: Problem, activity: Activity, working_time: WorkingTime) -> tuple[Slot, Slot] | None:
    """Where frozen work stands: its published start and the end that follows from it (for holding work, the earliest).

    The horizon where it would not be done by then. Whether the calendars allow the start is not asked: it does not move.
    """
    if activity.frozen is None:
        return None
    start, mode = activity.frozen.start, activity.modes[activity.frozen.mode]
    if activity.stretch is not Stretch.PAUSABLE or mode.duration == 0:
        return start, start + mode.duration
    openings = working_time.openings(mode.demands, pausable=True)
    first = next((max(a, start) for a, b in openings.working if b > start), problem.horizon)
    end = openings.end_of(first, mode.duration)
    return start, problem.horizon if end is None else end


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
        frozen = frozen_span(problem, activity, working_time)
        if frozen is not None and activity.stretch is not Stretch.HOLDING:
            return frozen
        start, end = first_allowed(problem, activity), 0
        for link in incoming[activity.id]:
            if link.before in spans:
                at = spans[link.before][link.kind in (LinkKind.FS, LinkKind.FF)] + link.lag
                if link.kind in (LinkKind.FS, LinkKind.SS):
                    start = max(start, at)
                else:
                    end = max(end, at)
        if frozen is not None:
            return frozen[0], max(frozen[1], end)
        found = [s for m in range(len(activity.modes)) if (s := working_time.earliest(activity, m, start, end)) is not None]
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
