"""What a variant does to everybody, as it is stored: times in slots of its run's snapshot, chances from 0 to 1, money in minor units."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from evenhand.planning.certificate import TOLERANCE
from evenhand.planning.parts import Slot

Json = dict[str, Any]
ROUNDING = 1e-9


@dataclass(frozen=True)
class PromiseEffect:
    """One promise before and after; ``project_key`` is its project's row, ``promise_key`` its own. ``after`` is None where its project is stopped."""

    promise: str
    promise_key: int | None
    project: str
    project_key: int | None
    name: str
    due: Slot
    before: Slot
    after: Slot | None
    chance_before: float | None
    chance_after: float | None

    @property
    def harm(self) -> int:
        """Slots by which it is later than it may be: on time stays on time, late gets no later."""
        return 0 if self.after is None else max(0, self.after - max(self.due, self.before))

    @property
    def fall(self) -> float:
        """By how much the chance of keeping it falls (0 to 1)."""
        return 0.0 if self.chance_before is None or self.chance_after is None else max(0.0, self.chance_before - self.chance_after)

    @property
    def is_harmed(self) -> bool:
        return bool(self.harm) or self.fall > TOLERANCE + ROUNDING

    @property
    def is_changed(self) -> bool:
        return self.after != self.before or self.chance_after != self.chance_before


@dataclass(frozen=True)
class FinishEffect:
    """The finish of another project that has no promise."""

    project: str
    project_key: int | None
    name: str
    before: Slot
    after: Slot

    @property
    def is_harmed(self) -> bool:
        return self.after > self.before


@dataclass(frozen=True)
class Freed:
    """What stopping frees: slots of each unit, and who could end earlier, each taken alone (project, end before, end then)."""

    units: tuple[tuple[str, int], ...] = ()
    earlier: tuple[tuple[str, Slot, Slot], ...] = ()


@dataclass(frozen=True)
class Repeat:
    """Work that is done once more: the activity, what its repetition is called in the problem, and what it needs afterwards."""

    activity: str
    again: str


@dataclass(frozen=True)
class VariantFacts:
    """``own``: the promises of the project itself; ``end``: when its last activity ends, None where it is stopped; ``later``: the slot by which the promise
    is kept with the chance ``later_chance``; ``moved``: activities with their starts before and after."""

    project: str
    own: tuple[PromiseEffect, ...]
    others: tuple[PromiseEffect, ...]
    finishes: tuple[FinishEffect, ...]
    end_before: Slot
    end: Slot | None
    moved: tuple[tuple[str, Slot, Slot], ...] = ()
    levers: tuple[str, ...] = ()
    cost: int = 0
    later: Slot | None = None
    later_chance: float | None = None
    freed: Freed | None = None
    repeats: tuple[Repeat, ...] = ()

    @property
    def harmed(self) -> tuple[PromiseEffect, ...]:
        return tuple(line for line in self.others if line.is_harmed)

    @property
    def finishing_later(self) -> tuple[FinishEffect, ...]:
        return tuple(line for line in self.finishes if line.is_harmed)

    @property
    def is_harmless(self) -> bool:
        return not self.harmed and not self.finishing_later

    @property
    def harmed_projects(self) -> tuple[str, ...]:
        """Their codes, each once."""
        return tuple(sorted({line.project for line in (*self.harmed, *self.finishing_later)}))

    def to_json(self) -> Json:
        return asdict(self)


def facts_from_json(document: Json) -> VariantFacts:
    freed = document["freed"]
    return VariantFacts(
        **{
            **document,
            "own": tuple(PromiseEffect(**line) for line in document["own"]),
            "others": tuple(PromiseEffect(**line) for line in document["others"]),
            "finishes": tuple(FinishEffect(**line) for line in document["finishes"]),
            "moved": tuple((who, before, after) for who, before, after in document["moved"]),
            "levers": tuple(document["levers"]),
            "repeats": tuple(Repeat(**row) for row in document["repeats"]),
            "freed": None if freed is None else Freed(tuple((u, n) for u, n in freed["units"]), tuple((p, a, b) for p, a, b in freed["earlier"])),
        }
    )
