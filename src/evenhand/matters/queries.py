"""What the pages of the matters ask, in numbers of queries that do not grow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from evenhand.accounts.models import Person
from evenhand.matters.lengths import ClockSettings, clock_settings
from evenhand.matters.measures.arithmetic import span_of
from evenhand.matters.measures.counted import bearers_of, causes_of, how_long, in_period
from evenhand.matters.measures.period import ALWAYS, Period
from evenhand.matters.models import Action, Attachment, Matter, MatterState, Notice, StoryEntry, Tier
from evenhand.matters.site_clock import day_of, moment_now
from evenhand.matters.standings import MatterNow, standings, standings_now
from evenhand.matters.words import short_clock
from evenhand.plant.length_words import spelled
from evenhand.plant.models import Site
from evenhand.records.errors import NotThere
from evenhand.records.head import head
from evenhand.records.kept import Kept
from evenhand.records.words import day_in_words

LARGEST_ID = 2**63 - 1
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty is everything open."""

    state: str = ""
    tier: int | None = None
    clock: str = ""
    category: str = ""
    project: int | None = None
    mine: bool = False
    text: str = ""
    when: str = ""
    period: Period = ALWAYS
    took: str = ""
    cause: str = ""
    bearer: str = ""


def matter_or_nothing(matter_id: int) -> Matter:
    found = Matter.objects.with_names().select_related("project__manager").filter(pk=matter_id).first() if matter_id <= LARGEST_ID else None
    if found is None:
        raise NotThere("There is no such matter.")
    return found


def matters_wanted(site: Site, wanted: Wanted, person: Person) -> list[MatterNow]:
    """Open ones by how soon their clocks run out, the late first; then the others, the latest first."""
    rows = chosen(site, wanted, person)
    found = [item for item in standings_now(site, looked_closer(list(rows), wanted)) if is_wanted(item, wanted)]
    return sorted(found, key=urgency)


def chosen(site: Site, wanted: Wanted, person: Person) -> QuerySet[Matter]:
    rows = Matter.objects.filter(site=site).with_names()
    if wanted.state != "all":
        rows = rows.filter(state=wanted.state or MatterState.OPEN)
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.project is not None:
        rows = rows.filter(project=wanted.project)
    if wanted.mine:
        rows = rows.filter(Q(owner=person) | Q(responsible=person) | Q(raised_by=person))
    if wanted.text:
        about = Q(statement__icontains=wanted.text) | Q(project__code__icontains=wanted.text)
        rows = rows.filter(about | Q(pk=int(wanted.text)) if wanted.text.isdecimal() and len(wanted.text) < 18 else about)
    if wanted.when or wanted.period != ALWAYS:
        rows = in_period(rows, wanted.when, wanted.period, site)
    return rows


def looked_closer(rows: list[Matter], wanted: Wanted) -> list[Matter]:
    """What the database cannot tell: how long it took, where the cause lies, who bears the cost. In a query each."""
    if wanted.took:
        lengths = how_long(rows, wanted.when)
        rows = [row for row in rows if row.pk in lengths and span_of(lengths[row.pk]).key == wanted.took]
    if wanted.cause:
        causes = causes_of(row.pk for row in rows)
        rows = [row for row in rows if wanted.cause in causes[row.pk]]
    if wanted.bearer:
        bearers = bearers_of(row.pk for row in rows)
        rows = [row for row in rows if bearers[row.pk] == wanted.bearer]
    return rows


def is_wanted(item: MatterNow, wanted: Wanted) -> bool:
    if wanted.tier is not None and item.tier != wanted.tier:
        return False
    clock = item.clock
    if wanted.clock == "unacknowledged":
        return item.is_unacknowledged
    if wanted.clock == "late":
        return item.is_late
    if wanted.clock == "today":
        return clock is not None and clock.due is not None and clock.due <= item.now + timedelta(hours=24)
    if wanted.clock == "paused":
        return clock is not None and clock.is_paused
    return True


