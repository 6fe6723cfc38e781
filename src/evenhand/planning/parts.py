"""The parts a problem is made of: resources, activities, links, ties, changeovers, promises, levers.

All times are integer slots counted from the problem's origin (slot 0); every span is half-open, ``[start, end)``.
Nothing here knows who a sponsor is, what a project is worth, or how large it is.

The classes check themselves when they are made. What one object can know about itself is checked in its own
``__post_init__``; what only several together can know is checked in `evenhand.planning.consistency`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

ProjectId = NewType("ProjectId", str)
ActivityId = NewType("ActivityId", str)  # unique in the problem; by convention "project/activity"
ResourceId = NewType("ResourceId", str)
PromiseId = NewType("PromiseId", str)
LeverId = NewType("LeverId", str)
ProductId = NewType("ProductId", str)
Slot = int

FOREVER: Slot = 2**40


class InvalidProblem(ValueError):
    """A problem that contradicts itself. ``where`` names the object, the message the rule and the value."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where
        self.message = message


class ResourceKind(StrEnum):
    UNIT = "unit"  # one thing at a time, in a sequence; changeovers and campaigns exist only here
    POOL = "pool"  # several alike (hoods, HPLCs)
    PEOPLE = "people"  # several people of one qualification
    STOCK = "stock"  # used up, never given back; capacity is the total


class Stretch(StrEnum):
    FIXED = "fixed"  # end = start + duration; every slot in between must be open
    PAUSABLE = "pausable"  # stands still, keeping what it holds, while any needed resource is closed (capacity 0)
    HOLDING = "holding"  # end >= start + duration: keeps its resources until what waits for it goes on


class LinkKind(StrEnum):
    SS = "SS"
    SF = "SF"
    FS = "FS"
    FF = "FF"


class LeverKind(StrEnum):
    OVERTIME = "overtime"
    ADDED_PERSON = "added person"


class Objective(StrEnum):
    PROMISES = "promises"  # worst lateness, total lateness, total finish of projects, total move
    MAKESPAN = "makespan"  # the last end
    DELAY = "delay"  # total project delay against each project's due, then makespan (MISTA 2013)


@dataclass(frozen=True, slots=True)
class Profile:
    """A step function of time: ``steps[k] = (from_slot, value)``, valid until the next step, the last for ever."""

    steps: tuple[tuple[Slot, int], ...]

    def __post_init__(self) -> None:
        if not self.steps or self.steps[0][0] != 0:
            raise InvalidProblem("profile", f"Must begin at slot 0; begins at {self.steps[0][0] if self.steps else 'nothing'}.")
        for (a, _), (b, _) in zip(self.steps, self.steps[1:], strict=False):
            if b <= a:
                raise InvalidProblem("profile", f"Steps must rise in time; {b} follows {a}.")
        for at, value in self.steps:
            if value < 0:
                raise InvalidProblem("profile", f"Must have value >= 0; is {value} from slot {at}.")

    @classmethod
    def constant(cls, value: int) -> Profile:
        return cls(((0, value),))

    @property
    def maximum(self) -> int:
        return max(value for _, value in self.steps)

    def at(self, slot: Slot) -> int:
        """The value at a slot (>= 0)."""
        low, high = 0, len(self.steps)
        while high - low > 1:
            mid = (low + high) // 2
            if self.steps[mid][0] <= slot:
                low = mid
            else:
                high = mid
        return self.steps[low][1]


@dataclass(frozen=True, slots=True)
class Resource:
    """What activities need. ``capacity`` 0 means closed. A unit's capacity is 0 or 1."""

    id: ResourceId
    kind: ResourceKind
    capacity: Profile

    def __post_init__(self) -> None:
        if self.kind is ResourceKind.UNIT and self.capacity.maximum > 1:
            raise InvalidProblem(f"resource {self.id}", f"A unit must have capacity 0 or 1; has {self.capacity.maximum}.")
        if self.kind is ResourceKind.STOCK and len(self.capacity.steps) > 1:
            raise InvalidProblem(f"resource {self.id}", "A stock must have one constant capacity.")


