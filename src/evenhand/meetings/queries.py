"""What the pages of the production meetings ask, in numbers of queries that do not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from evenhand.accounts.models import Person
from evenhand.accounts.permissions import may_decide, may_work_on_matters
from evenhand.matters.models import Action, Decision
from evenhand.matters.options import Options, options_of
from evenhand.matters.queries import Waiting
from evenhand.matters.site_clock import day_of, moment_now
from evenhand.matters.standings import MatterNow, standings_now
from evenhand.meetings.agenda.wanted import Wanted
from evenhand.meetings.agenda.whole import what_belongs
from evenhand.meetings.attention import Spent, minutes_spent
from evenhand.meetings.gate import Gap, gaps_of
from evenhand.meetings.models import AgendaItem, Attendance, ItemKind, Meeting, MeetingState, NotedAction, Outcome, Talk
from evenhand.plant.length_words import spelled
from evenhand.plant.models import Site
from evenhand.records.errors import NotThere
from evenhand.records.head import head
from evenhand.records.kept import Kept
from evenhand.records.words import moment_in_words

LARGEST_ID = 2**63 - 1
SOON = timedelta(days=1)
SECTIONS = {
    ItemKind.MATTER: "Escalations, by their clocks",
    ItemKind.PROMISE: "Promises at risk, by chance",
    ItemKind.DECISION: "Decisions due",
    ItemKind.ACTION: "Actions late",
    ItemKind.REQUEST: "Expedite requests",
    ItemKind.LOAD: "Load against capacity",
}


def with_outcomes(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The latest first, each with how many matters were ``decided`` in it, and how many were ``carried_over``."""

    def ended(outcome: Outcome) -> Count:
        return Count("items", filter=Q(items__kind=ItemKind.MATTER, items__outcome=outcome))

    return meetings.annotate(decided=ended(Outcome.DECIDED), carried_over=ended(Outcome.CARRIED_OVER)).order_by("-planned_for", "-pk")


def meeting_or_nothing(meeting_id: int) -> Meeting:
    found = Meeting.objects.with_names().filter(pk=meeting_id).first() if meeting_id <= LARGEST_ID else None
    if found is None:
        raise NotThere("There is no such meeting.")
    return found


def item_or_nothing(meeting: Meeting, item_id: int) -> AgendaItem:
    rows = AgendaItem.objects.select_related("matter__site", "project", "decision")
    found = rows.filter(pk=item_id, meeting=meeting).first() if item_id <= LARGEST_ID else None
    if found is None:
        raise NotThere("There is no such item on this agenda.")
    found.meeting = meeting
    return found


def noted_or_nothing(meeting: Meeting, noted_id: int) -> NotedAction:
    found = NotedAction.objects.select_related("item").filter(pk=noted_id, meeting=meeting).first() if noted_id <= LARGEST_ID else None
    if found is None:
        raise NotThere("There is no such action in this meeting.")
    found.meeting = meeting
    return found


@dataclass(frozen=True)
class Section:
    title: str
    items: tuple[AgendaItem, ...]


@dataclass(frozen=True)
class Shown:
    """The item on the screen, with all that is said of it."""

    item: AgendaItem
    place: int
    before: AgendaItem | None
    after: AgendaItem | None
    matter: MatterNow | None
    options: Options | None
    decisions: tuple[Decision, ...]
    actions: tuple[Action, ...]
    noted: tuple[NotedAction, ...]


@dataclass(frozen=True)
class Screen:
    """A running meeting as everybody sees it."""

    meeting: Meeting
    sections: tuple[Section, ...]
    shown: Shown | None
    open_item: AgendaItem | None
    open_since: datetime | None
    gaps: tuple[Gap, ...]
    there: tuple[Attendance, ...]
    spent: tuple[Spent, ...]
    loose: tuple[NotedAction, ...]
    now: datetime

    @property
    def matters(self) -> int:
        return sum(item.is_of_a_matter for section in self.sections for item in section.items)

    @property
    def done(self) -> int:
        return sum(item.is_of_a_matter and item.is_concluded for section in self.sections for item in section.items)

    @property
    def count(self) -> int:
        return sum(len(section.items) for section in self.sections)

    @property
    def share(self) -> int:
        """In per cent of the bar."""
        return round(100 * self.done / self.matters) if self.matters else 100

    @property
    def sentence(self) -> str:
        if not self.matters:
            return "No matter is on it."
        left = self.matters - self.done
        if left:
            return f"{spelled(left, 'matter', 'matters').capitalize()} undecided, of {self.matters}."
        return "The one matter has its decision." if self.matters == 1 else f"All {self.matters} have their decision."


