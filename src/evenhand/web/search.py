"""Search from anywhere. Each source answers for its own kind of thing; what a person may not see is not searched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localtime

from evenhand.accounts.models import Person
from evenhand.matters.models import ChangeOrder, Matter
from evenhand.meetings.models import Meeting
from evenhand.plant.models import Resource
from evenhand.portfolio.models import Activity, Project
from evenhand.records.words import day_in_words

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


def resources(text: str) -> Iterator[Found]:
    for resource in Resource.objects.active().filter(Q(code__icontains=text) | Q(name__icontains=text))[:MOST_OF_A_KIND]:
        yield Found(resource.get_kind_display(), str(resource), resource.code, resource.get_absolute_url())


def matters(text: str) -> Iterator[Found]:
    """By words of the statement, or by number: "matter 12"."""
    about = Q(statement__icontains=text)
    number = text.lower().removeprefix("matter").strip()
    if number.isascii() and number.isdigit() and len(number) < 18:
        about |= Q(pk=int(number))
    for matter in Matter.objects.filter(about)[:MOST_OF_A_KIND]:
        yield Found("matter", f"Matter {matter.pk}: {matter.headline}", matter.get_state_display(), matter.get_absolute_url())


def change_orders(text: str) -> Iterator[Found]:
    """By words, or by number: "change order 3"."""
    about = Q(title__icontains=text)
    number = text.lower().removeprefix("change order").strip()
    if number.isascii() and number.isdigit() and len(number) < 9:
        about |= Q(number=int(number))
    for order in ChangeOrder.objects.filter(about).select_related("project")[:MOST_OF_A_KIND]:
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


SOURCES: tuple[Callable[[str], Iterator[Found]], ...] = (projects, activities, matters, meetings, change_orders, resources, people)


def search(text: str) -> list[Found]:
    """Everything that a person of the plant may find."""
    return [found for source in SOURCES for found in source(text)]
