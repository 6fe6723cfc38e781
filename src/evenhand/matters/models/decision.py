"""What a senior manager decided on a matter, on which options, and whom it harms. The database keeps all of it as it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from evenhand.matters.costs.money import Money
from evenhand.matters.models.matter import Matter
from evenhand.portfolio.models import BudgetHead, Project, Promise
from evenhand.records.addresses import address
from evenhand.records.wall_clock import WallClockField
from evenhand.schedules.models import Draft, PlanRun, Revision, Variant


class OptionSetQuerySet(models.QuerySet["OptionSet"]):
    def latest_of(self, matter: Matter) -> OptionSet | None:
        rows = self.filter(matter=matter).select_related("run__site", "run__based_on", "run__snapshot", "by")
        return rows.defer("run__answer", "run__based_on__moves", "run__snapshot__text").order_by("-pk").first()


class OptionSet(models.Model):
    """What can be done about a matter, as it was computed in one run from one revision: the run's variants are the options."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="option_sets")
    run = models.OneToOneField(PlanRun, on_delete=models.PROTECT, related_name="option_set")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="asked by")
    at = models.DateTimeField("asked")

    objects = OptionSetQuerySet.as_manager()

    NAMED_WITH = ("matter",)

    class Meta:
        default_permissions = ()
        ordering = ("matter", "-pk")
        verbose_name = "set of options"
        verbose_name_plural = "sets of options"

    def __str__(self) -> str:
        return f"options of matter {self.matter_id}"

    def get_absolute_url(self) -> str:
        return address("matters:matter", self.matter_id) + "#options"


class DecisionKind(models.TextChoices):
    GO = "go", "go"
    NO_GO = "no-go", "no-go"
    ADD_BUDGET = "add budget", "add budget"
    FAST_TRACK = "fast-track", "fast-track"
    ACCEPT_DELAY = "accept delay", "accept delay"
    ASK = "ask", "ask for one named thing"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def of(self, matter: Matter) -> DecisionQuerySet:
        return self.filter(matter=matter).with_names().order_by("number")

    def with_names(self) -> DecisionQuerySet:
        return (
            self.select_related("matter__site", "by", "option", "rests_on", "revision", "draft", "promise__activity__project", "reply__by")
            .defer("rests_on__moves", "revision__moves")
            .prefetch_related("harms__project", "harms__matter")
        )

    def open_questions(self) -> DecisionQuerySet:
        return self.filter(kind=DecisionKind.ASK, reply__isnull=True)

    def next_number(self, matter: Matter) -> int:
        return int(self.filter(matter=matter).aggregate(number=Coalesce(models.Max("number"), 0))["number"]) + 1


class Decision(models.Model):
    """``facts``: the option as it was shown; ``assigned``: who does what by when, as decided; ``rests_on``: the revision that was current; ``revision``:
    the one that was published with it; ``draft``: what is to be published, or was. ``amount`` in minor units of ``currency``."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    kind = models.CharField("decision", max_length=20, choices=DecisionKind.choices)
    question = models.TextField()
    option = models.ForeignKey(Variant, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    facts = models.JSONField("the option as shown", null=True)
    options = models.JSONField("options that there were", default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions", verbose_name="decider")
    at = models.DateTimeField("decided")
    reason = models.TextField("reasons")
    asked_for = models.TextField("asked for", blank=True)
    criteria = models.TextField(blank=True)
    consulted = models.TextField("who was consulted", blank=True)
    dissent = models.TextField(blank=True)
    effective_from = models.DateField("from when")
    review_on = models.DateField("review on", null=True, blank=True)
    rests_on = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="revision it rests on")
    amount = models.BigIntegerField("amount in cents", null=True, blank=True)
    currency = models.CharField(max_length=3)
    head = models.CharField("budget", max_length=20, choices=BudgetHead.choices, blank=True)
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, null=True, related_name="+")
    promise_was = WallClockField("promised until now", null=True)
    promise_due = WallClockField("promised from now on", null=True)
    assigned = models.JSONField("actions", default=list)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, null=True, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="published with it")

    objects = DecisionQuerySet.as_manager()

    NAMED_WITH = ("matter",)

    class Meta:
        default_permissions = ()
        ordering = ("matter", "number")
        constraints = (
            models.UniqueConstraint(fields=("matter", "number"), name="decision_has_own_number"),
            models.UniqueConstraint(fields=("matter",), condition=~models.Q(kind="ask"), name="matter_is_decided_once"),
            models.CheckConstraint(condition=~models.Q(kind="add budget") | models.Q(amount__gt=0), name="added_budget_has_an_amount"),
            models.CheckConstraint(condition=~models.Q(kind="accept delay") | models.Q(promise_due__isnull=False), name="accepted_delay_has_a_date"),
        )

    def __str__(self) -> str:
        return f"decision {self.number} on matter {self.matter_id}"

    def get_absolute_url(self) -> str:
        return address("decisions:decision", self.pk)

    @property
    def money(self) -> Money | None:
        return None if self.amount is None else Money(self.amount, self.currency)

    @property
    def is_open_question(self) -> bool:
        return self.kind == DecisionKind.ASK and not hasattr(self, "reply")


class NamedHarm(models.Model):
    """A project that a decision harms, by name: the promise that it makes later or less sure (none: its finish), and the matter that was raised for it."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="harms")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="harmed_by")
    promise = models.CharField(max_length=500, blank=True)
    days = models.PositiveIntegerField("days later")
    chance_before = models.FloatField(null=True)
    chance_after = models.FloatField(null=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="raised_by_harm", verbose_name="matter raised for it")

    NAMED_WITH = ("project",)

    class Meta:
        default_permissions = ()
        ordering = ("decision", "pk")
        verbose_name = "named harm"

    def __str__(self) -> str:
        return f"harm to {self.project.code}"


class Reply(models.Model):
    """The answer to the one thing that a decision asked for."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="reply")
    text = models.TextField("answer")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("answered")

    NAMED_WITH = ("decision",)

    class Meta:
        default_permissions = ()
        verbose_name = "answer to a question"
        verbose_name_plural = "answers to questions"

    def __str__(self) -> str:
        return f"answer to {self.decision}"

    def get_absolute_url(self) -> str:
        return address("decisions:decision", self.decision_id)
