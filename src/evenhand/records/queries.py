"""What the pages of the records ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from evenhand.records.models import Signature, TrailEntry
from evenhand.records.regulated import kind_of


@dataclass(frozen=True)
class Wanted:
    """What is looked for in the trail; empty is everything. Days are whole days of the site, both included."""

    person: str = ""
    event: str = ""
    text: str = ""
    first_day: date | None = None
    last_day: date | None = None


def has_changed(record: models.Model, person_id: int | None, field: str) -> bool:
    """Whether that person ever changed that field of the record: who wrote something does not approve it."""
    entries = TrailEntry.objects.filter(subject_kind=kind_of(record), subject_id=str(record.pk), by_id=person_id)
    return any(isinstance(was, dict) and field in was for was in entries.values_list("was", flat=True))


def history(kind: str, identity: str) -> QuerySet[TrailEntry]:
    """All entries about one record, and about the signatures on it, the latest first."""
    signatures = Signature.objects.filter(subject_kind=kind, subject_id=identity).values_list("pk", flat=True)
    about = Q(subject_kind=kind, subject_id=identity)
    if signed := [str(pk) for pk in signatures]:
        about |= Q(subject_kind=kind_of(Signature), subject_id__in=signed)
    return TrailEntry.objects.filter(about).order_by("-sequence")


def search(wanted: Wanted) -> QuerySet[TrailEntry]:
    found = TrailEntry.objects.order_by("-sequence")
    if wanted.person:
        found = found.filter(by_name__icontains=wanted.person)
    if wanted.event:
        found = found.filter(event=wanted.event)
    if wanted.text:
        found = found.filter(Q(subject_label__icontains=wanted.text) | Q(reason__icontains=wanted.text))
    if wanted.first_day:
        found = found.filter(at__gte=start_of(wanted.first_day))
    if wanted.last_day:
        found = found.filter(at__lt=start_of(wanted.last_day + timedelta(days=1)))
    return found


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
