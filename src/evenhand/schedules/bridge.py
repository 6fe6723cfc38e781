"""The one place where rows become a problem, and the published places a plan. The number of queries does not depend on the number of rows.

Ids in a problem are the codes of the rows, which people know ("SL-250/campaign-1"); what is published is found again by the rows' keys, so that a code
may change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from evenhand.planning.calendars import WorkingTime
from evenhand.planning.checks import check
from evenhand.planning.frozen_weeks import freeze_published
from evenhand.planning.levers import with_levers
from evenhand.planning.parts import (
    Activity,
    ActivityId,
    Actual,
    Changeovers,
    Consecutive,
    Demand,
    DifferentResources,
    InvalidProblem,
    LateMaterial,
    Link,
    LinkKind,
    Mode,
    ModeDependency,
    Objective,
    ProductId,
    Project,
    ProjectId,
    Promise,
    PromiseId,
    Published,
    ResourceId,
    SameResources,
    Stretch,
)
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Problem
from evenhand.planning.unhindered import started_span
from evenhand.plant import models as plant
from evenhand.portfolio import models as portfolio
from evenhand.records.errors import Conflict, NotThere
from evenhand.records.verification import head
from evenhand.schedules.capacity import Clock, levers_of, open_slots, resource_of
from evenhand.schedules.models import PublishedPlace, Revision
from evenhand.schedules.situations import Grant, Situation

DAY_OF_MINUTES = 1440


@dataclass(frozen=True)
class Present:
    """What is so now: the situation, the revision that is published, and where it has the work, with what happened since."""

    situation: Situation
    revision: Revision | None
    places: Mapping[ActivityId, Assignment]

    @property
    def problem(self) -> Problem:
        return self.situation.problem

    @property
    def plan(self) -> Plan | None:
        """The published plan as it stands with what happened since; None where something was never published."""
        if len(self.places) < len(self.problem.activities):
            return None
        return Plan(tuple(self.places[a.id] for a in self.problem.activities))

    @property
    def valid_plan(self) -> Plan | None:
        """The published plan, if it still keeps every rule."""
        plan = self.plan
        return plan if plan is not None and not check(self.problem, plan) else None


def the_site() -> plant.Site:
    """The site; there is one in a database."""
    site = plant.Site.objects.first()
    if site is None:
        raise NotThere("No site has been set up yet.")
    return site


_LATEST: dict[object, Present] = {}


def present(site: plant.Site) -> Present:
    """What is so now. Read anew when anything was recorded since, or another slot has begun: whatever makes a problem is in the trail."""
    now = site.slot(site.now())
    key = (site.pk, head(), now)
    found = _LATEST.get(key)
    if found is None:
        found = read(site)
        _LATEST.clear()
        _LATEST[key] = found
    return found


def read(site: plant.Site, grants: Sequence[Grant] | None = None) -> Present:
    """What is so now, from the rows. ``grants``: the levers granted, where not those of the published revision."""
    revision = Revision.objects.current(site)
    given = grants if grants is not None else [Grant.from_json(g) for g in revision.grants] if revision is not None else []
    try:
        return Reader(site, revision).present(given)
    except InvalidProblem as error:
        raise Conflict(f"The portfolio contradicts itself, so nothing can be planned: {error}") from error


class Reader:
    """Reads a site's rows, once each."""

    def __init__(self, site: plant.Site, revision: Revision | None) -> None:
        self.site = site
        self.revision = revision
        self.clock = Clock(site, site.horizon_slot, site.slot(site.now()))
        self.names: dict[str, str] = {}
        self.resources = self._resources()
        self.bands = list(site.bands.order_by("strength"))
        self.strength = {band.pk: band.strength for band in self.bands}
        self.projects = list(
            site.projects.filter(state=portfolio.ProjectState.RUNNING).select_related("sponsor", "product__band").order_by("order", "pk")
        )
        self.activities = self._activities()
        self.id_of = {a.pk: ActivityId(f"{self.project_of[a.project_id].code}/{a.code}") for a in self.activities}
        self.mode_count = {a.pk: len(a.modes.all()) for a in self.activities}
        self.places = {p.activity_id: p for p in self._places()}

    # -- rows ------------------------------------------------------------------------------------------------------

    def _resources(self) -> list[plant.Resource]:
        fetched = plant.Resource.objects.filter(site=self.site).select_related("matrix").prefetch_related("steps", "absences", "levers")
        self.masks = {c.pk: open_slots(c, self.clock) for c in self.site.calendars.prefetch_related("holidays")}
        return list(fetched.order_by("order", "pk"))

    def _activities(self) -> list[portfolio.Activity]:
        self.project_of = {p.pk: p for p in self.projects}
        found = portfolio.Activity.objects.active().filter(project__site=self.site, project__state=portfolio.ProjectState.RUNNING)
        found = found.select_related("product__band").prefetch_related("modes__needs").order_by("project__order", "project_id", "order", "pk")
        return [a for a in found if a.modes.all()]

    def _places(self) -> Iterable[PublishedPlace]:
        return PublishedPlace.objects.filter(revision=self.revision) if self.revision is not None else ()

    # -- the problem -----------------------------------------------------------------------------------------------

    def present(self, grants: Sequence[Grant]) -> Present:
        situation = Situation(
            self._problem(),
            self.site.scale,
            self.site.currency,
            self.names,
            {ProjectId(p.code): p.sponsor.name for p in self.projects if p.sponsor is not None},
            {self.id_of[a.pk]: a.pk for a in self.activities},
            {ProjectId(p.code): p.pk for p in self.projects},
        )
        granted: set[ResourceId] = set()
        for grant in grants:
            if self._is_used(grant):
                situation = self._granted(situation, grant)
                granted |= {lever.resource for lever in grant.levers}
        offered = tuple(x for x in self.levers if x.resource not in granted)
        problem, _left = freeze_published(replace(situation.problem, levers=offered))
        situation = replace(situation, problem=problem)
        return Present(situation, self.revision, places_now(situation, self._published_ends()))

    def _problem(self) -> Problem:
        resources = [resource_of(r, self.masks, self.clock) for r in self.resources]
        self._name()
        self.levers = []
        for row, resource in zip(self.resources, resources, strict=True):
            for lever, name in levers_of(row, resource, self.clock):
                self.levers.append(lever)
                self.names[lever.id] = name
        self.code_of = {r.pk: ResourceId(r.code) for r in self.resources}
        same, different, campaigns, dependencies = self._ties()
        horizon, site = self.clock.horizon, self.site
        return Problem(
            resources=tuple(resources),
            projects=tuple(Project(ProjectId(p.code), None if p.due is None else self.clock.end(p.due)) for p in self.projects),
            activities=tuple(self._activity(a) for a in self.activities),
            horizon=horizon,
            links=tuple(self._links()),
            same_resources=same,
            different_resources=different,
            mode_dependencies=dependencies,
            consecutives=campaigns,
            changeovers=tuple(self._changeovers()),
            promises=tuple(self._promises()),
            published=tuple(self._published()),
            objective=Objective(site.objective),
            now=self.clock.now,
            frozen_until=self._frozen_until(),
        )

    def _frozen_until(self) -> int:
        """Nothing is frozen before something was published."""
        if self.revision is None:
            return self.clock.now
        return min(max(0, self.clock.end(self.site.end_of_freeze())), self.clock.horizon)

    def _name(self) -> None:
        self.names |= {r.code: r.name for r in self.resources if r.name}
        self.names |= {p.code: p.name for p in self.projects}
        self.names |= {self.id_of[a.pk]: a.name for a in self.activities}

    def _activity(self, row: portfolio.Activity) -> Activity:
        project = self.project_of[row.project_id]
        product = row.product or project.product
        band = row.band_id or (product.band_id if product is not None else None)
        modes = tuple(self._mode(m) for m in row.modes.all())
        return Activity(
            self.id_of[row.pk],
            ProjectId(project.code),
            modes,
            Stretch(row.stretch),
            0 if row.earliest_start is None else max(0, self.clock.end(row.earliest_start)),
            None if row.latest_end is None else self.clock.slot(row.latest_end),
            None if row.hold_until is None or row.is_started else max(0, self.clock.end(row.hold_until)),
            None if row.has_no_product or product is None else ProductId(product.code),
            0 if band is None else self.strength[band],
            self._actual(row, modes),
            rework_chance=row.rework_chance,
            late_material=None if row.late_chance is None else LateMaterial(row.late_chance, self.clock.slots(row.late_minutes)),
        )

    def _mode(self, row: portfolio.ActivityMode) -> Mode:
        low, high = (None if m is None else self.clock.slots(m) for m in (row.optimistic_minutes, row.pessimistic_minutes))
        demands = tuple(Demand(self.code_of[n.resource_id], n.amount) for n in row.needs.all())
        return Mode(self.clock.slots(row.duration_minutes), demands, low, high)

    def _actual(self, row: portfolio.Activity, modes: Sequence[Mode]) -> Actual | None:
        """What happened up to now. What is dated later was entered ahead of time, and counts when its time comes."""
        if row.actual_start is None or self.clock.slot(row.actual_start) > self.clock.now:
            return None
        start, mode = max(0, self.clock.slot(row.actual_start)), min(row.actual_mode or 0, len(modes) - 1)
        if row.actual_finish is not None and self.clock.end(row.actual_finish) <= self.clock.now:
            return Actual(start, mode, end=max(start, self.clock.end(row.actual_finish)))
        return Actual(start, mode, remaining=self._remaining(row, modes[mode], start))

    def _remaining(self, row: portfolio.Activity, mode: Mode, start: int) -> int:
        """Working slots left from now: what was said to be left, less what was worked since; at least one, for it is not reported as finished."""
        since = start if row.remaining_at is None else max(0, self.clock.slot(row.remaining_at))
        if row.remaining_minutes is None:
            left = mode.duration
        elif row.remaining_at is None:
            return self.clock.slots(row.remaining_minutes)
        else:
            left = self.clock.slots(row.remaining_minutes)
        now = self.clock.now
        if since >= now or left == 0:
            return left
        worked = now - since
        if row.stretch == portfolio.Stretch.PAUSABLE:
            openings = self.working_time.openings(mode.demands, pausable=True)
            worked = sum(max(0, min(b, now) - max(a, since)) for a, b in openings.working)
        return max(1, left - worked)

    @property
    def working_time(self) -> WorkingTime:
        if not hasattr(self, "_working_time"):
            resources = [resource_of(r, self.masks, self.clock) for r in self.resources]
            self._working_time = WorkingTime(resources, self.clock.horizon)
        return self._working_time

    def _links(self) -> Iterable[Link]:
        for row in portfolio.ActivityLink.objects.filter(after__project__site=self.site).order_by("pk"):
            if row.before_id in self.id_of and row.after_id in self.id_of:
                most = None if row.max_lag_minutes is None else self.clock.slots(row.max_lag_minutes)
                yield Link(LinkKind(row.kind), self.id_of[row.before_id], self.id_of[row.after_id], self.clock.slots(row.lag_minutes), most)

    def _ties(
        self,
    ) -> tuple[tuple[SameResources, ...], tuple[DifferentResources, ...], tuple[Consecutive, ...], tuple[ModeDependency, ...]]:
        same, different, campaigns, dependencies = [], [], [], []
        for row in portfolio.Tie.objects.filter(first__project__site=self.site).order_by("pk"):
            if row.first_id not in self.id_of or row.second_id not in self.id_of:
                continue
            first, second = self.id_of[row.first_id], self.id_of[row.second_id]
            among = None if row.among is None else frozenset(self.code_of[pk] for pk in row.among)
            match row.kind:
                case portfolio.TieKind.SAME_RESOURCES:
                    same.append(SameResources(first, second, among))
                case portfolio.TieKind.DIFFERENT_RESOURCES:
                    different.append(DifferentResources(first, second, among))
                case portfolio.TieKind.CONSECUTIVE:
                    campaigns.append(Consecutive(first, second))
                case _:
                    dependencies.append(ModeDependency(first, row.first_mode, second, frozenset(row.second_modes)))
        return tuple(same), tuple(different), tuple(campaigns), tuple(dependencies)

    def _changeovers(self) -> Iterable[Changeovers]:
        units: dict[int, list[ResourceId]] = {}
        for r in self.resources:
            if r.matrix_id is not None and r.is_unit:
                units.setdefault(r.matrix_id, []).append(ResourceId(r.code))
        entries = {
            (e.matrix_id, e.before_id, e.after_id): self.clock.slots(e.minutes) for e in plant.ChangeoverEntry.objects.filter(matrix__site=self.site)
        }
        matrices = {r.matrix_id: r.matrix for r in self.resources if r.matrix_id in units}
        for pk, matrix in matrices.items():
            between = tuple(tuple(entries.get((pk, before.pk, after.pk), 0) for after in self.bands) for before in self.bands)
            yield Changeovers(tuple(units[pk]), self.clock.slots(matrix.same_product_minutes), between, matrix.fail_chance)

    def _promises(self) -> Iterable[Promise]:
        for row in portfolio.Promise.objects.filter(activity__project__site=self.site, withdrawn_at__isnull=True).order_by(
            "activity__project__order", "pk"
        ):
            if row.activity_id in self.id_of:
                identity = PromiseId(f"{self.id_of[row.activity_id].split('/')[0]}/{row.code}")
                if row.name:
                    self.names[f"promise {identity}"] = row.name
                yield Promise(identity, self.id_of[row.activity_id], min(max(0, self.clock.slot(row.due)), self.clock.horizon))

    def _published(self) -> Iterable[Published]:
        for a in self.activities:
            place = self.places.get(a.pk)
            if place is not None and place.mode < self.mode_count[a.pk]:
                yield Published(self.id_of[a.pk], max(0, self.clock.slot(place.starts_at)), place.mode)

    def _published_ends(self) -> Mapping[ActivityId, int]:
        return {self.id_of[pk]: self.clock.end(place.ends_at) for pk, place in self.places.items() if pk in self.id_of}

    # -- levers that were granted ----------------------------------------------------------------------------------

    def _users(self, project: ProjectId) -> list[portfolio.Activity]:
        """The project's work that is published with levers."""
        wanted = [a for a in self.activities if self.project_of[a.project_id].code == project]
        return [a for a in wanted if a.pk in self.places and self.places[a.pk].with_levers]

    def _is_used(self, grant: Grant) -> bool:
        """A grant holds while unfinished work of its project is published with it; without anything published, it is about to be."""
        if grant.project not in {ProjectId(p.code) for p in self.projects}:
            return False
        published = self.revision is not None and any(Grant.from_json(g) == grant for g in self.revision.grants)
        return not published or any(not a.is_finished for a in self._users(grant.project))

    def _granted(self, situation: Situation, grant: Grant) -> Situation:
        users = {self.id_of[a.pk] for a in self._users(grant.project)}
        before = situation.problem
        problem = with_levers(before, grant.levers, grant.project, using=users)
        twins = {
            a.id: len(before.activity[a.id].modes) for a in problem.activities if a.id in users and len(a.modes) > len(before.activity[a.id].modes)
        }

        def moved(activity: Activity) -> Activity:
            if activity.actual is None or activity.id not in twins:
                return activity
            return replace(activity, actual=replace(activity.actual, mode=activity.actual.mode + twins[activity.id]))

        activities = tuple(moved(a) for a in problem.activities)
        published = tuple(replace(p, mode=p.mode + twins.get(p.activity, 0)) for p in problem.published)
        return situation.granting(replace(problem, activities=activities, published=published), grant)


