"""The plant of a site, whole, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet

from evenhand.plant.models import (
    Absence,
    Band,
    Calendar,
    CapacityStep,
    ChangeoverEntry,
    ChangeoverMatrix,
    Holiday,
    Lever,
    Qualification,
    Resource,
    Site,
)
from evenhand.records.day_words import last_day
from evenhand.records.errors import NotThere

SOON = timedelta(days=28)  # for a calibration
SOON_DIRTY = timedelta(days=7)  # for a clean hold


@dataclass(frozen=True)
class PlantRows:
    """All rows of the plant that are not archived, in the order in which they were entered.

    Each calendar has its ``holiday_rows``; each matrix its ``entry_rows``, by the bands' strengths; each resource its ``step_rows``, ``absence_rows`` and
    ``lever_rows``. ``resource.calendar`` and ``resource.matrix`` are the very objects of ``calendars`` and ``matrices``.
    """

    site: Site
    bands: tuple[Band, ...]
    calendars: tuple[Calendar, ...]
    matrices: tuple[ChangeoverMatrix, ...]
    resources: tuple[Resource, ...]


def the_site() -> Site | None:
    """The site of this installation, if it is set up."""
    return Site.objects.first()


def site_or_nothing() -> Site:
    site = the_site()
    if site is None:
        raise NotThere("There is no site yet. Operations or a planner sets it up on the page Plant.")
    return site


def plant_rows(site: Site, *, archived: bool = False) -> PlantRows:
    """In nine queries. ``archived``: also what is archived, for work of the past that names it."""
    bands = tuple(Band.objects.filter(site=site))
    calendars = tuple(
        kept(Calendar.objects.filter(site=site), archived=archived).prefetch_related(
            Prefetch("holidays", Holiday.objects.all(), to_attr="holiday_rows")
        )
    )
    matrices = tuple(
        kept(ChangeoverMatrix.objects.filter(site=site), archived=archived).prefetch_related(
            Prefetch("entries", ChangeoverEntry.objects.select_related("before", "after"), to_attr="entry_rows")
        )
    )
    resources = tuple(
        kept(Resource.objects.filter(site=site), archived=archived).prefetch_related(
            Prefetch("steps", CapacityStep.objects.all(), to_attr="step_rows"),
            Prefetch("absences", Absence.objects.all(), to_attr="absence_rows"),
            Prefetch("levers", Lever.objects.filter(archived_at__isnull=True), to_attr="lever_rows"),
        )
    )
    tie_together(site, bands, calendars, matrices, resources)
    return PlantRows(site, bands, calendars, matrices, resources)


def kept(rows: QuerySet, *, archived: bool) -> QuerySet:  # type: ignore[type-arg]
    return rows if archived else rows.filter(archived_at__isnull=True)


def tie_together(
    site: Site, bands: tuple[Band, ...], calendars: tuple[Calendar, ...], matrices: tuple[ChangeoverMatrix, ...], resources: tuple[Resource, ...]
) -> None:
    """Links between loaded rows lead to the loaded rows, so that following one asks nothing."""
    band_of, calendar_of, matrix_of = ({row.pk: row for row in rows} for rows in (bands, calendars, matrices))
    for row in (*bands, *calendars, *matrices, *resources):
        row.site = site
    for resource in resources:
        if resource.calendar_id in calendar_of:
            resource.calendar = calendar_of[resource.calendar_id]
        if resource.matrix_id in matrix_of:
            resource.matrix = matrix_of[resource.matrix_id]
        if resource.strongest_band_id in band_of:
            resource.strongest_band = band_of[resource.strongest_band_id]
        for part in (*resource.step_rows, *resource.absence_rows, *resource.lever_rows):
            part.resource = resource


def qualifications(site: Site) -> list[Qualification]:
    """Those of today and to come, in one query."""
    held = Qualification.objects.filter(resource__site=site, resource__archived_at__isnull=True).select_related("person", "resource")
    return [row for row in held if row.last_day is None or row.last_day >= site.today()]


@dataclass(frozen=True)
class Due:
    """Something of a unit that is due: ``by`` the last moment at which it still holds."""

    resource: Resource
    what: str
    by: date
    is_over: bool


def due_soon(rows: PlantRows) -> list[Due]:
    """Calibrations and clean holds that have run out or will soon, the soonest first."""
    now = rows.site.now()
    found: list[Due] = []
    for resource in rows.resources:
        if resource.calibration_due is not None and resource.calibration_due <= (now + SOON).date():
            found.append(Due(resource, "calibration", resource.calibration_due, resource.calibration_due < now.date()))
        if resource.clean_until is not None and resource.clean_until <= now + SOON_DIRTY:
            found.append(Due(resource, "clean hold", last_day(resource.clean_until), resource.clean_until <= now))
    return sorted(found, key=lambda due: (due.by, due.resource.order))
