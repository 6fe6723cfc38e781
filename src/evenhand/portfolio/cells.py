"""The cells of the table of activities: what each shows, what is typed into it, and the action that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import Permission, may_edit_portfolio, may_report_actuals
from evenhand.plant.form_fields import WallField
from evenhand.portfolio.actions.activities import edit_activity
from evenhand.portfolio.actions.actuals import correct_actuals, record_finish, record_remaining, record_start
from evenhand.portfolio.models import Activity, ActivityMode, Phase
from evenhand.portfolio.published import Place, PublishedPlan
from evenhand.portfolio.work_text import duration_text, minutes_from
from evenhand.records.day_words import end_in_words, start_in_words
from evenhand.records.errors import Invalid
from evenhand.records.wall_clock import wall_text


@dataclass(frozen=True)
class Column:
    """``hint``: what to type; ``editor``: text, wall or phase."""

    field: str
    title: str
    permission: Permission
    shown: Callable[[Activity], str]
    typed: Callable[[Activity], str]
    save: Callable[..., Activity]
    editor: str = "text"
    hint: str = ""
    is_fact: bool = False


@dataclass(frozen=True)
class Cell:
    column: Column
    text: str
    may_edit: bool


@dataclass(frozen=True)
class Row:
    activity: Activity
    cells: tuple[Cell, ...]
    needs: str
    planned: str
    state: str
    state_words: str


def durations(activity: Activity) -> str:
    """One text where all modes take equally long."""
    texts = list(dict.fromkeys(duration_text(mode) for mode in modes_of(activity)))
    return texts[0] if len(texts) == 1 else "; ".join(texts)


def modes_of(activity: Activity) -> Sequence[ActivityMode]:
    return activity.mode_rows if hasattr(activity, "mode_rows") else list(activity.modes.all())


def needs(activity: Activity) -> str:
    """What the modes need, by code: "gmp-1 or gmp-2, 2 operators"."""
    of_modes = [
        {need.resource.code: need.amount for need in (mode.need_rows if hasattr(mode, "need_rows") else mode.needs.all())}
        for mode in modes_of(activity)
    ]
    if not of_modes:
        return ""
    common = {code: n for code, n in of_modes[0].items() if all(other.get(code) == n for other in of_modes)}
    shared = [f"{n} {code}" if n > 1 else code for code, n in common.items()]
    own = [" and ".join(code for code in mode if code not in common) for mode in of_modes]
    choices = list(dict.fromkeys(text for text in own if text))
    return ", ".join([*([" or ".join(choices)] if choices else []), *shared])


def wall(text: str, field: str) -> datetime | None:
    try:
        return WallField(required=False).clean(text)
    except forms.ValidationError as error:
        raise Invalid(" ".join(error.messages), field=field) from error


def wall_needed(text: str, field: str) -> datetime:
    found = wall(text, field)
    if found is None:
        raise Invalid("Must be a time such as 2027-03-01T08:00; is empty.", field=field)
    return found


def typed_wall(value: datetime | None) -> str:
    return "" if value is None else wall_text(value)


def save_text(field: str) -> Callable[..., Activity]:
    def save(*, by: Person, activity: Activity, text: str, version: int | None, reason: str) -> Activity:
        return edit_activity(by=by, activity_id=activity.pk, version=version, reason=reason, **{field: text})

    return save


def save_earliest(*, by: Person, activity: Activity, text: str, version: int | None, reason: str) -> Activity:
    return edit_activity(by=by, activity_id=activity.pk, version=version, reason=reason, earliest_start=wall(text, "earliest_start"))


def save_started(*, by: Person, activity: Activity, text: str, version: int | None, reason: str) -> Activity:
    if activity.is_started:
        return correct(by, activity, version, reason, started_at=wall(text, "started"))
    modes = modes_of(activity)
    if len(modes) > 1:
        raise Invalid("It can be done in several ways; record the start on its own page, where you choose which.", field="started")
    return record_start(by=by, activity_id=activity.pk, version=version, started_at=wall_needed(text, "started"))


def save_finished(*, by: Person, activity: Activity, text: str, version: int | None, reason: str) -> Activity:
    if activity.is_finished:
        return correct(by, activity, version, reason, finished_at=wall_needed(text, "finished"))
    return record_finish(by=by, activity_id=activity.pk, version=version, finished_at=wall_needed(text, "finished"))


def save_remaining(*, by: Person, activity: Activity, text: str, version: int | None, reason: str) -> Activity:
    minutes = minutes_from(text, activity.project.site, activity.stretch, "remaining")
    return record_remaining(by=by, activity_id=activity.pk, version=version, remaining_minutes=minutes)


def correct(by: Person, activity: Activity, version: int | None, reason: str, **given: Any) -> Activity:
    """The actuals as they are, but for what is given."""
    started = given.get("started_at", activity.actual_start)
    left = activity.remaining_minutes if started is not None and "finished_at" not in given else None
    return correct_actuals(
        by=by,
        activity_id=activity.pk,
        version=version,
        reason=reason,
        started_at=started,
        finished_at=given.get("finished_at", activity.actual_finish if started is not None else None),
        remaining_minutes=left,
        mode=activity.actual_mode or 0,
    )


def shown_start(value: datetime | None) -> str:
    return start_in_words(value) if value else ""


COLUMNS: tuple[Column, ...] = (
    Column("name", "Activity", may_edit_portfolio, lambda a: a.name, lambda a: a.name, save_text("name")),
    Column("phase", "Phase", may_edit_portfolio, lambda a: a.get_phase_display(), lambda a: a.phase, save_text("phase"), "phase"),
    Column(
        "duration",
        "Work",
        may_edit_portfolio,
        durations,
        lambda a: duration_text(modes_of(a)[0]),
        save_text("duration"),
        hint="Such as 104 h, or 104 h (84 to 128)",
    ),
    Column(
        "earliest_start",
        "Not before",
        may_edit_portfolio,
        lambda a: shown_start(a.earliest_start),
        lambda a: typed_wall(a.earliest_start),
        save_earliest,
        "wall",
    ),
    Column(
        "started",
        "Started",
        may_report_actuals,
        lambda a: shown_start(a.actual_start),
        lambda a: typed_wall(a.actual_start),
        save_started,
        "wall",
        is_fact=True,
    ),
    Column(
        "finished",
        "Finished",
        may_report_actuals,
        lambda a: end_in_words(a.actual_finish) if a.actual_finish else "",
        lambda a: typed_wall(a.actual_finish),
        save_finished,
        "wall",
        is_fact=True,
    ),
    Column(
        "remaining",
        "Remaining",
        may_report_actuals,
        lambda a: "" if a.remaining_minutes is None else f"{a.remaining_minutes / 60:g} h",
        lambda a: "" if a.remaining_minutes is None else f"{a.remaining_minutes / 60:g} h",
        save_remaining,
        hint="Working time left as of now, such as 56 h",
    ),
)
BY_FIELD = {column.field: column for column in COLUMNS}


def needs_reason(column: Column, activity: Activity) -> bool:
    """What was recorded once is corrected with a reason."""
    return (column.field == "started" and activity.is_started) or (column.field == "finished" and activity.is_finished)


def may_edit(column: Column, activity: Activity, person: Person) -> bool:
    if not column.permission(person) or activity.archived_at is not None:
        return False
    if column.field == "remaining" and (not activity.is_started or activity.is_finished):
        return False
    return not (column.field == "finished" and not activity.is_started)


def row_of(activity: Activity, person: Person, plan: PublishedPlan | None) -> Row:
    place = plan.places.get(activity.pk) if plan else None
    cells = tuple(Cell(column, column.shown(activity), may_edit(column, activity, person)) for column in COLUMNS)
    state, words = state_of(activity, place)
    return Row(activity, cells, needs(activity), planned(place), state, words)


def planned(place: Place | None) -> str:
    return "" if place is None else f"{start_in_words(place.start)} to {end_in_words(place.end)}"


def state_of(activity: Activity, place: Place | None) -> tuple[str, str]:
    if activity.is_finished:
        return "done", "done"
    if activity.hold_until is not None and not activity.is_started:
        return "held", f"held by quality until {start_in_words(activity.hold_until)}"
    if activity.is_started:
        return "plan", "going on"
    return ("past", "planned") if place else ("draft", "to be planned")


def rows_of(activities: Iterable[Activity], person: Person, plan: PublishedPlan | None) -> list[Row]:
    return [row_of(activity, person, plan) for activity in activities]


def phase_choices() -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in Phase.choices]