def places_now(situation: Situation, ends: Mapping[ActivityId, int]) -> dict[ActivityId, Assignment]:
    """Where everything stands that is published or has begun: facts where they are, the rest where it was published."""
    problem = situation.problem
    published = {p.activity: p for p in problem.published}
    working_time = WorkingTime(problem.resources, problem.horizon)
    found: dict[ActivityId, Assignment] = {}
    for activity in problem.activities:
        span = started_span(problem, activity, working_time)
        if activity.actual is not None and span is not None:
            found[activity.id] = Assignment(activity.id, activity.actual.mode, *span)
        elif activity.id in published:
            place = published[activity.id]
            end = end_of(working_time, activity, place.mode, place.start, ends.get(activity.id, 0))
            found[activity.id] = Assignment(activity.id, place.mode, place.start, end)
    return found


def end_of(working_time: WorkingTime, activity: Activity, mode: int, start: int, wanted: int = 0) -> int:
    """Where work ends that starts then; ``wanted`` where it may be chosen, or where it cannot start then at all."""
    duration = activity.modes[mode].duration
    if activity.stretch is Stretch.HOLDING:
        return max(start + duration, wanted)
    if activity.stretch is Stretch.FIXED or duration == 0:
        return start + duration
    found = working_time.earliest(activity, mode, start)
    return found[1] if found is not None and found[0] == start else max(wanted, start + duration)


def with_facts(problem: Problem, plan: Plan) -> Plan | None:
    """The plan, with what has happened where it happened; None where it leaves out something that has not begun."""
    working_time = WorkingTime(problem.resources, problem.horizon)
    places = []
    for activity in problem.activities:
        span = started_span(problem, activity, working_time)
        if activity.actual is not None and span is not None:
            places.append(Assignment(activity.id, activity.actual.mode, *span))
        elif activity.id in plan.of:
            places.append(plan.of[activity.id])
        else:
            return None
    return Plan(tuple(places))
