"""What the page of the plant shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from evenhand.plant.capacity import Week, calendar_mask, capacity_of, planned_loads, weeks_of
from evenhand.plant.length_words import spelled
from evenhand.plant.load_words import load_sentence, mean, percent_full
from evenhand.plant.models import Absence, Resource, ResourceKind, Site
from evenhand.plant.queries import Due, PlantRows, due_soon, plant_rows
from evenhand.records.head import plant_head
from evenhand.records.kept import Kept
from evenhand.records.words import day_in_words

WEEKS = 26
BAR, GAP, HEIGHT = 6, 2, 32


@dataclass(frozen=True)
class Bar:
    """One week of a chart: where it stands in the picture, and in words. Above the line of what there is, it is too much."""

    x: int
    y: float
    height: float
    kind: str
    words: str
    number: str  # in per cent


@dataclass(frozen=True)
class Chart:
    bars: tuple[Bar, ...]
    width: int
    line: float  # the height at which the resource is full
    words: str

    @cached_property
    def picture(self) -> SafeString:
        """Drawn once for everybody who looks."""
        return render_to_string("plant/chart.html", {"chart": self})


@dataclass(frozen=True)
class Shown:
    resource: Resource
    chart: Chart
    due: tuple[Due, ...]
    weeks: tuple[Week, ...]


@dataclass(frozen=True)
class Overview:
    rows: PlantRows
    units: Sequence[Shown]
    pools: Sequence[Shown]
    people: Sequence[Shown]
    stocks: Sequence[Shown]
    due: Sequence[Due]
    absences: Sequence[Absence]
    is_planned: bool
    first_week: date

    @cached_property
    def load(self) -> str:
        """Which units are the tightest, and when."""
        return load_sentence([(str(shown.resource), shown.weeks) for shown in self.units])

    @cached_property
    def loaded(self) -> tuple[Shown, ...]:
        """What the plan uses, units first."""
        return tuple(shown for shown in (*self.units, *self.people, *self.pools) if any(week.share for week in shown.weeks))

    @cached_property
    def fullness(self) -> SafeString:
        """The pictures and tables, written once for all who look."""
        return render_to_string("plant/fullness.html", {"shown": self})

    @property
    def weeks(self) -> list[date]:
        return [week.monday for week in self.loaded[0].weeks] if self.loaded else []

    @property
    def sentence(self) -> str:
        """What matters first: the load, where something is planned; then what is due."""
        return f"{self.load} {self.due_sentence}" if self.load else self.due_sentence

    @property
    def due_sentence(self) -> str:
        over = sum(due.is_over for due in self.due)
        soon = len(self.due) - over
        if not self.due:
            return "All units are clean and calibrated for the weeks to come."
        what = ("calibration or clean hold", "calibrations or clean holds")
        parts = [f"{spelled(over, *what)} {'has' if over == 1 else 'have'} run out"] if over else []
        if soon:
            parts.append(f"{spelled(soon, 'more') if over else spelled(soon, *what)} will run out soon")
        text = " and ".join(parts)
        return text[:1].upper() + text[1:] + "."


KEPT: Kept[Overview] = Kept(2)


def overview(site: Site) -> Overview:
    """Drawn again when anything was recorded that may change it, or when another slot has begun."""
    return KEPT.get((site.pk, plant_head(), site.now()), lambda: drawn(site))


def drawn(site: Site) -> Overview:
    rows = plant_rows(site)
    loads = planned_loads(site)
    masks = {calendar.pk: calendar_mask(calendar, site) for calendar in rows.calendars}
    due = due_soon(rows)
    monday = site.today()
    by_kind: dict[str, list[Shown]] = {kind: [] for kind in ResourceKind.values}
    for resource in rows.resources:
        has = capacity_of(resource, site, masks)
        used = None if loads is None else loads.get(resource.pk)
        if loads is not None and used is None:
            used = has * 0
        weeks = tuple(weeks_of(has, used, site, monday, WEEKS))
        by_kind[resource.kind].append(Shown(resource, chart_of(weeks, resource), tuple(d for d in due if d.resource is resource), weeks))
    away = [absence for resource in rows.resources for absence in resource.absence_rows if absence.ends_at > site.now()]
    away.sort(key=lambda absence: (absence.starts_at, absence.pk))
    return Overview(
        rows,
        *(by_kind[kind] for kind in (ResourceKind.UNIT, ResourceKind.POOL, ResourceKind.PEOPLE, ResourceKind.STOCK)),
        due=due,
        absences=away,
        is_planned=loads is not None,
        first_week=monday,
    )


def chart_of(weeks: Sequence[Week], resource: Resource) -> Chart:
    """With a plan, how full each week is; without, how much there is of the most there ever is."""
    most = max((week.has for week in weeks), default=0)
    if all(week.used is None for week in weeks):
        shares = [week.has / most if most else 0.0 for week in weeks]
        words = f"{resource}: open in {spelled(sum(week.has > 0 for week in weeks), 'week')} of the next {len(weeks)}; nothing is planned yet."
    else:
        shares = [week.share or 0.0 for week in weeks]
        fullest = max(range(len(weeks)), key=lambda k: shares[k])
        words = f"{resource}: on average {percent_full(mean(weeks))} full over the next {len(weeks)} weeks; fullest in the week of {day_in_words(weeks[fullest].monday)} at {percent_full(shares[fullest])}."
    top = max(1.0, *shares)
    bars = []
    for k, (week, share) in enumerate(zip(weeks, shares, strict=True)):
        height = round(HEIGHT * share / top, 1)
        kind = "has" if week.used is None else "over" if share > 1 else "full" if share >= 0.9 else "used"
        what = "open" if week.used is None else f"{100 * share:.0f} % full"
        words_of_week = f"Week of {day_in_words(week.monday)}: {what if week.has else 'closed'}"
        bars.append(Bar(k * (BAR + GAP), HEIGHT - height, height, kind, words_of_week, f"{100 * share:.0f}" if week.has else "–"))
    return Chart(tuple(bars), len(weeks) * (BAR + GAP), round(HEIGHT - HEIGHT / top, 1), words)
