"""What a matter costs, who bears it, and what is asked of the sponsor. Money in minor units (cents) of ``currency``; what is entered stays."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from evenhand.matters.costs.balance import Entry
from evenhand.matters.costs.bearing import Line
from evenhand.matters.costs.heads import HEAD_NAMES, CostHead
from evenhand.matters.costs.money import Money
from evenhand.matters.models.assessment import Conclusion, Settlement
from evenhand.matters.models.matter import Matter
from evenhand.matters.models.tree import TreeVersion
from evenhand.portfolio.models import Project
from evenhand.records.addresses import address
from evenhand.schedules.models import Revision

HEADS = [(head.value, HEAD_NAMES[head]) for head in CostHead]


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def of(self, matter: Matter) -> LedgerEntryQuerySet:
        return self.filter(matter=matter).select_related("by", "displaced", "priced_from").order_by("pk")


class LedgerEntry(models.Model):
    """A cost, or the counter-entry that takes one back whole. Displacement names the revision it is priced from and the project that waits."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="costs")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="costs")
    head = models.CharField(max_length=20, choices=HEADS)
    amount = models.BigIntegerField("amount in cents")
    currency = models.CharField(max_length=3)
    note = models.CharField("for what", max_length=500)
    evidence = models.TextField()
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by", verbose_name="takes back")
    priced_from = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="priced from")
    displaced = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="project that waits")
    days = models.PositiveIntegerField("days it waits", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="entered by")
    at = models.DateTimeField("entered")

    objects = LedgerEntryQuerySet.as_manager()

    NAMED_WITH = ("project",)

    class Meta:
        default_permissions = ()
        ordering = ("matter", "pk")
        verbose_name = "cost"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(reverses__isnull=True, amount__gt=0) | models.Q(reverses__isnull=False, amount__lt=0),
                name="cost_is_entered_or_taken_back",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_head_display()} of matter {self.matter_id}: {self.money}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def entry(self) -> Entry:
        return Entry(self.pk, CostHead(self.head), self.money, self.reverses_id)


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def of(self, matter: Matter) -> AllocationQuerySet:
        return (
            self.filter(matter=matter)
            .select_related("by", "tree", "conclusion__assessment", "settlement")
            .prefetch_related("lines")
            .order_by("-number")
        )