def screen_of(meeting: Meeting, wanted_item: int | None) -> Screen:
    """With the item that was asked for, or the one that is open, or the first that is undecided."""
    now = moment_now(meeting.site)
    items = list(AgendaItem.objects.filter(meeting=meeting).select_related("matter", "project", "decision", "concluded_by", "prepares", "run"))
    for item in items:
        item.meeting = meeting
    noted: dict[int | None, list[NotedAction]] = defaultdict(list)
    for row in NotedAction.objects.filter(meeting=meeting).select_related("owner", "action"):
        noted[row.item_id].append(row)
    talk = Talk.objects.filter(meeting=meeting, ended_at__isnull=True).first()
    open_item = next((item for item in items if talk is not None and item.pk == talk.item_id), None)
    chosen = next((item for item in items if item.pk == wanted_item), None) or open_item
    chosen = chosen or next((item for item in items if item.must_be_decided), items[0] if items else None)
    return Screen(
        meeting=meeting,
        sections=tuple(in_sections(items)),
        shown=None if chosen is None else shown(meeting, items, chosen, noted[chosen.pk]),
        open_item=open_item,
        open_since=None if talk is None else talk.begun_at,
        gaps=tuple(gaps_of(meeting)),
        there=tuple(Attendance.objects.filter(meeting=meeting, left_at__isnull=True).select_related("person")),
        spent=tuple(minutes_spent(meeting, now)),
        loose=tuple(noted[None]),
        now=now,
    )


def in_sections(items: Sequence[AgendaItem]) -> Iterator[Section]:
    for kind, title in SECTIONS.items():
        if found := tuple(item for item in items if item.kind == kind):
            yield Section(title, found)


def shown(meeting: Meeting, items: Sequence[AgendaItem], item: AgendaItem, noted: Sequence[NotedAction]) -> Shown:
    place = items.index(item)
    matter = item.matter
    if matter is None:
        standing, options, decisions, actions = None, None, (), ()
    else:
        matter.site = meeting.site
        standing = standings_now(meeting.site, [type(matter).objects.with_names().get(pk=matter.pk)])[0]
        options = options_of(matter)
        made = Decision.objects.filter(matter=matter).select_related("by", "option")
        decisions = tuple(made.defer("facts", "options", "option__facts").order_by("number"))
        known = [row.action_id for row in noted if row.action_id is not None]
        actions = tuple(Action.objects.filter(matter=matter).exclude(pk__in=known).select_related("owner", "matter").order_by("due_on", "pk"))
    return Shown(
        item=item,
        place=place + 1,
        before=items[place - 1] if place else None,
        after=items[place + 1] if place + 1 < len(items) else None,
        matter=standing,
        options=options,
        decisions=decisions,
        actions=actions,
        noted=tuple(noted),
    )


def preview(site: Site) -> list[tuple[str, list[Wanted]]]:
    """What would be on the agenda now."""
    found = what_belongs(site, moment_now(site))
    return [(title, part) for kind, title in SECTIONS.items() if (part := [w for w in found if w.kind == kind])]


def rights_of(meeting: Meeting, person: Person, there: Sequence[Attendance] = ()) -> dict[str, bool]:
    chairs, works = meeting.chair_id == person.pk, may_work_on_matters(person)
    return {
        "chairs": chairs and meeting.is_running,
        "may_work": works,
        "may_decide": may_decide(person),
        "may_conclude": meeting.is_running and (chairs or may_decide(person)),
        "may_begin": works and meeting.is_planned and meeting.chair_id in (None, person.pk),
        "is_there": any(stay.person_id == person.pk for stay in there),
    }


COMING: Kept[tuple[tuple[Meeting, ...], tuple[AgendaItem, ...]]] = Kept(2)


def what_comes(site: Site) -> tuple[tuple[Meeting, ...], tuple[AgendaItem, ...]]:
    """Meetings that run or are planned, and what anybody owes to the next one. In two queries; read anew when anything was recorded."""

    def read() -> tuple[tuple[Meeting, ...], tuple[AgendaItem, ...]]:
        meetings = Meeting.objects.filter(site=site, state__in=(MeetingState.RUNNING, MeetingState.PLANNED))
        owed = AgendaItem.objects.filter(
            meeting__site=site, meeting__state=MeetingState.CLOSED, outcome=Outcome.CARRIED_OVER, prepares__isnull=False, matter__state="open"
        )
        return tuple(meetings.select_related("chair").order_by("planned_for", "pk")), tuple(owed.select_related("matter").order_by("-concluded_at"))

    return COMING.get((site.pk, head()), read)


def meetings_waiting_for(person: Person, site: Site) -> Iterator[Waiting]:
    """A meeting that runs now, one of today, and what one owes to the next."""
    now = moment_now(site)
    meetings, owed = what_comes(site)
    for meeting in meetings:
        name = str(meeting).capitalize()
        if meeting.is_running:
            yield Waiting(f"{name} is running; {meeting.chair} chairs it.", meeting.get_absolute_url())
        elif day_of(site, meeting.planned_for) == day_of(site, now) or (meeting.planned_for < now and meeting.chair_id in (None, person.pk)):
            yield Waiting(f"{name} is planned for {moment_in_words(meeting.planned_for)}.", meeting.get_absolute_url())
    seen = set()
    for item in owed:
        if item.prepares_id == person.pk and item.matter is not None and item.matter_id not in seen and item.carried_to is not None:
            seen.add(item.matter_id)
            yield Waiting(f"Bring to the next production meeting, for matter {item.matter_id}: {item.reason}", item.matter.get_absolute_url())
