"""Search from anywhere. Each source answers for its own kind of thing; what a person may not see is not searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime

from evenhand.accounts.models import Person
from evenhand.matters.models import ChangeOrder, Matter
from evenhand.meetings.models import Meeting
from evenhand.plant.models import Resource
from evenhand.portfolio.models import Activity, Project, Sponsor
from evenhand.records.words import day_in_words, moment_in_words
from evenhand.schedules.models import Draft, DraftState, Revision

MOST_OF_A_KIND = 20


@dataclass(frozen=True)
class Found:
    kind: str
    title: str
    detail: str
    address: str


def people(text: str) -> Iterator[Found]:
    for person in Person.objects.filter(Q(printed_name__icontains=text) | Q(email__icontains=text))[:MOST_OF_A_KIND]:
        yield Found("person", person.printed_name, person.email if person.is_active else "has left", person.get_absolute_url())


def projects(text: str) -> Iterator[Found]:
    rows = Project.objects.select_related("sponsor").filter(Q(code__icontains=text) | Q(name__icontains=text) | Q(sponsor__name__icontains=text))
    for project in rows[:MOST_OF_A_KIND]:
        yield Found("project", str(project), str(project.sponsor or project.get_state_display()), project.get_absolute_url())


def activities(text: str) -> Iterator[Found]:
    """By name, or by project and name: "QF-101 batch"."""
    rows = Activity.objects.active().select_related("project")
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(code__icontains=word) | Q(project__code__icontains=word))
    for activity in rows[:MOST_OF_A_KIND]:
        yield Found("activity", activity.name, str(activity.project), activity.get_absolute_url())


def sponsors(text: str) -> Iterator[Found]:
    """A sponsor opens the list of its projects."""
    projects_of = reverse("portfolio:projects")
    for sponsor in Sponsor.objects.filter(name__icontains=text)[:MOST_OF_A_KIND]:
        yield Found("sponsor", sponsor.name, "its projects", f"{projects_of}?sponsor={sponsor.pk}&state=all")


def revisions(text: str) -> Iterator[Found]:
    """By number, as "revision 3", or by words of the reason."""
    rows = Revision.objects.filter(numbered(text, "revision", "number") | Q(reason__icontains=text)).select_related("by").defer("moves", "grants")
    for revision in rows[:MOST_OF_A_KIND]:
        detail = f"published by {revision.by.printed_name}, {moment_in_words(revision.at)}"
        yield Found("revision", f"Revision {revision.number}: {revision.reason}", detail, revision.get_absolute_url())


def drafts(text: str) -> Iterator[Found]:
    """Those that may still be published: by number, as "draft 3", or by words of the title."""
    rows = Draft.objects.filter(state=DraftState.OPEN).filter(numbered(text, "draft", "pk") | Q(title__icontains=text)).select_related("by")
    for draft in rows[:MOST_OF_A_KIND]:
        made_by = draft.by.printed_name if draft.by is not None else "system"
        yield Found("draft", f"Draft {draft.pk}: {draft.title}", f"made by {made_by}, {moment_in_words(draft.made_at)}", draft.get_absolute_url())


def numbered(text: str, kind: str, field: str) -> Q:
    """What "revision 3" or "3" names; the kind alone names all of them."""
    number = text.lower().removeprefix(kind).strip()
    if text.lower().strip() == kind:
        return Q(**{f"{field}__gte": 0})
    return Q(**{field: int(number)}) if number.isascii() and number.isdigit() and len(number) < 9 else Q(pk__in=())


def resources(text: str) -> Iterator[Found]:
    for resource in Resource.objects.active().filter(Q(code__icontains=text) | Q(name__icontains=text))[:MOST_OF_A_KIND]:
        yield Found(resource.get_kind_display(), str(resource), resource.code, resource.get_absolute_url())


def matters(text: str) -> Iterator[Found]:
    """By words of the statement, or by number: "matter 12"."""
    for matter in Matter.objects.filter(numbered(text, "matter", "pk") | Q(statement__icontains=text))[:MOST_OF_A_KIND]:
        yield Found("matter", f"Matter {matter.pk}: {matter.headline}", matter.get_state_display(), matter.get_absolute_url())


def change_orders(text: str) -> Iterator[Found]:
    """By words, or by number: "change order 3"."""
    for order in ChangeOrder.objects.filter(numbered(text, "change order", "number") | Q(title__icontains=text)).select_related("project")[
        :MOST_OF_A_KIND
    ]:
        yield Found(
            "change order", f"Change order {order.number}: {order.title}", f"{order.project}, {order.get_state_display()}", order.get_absolute_url()
        )


def meetings(text: str) -> Iterator[Found]:
    """By number: "meeting 12"; or by what was on the agenda."""
    about = Q(items__title__icontains=text)
    number = text.lower().removeprefix("production").strip().removeprefix("meeting").strip()
    if number.isascii() and number.isdigit() and len(number) < 9:
        about |= Q(number=int(number))
    for meeting in Meeting.objects.filter(about).distinct()[:MOST_OF_A_KIND]:
        detail = f"{meeting.get_state_display()}, {day_in_words(localtime(meeting.planned_for).date())}"
        yield Found("meeting", str(meeting).capitalize(), detail, meeting.get_absolute_url())


SOURCES: tuple[Callable[[str], Iterator[Found]], ...] = (
    projects,
    sponsors,
    activities,
    matters,
    meetings,
    change_orders,
    resources,
    revisions,
    drafts,
    people,
)


def is_cut(found: list[Found]) -> bool:
    """Whether there may be more than is shown."""
    return any(count >= MOST_OF_A_KIND for count in Counter(item.kind for item in found).values())


def search(text: str) -> list[Found]:
    """Everything that a person of the plant may find."""
    return [found for source in SOURCES for found in source(text)]