@dataclass(frozen=True, slots=True)
class Demand:
    resource: ResourceId
    amount: int

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise InvalidProblem(f"demand on {self.resource}", f"Must have amount > 0; is {self.amount}.")


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to do an activity: working slots, and what it needs all the while.

    ``optimistic`` and ``pessimistic`` are the ends of the three-point estimate (slots) whose likely value is ``duration``;
    None means the duration is certain.
    """

    duration: int
    demands: tuple[Demand, ...] = ()
    optimistic: int | None = None
    pessimistic: int | None = None

    def __post_init__(self) -> None:
        if self.duration < 0:
            raise InvalidProblem("mode", f"Must have duration >= 0; is {self.duration}.")
        low = self.duration if self.optimistic is None else self.optimistic
        high = self.duration if self.pessimistic is None else self.pessimistic
        if not 0 <= low <= self.duration <= high:
            raise InvalidProblem("mode", f"Must have 0 <= optimistic <= duration <= pessimistic; is {low}, {self.duration}, {high}.")
        needed = [demand.resource for demand in self.demands]
        if len(set(needed)) != len(needed):
            raise InvalidProblem("mode", f"Must name each resource once; names {', '.join(needed)}.")


@dataclass(frozen=True, slots=True)
class Actual:
    """What has really happened: the start, the mode, and either the end or the working slots remaining from now."""

    start: Slot
    mode: int = 0
    end: Slot | None = None
    remaining: int | None = None

    def __post_init__(self) -> None:
        if (self.end is None) == (self.remaining is None):
            raise InvalidProblem("actual", "Must have either an end or a remaining duration, not both or neither.")
        if self.end is not None and self.end < self.start:
            raise InvalidProblem("actual", f"Must have start <= end; is {self.start}, {self.end}.")
        if self.remaining is not None and self.remaining < 0:
            raise InvalidProblem("actual", f"Must have remaining >= 0; is {self.remaining}.")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A published start in the frozen weeks: it does not move by itself."""

    start: Slot
    mode: int = 0


@dataclass(frozen=True, slots=True)
class LateMaterial:
    """With this chance the material comes so many slots after the earliest start (risk only)."""

    chance: float
    delay: int


@dataclass(frozen=True, slots=True)
class Activity:
    """The smallest thing the plan places in time.

    ``earliest_start``: materials. ``latest_end``: a hard limit, never traded off. ``hold_until``: quality holds it, and
    expects to release it then; it may not start before. ``product`` and ``band`` (index of the containment band) decide
    changeovers on units. ``rework_chance``: with this chance the activity is done again (risk only).
    """

    id: ActivityId
    project: ProjectId
    modes: tuple[Mode, ...]
    stretch: Stretch = Stretch.FIXED
    earliest_start: Slot = 0
    latest_end: Slot | None = None
    hold_until: Slot | None = None
    product: ProductId | None = None
    band: int = 0
    actual: Actual | None = None
    frozen: Frozen | None = None
    rework_chance: float = 0.0
    late_material: LateMaterial | None = None

    def __post_init__(self) -> None:
        where = f"activity {self.id}"
        if not self.modes:
            raise InvalidProblem(where, "Must have at least one mode; has none.")
        if self.earliest_start < 0:
            raise InvalidProblem(where, f"Must have earliest start >= 0; is {self.earliest_start}.")
        if self.latest_end is not None and self.latest_end < self.earliest_start + min(m.duration for m in self.modes):
            shortest = min(m.duration for m in self.modes)
            raise InvalidProblem(
                where, f"Must have earliest start + duration <= latest end; is {self.earliest_start} + {shortest} > {self.latest_end}."
            )
        if not 0.0 <= self.rework_chance < 1.0:
            raise InvalidProblem(where, f"Must have 0 <= rework chance < 1; is {self.rework_chance}.")
        for name, fact in (("actual", self.actual), ("frozen", self.frozen)):
            if fact is not None and not 0 <= fact.mode < len(self.modes):
                raise InvalidProblem(where, f"Must have {name} mode below {len(self.modes)}; is {fact.mode}.")
        if self.actual is not None and self.frozen is not None:
            raise InvalidProblem(where, "Must not be both started and frozen.")
        if self.actual is not None and self.hold_until is not None:
            raise InvalidProblem(where, "Must not be started while quality holds it.")

    @property
    def local_id(self) -> str:
        """The id within its project."""
        return self.id.removeprefix(f"{self.project}/")


