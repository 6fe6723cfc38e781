"""A place where a plan breaks a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.planning.problem import ActivityId, ResourceId, Slot


@dataclass(frozen=True, slots=True)
class Violation:
    """A place where a plan breaks a rule.

    Attributes
    ----------
    rule
        The rule's name, as in the reference: "capacity", "same resources" ...
    sentence
        What is broken and where, for a person.
    activities
        The activities involved.
    resource
        The resource it is broken on, if it is one's.
    slot
        The first slot at which it is broken, if it is broken at one.
    """

    rule: str
    sentence: str
    activities: tuple[ActivityId, ...] = ()
    resource: ResourceId | None = None
    slot: Slot | None = None


def listed(names: Sequence[str], at_most: int = 6) -> str:
    """The names as a person would list them, the rest counted: ``a, b and 3 more``."""
    if len(names) > at_most:
        return f"{', '.join(names[:at_most])} and {len(names) - at_most} more"
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
