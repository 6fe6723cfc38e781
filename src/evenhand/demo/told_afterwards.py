"""The demo's people at a moment of the past: what they do is entered by the product's own actions, as of then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from evenhand.accounts.models import Person
from evenhand.accounts.roles import Role
from evenhand.matters.lengths import ClockSettings
from evenhand.matters.models import Matter
from evenhand.matters.rising import bring_up_to_date
from evenhand.matters.site_clock import as_of
from evenhand.plant.models import Site
from evenhand.records.editing import locked
from evenhand.records.signatures import Proof


@dataclass(frozen=True)
class Told:
    """Who there is, with the proofs by which they sign."""

    site: Site
    people: Mapping[Role, Person]
    managers: tuple[Person, ...]
    proofs: Mapping[int, Proof]
    clocks: ClockSettings

    def who(self, role: Role) -> Person:
        return self.people[role]

    def proof(self, person: Person) -> Proof:
        return self.proofs[person.pk]

    def moment(self, day: date, hour: int, minute: int = 0) -> datetime:
        """By the clocks on the site's wall."""
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(self.site.time_zone))

    def clocks_run(self, matter_id: int, at: datetime) -> None:
        """The worker's look at the clocks, for this matter."""
        with as_of(at), transaction.atomic():
            bring_up_to_date(locked(Matter, matter_id, "site", "project__manager", "owner", "responsible", "raised_by"), at, self.clocks)


MINUTE = timedelta(minutes=1)
