"""How a matter's story is continued: a line, which stays, and whoever it concerns is told once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from evenhand.accounts.models import Person
from evenhand.matters import events
from evenhand.matters.models import Matter, Notice, StoryEntry
from evenhand.matters.site_clock import moment_now
from evenhand.plant.models import Site
from evenhand.records.editing import enter
from evenhand.records.people import Actor


def tell(
    *, by: Actor, matter: Matter, kind: str, sentence: str, at: datetime | None = None, text: str = "", address: str = "", key: str | None = None
) -> StoryEntry:
    """Inside the transaction of what it tells. ``kind``: one word or two, such as "escalated"; what has a ``key`` is told once of a matter."""
    now = moment_now(matter.site)
    line = StoryEntry(
        matter=matter,
        kind=kind,
        at=at or now,
        noted_at=max(now, at or now),
        by_id=by.pk,
        by_name=by.printed_name,
        sentence=sentence,
        text=text,
        address=address,
        key=key,
    )
    return enter(by=by, event=events.STORY_CONTINUED, record=line)


def notify(
    *,
    people: Iterable[Person | None],
    by: Actor,
    site: Site,
    key: str,
    sentence: str,
    address: str,
    at: datetime | None = None,
    matter: Matter | None = None,
    is_grave: bool = False,
) -> int:
    """Tell each of them once, whoever did it excepted; how many are told. What is told by e-mail is written from these rows when the transaction is over."""
    now = moment_now(site)
    named = {person.pk: person for person in people if person is not None and person.is_active and person.pk != by.pk}
    rows = [
        Notice(
            person=person,
            matter=matter,
            key=key,
            sentence=sentence,
            address=address,
            is_grave=is_grave,
            at=at or now,
            noted_at=max(now, at or now),
        )
        for person in named.values()
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def notify_of(
    matter: Matter, *, by: Actor, people: Iterable[Person | None], kind: str, sentence: str, at: datetime | None = None, is_grave: bool = False
) -> None:
    """Of something about a matter: "Matter 12, impurity in batch 3: ...". ``kind`` makes it happen once to each."""
    notify(
        people=people,
        by=by,
        site=matter.site,
        key=f"matter:{matter.pk}:{kind}",
        sentence=f"Matter {matter.pk}, {matter.headline.rstrip('.')}: {sentence}",
        address=matter.get_absolute_url(),
        at=at,
        matter=matter,
        is_grave=is_grave or matter.goes_up_at_once,
    )


def concerned(matter: Matter) -> list[Person | None]:
    """Who raised it, who sees to it, the project's manager and, on tier 3, the responsible manager."""
    manager = matter.project.manager if matter.project_id is not None and matter.project is not None else None
    return [matter.raised_by, matter.owner, manager, matter.responsible]
