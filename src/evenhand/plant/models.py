"""The plant. Times are times on the site's clocks (`WallClockField`), durations minutes; both lie where the site's slots begin.

What is regulated is never deleted: it is archived, or (a holiday, an absence, a changeover's entry) taken back, which the trail keeps.
``version`` counts the changes that people made: who edits says which version they saw.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone

from evenhand.planning.problem import LeverKind as PlannedLeverKind
from evenhand.planning.problem import Objective as PlannedObjective
from evenhand.planning.problem import ResourceKind as PlannedResourceKind
from evenhand.plant.site_time import TimeScale
from evenhand.records.addresses import address
from evenhand.records.wall_clock import MinutesField, WallClockField


class ResourceKind(models.TextChoices):
    UNIT = PlannedResourceKind.UNIT.value, "unit"
    POOL = PlannedResourceKind.POOL.value, "pool"
    PEOPLE = PlannedResourceKind.PEOPLE.value, "people"
    STOCK = PlannedResourceKind.STOCK.value, "stock"


class Objective(models.TextChoices):
    PROMISES = PlannedObjective.PROMISES.value, "promises"
    MAKESPAN = PlannedObjective.MAKESPAN.value, "makespan"
    DELAY = PlannedObjective.DELAY.value, "delay"


class LeverKind(models.TextChoices):
    OVERTIME = PlannedLeverKind.OVERTIME.value, "overtime"
    ADDED_PERSON = PlannedLeverKind.ADDED_PERSON.value, "added person"


class Cleaning(models.TextChoices):
    CLEAN = "clean", "clean"
    IN_CLEANING = "in cleaning", "in cleaning"
    DIRTY = "dirty", "to be cleaned"


class Site(models.Model):
    """A plant and its time scale. Zone, origin and slot length never change, for all times are counted on them."""

    name = models.CharField(max_length=200)
    time_zone = models.CharField("time zone", max_length=100)
    origin = models.DateField(help_text="the day of slot 0")
    slot_minutes = models.PositiveIntegerField("slot length in minutes")
    horizon = WallClockField(help_text="nothing ends after it")
    frozen_weeks = models.PositiveIntegerField("frozen weeks", default=0)
    frozen_until = WallClockField("frozen until, instead of frozen weeks", null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    objective = models.CharField(max_length=20, choices=Objective.choices, default=Objective.PROMISES)
    pinned_now = WallClockField("now, where it is not the clock's", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("plant:plant")

    @cached_property
    def scale(self) -> TimeScale:
        return TimeScale(self.time_zone, self.origin, self.slot_minutes)

    def slot(self, wall: datetime) -> int:
        """The slot in which a time on the clock lies; where it begins if the time lies where one begins."""
        return self.scale.slot_of_wall(wall)

    def wall(self, slot: int) -> datetime:
        return self.scale.wall(slot)

    def slots(self, minutes: int) -> int:
        """A duration in slots; what is stored is always a whole number of them."""
        return minutes // self.slot_minutes

    @property
    def horizon_slot(self) -> int:
        return self.slot(self.horizon)

    def now(self) -> datetime:
        """The beginning of the slot in which the site's clocks stand, within the site's time."""
        clock = self.pinned_now or timezone.now().astimezone(ZoneInfo(self.time_zone)).replace(tzinfo=None)
        return self.wall(min(max(0, self.slot(clock)), self.horizon_slot))

    def today(self) -> date:
        return self.now().date()

    def end_of_freeze(self) -> datetime:
        """What was published to start before it does not move by itself."""
        if self.frozen_until is not None:
            return self.frozen_until
        return min(self.now() + timedelta(weeks=self.frozen_weeks), self.horizon) if self.frozen_weeks else self.wall(0)


class ActiveQuerySet(models.QuerySet[models.Model]):
    def active(self) -> ActiveQuerySet:
        return self.filter(archived_at__isnull=True)


class Band(models.Model):
    """A containment band; the site's bands are ordered from the weakest (0) on."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="bands")
    code = models.CharField(max_length=200)
    name = models.CharField(max_length=500, blank=True)
    strength = models.PositiveIntegerField(help_text="0 is the weakest")

    class Meta:
        default_permissions = ()
        ordering = ("site", "strength")
        constraints = (
            models.UniqueConstraint(fields=("site", "code"), name="band_has_own_code"),
            models.UniqueConstraint(fields=("site", "strength"), name="band_has_own_strength"),
        )

    def __str__(self) -> str:
        return self.code


