"""What a production meeting speaks about, and how it ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from evenhand.matters.models import Action, Decision, Matter
from evenhand.meetings.models.meeting import Meeting
from evenhand.portfolio.models import Project, Promise
from evenhand.schedules.models import PlanRun


class ItemKind(models.TextChoices):
    """In the order of the agenda."""

    MATTER = "matter", "matter"
    PROMISE = "promise", "promise at risk"
    DECISION = "decision", "decision due"
    ACTION = "action", "late action"
    REQUEST = "request", "expedite request"
    LOAD = "load", "load"


class Outcome(models.TextChoices):
    NONE = "", "open"
    DECIDED = "decided", "decided"
    ASKED = "asked", "asked for one thing"
    SETTLED = "settled", "settled"
    NOT_NEEDED = "not needed", "no decision needed"
    CARRIED_OVER = "carried over", "carried over"
    NOTED = "noted", "spoken of"
    TAKEN = "taken", "taken"
    DECLINED = "declined", "declined"
    OVERTAKEN = "overtaken", "no longer so"


OF_MATTERS = (Outcome.DECIDED, Outcome.ASKED, Outcome.SETTLED, Outcome.NOT_NEEDED, Outcome.CARRIED_OVER)


class AgendaItem(models.Model):
    """``subject``: what it is about, once on a meeting: "matter:12". ``detail``: how things stood when it came up. ``reason``: why, or what is missing;
    ``prepares``: who brings that to the meeting it is carried over to. Nothing that came up is ever taken off."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=10, choices=ItemKind.choices)
    subject = models.CharField(max_length=60)
    order = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    detail = models.TextField(blank=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items")
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    run = models.ForeignKey(PlanRun, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="expedite request")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    came_up_at = models.DateTimeField("came up")
    carried_before = models.PositiveIntegerField("times carried over before", default=0)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True, default=Outcome.NONE)
    reason = models.TextField("why, or what is missing", blank=True)
    carried_to = models.DateField("carried over to", null=True, blank=True)
    prepares = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="who brings what is missing"
    )
    concluded_at = models.DateTimeField("concluded", null=True, blank=True)
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ("meeting", "order", "pk")
        verbose_name = "item of an agenda"
        verbose_name_plural = "items of agendas"
        constraints = (
            models.UniqueConstraint(fields=("meeting", "subject"), name="agenda_names_it_once"),
            models.CheckConstraint(condition=~models.Q(kind="matter") | models.Q(matter__isnull=False), name="item_of_a_matter_names_it"),
            models.CheckConstraint(
                condition=~models.Q(kind="matter") | models.Q(outcome__in=("", *OF_MATTERS)), name="matter_ends_with_decision_or_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=("", "noted", "taken", "overtaken")) | ~models.Q(reason=""), name="outcome_says_why"
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome__in=("decided", "asked")) | models.Q(decision__isnull=False), name="decided_names_the_decision"
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="carried over") | models.Q(carried_to__isnull=False, prepares__isnull=False),
                name="carried_over_says_to_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", concluded_at__isnull=True) | (~models.Q(outcome="") & models.Q(concluded_at__isnull=False)),
                name="outcome_has_its_moment",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('meetings:meeting', args=[self.meeting_id])}?item={self.pk}"

    @property
    def is_concluded(self) -> bool:
        return self.outcome != Outcome.NONE

    @property
    def is_of_a_matter(self) -> bool:
        return self.kind == ItemKind.MATTER

    @property
    def must_be_decided(self) -> bool:
        return self.is_of_a_matter and not self.is_concluded
