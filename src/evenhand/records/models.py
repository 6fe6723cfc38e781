"""The trail and the signatures. The database refuses to change or delete what these tables hold."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evenhand.records.canonical import CanonicalJson, utc_text
from evenhand.records.subjects import Subject

FIRST_PREVIOUS = "0" * 64


class TrailEntry(models.Model):
    """One change, by one person, at one moment, with the hash of all that came before. Written by `trail.append` alone."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField("when", db_index=True)
    by_id = models.BigIntegerField("person's id", null=True, db_index=True)
    by_name = models.CharField("who", max_length=200)
    event = models.CharField(max_length=100, db_index=True)
    subject_kind = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=100)
    subject_label = models.CharField(max_length=300)
    was = CanonicalJson()
    now = CanonicalJson()
    reason = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("sequence",)
        default_permissions = ()
        verbose_name = "entry of the trail"
        verbose_name_plural = "trail"
        indexes = (models.Index(fields=("subject_kind", "subject_id", "sequence"), name="trail_by_subject"),)

    def __str__(self) -> str:
        return f"entry {self.sequence}"

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id, self.subject_label)

    @property
    def content(self) -> dict[str, object]:
        """What the hash covers: everything but the hash."""
        return {
            "sequence": self.sequence,
            "at": utc_text(self.at),
            "by": {"id": self.by_id, "name": self.by_name},
            "event": self.event,
            "subject": {"kind": self.subject_kind, "id": self.subject_id, "label": self.subject_label},
            "was": self.was,
            "now": self.now,
            "reason": self.reason,
            "previous": self.previous_hash,
        }


class Meaning(models.TextChoices):
    """What a signature says; printed beside the name."""

    WROTE = "wrote", "I wrote this"
    REVIEWED = "reviewed", "I reviewed this"
    APPROVED = "approved", "I approve this"
    PUBLISHED = "published", "I publish this"
    DECIDED = "decided", "I decided this"


class Reauthentication(models.TextChoices):
    """How the signer proved who they are, at the moment of signing."""

    PASSWORD = "password", "password"


class Signature(models.Model):
    """A person's signature on one record's content, as it was then."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_name = models.CharField(max_length=200)
    meaning = models.CharField(max_length=20, choices=Meaning.choices)
    at = models.DateTimeField("when")
    subject_kind = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=100)
    subject_label = models.CharField(max_length=300)
    content_hash = models.CharField(max_length=64)
    method = models.CharField(max_length=20, choices=Reauthentication.choices)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=("subject_kind", "subject_id"), name="signature_by_subject"),)

    def __str__(self) -> str:
        return f"{self.subject_label} ({self.get_meaning_display()})"[:300]
