"""The production meeting: planned, running until everything on it is decided, closed for good."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from evenhand.plant.models import Site
from evenhand.records.addresses import address
from evenhand.schedules.models import Revision


class MeetingKind(models.TextChoices):
    WEEKLY = "weekly", "weekly"
    EXTRA = "extra", "extraordinary"


class MeetingState(models.TextChoices):
    PLANNED = "planned", "planned"
    RUNNING = "running", "running"
    CLOSED = "closed", "closed"
    CALLED_OFF = "called off", "called off"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def with_names(self) -> MeetingQuerySet:
        return self.select_related("site", "chair", "revision", "closed_by").defer("revision__moves")

    def running(self, site: Site) -> Meeting | None:
        """The one that is running: there is never more than one."""
        return self.filter(site=site, state=MeetingState.RUNNING).with_names().first()

    def next_planned(self, site: Site) -> Meeting | None:
        return self.filter(site=site, state=MeetingState.PLANNED).with_names().order_by("planned_for", "pk").first()

    def following(self, meeting: Meeting) -> Meeting | None:
        """The one after it, held by now or not."""
        rows = self.filter(site=meeting.site, planned_for__gt=meeting.planned_for).exclude(state=MeetingState.CALLED_OFF)
        return rows.with_names().order_by("planned_for", "pk").first()

    def next_number(self, site: Site) -> int:
        return int(self.filter(site=site).aggregate(number=Coalesce(models.Max("number"), 0))["number"]) + 1


class Meeting(models.Model):
    """``chair``: the one person who runs it; ``revision``: the published plan that it rests on. The database refuses to close it with anything undecided."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=10, choices=MeetingKind.choices, default=MeetingKind.WEEKLY)
    number = models.PositiveIntegerField()
    planned_for = models.DateTimeField("planned for")
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    begun_at = models.DateTimeField("begun", null=True, blank=True)
    closed_at = models.DateTimeField("closed", null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    called_off_because = models.TextField("why it was called off", blank=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="rests on")
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("-planned_for", "-pk")
        verbose_name = "production meeting"
        constraints = (
            models.UniqueConstraint(fields=("site", "number"), name="meeting_has_own_number"),
            models.UniqueConstraint(fields=("site",), condition=models.Q(state="running"), name="one_meeting_runs_at_a_time"),
            models.CheckConstraint(
                condition=~models.Q(state="closed")
                | models.Q(begun_at__isnull=False, closed_at__isnull=False, closed_by__isnull=False, chair__isnull=False),
                name="closed_meeting_was_begun_and_closed_by_somebody",
            ),
            models.CheckConstraint(condition=models.Q(state="closed") | models.Q(closed_at__isnull=True), name="open_meeting_has_no_end"),
            models.CheckConstraint(
                condition=~models.Q(state="called off") | (models.Q(begun_at__isnull=True) & ~models.Q(called_off_because="")),
                name="only_what_has_not_begun_is_called_off",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="running") | models.Q(begun_at__isnull=False, chair__isnull=False), name="running_meeting_has_a_chair"
            ),
        )

    def __str__(self) -> str:
        return f"production meeting {self.number}"

    def get_absolute_url(self) -> str:
        return address("meetings:meeting", self.pk)

    @property
    def is_running(self) -> bool:
        return self.state == MeetingState.RUNNING

    @property
    def is_closed(self) -> bool:
        return self.state == MeetingState.CLOSED

    @property
    def length(self) -> timedelta | None:
        """From when it began until it was closed."""
        return None if self.begun_at is None or self.closed_at is None else max(timedelta(), self.closed_at - self.begun_at)

    @property
    def is_planned(self) -> bool:
        return self.state == MeetingState.PLANNED