@dataclass(frozen=True, slots=True)
class Link:
    """Precedence between two activities.

    ``kind`` names the point of ``before`` and the point of ``after``: FS means
    ``end(before) + lag <= start(after) <= end(before) + max_lag``. Lags are elapsed slots and may be negative;
    ``max_lag`` None means unlimited.
    """

    kind: LinkKind
    before: ActivityId
    after: ActivityId
    lag: int = 0
    max_lag: int | None = None

    def __post_init__(self) -> None:
        if self.max_lag is not None and self.max_lag < self.lag:
            raise InvalidProblem(f"link {self.before} -> {self.after}", f"Must have lag <= maximal lag; is {self.lag} > {self.max_lag}.")


@dataclass(frozen=True, slots=True)
class SameResources:
    """Both activities use the same resources, of those in ``among`` (None: of all)."""

    first: ActivityId
    second: ActivityId
    among: frozenset[ResourceId] | None = None


@dataclass(frozen=True, slots=True)
class DifferentResources:
    """The two activities share no resource, of those in ``among`` (None: of all)."""

    first: ActivityId
    second: ActivityId
    among: frozenset[ResourceId] | None = None


@dataclass(frozen=True, slots=True)
class ModeDependency:
    """If ``activity`` is done in ``mode``, then ``other`` is done in one of ``other_modes``."""

    activity: ActivityId
    mode: int
    other: ActivityId
    other_modes: frozenset[int]


@dataclass(frozen=True, slots=True)
class Consecutive:
    """On every unit that both use, ``after`` follows ``before`` directly: nothing comes between them (a campaign)."""

    before: ActivityId
    after: ActivityId


@dataclass(frozen=True, slots=True)
class Changeovers:
    """Elapsed slots between two activities that follow each other directly on one of these units.

    Counted among activities that have a product. Same product: ``same_product``; otherwise
    ``between[band of the earlier][band of the later]``. ``fail_chance``: a cleaning fails and is done again (risk only).
    """

    units: tuple[ResourceId, ...]
    same_product: int
    between: tuple[tuple[int, ...], ...]
    fail_chance: float = 0.0

    def __post_init__(self) -> None:
        where = f"changeovers on {', '.join(self.units)}"
        if any(len(row) != len(self.between) for row in self.between):
            raise InvalidProblem(where, "Must have as many columns as rows.")
        if self.same_product < 0 or any(value < 0 for row in self.between for value in row):
            raise InvalidProblem(where, "Must have durations >= 0.")
        if not 0.0 <= self.fail_chance < 1.0:
            raise InvalidProblem(where, f"Must have 0 <= fail chance < 1; is {self.fail_chance}.")

    def duration(self, earlier: Activity, later: Activity) -> int:
        if earlier.product is None or later.product is None:
            return 0
        if earlier.product == later.product:
            return self.same_product
        return self.between[earlier.band][later.band]


@dataclass(frozen=True, slots=True)
class Promise:
    """A date given to a sponsor: the activity ends at ``due`` or before (slot, exclusive end: ``end <= due`` keeps it)."""

    id: PromiseId
    activity: ActivityId
    due: Slot


@dataclass(frozen=True, slots=True)
class Project:
    """A project's due counts only where the objective is DELAY: delay = last end - due."""

    id: ProjectId
    due: Slot | None = None


@dataclass(frozen=True, slots=True, order=True)
class LeverWindow:
    start: Slot
    end: Slot
    amount: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.amount <= 0:
            raise InvalidProblem("lever window", f"Must have 0 <= start < end and amount > 0; is {self.start}, {self.end}, {self.amount}.")


@dataclass(frozen=True, slots=True)
class Lever:
    """What management can add: capacity on one resource in some windows, at a cost in minor units of the currency.

    The lead time is already in the windows: none begins before the lever could be had.
    """

    id: LeverId
    kind: LeverKind
    resource: ResourceId
    windows: tuple[LeverWindow, ...]
    cost: int

    def __post_init__(self) -> None:
        if self.cost < 0:
            raise InvalidProblem(f"lever {self.id}", f"Must have cost >= 0; is {self.cost}.")
        if not self.windows:
            raise InvalidProblem(f"lever {self.id}", "Must have at least one window; has none.")


def cost_of(levers: Iterable[Lever]) -> int:
    """What they cost together, in the unit of their costs."""
    return sum(lever.cost for lever in levers)


@dataclass(frozen=True, slots=True)
class Published:
    """Where the published revision has an activity; moving little is measured against it."""

    activity: ActivityId
    start: Slot
    mode: int