class Allocation(models.Model):
    """Who bears what of all that was entered up to ``last_entry``. A later one takes its place; the differences move the budget."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="allocations")
    number = models.PositiveIntegerField()
    conclusion = models.ForeignKey(Conclusion, on_delete=models.PROTECT, related_name="allocations")
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, null=True, related_name="allocations")
    tree = models.ForeignKey(TreeVersion, on_delete=models.PROTECT, related_name="+", verbose_name="decision tree")
    path = models.JSONField()
    outcome = models.JSONField()
    caps = models.JSONField()
    currency = models.CharField(max_length=3)
    last_entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="up to")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="signed by")
    at = models.DateTimeField("signed")
    reason = models.TextField()

    objects = AllocationQuerySet.as_manager()

    NAMED_WITH = ("matter",)

    class Meta:
        default_permissions = ()
        ordering = ("matter", "-number")
        constraints = (models.UniqueConstraint(fields=("matter", "number"), name="allocation_has_own_number"),)

    def __str__(self) -> str:
        return f"allocation {self.number} of matter {self.matter_id}"

    def get_absolute_url(self) -> str:
        return address("assessment:ledger", self.matter_id)

    @property
    def as_lines(self) -> tuple[Line, ...]:
        return tuple(row.line for row in self.lines.all())


class AllocationLine(models.Model):
    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="lines")
    head = models.CharField(max_length=20, choices=HEADS)
    amount = models.BigIntegerField()
    cmo = models.BigIntegerField("borne by the CMO")
    sponsor = models.BigIntegerField("borne by the sponsor")
    moved_by_caps = models.BigIntegerField("moved by caps", default=0)

    NAMED_WITH = ("allocation",)

    class Meta:
        default_permissions = ()
        ordering = ("allocation", "pk")
        verbose_name = "line of an allocation"
        verbose_name_plural = "lines of allocations"
        constraints = (
            models.UniqueConstraint(fields=("allocation", "head"), name="allocation_has_each_head_once"),
            models.CheckConstraint(
                condition=models.Q(amount=models.F("cmo") + models.F("sponsor"), cmo__gte=0, sponsor__gte=0), name="allocation_adds_up_to_the_cent"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_head_display()} in {self.allocation}"

    @property
    def line(self) -> Line:
        amount, cmo, sponsor, moved = (Money(value, self.allocation.currency) for value in (self.amount, self.cmo, self.sponsor, self.moved_by_caps))
        return Line(CostHead(self.head), amount, cmo, sponsor, moved)


class ChangeOrderState(models.TextChoices):
    DRAFT = "draft", "draft"
    APPROVED = "approved", "approved"
    SENT = "sent", "sent to the sponsor"
    ACCEPTED = "accepted", "accepted"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"


UNDER_WAY = (ChangeOrderState.DRAFT, ChangeOrderState.APPROVED, ChangeOrderState.SENT)
STANDING = (*UNDER_WAY, ChangeOrderState.ACCEPTED)  # its amounts are asked of the sponsor and must not be asked again


class ChangeOrderQuerySet(models.QuerySet["ChangeOrder"]):
    def next_number(self, project: Project) -> int:
        found = self.filter(project__site_id=project.site_id).aggregate(number=Coalesce(models.Max("number"), 0))
        return int(found["number"]) + 1

    def with_names(self) -> ChangeOrderQuerySet:
        return self.select_related("project__site", "project__sponsor", "matter", "allocation__tree", "by", "approved_by").prefetch_related("lines")


class ChangeOrder(models.Model):
    """What is asked of the sponsor for a matter: the lines are what it owes by the allocation; a negative one is owed to it."""

    number = models.PositiveIntegerField()
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="change_orders")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="change_orders")
    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="change_orders")
    state = models.CharField(max_length=20, choices=ChangeOrderState.choices, default=ChangeOrderState.DRAFT)
    title = models.CharField(max_length=200)
    text = models.TextField("to the sponsor")
    days = models.IntegerField("days by which the promise moves", default=0)
    currency = models.CharField(max_length=3)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="drawn up by")
    made_at = models.DateTimeField("drawn up")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="approved by")
    approved_at = models.DateTimeField("approved", null=True)
    sent_to = models.CharField("sent to", max_length=300, blank=True)
    sent_at = models.DateTimeField("sent", null=True)
    answer = models.TextField("the sponsor's answer", blank=True)
    answered_at = models.DateTimeField("answered", null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ChangeOrderQuerySet.as_manager()

    NAMED_WITH = ("project",)

    class Meta:
        default_permissions = ()
        ordering = ("-number",)
        verbose_name = "change order"
        constraints = (
            models.UniqueConstraint(
                fields=("matter",), condition=models.Q(state__in=("draft", "approved", "sent")), name="matter_has_one_change_order_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"change order {self.number}"

    def get_absolute_url(self) -> str:
        return address("assessment:change_order", self.pk)

    @property
    def total(self) -> Money:
        return Money(sum(line.amount for line in self.lines.all()), self.currency)


class ChangeOrderLine(models.Model):
    change_order = models.ForeignKey(ChangeOrder, on_delete=models.PROTECT, related_name="lines")
    head = models.CharField(max_length=20, choices=HEADS)
    amount = models.BigIntegerField("amount in cents")

    NAMED_WITH = ("change_order",)

    class Meta:
        default_permissions = ()
        ordering = ("change_order", "pk")
        verbose_name = "line of a change order"
        verbose_name_plural = "lines of change orders"
        constraints = (models.UniqueConstraint(fields=("change_order", "head"), name="change_order_has_each_head_once"),)

    def __str__(self) -> str:
        return f"{self.get_head_display()} in {self.change_order}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.change_order.currency)
