"""How properties of the planner are tried: the same examples each time, as many as time allows, no clock."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

TINY = 3_000  # tries of the exhaustive search: beyond that a problem is not tiny


def examples(count: int) -> settings:
    """So many examples, the same ones in every run. A failing one is not made smaller: that takes minutes where each is a plan."""
    phases = (Phase.explicit, Phase.generate)
    return settings(max_examples=count, deadline=None, derandomize=True, database=None, phases=phases, suppress_health_check=list(HealthCheck))
