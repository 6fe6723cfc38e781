"""What an entry of the trail is about: a record's kind, id, and what it was called then."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from evenhand.records.regulated import kind_of


@dataclass(frozen=True)
class Subject:
    """Something that the trail can be asked about. Not every subject is a row: a log-in, a file."""

    kind: str
    id: str
    label: str


def subject_of(record: models.Model | Subject) -> Subject:
    if isinstance(record, Subject):
        return record
    if record.pk is None:
        raise ValueError(f"A {record._meta.verbose_name} must be saved before it is recorded.")
    return Subject(kind_of(record), str(record.pk), str(record)[:300])
