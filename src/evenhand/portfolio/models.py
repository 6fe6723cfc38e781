"""The portfolio. Times are times on the site's clocks (`WallClockField`), half-open; durations are minutes; both lie where the site's slots begin.

Nothing here is the plan: where activities are placed belongs to the schedules. ``version`` counts the changes that people made to a row and, for an activity,
to its modes: who edits says which version they saw.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from evenhand.planning.problem import LinkKind as PlannedLinkKind
from evenhand.planning.problem import Stretch as PlannedStretch
from evenhand.plant.models import Band, Resource, Site
from evenhand.records.addresses import address
from evenhand.records.wall_clock import MinutesField, WallClockField


class ActiveQuerySet(models.QuerySet[models.Model]):
    def active(self) -> ActiveQuerySet:
        return self.filter(archived_at__isnull=True)


class ProjectState(models.TextChoices):
    """Only running projects are planned."""

    PROPOSED = "proposed", "proposed"
    RUNNING = "running", "running"
    PAUSED = "paused", "paused"
    FINISHED = "finished", "finished"
    STOPPED = "stopped", "stopped"


class Phase(models.TextChoices):
    """The usual phases, in the order in which a project goes through them."""

    PROPOSAL = "proposal", "proposal"
    TRANSFER = "transfer", "tech transfer"
    DEVELOPMENT = "development", "development"
    MATERIALS = "materials", "materials"
    SCALE_UP = "scale-up", "scale-up"
    CAMPAIGN = "campaign", "campaign"
    RELEASE = "release", "testing and release"
    DELIVERY = "delivery", "delivery"
    STABILITY = "stability", "stability"


class Stretch(models.TextChoices):
    FIXED = PlannedStretch.FIXED.value, "fixed"
    PAUSABLE = PlannedStretch.PAUSABLE.value, "pausable"
    HOLDING = PlannedStretch.HOLDING.value, "holding"


class LinkKind(models.TextChoices):
    FS = PlannedLinkKind.FS.value, "end to start"
    SS = PlannedLinkKind.SS.value, "start to start"
    FF = PlannedLinkKind.FF.value, "end to end"
    SF = PlannedLinkKind.SF.value, "start to end"


class TieKind(models.TextChoices):
    SAME_RESOURCES = "same resources", "same resources"
    DIFFERENT_RESOURCES = "different resources", "different resources"
    CONSECUTIVE = "consecutive", "consecutive"
    MODE_DEPENDENCY = "mode dependency", "mode dependency"


class BudgetHead(models.TextChoices):
    SUITE = "suite", "suite and conversion"
    LABOUR = "labour", "labour"
    MATERIALS = "materials", "materials"
    SPONSOR_MATERIALS = "sponsor materials", "sponsor's materials"
    QUALITY = "quality", "QC and investigation"
    CLEANING = "cleaning", "cleaning"
    EXTERNAL = "external", "external laboratory"
    OTHER = "other", "other"


class Sponsor(models.Model):
    code = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=500)
    archived_at = models.DateTimeField("archived", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActiveQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """What is made. Its containment band decides which unit may hold it and how long a changeover takes."""

    code = models.CharField(max_length=200)
    name = models.CharField(max_length=500, blank=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="products")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, null=True, blank=True, related_name="products")
    band = models.ForeignKey(Band, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="containment band")
    archived_at = models.DateTimeField("archived", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActiveQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("site", "code"), name="product_has_own_code"),)

    def __str__(self) -> str:
        return self.name or self.code


class Project(models.Model):
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="projects")
    code = models.CharField(max_length=200, help_text="short, without slashes")
    name = models.CharField(max_length=500)
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, null=True, blank=True, related_name="projects")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="projects")
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="projects", verbose_name="project manager"
    )
    state = models.CharField(max_length=20, choices=ProjectState.choices, default=ProjectState.RUNNING)
    due = WallClockField(is_end=True, null=True, blank=True, help_text="counts only where the site's objective is delay")
    notes = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ("site", "order", "pk")
        constraints = (models.UniqueConstraint(fields=("site", "code"), name="project_has_own_code"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return address("portfolio:project", self.pk)


class Activity(models.Model):
    """The smallest thing the plan places in time.

    Its product is the project's unless it has one of its own or none at all; its band the product's unless it has one of its own. ``remaining_minutes`` of
    work were left at ``remaining_at``; of pausable work they are working time.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="activities")
    code = models.CharField(max_length=200, help_text="unique within the project")
    name = models.CharField(max_length=500)
    phase = models.CharField(max_length=20, choices=Phase.choices)
    stretch = models.CharField(max_length=10, choices=Stretch.choices, default=Stretch.PAUSABLE)
    order = models.PositiveIntegerField(default=0)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="product of its own")
    has_no_product = models.BooleanField("has no product", default=False)
    band = models.ForeignKey(Band, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="band of its own")
    earliest_start = WallClockField("earliest start", null=True, blank=True)
    latest_end = WallClockField("latest end", is_end=True, null=True, blank=True)
    material = models.CharField(max_length=500, blank=True)
    material_ordered_on = models.DateField("material ordered", null=True, blank=True)
    material_lead_days = models.PositiveIntegerField("lead time of the material in days", null=True, blank=True)
    hold_until = WallClockField("held by quality until", null=True, blank=True)
    hold_reason = models.TextField("why quality holds it", blank=True)
    rework_chance = models.FloatField("chance of rework", default=0.0)
    late_chance = models.FloatField("chance that the material is late", null=True, blank=True)
    late_minutes = MinutesField("how late the material is then", null=True, blank=True)
    actual_start = WallClockField("started", null=True, blank=True)
    actual_finish = WallClockField("finished", is_end=True, null=True, blank=True)
    actual_mode = models.PositiveIntegerField("mode it is done in", null=True, blank=True)
    remaining_minutes = MinutesField("remaining", null=True, blank=True)
    remaining_at = WallClockField("remaining as of", null=True, blank=True)
    archived_at = models.DateTimeField("removed", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActiveQuerySet.as_manager()

    NAMED_WITH = ("project",)

    class Meta:
        default_permissions = ()
        ordering = ("project", "order", "pk")
        verbose_name_plural = "activities"
        constraints = (
            models.UniqueConstraint(fields=("project", "code"), name="activity_has_own_code"),
            models.CheckConstraint(
                condition=models.Q(actual_start__isnull=False)
                | models.Q(actual_finish__isnull=True, remaining_minutes__isnull=True, actual_mode__isnull=True),
                name="activity_starts_before_it_goes_on",
            ),
            models.CheckConstraint(
                condition=models.Q(actual_finish__isnull=True) | models.Q(actual_finish__gte=models.F("actual_start")),
                name="activity_finishes_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(remaining_minutes__isnull=True) | models.Q(actual_finish__isnull=True),
                name="activity_is_finished_or_has_work_left",
            ),
            models.CheckConstraint(
                condition=models.Q(late_chance__isnull=True, late_minutes__isnull=True)
                | models.Q(late_chance__isnull=False, late_minutes__isnull=False),
                name="late_material_has_chance_and_delay",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.project.code})"

    def get_absolute_url(self) -> str:
        return address("portfolio:activity", self.pk)

    @property
    def full_code(self) -> str:
        """The activity's id in a problem and in files: project/activity."""
        return f"{self.project.code}/{self.code}"

    @property
    def effective_product(self) -> Product | None:
        """The product that decides changeovers."""
        return None if self.has_no_product else self.product or self.project.product

    @property
    def effective_band(self) -> int:
        """The strength of the band that decides changeovers."""
        product = self.product or self.project.product
        band = self.band or (product.band if product else None)
        return band.strength if band else 0

    @property
    def is_started(self) -> bool:
        return self.actual_start is not None

    @property
    def is_finished(self) -> bool:
        return self.actual_finish is not None

    def is_held(self, now: datetime) -> bool:
        return self.hold_until is not None and not self.is_started


class ActivityMode(models.Model):
    """One way to do an activity. Elsewhere it is named by its index, from 0."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="modes")
    index = models.PositiveIntegerField()
    name = models.CharField(max_length=500, blank=True)
    duration_minutes = MinutesField("duration")
    optimistic_minutes = MinutesField("optimistic duration", null=True, blank=True)
    pessimistic_minutes = MinutesField("pessimistic duration", null=True, blank=True)

    NAMED_WITH = ("activity__project",)

    class Meta:
        default_permissions = ()
        ordering = ("activity", "index")
        verbose_name = "mode"
        constraints = (
            models.UniqueConstraint(fields=("activity", "index"), name="mode_has_own_index"),
            models.CheckConstraint(
                condition=models.Q(duration_minutes__gte=0)
                & (
                    models.Q(optimistic_minutes__isnull=True)
                    | models.Q(optimistic_minutes__gte=0, optimistic_minutes__lte=models.F("duration_minutes"))
                )
                & (models.Q(pessimistic_minutes__isnull=True) | models.Q(pessimistic_minutes__gte=models.F("duration_minutes"))),
                name="mode_has_ordered_estimates",
            ),
        )

    def __str__(self) -> str:
        return f"mode {self.index + 1} of {self.activity}"


class ModeNeed(models.Model):
    """A resource that a mode needs, and how much of it, all the while."""

    mode = models.ForeignKey(ActivityMode, on_delete=models.PROTECT, related_name="needs")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="needs")
    amount = models.PositiveIntegerField(default=1)

    NAMED_WITH = ("resource", "mode__activity__project")

    class Meta:
        default_permissions = ()
        ordering = ("mode", "pk")
        verbose_name = "need"
        constraints = (
            models.UniqueConstraint(fields=("mode", "resource"), name="need_names_resource_once"),
            models.CheckConstraint(condition=models.Q(amount__gte=1), name="need_is_for_something"),
        )

    def __str__(self) -> str:
        return f"{self.amount} × {self.resource} for {self.mode}"


class ActivityLink(models.Model):
    """Precedence: "end to start" means end(before) + lag <= start(after) <= end(before) + max lag. Lags are elapsed time, and may be negative."""

    before = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="links_out")
    after = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=2, choices=LinkKind.choices, default=LinkKind.FS)
    lag_minutes = MinutesField("lag", default=0)
    max_lag_minutes = MinutesField("maximal lag", null=True, blank=True)

    NAMED_WITH = ("before__project", "after__project")

    class Meta:
        default_permissions = ()
        ordering = ("pk",)
        verbose_name = "link"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(max_lag_minutes__isnull=True) | models.Q(max_lag_minutes__gte=models.F("lag_minutes")),
                name="link_has_lag_up_to_maximal",
            ),
        )

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"


class Tie(models.Model):
    """What holds between two activities besides precedence.

    Same or different resources: of those in ``among`` (ids of resources; none: all). Consecutive: on every unit that both use, ``second`` follows ``first``
    directly. Mode dependency: if ``first`` is done in ``first_mode``, ``second`` is done in one of ``second_modes``.
    """

    kind = models.CharField(max_length=20, choices=TieKind.choices)
    first = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="ties_as_first")
    second = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="ties_as_second")
    among = models.JSONField("among", null=True, blank=True)
    first_mode = models.PositiveIntegerField("mode of the first", null=True, blank=True)
    second_modes = models.JSONField("modes of the second", null=True, blank=True)

    NAMED_WITH = ("first__project", "second__project")

    class Meta:
        default_permissions = ()
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=(
                    models.Q(kind="mode dependency", first_mode__isnull=False, second_modes__isnull=False)
                    | (~models.Q(kind="mode dependency") & models.Q(first_mode__isnull=True, second_modes__isnull=True))
                ),
                name="tie_has_modes_if_it_is_about_modes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.first} and {self.second}"


class Promise(models.Model):
    """A date given to a sponsor: the activity ends at ``due`` or before. A promised day is kept until its end, the midnight after it."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="promises")
    code = models.CharField(max_length=200, help_text="unique within the project")
    name = models.CharField(max_length=500, blank=True)
    due = WallClockField(is_end=True)
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    NAMED_WITH = ("activity__project",)

    class Meta:
        default_permissions = ()
        ordering = ("due", "pk")

    def __str__(self) -> str:
        return f"{self.name or self.code} ({self.activity.project.code})"

    @property
    def full_code(self) -> str:
        """The promise's id in a problem and in files: project/promise."""
        return f"{self.activity.project.code}/{self.code}"


class PromiseChange(models.Model):
    """One line of a promise's history: given, moved or withdrawn, by whom, when and why. The database keeps it as it is."""

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="history")
    was_due = WallClockField("was due", is_end=True, null=True, blank=True)
    due = WallClockField(is_end=True, null=True, blank=True, help_text="none: withdrawn")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField("who", max_length=200)
    at = models.DateTimeField("when")
    reason = models.TextField(blank=True)

    NAMED_WITH = ("promise__activity__project",)

    class Meta:
        default_permissions = ()
        ordering = ("promise", "pk")
        verbose_name = "change of a promise"
        verbose_name_plural = "changes of promises"

    def __str__(self) -> str:
        return f"change of {self.promise}"


class BudgetLine(models.Model):
    """Money of a project under one head, in minor units (cents) of the site's currency."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="budget")
    head = models.CharField(max_length=20, choices=BudgetHead.choices)
    note = models.CharField(max_length=500, blank=True)
    approved = models.BigIntegerField(default=0)
    committed = models.BigIntegerField(default=0)
    spent = models.BigIntegerField(default=0)
    forecast = models.BigIntegerField("forecast at the end", default=0)
    version = models.PositiveIntegerField(default=1)

    NAMED_WITH = ("project",)

    class Meta:
        default_permissions = ()
        ordering = ("project", "pk")
        verbose_name = "budget line"
        constraints = (models.UniqueConstraint(fields=("project", "head"), name="budget_has_each_head_once"),)

    def __str__(self) -> str:
        return f"{self.get_head_display()} ({self.project.code})"