def urgency(item: MatterNow) -> tuple[int, float, int]:
    clock = item.clock
    if clock is None:
        return (2, 0.0, -item.matter.pk)
    if clock.due is None:
        return (1, 0.0, -item.matter.pk)
    return (0, clock.due.timestamp(), item.matter.pk)


def first_sentence(items: Sequence[MatterNow]) -> str:
    """Of those that are open: how many, how many are with senior management, how many are late."""
    open_items = [item for item in items if item.matter.is_open]
    if not open_items:
        return "No matter is open."
    up = sum(item.tier == Tier.SENIOR for item in open_items)
    late = sum(item.is_late for item in open_items)
    parts = [spelled(len(open_items), "matter is open", "matters are open").capitalize()]
    parts.append(f"{spelled(up, 'is', 'are')} with senior management" if up else "none is with senior management")
    parts.append(f"{spelled(late, 'is', 'are')} late" if late else "none is late")
    return "; ".join(parts) + "."


def story_of(matter: Matter) -> list[StoryEntry]:
    return list(StoryEntry.objects.filter(matter=matter).order_by("at", "pk"))


def attachments_of(matter: Matter) -> list[Attachment]:
    return list(Attachment.objects.filter(matter=matter).light().select_related("by"))


def attachment_or_nothing(attachment_id: int) -> Attachment:
    found = Attachment.objects.filter(pk=attachment_id).first() if attachment_id <= LARGEST_ID else None
    if found is None:
        raise NotThere("There is no such file.")
    return found


def actions_of(matter: Matter) -> list[Action]:
    return list(Action.objects.filter(matter=matter).select_related("owner", "done_by").order_by("due_on", "pk"))


def actions_wanted(site: Site, *, mine: Person | None, done: bool) -> QuerySet[Action]:
    rows = Action.objects.filter(site=site, done_at__isnull=not done).select_related("owner", "matter", "done_by")
    if mine is not None:
        rows = rows.filter(owner=mine)
    return rows.order_by("-done_at", "-pk") if done else rows.order_by("due_on", "pk")


def action_or_nothing(action_id: int) -> Action:
    rows = Action.objects.select_related("site", "matter", "owner", "assigned_by", "done_by")
    found = rows.filter(pk=action_id).first() if action_id <= LARGEST_ID else None
    if found is None:
        raise NotThere("There is no such action.")
    return found


def unread_notices(person: Person) -> int:
    return Notice.objects.filter(person=person, read_at__isnull=True).count()


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for somebody, and where to see to it."""

    sentence: str
    address: str


@dataclass(frozen=True)
class Open:
    """Everybody's open matters and actions."""

    matters: tuple[Matter, ...]
    actions: tuple[Action, ...]
    settings: ClockSettings


OPEN: Kept[Open] = Kept(2)


def what_is_open(site: Site) -> Open:
    """In three queries; read anew when anything was recorded."""

    def read() -> Open:
        matters = Matter.objects.filter(site=site).open().with_names()
        return Open(tuple(matters), tuple(Action.objects.filter(site=site).open()), clock_settings(site))

    return OPEN.get((site.pk, head()), read)


def waiting_for(person: Person, site: Site) -> Iterator[Waiting]:
    """Matters that wait for this person, by how soon their clocks run out; then their actions of the next days."""
    found = what_is_open(site)
    mine = [matter for matter in found.matters if person.pk in (matter.owner_id, matter.responsible_id)]
    for item in sorted(standings(mine, moment_now(site), found.settings), key=urgency):
        if item.tier == Tier.SENIOR and item.matter.tier == Tier.SENIOR and item.matter.responsible_id != person.pk:
            continue
        yield Waiting(f"Matter {item.matter.pk}, {short_clock(item)}: {item.matter.headline}", item.matter.get_absolute_url())
    today = day_of(site, moment_now(site))
    for action in found.actions:
        if action.owner_id == person.pk and action.due_on <= today + SOON:
            yield Waiting(action_in_words(action, today), action.get_absolute_url())


def action_in_words(action: Action, today: date) -> str:
    when = f"was to be done by {day_in_words(action.due_on)}" if action.is_late(today) else f"to be done by {day_in_words(action.due_on)}"
    return f"Action {when}: {action.what}"
