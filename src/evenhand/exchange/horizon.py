"""A horizon for formats that give none: long enough for a best plan, and no longer than can be shown to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.limits import MAX_HORIZON
from evenhand.planning.problem import Activity, ActivityId, Changeovers, Link, LinkKind, Resource


def safe_horizon(
    path: Path | str,
    activities: Sequence[Activity],
    links: Iterable[Link] = (),
    changeovers: Iterable[Changeovers] = (),
    resources: Iterable[Resource] = (),
) -> int:
    """A slot by which some best plan has ended, if there is any plan.

    In a best plan pushed to the left as far as it goes, the last end is reached from an earliest start or from the end of
    a closed time by a path of durations, lags, maximal lags and changeovers that passes each start and each end once. So it is at most
    the latest of those beginnings plus, for each start and each end, the longest step that leaves it.
    """
    longest = {c: max((c.same_product, *(value for row in c.between for value in row))) for c in changeovers}
    on = {unit: value for c, value in longest.items() for unit in c.units}
    from_start: dict[ActivityId, int] = {}
    from_end: dict[ActivityId, int] = defaultdict(int)
    for activity in activities:
        from_start[activity.id] = max(mode.duration for mode in activity.modes)
        if activity.product is not None:
            from_end[activity.id] = max((on.get(d.resource, 0) for m in activity.modes for d in m.demands), default=0)
    for link in links:
        steps = from_start if link.kind in (LinkKind.SS, LinkKind.SF) else from_end
        steps[link.before] = max(steps.get(link.before, 0), link.lag)
        if link.max_lag is not None:
            back = from_start if link.kind in (LinkKind.SS, LinkKind.FS) else from_end
            back[link.after] = max(back.get(link.after, 0), -link.max_lag)
    beginning = max((max(a.earliest_start, a.hold_until or 0) for a in activities), default=0)
    reopening = max((r.capacity.steps[-1][0] for r in resources), default=0)
    horizon = max(1, max(beginning, reopening) + sum(from_start.values()) + sum(from_end.values()))
    if horizon > MAX_HORIZON:
        raise UnreadableFile(path, "", f"Must fit into {MAX_HORIZON} slots; durations, lags and earliest starts add up to {horizon}.")
    return horizon
