"""When resources work: calendars and holidays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from evenhand.accounts.permissions import may_edit_plant, require
from evenhand.plant import events
from evenhand.plant.fitting import fit_code, fit_days, fit_text, fit_windows
from evenhand.plant.models import Calendar, Holiday, Site
from evenhand.records.editing import change, enter, enter_all, locked, must_be_current, remove
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor

HolidayDraft = tuple[date, date, str]


def enter_calendar(
    *,
    by: Actor,
    site: Site,
    code: str,
    name: str = "",
    is_always_open: bool = False,
    weekly: Sequence[str] = (),
    holidays: Sequence[HolidayDraft] = (),
) -> Calendar:
    """Open always, or in weekly windows; closed on the holidays, given as first day, last day and name."""
    require(by, may_edit_plant, "enter calendars")
    with transaction.atomic():
        calendar = Calendar(site=site, code=fit_code(code), name=fit_text(name, "name"), is_always_open=is_always_open)
        calendar.weekly = fit_openings(site, weekly, is_always_open=is_always_open)
        if Calendar.objects.filter(site=site, code=calendar.code).exists():
            raise Conflict(f"There is a calendar {calendar.code} already.")
        enter(by=by, event=events.CALENDAR_ENTERED, record=calendar)
        rows = [holiday_of(calendar, *draft) for draft in holidays]
        enter_all(by=by, event=events.HOLIDAY_ENTERED, records=rows)
    return calendar


def edit_calendar(
    *, by: Actor, calendar_id: int, version: int | None, name: str, is_always_open: bool, weekly: Sequence[str], reason: str = ""
) -> Calendar:
    require(by, may_edit_plant, "change calendars")
    with transaction.atomic():
        calendar = locked(Calendar, calendar_id, "site")
        must_be_current(calendar, version)
        given = {
            "name": fit_text(name, "name"),
            "is_always_open": is_always_open,
            "weekly": fit_openings(calendar.site, weekly, is_always_open=is_always_open),
        }
        change(by=by, event=events.CALENDAR_CHANGED, record=calendar, given=given, reason=reason)
    return calendar


def archive_calendar(*, by: Actor, calendar_id: int, reason: str) -> Calendar:
    require(by, may_edit_plant, "archive calendars")
    with transaction.atomic():
        calendar = locked(Calendar, calendar_id)
        if used := list(calendar.resources.filter(archived_at__isnull=True)[:3]):
            raise Conflict(f"{calendar} is the calendar of {', '.join(map(str, used))}; give them another one first.")
        change(by=by, event=events.CALENDAR_ARCHIVED, record=calendar, given={"archived_at": timezone.now()}, reason=reason)
    return calendar


def enter_holiday(*, by: Actor, calendar_id: int, first_day: date, last_day: date, name: str = "") -> Holiday:
    require(by, may_edit_plant, "enter holidays")
    with transaction.atomic():
        calendar = locked(Calendar, calendar_id)
        return enter(by=by, event=events.HOLIDAY_ENTERED, record=holiday_of(calendar, first_day, last_day, name))


def remove_holiday(*, by: Actor, holiday_id: int) -> Calendar:
    require(by, may_edit_plant, "remove holidays")
    with transaction.atomic():
        holiday = locked(Holiday, holiday_id, "calendar")
        remove(by=by, event=events.HOLIDAY_REMOVED, record=holiday)
    return holiday.calendar


def holiday_of(calendar: Calendar, first_day: date, last_day: date, name: str) -> Holiday:
    first, last = fit_days(first_day, last_day)
    return Holiday(calendar=calendar, first_day=first, last_day=last, name=fit_text(name, "name"))


def fit_openings(site: Site, weekly: Sequence[str], *, is_always_open: bool) -> list[str]:
    windows = fit_windows(site, list(weekly), "weekly")
    if is_always_open and windows:
        raise Invalid(f"Must be either always open or open in weekly windows; has both: {', '.join(windows)}.", field="weekly")
    if not is_always_open and not windows:
        raise Invalid("Must be always open or have a weekly window such as mon-fri 08:00-16:00; has neither.", field="weekly")
    return windows