class Calendar(models.Model):
    """When a resource works: always, or in weekly windows such as "mon-fri 08:00-16:00"; closed on holidays."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="calendars")
    code = models.CharField(max_length=200)
    name = models.CharField(max_length=500, blank=True)
    is_always_open = models.BooleanField("always open", default=False)
    weekly = models.JSONField("weekly windows", default=list, blank=True)
    archived_at = models.DateTimeField("archived", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActiveQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("site", "pk")
        constraints = (models.UniqueConstraint(fields=("site", "code"), name="calendar_has_own_code"),)

    def __str__(self) -> str:
        return self.name or self.code

    def get_absolute_url(self) -> str:
        return address("plant:calendar", self.pk)


class Holiday(models.Model):
    """Days on which a calendar is closed, both included."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="holidays")
    first_day = models.DateField("from")
    last_day = models.DateField("to")
    name = models.CharField(max_length=500, blank=True)

    NAMED_WITH = ("calendar",)

    class Meta:
        default_permissions = ()
        ordering = ("calendar", "first_day", "pk")
        constraints = (models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="holiday_ends_after_it_starts"),)

    def __str__(self) -> str:
        days = f"{self.first_day}" if self.first_day == self.last_day else f"{self.first_day} to {self.last_day}"
        return f"{days} ({self.calendar})"


class ChangeoverMatrix(models.Model):
    """Cleaning between two activities that follow each other on one of the units that have this matrix."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="changeover_matrices")
    name = models.CharField(max_length=500)
    same_product_minutes = MinutesField("between batches of the same product")
    fail_chance = models.FloatField("chance that a cleaning fails", default=0.0)
    archived_at = models.DateTimeField("archived", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActiveQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("site", "pk")
        verbose_name = "changeover matrix"
        verbose_name_plural = "changeover matrices"
        constraints = (models.UniqueConstraint(fields=("site", "name"), name="matrix_has_own_name"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("plant:matrix", self.pk)


class ChangeoverEntry(models.Model):
    """How long it takes from a product of one band to another product of a band."""

    matrix = models.ForeignKey(ChangeoverMatrix, on_delete=models.PROTECT, related_name="entries")
    before = models.ForeignKey(Band, on_delete=models.PROTECT, related_name="+", verbose_name="band before")
    after = models.ForeignKey(Band, on_delete=models.PROTECT, related_name="+", verbose_name="band after")
    minutes = MinutesField("duration")

    NAMED_WITH = ("matrix", "before", "after")

    class Meta:
        default_permissions = ()
        ordering = ("matrix", "before__strength", "after__strength")
        verbose_name = "changeover"
        constraints = (models.UniqueConstraint(fields=("matrix", "before", "after"), name="changeover_is_given_once"),)

    def __str__(self) -> str:
        return f"{self.before} to {self.after} ({self.matrix})"


class Resource(models.Model):
    """What activities need. Its capacity is its amount where its calendar is open, less absences; or, where there are steps, those."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="resources")
    code = models.CharField(max_length=200)
    name = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=10, choices=ResourceKind.choices)
    amount = models.PositiveIntegerField(default=1, help_text="a unit has 1, a stock its total")
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, null=True, blank=True, related_name="resources", help_text="none: always open")
    strongest_band = models.ForeignKey(
        Band, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="strongest band it may hold"
    )
    matrix = models.ForeignKey(ChangeoverMatrix, on_delete=models.PROTECT, null=True, blank=True, related_name="units", verbose_name="changeovers")
    cleaning = models.CharField(max_length=20, choices=Cleaning.choices, blank=True)
    cleaned_at = WallClockField("cleaned", null=True, blank=True)
    clean_until = WallClockField("clean hold ends", is_end=True, null=True, blank=True)
    calibrated_on = models.DateField("calibrated", null=True, blank=True)
    calibration_due = models.DateField("calibration due", null=True, blank=True)
    order = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField("archived", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActiveQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("site", "order", "pk")
        constraints = (
            models.UniqueConstraint(fields=("site", "code"), name="resource_has_own_code"),
            models.CheckConstraint(condition=~models.Q(kind="unit") | models.Q(amount__lte=1), name="unit_is_one"),
        )

    def __str__(self) -> str:
        return self.name or self.code

    def get_absolute_url(self) -> str:
        return address("plant:resource", self.pk)

    @property
    def is_unit(self) -> bool:
        return self.kind == ResourceKind.UNIT


class CapacityStep(models.Model):
    """A resource's capacity from a time on, for resources whose capacity is given step by step."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="steps")
    starts_at = WallClockField("from")
    amount = models.PositiveIntegerField()

    NAMED_WITH = ("resource",)

    class Meta:
        default_permissions = ()
        ordering = ("resource", "starts_at")
        verbose_name = "step of capacity"
        constraints = (models.UniqueConstraint(fields=("resource", "starts_at"), name="step_has_own_start"),)

    def __str__(self) -> str:
        return f"{self.resource} from {self.starts_at:%Y-%m-%d %H:%M}"


class Qualification(models.Model):
    """A person of the plant counts among people of a qualification, from a day on, and until a day (included)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="qualifications")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="qualifications", verbose_name="qualification")
    first_day = models.DateField("from")
    last_day = models.DateField("until", null=True, blank=True)
    evidence = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    NAMED_WITH = ("person", "resource")

    class Meta:
        default_permissions = ()
        ordering = ("resource", "person__printed_name", "first_day")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_day__isnull=True) | models.Q(last_day__gte=models.F("first_day")), name="qualification_ends_after_it_starts"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} as {self.resource}"


