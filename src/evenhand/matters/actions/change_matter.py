"""What was raised is put right, is told of, and changes hands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from evenhand.accounts.permissions import may_decide, may_see_plant, may_work_on_matters, require
from evenhand.matters import events
from evenhand.matters.actions.raise_matter import about, at_once
from evenhand.matters.fitting import fit_category, fit_cost, fit_days_at_stake, fit_gravity, fit_words
from evenhand.matters.looking_up import is_with_senior_management, open_matter_at, person_of_the_plant
from evenhand.matters.models import Matter, StoryEntry, Tier
from evenhand.matters.rising import rise
from evenhand.matters.story import concerned, notify_of, tell
from evenhand.plant.fitting import fit_reason
from evenhand.portfolio.models import Project
from evenhand.records.editing import change
from evenhand.records.errors import Invalid
from evenhand.records.people import Actor

FIT = {
    "category": fit_category,
    "statement": lambda value: fit_words(value, "statement"),
    "gravity": fit_gravity,
    "days_at_stake": fit_days_at_stake,
    "cost_at_stake": fit_cost,
}


def change_matter(
    *, by: Actor, matter_id: int, version: int | None, reason: str, project_id: int | None = None, at: datetime | None = None, **given: Any
) -> Matter:
    """Category, statement, gravity, days and money at stake; the project, where none was named. What has become grave goes up at once, and stays so."""
    require(by, may_work_on_matters, "change matters")
    with transaction.atomic():
        matter, now = open_matter_at(matter_id, version, at)
        fitted = {name: FIT[name](value) for name, value in given.items()}
        if project_id is not None and project_id != matter.project_id:
            fitted["project"] = fit_project(matter, project_id)
        was_grave = matter.goes_up_at_once
        reason = fit_reason(reason)
        if was_grave and fitted.get("gravity", matter.gravity) != matter.gravity:
            raise Invalid(f"Must stay {matter.get_gravity_display()}: what went up for that is not taken back.", field="gravity")
        if change(by=by, event=events.MATTER_CHANGED, record=matter, given=fitted, reason=reason):
            tell(by=by, matter=matter, kind="changed", sentence="What was said of it was changed.", text=reason, at=now)
        if matter.goes_up_at_once and not was_grave and matter.tier < Tier.SENIOR:
            rise(by=by, matter=matter, tier=Tier.SENIOR, at=now, reason=at_once(matter))
    return matter


def fit_project(matter: Matter, project_id: int) -> Project | None:
    """What rests on a matter (costs, a contract, options) is its project's, so another one cannot be named afterwards."""
    if matter.project is not None:
        raise Invalid(f"Must stay {matter.project.code}; for another project, raise another matter.", field="project")
    return about(matter.site, project_id, None)[0]


def tell_of_matter(*, by: Actor, matter_id: int, text: str, at: datetime | None = None) -> StoryEntry:
    """What was tried, what is known by now: it stands in the story, in these words."""
    require(by, may_see_plant, "add to a matter's story")
    with transaction.atomic():
        matter, now = open_matter_at(matter_id, None, at)
        line = tell(by=by, matter=matter, kind="told", sentence="What was tried or is known:", text=fit_words(text, "text"), at=now)
        notify_of(matter, by=by, people=[matter.owner, matter.responsible], kind=f"told:{line.pk}", sentence="there is something new.", at=now)
    return line


def hand_over_matter(*, by: Actor, matter_id: int, version: int | None, person_id: int, reason: str, at: datetime | None = None) -> Matter:
    """With the team, to who sees to it from now on; on tier 3, to another senior manager."""
    require(by, may_work_on_matters, "hand matters over")
    with transaction.atomic():
        matter, now = open_matter_at(matter_id, version, at)
        person, reason = person_of_the_plant(person_id, "person"), fit_reason(reason)
        field = "owner"
        if is_with_senior_management(matter):
            require(by, may_decide, "hand over what is with senior management")
            if not may_decide(person):
                raise Invalid(f"Must be a senior manager; {person} is not.", field="person")
            field = "responsible"
        if change(by=by, event=events.MATTER_HANDED_OVER, record=matter, given={field: person}, reason=reason):
            said = "is responsible now" if field == "responsible" else "sees to it now"
            tell(by=by, matter=matter, kind="handed over", sentence=f"{person.printed_name} {said}.", text=reason, at=now)
            kind = f"handed over:{matter.version}"
            notify_of(matter, by=by, people=[*concerned(matter), person], kind=kind, sentence=f"{person.printed_name} {said}.", at=now)
    return matter
