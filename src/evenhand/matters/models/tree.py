"""The decision tree in its versions, and which version a contract is bound to."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from evenhand.matters.costs.caps import Cap
from evenhand.matters.costs.money import Money
from evenhand.matters.tree.parts import Tree
from evenhand.matters.tree.tree_json import tree_from_json
from evenhand.plant.models import Site
from evenhand.portfolio.models import Project
from evenhand.records.addresses import address


class TreeDraftState(models.TextChoices):
    OPEN = "open", "draft"
    IN_FORCE = "in force", "put in force"
    DISCARDED = "discarded", "discarded"


class TreeDraft(models.Model):
    """A tree that is being written. ``samples``: cases with their answers and the outcome that each is to reach."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=TreeDraftState.choices, default=TreeDraftState.OPEN)
    document = models.JSONField("tree")
    samples = models.JSONField(default=list)
    follows = models.ForeignKey("TreeVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="made from")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="begun by")
    made_at = models.DateTimeField("begun")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)
        verbose_name = "draft of the decision tree"
        verbose_name_plural = "drafts of the decision tree"

    def __str__(self) -> str:
        return f"draft {self.pk} of the decision tree: {self.name}"

    def get_absolute_url(self) -> str:
        return address("assessment:tree_draft", self.pk)

    @property
    def tree(self) -> Tree:
        return tree_from_json(self.document)


class TreeVersionQuerySet(models.QuerySet["TreeVersion"]):
    def latest_first(self, site: Site) -> TreeVersionQuerySet:
        return self.filter(site=site).select_related("by").order_by("-number")

    def next_number(self, site: Site) -> int:
        return int(self.filter(site=site).aggregate(number=Coalesce(models.Max("number"), 0))["number"]) + 1


class TreeVersion(models.Model):
    """A tree as it was put in force. The database refuses to change or delete it."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    document = models.JSONField("tree")
    samples = models.JSONField("tried out on")
    proof = models.JSONField()
    draft = models.OneToOneField(TreeDraft, on_delete=models.PROTECT, related_name="put_in_force_as")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="put in force by")
    at = models.DateTimeField("in force since")
    reason = models.TextField()

    objects = TreeVersionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("-number",)
        verbose_name = "version of the decision tree"
        verbose_name_plural = "versions of the decision tree"
        constraints = (models.UniqueConstraint(fields=("site", "number"), name="tree_version_has_own_number"),)

    def __str__(self) -> str:
        return f"version {self.number} of the decision tree"

    def get_absolute_url(self) -> str:
        return address("assessment:tree_version", self.number)

    @cached_property
    def tree(self) -> Tree:
        return tree_from_json(self.document)


class ContractQuerySet(models.QuerySet["Contract"]):
    def of(self, project: Project) -> ContractQuerySet:
        return self.filter(project=project).select_related("tree").order_by("-agreed_on", "-number")


class Contract(models.Model):
    """The terms between CMO and sponsor that decide who pays: the version of the tree that it was signed with, the caps, the rate of a day for projects that
    wait. New terms are a new row; the database keeps the old ones as they are. Money in minor units of ``currency``."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="contracts")
    number = models.PositiveIntegerField()
    tree = models.ForeignKey(TreeVersion, on_delete=models.PROTECT, related_name="contracts", verbose_name="decision tree")
    reference = models.CharField(max_length=300, help_text="where the signed contract is")
    agreed_on = models.DateField("agreed on")
    day_rate = models.BigIntegerField("rate of a day that another project waits, in cents")
    currency = models.CharField(max_length=3)
    caps = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="entered by")
    at = models.DateTimeField("entered")

    objects = ContractQuerySet.as_manager()

    NAMED_WITH = ("project",)

    class Meta:
        default_permissions = ()
        ordering = ("project", "-number")
        constraints = (
            models.UniqueConstraint(fields=("project", "number"), name="contract_has_own_number"),
            models.CheckConstraint(condition=models.Q(day_rate__gte=0), name="contract_has_a_rate"),
        )

    def __str__(self) -> str:
        return f"contract {self.number} of {self.project.code}"

    @property
    def caps_agreed(self) -> tuple[Cap, ...]:
        return tuple(Cap.from_json(cap, self.currency) for cap in self.caps)

    @property
    def rate(self) -> Money:
        return Money(self.day_rate, self.currency)
