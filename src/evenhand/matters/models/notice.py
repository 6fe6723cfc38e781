"""What people are told: in the product, and by letters (e-mail) that wait in the database until they are sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evenhand.matters.models.matter import Matter


class MailChoice(models.TextChoices):
    AT_ONCE = "at once", "at once"
    DIGEST = "digest", "once a day, all together"


class LetterState(models.TextChoices):
    WAITING = "waiting", "waiting"
    SENDING = "sending", "being sent"
    SENT = "sent", "sent"
    FAILED = "failed", "failed"


class NoticeChoice(models.Model):
    """How somebody wants to be told by e-mail; without one, at once."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_choice")
    mail = models.CharField("e-mail", max_length=20, choices=MailChoice.choices, default=MailChoice.AT_ONCE)
    digest_minute = models.PositiveIntegerField("daily at, in minutes after midnight", default=420)
    version = models.PositiveIntegerField(default=1)

    NAMED_WITH = ("person",)

    class Meta:
        default_permissions = ()
        verbose_name = "choice of notices"
        verbose_name_plural = "choices of notices"
        constraints = (models.CheckConstraint(condition=models.Q(digest_minute__lt=1440), name="digest_has_a_time_of_day"),)

    def __str__(self) -> str:
        return f"notices of {self.person}"


class Letter(models.Model):
    """An e-mail to be sent, or sent. Its ``message_id`` stays the same at each attempt, so that mail servers know a second one for the first."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100, unique=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    message_id = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.WAITING)
    written_at = models.DateTimeField("written")
    not_before = models.DateTimeField("not before")
    attempts = models.PositiveIntegerField(default=0)
    sender = models.CharField("who sends it", max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("sent", null=True, blank=True)
    failure = models.TextField("why it failed", blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("pk",)
        indexes = (models.Index(fields=("state", "not_before"), name="letter_by_state"),)

    def __str__(self) -> str:
        return f"letter {self.pk}: {self.subject}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One thing told to one person, once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    key = models.CharField(max_length=100)
    sentence = models.TextField()
    address = models.CharField(max_length=300)
    is_grave = models.BooleanField("mailed at once in any case", default=False)
    at = models.DateTimeField("when")
    noted_at = models.DateTimeField("noted")
    read_at = models.DateTimeField("read", null=True, blank=True)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("person", "read_at"), name="notice_by_person"),
            models.Index(fields=("letter", "noted_at"), name="notice_unmailed"),
        )
        constraints = (models.UniqueConstraint(fields=("person", "key"), name="person_is_told_once"),)

    def __str__(self) -> str:
        return f"notice to {self.person_id}: {self.sentence}"
