"""How an action gets at a matter: locked, as its person saw it, and with what its clocks did by now."""

from __future__ import annotations

from datetime import datetime

from evenhand.accounts.models import Person
from evenhand.matters.models import Matter, MatterState, Tier
from evenhand.matters.rising import bring_up_to_date
from evenhand.matters.site_clock import moment_now
from evenhand.records.editing import locked, must_be_current
from evenhand.records.errors import Conflict, Invalid, NotThere
from evenhand.records.words import moment_in_words

RELATED = ("site", "project__manager", "activity", "owner", "responsible", "raised_by", "settled_by")


def matter_at(matter_id: int, version: int | None, at: datetime | None) -> tuple[Matter, datetime]:
    """The matter, locked, and now. What its clocks did until now is recorded first: it stands before what is done now."""
    matter = locked(Matter, matter_id, *RELATED)
    must_be_current(matter, version)
    now = at or moment_now(matter.site)
    bring_up_to_date(matter, now)
    return matter, now


def open_matter_at(matter_id: int, version: int | None, at: datetime | None) -> tuple[Matter, datetime]:
    matter, now = matter_at(matter_id, version, at)
    must_be_open(matter)
    return matter, now


def must_be_open(matter: Matter) -> None:
    if not matter.is_open:
        word = "decided" if matter.state == MatterState.DECIDED else "settled"
        by = matter.settled_by.printed_name if matter.settled_by else "the product"
        when = moment_in_words(matter.settled_at) if matter.settled_at else ""
        raise Conflict(f"Matter {matter.pk} was {word} by {by} on {when}.")


def is_with_senior_management(matter: Matter) -> bool:
    return matter.tier == Tier.SENIOR


def person_of_the_plant(person_id: int, field: str) -> Person:
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise NotThere("There is no such person.")
    if not found.is_active or not found.is_of_the_plant:
        raise Invalid(f"Must be somebody who works at the plant; {found} does not.", field=field)
    return found
