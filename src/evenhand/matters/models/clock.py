"""How long a matter may stay where it is, and the pauses of its clock."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evenhand.matters.models.matter import Category, Matter
from evenhand.plant.models import Calendar, Site
from evenhand.records.wall_clock import MinutesField


class Stage(models.TextChoices):
    """What a clock measures."""

    TEAM = "team", "the team settles it"
    SITE = "site", "the site's huddle settles it"
    ACKNOWLEDGE = "acknowledge", "the responsible manager acknowledges it"
    DECIDE = "decide", "senior management decides it"


class PauseReason(models.TextChoices):
    """The only reasons for which a clock stands still."""

    SPONSOR = "sponsor", "waits for the sponsor's answer"
    RESULT = "result", "waits for a laboratory's result"
    DELIVERY = "delivery", "waits for a delivery"
    INVESTIGATION = "investigation", "waits for quality's investigation"
    QUESTION = "question", "waits for the answer to a senior manager's question"
    CLOSED = "closed", "the site is closed"


class ClockRule(models.Model):
    """One length for one stage, of one category or of all, in force for what begins from then on until a later one. The database keeps it as it is."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=20, choices=Stage.choices)
    category = models.CharField(max_length=20, choices=Category.choices, blank=True, help_text="empty: of all categories")
    minutes = MinutesField("length")
    calendar = models.ForeignKey(
        Calendar, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="counted in", help_text="none: every hour counts"
    )
    in_force_from = models.DateTimeField("in force from")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField("why")

    class Meta:
        default_permissions = ()
        ordering = ("pk",)
        verbose_name = "clock"
        constraints = (models.CheckConstraint(condition=models.Q(minutes__gte=1), name="clock_has_a_length"),)

    def __str__(self) -> str:
        return f"clock: {self.get_stage_display()} ({self.get_category_display() or 'all categories'})"


class ClockPause(models.Model):
    """A matter's clock stands still from ``starts_at`` until it is resumed, and no longer than ``until``."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=20, choices=PauseReason.choices)
    note = models.TextField("what exactly", blank=True)
    starts_at = models.DateTimeField("from")
    until = models.DateTimeField("until at the latest")
    ended_at = models.DateTimeField("resumed", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ("matter", "starts_at", "pk")
        verbose_name = "pause"
        constraints = (
            models.CheckConstraint(condition=models.Q(until__gt=models.F("starts_at")), name="pause_ends_after_it_starts"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("starts_at")), name="pause_is_resumed_after_it_starts"
            ),
            models.UniqueConstraint(fields=("matter",), condition=models.Q(ended_at__isnull=True), name="matter_has_one_pause_at_a_time"),
        )

    def __str__(self) -> str:
        return f"pause of matter {self.matter_id}: {self.get_reason_display()}"
