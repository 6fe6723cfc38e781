"""Projects before they are rows: what templates, files and forms give to `actions.entering`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from evenhand.accounts.models import Person
from evenhand.plant.models import Band
from evenhand.portfolio.models import LinkKind, Phase, Product, ProjectState, Sponsor, Stretch, TieKind


@dataclass(frozen=True)
class ModeDraft:
    """One way to do an activity; durations in minutes, needs as the resource's code and how much of it."""

    duration: int
    needs: tuple[tuple[str, int], ...] = ()
    optimistic: int | None = None
    pessimistic: int | None = None
    name: str = ""


@dataclass(frozen=True)
class ActualDraft:
    """What has really happened; either a finish, or the minutes of work that remained at a time."""

    start: datetime
    mode: int = 0
    finish: datetime | None = None
    remaining: int | None = None
    remaining_at: datetime | None = None


@dataclass(frozen=True)
class ActivityDraft:
    code: str
    name: str
    modes: tuple[ModeDraft, ...]
    phase: str = Phase.DEVELOPMENT
    stretch: str = Stretch.PAUSABLE
    product: Product | None = None
    has_no_product: bool = False
    band: Band | None = None
    earliest_start: datetime | None = None
    latest_end: datetime | None = None
    material: str = ""
    material_ordered_on: date | None = None
    material_lead_days: int | None = None
    hold_until: datetime | None = None
    hold_reason: str = ""
    rework_chance: float = 0.0
    late_chance: float | None = None
    late_minutes: int | None = None
    actual: ActualDraft | None = None


@dataclass(frozen=True)
class LinkDraft:
    """Between activities by their full codes, project/activity; lags in minutes."""

    before: str
    after: str
    kind: str = LinkKind.FS
    lag: int = 0
    max_lag: int | None = None


@dataclass(frozen=True)
class TieDraft:
    """Between activities by their full codes; ``among`` codes of resources, or none for all."""

    kind: TieKind
    first: str
    second: str
    among: tuple[str, ...] | None = None
    first_mode: int | None = None
    second_modes: tuple[int, ...] | None = None


@dataclass(frozen=True)
class PromiseDraft:
    """``activity`` by its full code; ``due`` exclusive: a promised day is the midnight after it."""

    activity: str
    code: str
    due: datetime
    name: str = ""


@dataclass(frozen=True)
class BudgetDraft:
    """Money in cents."""

    head: str
    approved: int
    committed: int = 0
    spent: int = 0
    forecast: int = 0


@dataclass(frozen=True)
class ProjectDraft:
    code: str
    name: str
    sponsor: Sponsor | None = None
    product: Product | None = None
    manager: Person | None = None
    state: str = ProjectState.RUNNING
    due: datetime | None = None
    notes: str = ""
    activities: tuple[ActivityDraft, ...] = ()
    budget: tuple[BudgetDraft, ...] = ()
