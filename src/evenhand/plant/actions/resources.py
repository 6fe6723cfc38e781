"""Units, pools and people; cleaning and calibration of units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone

from evenhand.accounts.permissions import may_edit_plant, require
from evenhand.plant import events
from evenhand.plant.fitting import fit_code, fit_count, fit_past, fit_text, fit_wall
from evenhand.plant.models import Band, Calendar, CapacityStep, ChangeoverMatrix, Cleaning, Resource, ResourceKind, Site
from evenhand.records.editing import change, enter, enter_all, locked, must_be_current
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor

MOST_OF_ONE = 1_000_000_000


def enter_resource(
    *,
    by: Actor,
    site: Site,
    code: str,
    name: str = "",
    kind: str,
    amount: int = 1,
    calendar: Calendar | None = None,
    strongest_band: Band | None = None,
    matrix: ChangeoverMatrix | None = None,
    steps: Sequence[tuple[datetime, int]] = (),
) -> Resource:
    """``steps`` (from when, how many) are given instead of an amount and a calendar."""
    require(by, may_edit_plant, "enter units, pools and people")
    with transaction.atomic():
        resource = Resource(site=site, code=fit_code(code), name=fit_text(name, "name"), kind=kind, amount=amount)
        resource.calendar, resource.strongest_band, resource.matrix = calendar, strongest_band, matrix
        if Resource.objects.filter(site=site, code=resource.code).exists():
            raise Conflict(f"There is a {resource.code} already.")
        resource.order = Resource.objects.filter(site=site).count()
        must_be_sound(resource)
        enter(by=by, event=events.RESOURCE_ENTERED, record=resource)
        rows = [CapacityStep(resource=resource, starts_at=fit_wall(site, at, "steps"), amount=fit_count(n, "steps")) for at, n in steps]
        if rows and (rows[0].starts_at != site.wall(0) or any(b.starts_at <= a.starts_at for a, b in pairwise(rows))):
            raise Invalid(f"Must begin at the site's origin, {site.origin}, and rise in time.", field="steps")
        enter_all(by=by, event=events.CAPACITY_GIVEN, records=rows)
    return resource


def edit_resource(*, by: Actor, resource_id: int, version: int | None, reason: str = "", **given: Any) -> Resource:
    """Name, amount, calendar, strongest band, changeovers. What a resource is and its code stay."""
    require(by, may_edit_plant, "change units, pools and people")
    with transaction.atomic():
        resource = locked(Resource, resource_id, "site")
        must_be_current(resource, version)
        must_not_be_archived(resource)
        wanted = Resource(**{f.name: getattr(resource, f.name) for f in Resource._meta.concrete_fields if f.name in (*EDITABLE, "site", "kind")})
        for name, value in given.items():
            setattr(wanted, name, fit_text(value, "name") if name == "name" else value)
        must_be_sound(wanted)
        fitted = {name: getattr(wanted, name) for name in given if name in EDITABLE}
        change(by=by, event=events.RESOURCE_CHANGED, record=resource, given=fitted, reason=reason)
    return resource


EDITABLE = ("name", "amount", "calendar", "strongest_band", "matrix")


def must_be_sound(resource: Resource) -> None:
    if resource.kind not in ResourceKind.values:
        raise Invalid(f"Must be one of {', '.join(ResourceKind.values)}; is {resource.kind!r}.", field="kind")
    fit_count(resource.amount, "amount", most=1 if resource.is_unit else MOST_OF_ONE)
    if resource.matrix is not None and not resource.is_unit:
        raise Invalid(f"Changeovers are between batches on a unit; {resource} is {resource.get_kind_display()}.", field="matrix")
    if resource.kind == ResourceKind.STOCK and resource.calendar is not None:
        raise Invalid("A stock has no calendar: it is used up, not worked on.", field="calendar")
    for name in ("calendar", "strongest_band", "matrix"):
        other = getattr(resource, name)
        if other is not None and other.site_id != resource.site_id:
            raise Invalid(f"Must be of the same site; {other} is not.", field=name)


def archive_resource(*, by: Actor, resource_id: int, reason: str) -> Resource:
    require(by, may_edit_plant, "archive units, pools and people")
    with transaction.atomic():
        resource = locked(Resource, resource_id)
        must_not_be_archived(resource)
        needing = resource.needs.filter(mode__activity__archived_at__isnull=True, mode__activity__actual_finish__isnull=True)
        if needed := needing.select_related("mode__activity__project").first():
            raise Conflict(f"{resource} is needed by {needed.mode.activity} and perhaps others; give them another resource first.")
        change(by=by, event=events.RESOURCE_ARCHIVED, record=resource, given={"archived_at": timezone.now()}, reason=reason)
    return resource


def record_cleaning(
    *, by: Actor, resource_id: int, version: int | None, cleaning: str, cleaned_at: datetime | None = None, clean_until: datetime | None = None
) -> Resource:
    """In what state of cleaning a unit is; a clean one also since when, and until when it counts as clean."""
    require(by, may_edit_plant, "record cleanings")
    with transaction.atomic():
        unit = locked_unit(resource_id, version)
        if cleaning not in Cleaning.values:
            raise Invalid(f"Must be one of {', '.join(Cleaning.values)}; is {cleaning!r}.", field="cleaning")
        if cleaning == Cleaning.CLEAN and cleaned_at is None:
            raise Invalid("Must say since when it is clean.", field="cleaned_at")
        if cleaning != Cleaning.CLEAN:
            cleaned_at, clean_until = None, None
        if cleaned_at is not None:
            fit_past(unit.site, cleaned_at, "cleaned_at")
        if clean_until is not None and (cleaned_at is None or fit_wall(unit.site, clean_until, "clean_until") <= cleaned_at):
            raise Invalid("The clean hold must end after the cleaning.", field="clean_until")
        given = {"cleaning": cleaning, "cleaned_at": cleaned_at, "clean_until": clean_until}
        change(by=by, event=events.UNIT_CLEANED, record=unit, given=given)
    return unit


def record_calibration(*, by: Actor, resource_id: int, version: int | None, calibrated_on: date, calibration_due: date) -> Resource:
    require(by, may_edit_plant, "record calibrations")
    with transaction.atomic():
        unit = locked_unit(resource_id, version)
        if calibrated_on > unit.site.today():
            raise Invalid(f"Must not be later than today, {unit.site.today()}; is {calibrated_on}.", field="calibrated_on")
        if calibration_due <= calibrated_on:
            raise Invalid(f"Must be after the calibration, {calibrated_on}; is {calibration_due}.", field="calibration_due")
        given = {"calibrated_on": calibrated_on, "calibration_due": calibration_due}
        change(by=by, event=events.UNIT_CALIBRATED, record=unit, given=given)
    return unit


def locked_unit(resource_id: int, version: int | None) -> Resource:
    unit = locked(Resource, resource_id, "site")
    must_be_current(unit, version)
    must_not_be_archived(unit)
    if unit.kind not in (ResourceKind.UNIT, ResourceKind.POOL):
        raise Invalid(f"Only equipment is cleaned and calibrated; {unit} is {unit.get_kind_display()}.")
    return unit


def must_not_be_archived(resource: Resource) -> None:
    if resource.archived_at is not None:
        raise Conflict(f"{resource} is archived.")
