"""What planning leaves behind: the problem at a moment, runs, drafts, and revisions, which never change."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from evenhand.planning.plan import Plan
from evenhand.planning.problem import Problem
from evenhand.plant.models import Site
from evenhand.portfolio.models import Activity
from evenhand.records.addresses import address
from evenhand.records.kept import Kept
from evenhand.records.wall_clock import WallClockField
from evenhand.schedules.problem_json import Json, hash_of, plan_from_json
from evenhand.schedules.situations import Situation, situation_from_json

LEASE = timedelta(seconds=30)  # a run whose worker has not been heard of for so long goes back into the queue
MOST_ATTEMPTS = 3


class TamperedWith(RuntimeError):
    """What is stored under a hash has another one."""


class StoredText(models.Model):
    """Something stored under its hash, once, for ever."""

    NAMED_WITHOUT = ("text",)

    hash = models.CharField(max_length=80, primary_key=True)
    text = models.TextField()

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return self.hash

    @property
    def document(self) -> Json:
        """What was stored; refused where it is not what its hash says."""
        self.must_be_as_stored()
        found: Json = json.loads(self.text)
        return found

    def must_be_as_stored(self) -> None:
        if self.present_hash != self.hash:
            raise TamperedWith(f"What is stored as {self.hash} was changed: its hash is now {self.present_hash}.")

    @property
    def present_hash(self) -> str:
        return hash_of(self.text)


SITUATIONS: Kept[Situation] = Kept(4)


class ProblemSnapshot(StoredText):
    """Everything a plan was made from, at one moment, with the names of then and the levers that were granted."""

    taken_at = models.DateTimeField("when", default=timezone.now)

    class Meta(StoredText.Meta):
        abstract = False
        verbose_name = "snapshot of the problem"
        verbose_name_plural = "snapshots of the problem"

    @cached_property
    def situation(self) -> Situation:
        """The same hash is the same situation, so it is read once; that the text still has the hash is looked at each time."""
        self.must_be_as_stored()
        return SITUATIONS.get(self.hash, lambda: situation_from_json(self.document))

    @property
    def problem(self) -> Problem:
        return self.situation.problem


class StoredPlan(StoredText):
    """A plan, in our own encoding."""

    class Meta(StoredText.Meta):
        abstract = False
        verbose_name = "stored plan"

    @cached_property
    def plan(self) -> Plan:
        return plan_from_json(self.document)


class PlanChances(models.Model):
    """The chance of each promise in a plan of a problem, and when it ends in the futures, simulated once. Both are stored under their hashes, so it never changes.

    ``ends``: of each promise the slots by which `PERCENTS` of the futures have ended.
    """

    snapshot = models.ForeignKey(ProblemSnapshot, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(StoredPlan, on_delete=models.PROTECT, related_name="+")
    chances = models.JSONField(null=True)
    ends = models.JSONField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "chances of a plan"
        verbose_name_plural = "chances of plans"
        constraints = (models.UniqueConstraint(fields=("snapshot", "plan"), name="chances_are_known_once"),)

    def __str__(self) -> str:
        return f"chances of {self.plan_id}"


class RunKind(models.TextChoices):
    PLAN = "plan", "planning"
    EXPEDITE = "expedite", "expediting"
    WHAT_IF = "what if", "weighing what can be done"


class RunState(models.TextChoices):
    QUEUED = "queued", "waiting"
    RUNNING = "running", "running"
    FINISHED = "finished", "finished"
    CANCELLED = "cancelled", "stopped"
    FAILED = "failed", "failed"


OVER = (RunState.FINISHED, RunState.CANCELLED, RunState.FAILED)


class RunQuerySet(models.QuerySet["PlanRun"]):
    def under_way(self) -> RunQuerySet:
        return self.exclude(state__in=OVER)

    def lapsed(self) -> RunQuerySet:
        """Running, but whoever ran it has not been heard of."""
        return self.filter(state=RunState.RUNNING, lease_until__lt=timezone.now())

    def light(self) -> RunQuerySet:
        """For lists: without what may be long."""
        return self.defer("answer").select_related("by")


class PlanRun(models.Model):
    """One run of the planner: what was asked, by whom, how far it is, and what came of it. Times in ``request`` and ``answer`` are slots of the snapshot."""

    NAMED_WITHOUT = ("request", "result", "answer")

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="runs")
    kind = models.CharField(max_length=10, choices=RunKind.choices)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="asked by")
    snapshot = models.ForeignKey(ProblemSnapshot, on_delete=models.PROTECT, related_name="+")
    begins_with = models.ForeignKey(StoredPlan, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="plan to begin with")
    based_on = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="based on")
    effort = models.FloatField()
    seed = models.BigIntegerField(default=0)
    workers = models.PositiveIntegerField("threads", default=1)
    time_limit = models.FloatField("time limit in seconds", null=True)
    request = models.JSONField(null=True)
    asked_at = models.DateTimeField("asked", default=timezone.now)
    began_at = models.DateTimeField("began", null=True)
    ended_at = models.DateTimeField("ended", null=True)
    stop_asked_at = models.DateTimeField("asked to stop", null=True)
    attempts = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True)
    heartbeat_at = models.DateTimeField("last heard of", null=True)
    lease_until = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    answer = models.JSONField(null=True)
    message = models.TextField(blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)
        verbose_name = "plan run"
        indexes = (models.Index(fields=("state", "lease_until"), name="run_by_state"),)

    def __str__(self) -> str:
        return f"run {self.pk} ({self.get_kind_display()})"

    def get_absolute_url(self) -> str:
        if self.kind == RunKind.EXPEDITE:
            return f"{reverse('schedules:expedite')}?run={self.pk}"
        return f"{reverse('schedules:plan')}?run={self.pk}"

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def is_cut_short(self) -> bool:
        return bool(self.result) and self.result.get("stopped_by") in ("time", "cancelled")


class RunProgress(models.Model):
    """What a run said on its way: the best and the bound so far, after so many seconds."""

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="progress")
    attempt = models.PositiveIntegerField()
    seconds = models.FloatField()
    phase = models.CharField(max_length=100)
    best = models.JSONField(null=True)
    bound = models.JSONField(null=True)
    share = models.FloatField(default=0.0)

    class Meta:
        default_permissions = ()
        ordering = ("run", "pk")
        verbose_name = "progress of a run"
        verbose_name_plural = "progress of runs"

    def __str__(self) -> str:
        return f"{self.phase} of {self.run_id}"


class VariantKind(models.TextChoices):
    """What is tried in a what-if run."""

    AS_IS = "as is", "go on as is"
    LATER_PROMISE = "later promise", "a later promise"
    STOP = "stop", "stop"
    EARLIER = "earlier", "reorder"
    OTHER_UNIT = "other unit", "move to another suite"
    AGAIN = "again", "re-run"
    OVERTIME = "overtime", "overtime"
    ADDED_PERSON = "added person", "an added person"
    LEAST_HARM = "least harm", "keep the promise with the least harm to others"


class VariantQuerySet(models.QuerySet["Variant"]):
    def with_run(self) -> VariantQuerySet:
        return self.select_related("run__site", "run__based_on", "run__snapshot", "snapshot", "plan")


class Variant(models.Model):
    """What came of one variant of a what-if run, checked: a plan of ``snapshot`` and what it does to everybody; or why there is none. It never changes."""

    run = models.ForeignKey(PlanRun, on_delete=models.PROTECT, related_name="variants")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=VariantKind.choices)
    title = models.CharField(max_length=200)
    snapshot = models.ForeignKey(ProblemSnapshot, on_delete=models.PROTECT, null=True, related_name="+")
    plan = models.ForeignKey(StoredPlan, on_delete=models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(null=True)
    message = models.TextField(blank=True)
    seconds = models.FloatField("found after so many seconds")

    objects = VariantQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("run", "pk")
        constraints = (models.UniqueConstraint(fields=("run", "key"), name="variant_is_found_once"),)

    def __str__(self) -> str:
        return f"{self.title} (run {self.run_id})"

    @property
    def is_found(self) -> bool:
        return self.plan_id is not None


class DraftOrigin(models.TextChoices):
    RUN = "run", "a plan run"
    MOVE = "move", "a move by hand"
    EXPEDITE = "expedite", "an expedite answer"
    REVISION = "revision", "an older revision"
    VARIANT = "variant", "an option"


class DraftState(models.TextChoices):
    OPEN = "open", "draft"
    PUBLISHED = "published", "published"
    DISCARDED = "discarded", "discarded"


class Draft(models.Model):
    """A checked plan that is not published. What it is a plan of, and which revision was current when it was made, stay as they were then."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="drafts")
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.OPEN)
    origin = models.CharField("made from", max_length=10, choices=DraftOrigin.choices)
    title = models.CharField(max_length=300)
    snapshot = models.ForeignKey(ProblemSnapshot, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(StoredPlan, on_delete=models.PROTECT, related_name="+")
    based_on = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="based on")
    run = models.ForeignKey(PlanRun, on_delete=models.PROTECT, null=True, related_name="drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="made by")
    made_at = models.DateTimeField("made", default=timezone.now)
    harms = models.BooleanField("harms somebody", default=False)

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"draft {self.pk}: {self.title}"[:300]

    def get_absolute_url(self) -> str:
        return f"{reverse('schedules:plan')}?draft={self.pk}"


class RevisionQuerySet(models.QuerySet["Revision"]):
    def current(self, site: Site) -> Revision | None:
        return self.filter(site=site).select_related("by").defer("moves").order_by("-number").first()

    def next_number(self, site: Site) -> int:
        return int(self.filter(site=site).aggregate(number=Coalesce(models.Max("number"), 0))["number"]) + 1


class Revision(models.Model):
    """A plan as it was published. The database refuses to change or delete it."""

    NAMED_WITHOUT = ("moves", "grants", "promise_keys")

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    snapshot = models.ForeignKey(ProblemSnapshot, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(StoredPlan, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="published by")
    at = models.DateTimeField("published")
    reason = models.TextField()
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="+")
    moves = models.JSONField("what moved for whom")
    grants = models.JSONField("levers granted", default=list)
    promise_keys = models.JSONField("promises' rows", default=dict)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("site", "-number")
        constraints = (models.UniqueConstraint(fields=("site", "number"), name="revision_has_own_number"),)

    def __str__(self) -> str:
        return f"revision {self.number}"

    def get_absolute_url(self) -> str:
        return address("schedules:revision", self.number)


class PublishedPlace(models.Model):
    """Where a revision has an activity: on the site's clocks, half-open; ``mode`` is one of the activity's own, also where levers are used."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="places")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="places")
    starts_at = WallClockField("from")
    ends_at = WallClockField("until", is_end=True)
    mode = models.PositiveIntegerField()
    with_levers = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ("revision", "starts_at", "pk")
        verbose_name = "published place"
        constraints = (models.UniqueConstraint(fields=("revision", "activity"), name="revision_has_activity_once"),)

    def __str__(self) -> str:
        return f"{self.activity} in {self.revision}"
