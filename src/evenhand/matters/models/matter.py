"""Something that went wrong or may, raised by anybody."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evenhand.plant.models import Site
from evenhand.portfolio.models import Activity, Project
from evenhand.records.addresses import address

HEADLINE = 100


class Category(models.TextChoices):
    """What senior management is asked for: money, a date, or the chemistry."""

    FINANCIAL = "financial", "financial"
    TIMELINE = "timeline", "timeline"
    TECHNOLOGY = "technology", "technology"


class Gravity(models.TextChoices):
    """Safety and critical quality go up at once, and their clock does not stand still."""

    ORDINARY = "ordinary", "ordinary"
    SAFETY = "safety", "safety"
    CRITICAL_QUALITY = "critical quality", "critical quality"


class Tier(models.IntegerChoices):
    TEAM = 1, "the team"
    SITE = 2, "the site's huddle"
    SENIOR = 3, "senior management"


class MatterState(models.TextChoices):
    OPEN = "open", "open"
    SETTLED = "settled", "settled"
    DECIDED = "decided", "decided"


class MatterQuerySet(models.QuerySet["Matter"]):
    def open(self) -> MatterQuerySet:
        return self.filter(state=MatterState.OPEN)

    def with_names(self) -> MatterQuerySet:
        """With all that a line about a matter says, in the same query."""
        return self.select_related("site", "project", "activity__project", "owner", "responsible", "raised_by", "acknowledged_by", "settled_by")


class Matter(models.Model):
    """``tier`` and ``tier_since`` are as recorded; where a clock has run out since, `standing` knows before the record does.

    ``owner`` sees to it while it is with the team; ``responsible`` is the senior manager whose it is on tier 3. ``cost_at_stake`` is in minor units of
    ``currency``.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="matters")
    category = models.CharField(max_length=20, choices=Category.choices)
    statement = models.TextField("what is the matter")
    gravity = models.CharField(max_length=20, choices=Gravity.choices, default=Gravity.ORDINARY)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="matters")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="matters")
    days_at_stake = models.PositiveIntegerField("days it may cost", null=True, blank=True)
    cost_at_stake = models.BigIntegerField("money it may cost, in cents", null=True, blank=True)
    currency = models.CharField(max_length=3)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    raised_at = models.DateTimeField("raised")
    state = models.CharField(max_length=20, choices=MatterState.choices, default=MatterState.OPEN)
    tier = models.PositiveSmallIntegerField(choices=Tier.choices, default=Tier.TEAM)
    tier_since = models.DateTimeField("on this tier since")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="matters_owned")
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="matters_to_decide",
        verbose_name="responsible manager",
    )
    acknowledged_at = models.DateTimeField("acknowledged", null=True, blank=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField("settled or decided", null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settlement = models.TextField("how it was settled", blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MatterQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)
        indexes = (models.Index(fields=("state", "tier"), name="matter_by_state_and_tier"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(tier__gte=1, tier__lte=3), name="matter_is_on_a_tier"),
            models.CheckConstraint(
                condition=models.Q(state="open", settled_at__isnull=True) | (~models.Q(state="open") & models.Q(settled_at__isnull=False)),
                name="matter_is_open_until_settled",
            ),
            models.CheckConstraint(
                condition=models.Q(activity__isnull=True) | models.Q(project__isnull=False), name="matter_of_an_activity_is_of_its_project"
            ),
            models.CheckConstraint(
                condition=models.Q(cost_at_stake__isnull=True) | models.Q(cost_at_stake__gte=0), name="matter_costs_nothing_or_more"
            ),
        )

    def __str__(self) -> str:
        return f"matter {self.pk}: {self.headline}"

    def get_absolute_url(self) -> str:
        return address("matters:matter", self.pk)

    @property
    def headline(self) -> str:
        """The first line of the statement, cut where a word ends."""
        line = self.statement.strip().partition("\n")[0].strip()
        return line if len(line) <= HEADLINE else f"{line[: HEADLINE - 1].rsplit(' ', 1)[0]}…"

    @property
    def is_open(self) -> bool:
        return self.state == MatterState.OPEN

    @property
    def goes_up_at_once(self) -> bool:
        return self.gravity != Gravity.ORDINARY