class Absence(models.Model):
    """A resource has less capacity in a span, half-open: so many are away, or all."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="absences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="absences")
    starts_at = WallClockField("from")
    ends_at = WallClockField("until", is_end=True)
    amount = models.PositiveIntegerField("how many are away", null=True, blank=True, help_text="none: all")
    name = models.CharField("why", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    NAMED_WITH = ("resource",)

    class Meta:
        default_permissions = ()
        ordering = ("resource", "starts_at", "pk")
        constraints = (models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="absence_ends_after_it_starts"),)

    def __str__(self) -> str:
        return f"{self.resource} from {self.starts_at:%Y-%m-%d %H:%M} until {self.ends_at:%Y-%m-%d %H:%M}"


class Lever(models.Model):
    """What management can add to a resource, at a cost. Overtime counts where the resource is closed, added people where it is open.

    Weekly windows, the lead time from now and a block make the levers of a problem, one a block; spans, a list of ``{"from", "to", "amount"}`` with times
    on the clock, give one lever as it is.
    """

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="levers")
    code = models.CharField(max_length=200)
    name = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=20, choices=LeverKind.choices)
    weekly = models.JSONField("weekly windows", default=list, blank=True)
    spans = models.JSONField("spans", default=list, blank=True)
    amount = models.PositiveIntegerField("how many are added", null=True, blank=True, help_text="none: overtime for all, or one added person")
    cost = models.BigIntegerField("cost of a block, in cents", help_text="in minor units of the site's currency")
    lead_minutes = MinutesField("lead time", default=0)
    block_minutes = MinutesField("block", null=True, blank=True, help_text="none: all of it is one lever")
    until = WallClockField(is_end=True, null=True, blank=True)
    archived_at = models.DateTimeField("withdrawn", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActiveQuerySet.as_manager()

    NAMED_WITH = ("resource",)

    class Meta:
        default_permissions = ()
        ordering = ("resource", "pk")
        constraints = (models.UniqueConstraint(fields=("resource", "code"), name="lever_has_own_code"),)

    def __str__(self) -> str:
        return f"{self.name or self.code} ({self.resource})"
