"""The assessment of a matter: its root cause, which quality signs; then the walk through the decision tree, and its conclusion.

What is signed is a row of its own, which the database keeps as it is.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evenhand.matters.costs.shares import WHOLE, Shares
from evenhand.matters.models.matter import Matter
from evenhand.matters.models.tree import Contract, TreeVersion
from evenhand.records.addresses import address


class AssessmentState(models.TextChoices):
    CAUSE = "cause", "the cause is looked for"
    WALK = "walk", "the cause is signed; who pays is open"
    CONCLUDED = "concluded", "concluded"


class Ishikawa(models.TextChoices):
    """Where a cause lies."""

    PEOPLE = "people", "people"
    METHOD = "method", "method"
    MACHINE = "machine", "machine"
    MATERIAL = "material", "material"
    MEASUREMENT = "measurement", "measurement"
    ENVIRONMENT = "environment", "environment"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def of(self, matter: Matter) -> AssessmentQuerySet:
        return self.filter(matter=matter).order_by("-number")

    def last_of_each_matter(self) -> AssessmentQuerySet:
        later = Assessment.objects.filter(matter=models.OuterRef("matter"), number__gt=models.OuterRef("number"))
        return self.filter(~models.Exists(later))


class Assessment(models.Model):
    """``statement`` and ``categories``: the root cause as it is proposed, until quality signs it. ``not_found``: the cause was looked for and not found."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=AssessmentState.choices, default=AssessmentState.CAUSE)
    statement = models.TextField("root cause", blank=True)
    categories = models.JSONField("where it lies", default=list)
    not_found = models.BooleanField("not found", default=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="proposed by")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="begun by")
    began_at = models.DateTimeField("begun")
    version = models.PositiveIntegerField(default=1)

    objects = AssessmentQuerySet.as_manager()

    NAMED_WITH = ("matter",)

    class Meta:
        default_permissions = ()
        ordering = ("matter", "-number")
        constraints = (
            models.UniqueConstraint(fields=("matter", "number"), name="assessment_has_own_number"),
            models.UniqueConstraint(fields=("matter",), condition=~models.Q(state="concluded"), name="matter_has_one_assessment_at_a_time"),
            models.CheckConstraint(
                condition=~models.Q(state="concluded") | models.Q(contract__isnull=False), name="assessment_concludes_by_a_contract"
            ),
        )

    def __str__(self) -> str:
        return f"assessment {self.number} of matter {self.matter_id}"

    def get_absolute_url(self) -> str:
        return address("assessment:assessment", self.matter_id)

    @property
    def categories_in_words(self) -> str:
        return ", ".join(str(Ishikawa(name).label) for name in self.categories)


class Why(models.Model):
    """One link of the 5-why chain: why the one before was so. The first: why the matter happened."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="whys")
    statement = models.TextField("because")
    category = models.CharField("where it lies", max_length=20, choices=Ishikawa.choices)
    evidence = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("when")
    withdrawn_at = models.DateTimeField("taken back", null=True, blank=True)

    NAMED_WITH = ("assessment",)

    class Meta:
        default_permissions = ()
        ordering = ("assessment", "pk")
        verbose_name = "why"

    def __str__(self) -> str:
        return f"why: {self.statement}"[:300]


class RootCause(models.Model):
    """The root cause as quality signed it, with its chain."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="root_cause")
    statement = models.TextField("root cause")
    categories = models.JSONField("where it lies")
    not_found = models.BooleanField("not found")
    whys = models.JSONField("chain")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="proposed by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="signed by")
    at = models.DateTimeField("signed")

    NAMED_WITH = ("assessment",)

    class Meta:
        default_permissions = ()
        verbose_name = "root cause"

    def __str__(self) -> str:
        return f"root cause of matter {self.assessment.matter_id}"

    def get_absolute_url(self) -> str:
        return self.assessment.get_absolute_url()

    @property
    def categories_in_words(self) -> str:
        return ", ".join(str(Ishikawa(name).label) for name in self.categories)


class GivenAnswer(models.Model):
    """An answer on the walk, by the tree's own ids, with its evidence; unknown has none."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=40)
    answer = models.CharField(max_length=40)
    evidence = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("when")
    withdrawn_at = models.DateTimeField("taken back", null=True, blank=True)

    NAMED_WITH = ("assessment",)

    class Meta:
        default_permissions = ()
        ordering = ("assessment", "pk")
        verbose_name = "answer"
        constraints = (
            models.UniqueConstraint(
                fields=("assessment", "question"), condition=models.Q(withdrawn_at__isnull=True), name="question_is_answered_once"
            ),
        )

    def __str__(self) -> str:
        return f"answer to the question {self.question!r} of {self.assessment}"


class Conclusion(models.Model):
    """Where the walk ended: by which version of the tree, along which path, with which evidence at each step."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="conclusion")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    tree = models.ForeignKey(TreeVersion, on_delete=models.PROTECT, related_name="+", verbose_name="decision tree")
    path = models.JSONField()
    outcome = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="concluded by")
    at = models.DateTimeField("concluded")

    NAMED_WITH = ("assessment",)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"conclusion on matter {self.assessment.matter_id}"

    def get_absolute_url(self) -> str:
        return self.assessment.get_absolute_url()


class Settlement(models.Model):
    """How a conclusion that leaves the shares open was settled: what the laboratory found, or what was agreed. In hundredths of a per cent."""

    conclusion = models.OneToOneField(Conclusion, on_delete=models.PROTECT, related_name="settlement")
    cmo_share = models.PositiveIntegerField("the CMO's share")
    sponsor_share = models.PositiveIntegerField("the sponsor's share")
    evidence = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="signed by")
    at = models.DateTimeField("signed")

    NAMED_WITH = ("conclusion",)

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=models.Q(cmo_share=models.Value(WHOLE) - models.F("sponsor_share"), sponsor_share__lte=WHOLE),
                name="shares_are_a_hundred_per_cent",
            ),
        )

    def __str__(self) -> str:
        return f"settlement of matter {self.conclusion.assessment.matter_id}"

    def get_absolute_url(self) -> str:
        return self.conclusion.get_absolute_url()

    @property
    def shares(self) -> Shares:
        return Shares(self.cmo_share, self.sponsor_share)
