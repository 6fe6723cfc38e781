"""A production meeting is planned, moved, called off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenhand.accounts.permissions import may_work_on_matters, require
from evenhand.matters.looking_up import person_of_the_plant
from evenhand.matters.site_clock import moment_now
from evenhand.meetings import events
from evenhand.meetings.looking_up import meeting_at, must_be_running
from evenhand.meetings.models import Meeting, MeetingKind, MeetingState
from evenhand.plant.fitting import fit_reason
from evenhand.plant.models import Site
from evenhand.records.editing import change, enter
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import Actor
from evenhand.records.words import moment_in_words


def plan_meeting(
    *, by: Actor, site: Site, planned_for: datetime, kind: str = MeetingKind.WEEKLY, chair_id: int | None = None, at: datetime | None = None
) -> Meeting:
    require(by, may_work_on_matters, "plan production meetings")
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)  # numbers are given one after the other
        must_be_alone(site, planned_for)
        return entered(by=by, site=site, planned_for=planned_for, kind=kind, chair_id=chair_id, now=at or moment_now(site))


def must_be_alone(site: Site, planned_for: datetime) -> None:
    """Only one is held at a time, so a second one at the same moment is a form that was sent twice."""
    there = Meeting.objects.filter(site=site, state=MeetingState.PLANNED, planned_for=planned_for).first()
    if there is not None:
        raise Conflict(f"{there} is planned for then already.")


def entered(*, by: Actor, site: Site, planned_for: datetime, kind: str, chair_id: int | None, now: datetime) -> Meeting:
    if kind not in MeetingKind.values:
        raise Invalid(f"Must be one of {', '.join(MeetingKind.values)}; is {kind[:50]!r}.", field="kind")
    meeting = Meeting(
        site=site,
        kind=kind,
        number=Meeting.objects.next_number(site),
        planned_for=fit_planned(planned_for, now),
        chair=None if chair_id is None else person_of_the_plant(chair_id, "chair"),
    )
    return enter(by=by, event=events.MEETING_PLANNED, record=meeting)


def move_meeting(
    *, by: Actor, meeting_id: int, version: int | None, planned_for: datetime, reason: str, chair_id: int | None = None, at: datetime | None = None
) -> Meeting:
    require(by, may_work_on_matters, "move production meetings")
    with transaction.atomic():
        meeting, now = planned_meeting_at(meeting_id, version, at)
        chair = None if chair_id is None else person_of_the_plant(chair_id, "chair")
        planned = planned_for if planned_for == meeting.planned_for else fit_planned(planned_for, now)
        if planned != meeting.planned_for:
            must_be_alone(meeting.site, planned)
        change(by=by, event=events.MEETING_MOVED, record=meeting, given={"planned_for": planned, "chair": chair}, reason=fit_reason(reason))
    return meeting


def call_off_meeting(*, by: Actor, meeting_id: int, version: int | None, reason: str, at: datetime | None = None) -> Meeting:
    """Only what has not begun: a meeting that runs ends by being closed."""
    require(by, may_work_on_matters, "call off production meetings")
    with transaction.atomic():
        meeting, _ = planned_meeting_at(meeting_id, version, at)
        reason = fit_reason(reason)
        given = {"state": MeetingState.CALLED_OFF, "called_off_because": reason}
        change(by=by, event=events.MEETING_CALLED_OFF, record=meeting, given=given, reason=reason)
    return meeting


def planned_meeting_at(meeting_id: int, version: int | None, at: datetime | None) -> tuple[Meeting, datetime]:
    meeting, now = meeting_at(meeting_id, version, at)
    if meeting.state == MeetingState.RUNNING:
        raise Conflict(f"{str(meeting).capitalize()} has begun: it ends by being closed.")
    if meeting.state != MeetingState.PLANNED:
        must_be_running(meeting)
    return meeting, now


def fit_planned(planned_for: datetime, now: datetime) -> datetime:
    if planned_for < now:
        raise Invalid(f"Must not be planned for before now, {moment_in_words(now)}; is {moment_in_words(planned_for)}.", field="planned_for")
    return planned_for
