"""How long a meeting spoke about what: the attention that each project had."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models

from evenhand.meetings.models.agenda_item import AgendaItem
from evenhand.meetings.models.meeting import Meeting
from evenhand.portfolio.models import Project


class Talk(models.Model):
    """One item of the agenda was open, from then until then. Half-open."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="talks")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="talks")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    begun_at = models.DateTimeField("from")
    ended_at = models.DateTimeField("until", null=True, blank=True)

    NAMED_WITH = ("item",)

    class Meta:
        default_permissions = ()
        ordering = ("meeting", "begun_at", "pk")
        verbose_name = "talk about an item"
        verbose_name_plural = "talks about items"
        constraints = (
            models.UniqueConstraint(fields=("meeting",), condition=models.Q(ended_at__isnull=True), name="one_item_is_open_at_a_time"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("begun_at")), name="talk_ends_after_it_began"
            ),
        )

    def __str__(self) -> str:
        return f"talk about: {self.item}"

    def lasted(self, now: object) -> timedelta:
        return (self.ended_at or now) - self.begun_at  # type: ignore[operator, no-any-return]


class TalkCorrection(models.Model):
    """What was measured for a project was wrong: so many minutes it was. The latest counts; the database keeps them all."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="talk_corrections")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.PositiveIntegerField()
    measured = models.PositiveIntegerField("minutes measured")
    reason = models.TextField("why")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField("when")

    NAMED_WITH = ("project",)

    class Meta:
        default_permissions = ()
        ordering = ("meeting", "pk")
        verbose_name = "correction of minutes spent"
        verbose_name_plural = "corrections of minutes spent"

    def __str__(self) -> str:
        return f"minutes spent on {self.project.code if self.project else 'no project'}"
