"""The one place where rows become a problem, and the published places a plan. The number of queries does not depend on the number of rows.

Ids in a problem are the codes of the rows, which people know ("SL-250/campaign-1"); what is published is found again by the rows' keys, so that a code
may change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from evenhand.planning.calendars import WorkingTime
from evenhand.planning.checks import Violation, check
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
    Profile,
    Project,
    ProjectId,
    Promise,
    PromiseId,
    Published,
    Resource,
    ResourceId,
    ResourceKind,
    SameResources,
    Stretch,
)
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Problem
from evenhand.planning.unhindered import started_span
from evenhand.plant import models as plant
from evenhand.plant.capacity import calendar_mask, profile_of
from evenhand.plant.queries import plant_rows
from evenhand.portfolio import models as portfolio
from evenhand.portfolio.queries import portfolio_rows
from evenhand.records.errors import Conflict
from evenhand.records.head import plant_head
from evenhand.records.kept import Kept
from evenhand.schedules.levers import Clock, levers_of
from evenhand.schedules.models import PublishedPlace, Revision
from evenhand.schedules.situations import Grant, Situation


@dataclass(frozen=True)
class Present:
    """What is so now: the situation, the revision that is published, and where it has the work, with what happened since."""

    situation: Situation
    revision: Revision | None
    places: Mapping[ActivityId, Assignment]
    key: tuple[object, ...] = ()

    @property
    def problem(self) -> Problem:
        return self.situation.problem

    @cached_property
    def plan(self) -> Plan | None:
        """The published plan as it stands with what happened since; None where something was never published."""
        if len(self.places) < len(self.problem.activities):
            return None
        return Plan(tuple(self.places[a.id] for a in self.problem.activities))

    @cached_property
    def broken(self) -> tuple[Violation, ...]:
        """Which rules the published plan breaks as things are; checked once, for neither the problem nor the plan changes."""
        return () if self.plan is None else check(self.problem, self.plan)

    @property
    def valid_plan(self) -> Plan | None:
        """The published plan, if it still keeps every rule."""
        return None if self.broken else self.plan


LATEST: Kept[Present] = Kept(2)


def present(site: plant.Site) -> Present:
    """What is so now. Read anew when anything was recorded that may change it, or another slot has begun: whatever makes a problem is in the trail."""
    key = (site.pk, plant_head(), site.slot(site.now()))
    return LATEST.get(key, lambda: replace(read(site), key=key))


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
        self.promise_keys: dict[PromiseId, int] = {}
        self.plant = plant_rows(site, archived=True)
        self.rows = portfolio_rows(site)
        self.projects = self.rows.projects
        self.activities = [a for a in self.rows.activities if a.mode_rows]
        self.id_of = {a.pk: ActivityId(a.full_code) for a in self.activities}
        self.places = {p.activity_id: p for p in self._places()}
        self.resources = self._resources()

    # -- rows ------------------------------------------------------------------------------------------------------

    def _resources(self) -> dict[int, Resource]:
        """What is archived has no capacity any more; work of the past may still name it."""
        masks = {c.pk: calendar_mask(c, self.site) for c in self.plant.calendars}
        none = Profile.constant(0)
        return {
            r.pk: Resource(ResourceId(r.code), ResourceKind(r.kind), none if r.archived_at is not None else profile_of(r, self.site, masks))
            for r in self.plant.resources
        }

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
            self.promise_keys,
        )
        granted: set[ResourceId] = set()
        for grant in grants:
            if self._is_used(grant):
                situation = self._granted(situation, grant)
                granted |= {lever.resource for lever in grant.levers}
        offered = tuple(x for x in self.levers if x.resource not in granted)
        if offered != situation.problem.levers:
            situation = replace(situation, problem=replace(situation.problem, levers=offered))
        problem, _left = freeze_published(situation.problem)
        situation = replace(situation, problem=problem)
        return Present(situation, self.revision, places_now(situation, self._published_ends()))

    def _problem(self) -> Problem:
        self._name()
        self.levers = []
        for row in self.plant.resources:
            for lever, name in levers_of(row, self.resources[row.pk], self.clock):
                self.levers.append(lever)
                self.names[lever.id] = name
        same, different, campaigns, dependencies = self._ties()
        horizon, site = self.clock.horizon, self.site
        return Problem(
            resources=tuple(self.resources.values()),
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
            levers=tuple(self.levers),
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
        self.names |= {r.code: r.name for r in self.plant.resources if r.name}
        self.names |= {p.code: p.name for p in self.projects}
        self.names |= {self.id_of[a.pk]: a.name for a in self.activities}

    def _activity(self, row: portfolio.Activity) -> Activity:
        product = row.effective_product
        modes = tuple(self._mode(m) for m in row.mode_rows)
        return Activity(
            self.id_of[row.pk],
            ProjectId(row.project.code),
            modes,
            Stretch(row.stretch),
            0 if row.earliest_start is None else max(0, self.clock.end(row.earliest_start)),
            None if row.latest_end is None else self.clock.slot(row.latest_end),
            None if row.hold_until is None or row.is_started else max(0, self.clock.end(row.hold_until)),
            None if product is None else ProductId(product.code),
            row.effective_band,
            self._actual(row, modes),
            rework_chance=row.rework_chance,
            late_material=None if row.late_chance is None else LateMaterial(row.late_chance, self.clock.slots(row.late_minutes)),
        )

    def _mode(self, row: portfolio.ActivityMode) -> Mode:
        low, high = (None if m is None else self.clock.slots(m) for m in (row.optimistic_minutes, row.pessimistic_minutes))
        demands = tuple(Demand(ResourceId(n.resource.code), n.amount) for n in row.need_rows)
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
            self._working_time = WorkingTime(tuple(self.resources.values()), self.clock.horizon)
        return self._working_time

    def _links(self) -> Iterable[Link]:
        for row in self.rows.links:
            if row.before_id in self.id_of and row.after_id in self.id_of:
                most = None if row.max_lag_minutes is None else self.clock.slots(row.max_lag_minutes)
                yield Link(LinkKind(row.kind), self.id_of[row.before_id], self.id_of[row.after_id], self.clock.slots(row.lag_minutes), most)

    def _ties(
        self,
    ) -> tuple[tuple[SameResources, ...], tuple[DifferentResources, ...], tuple[Consecutive, ...], tuple[ModeDependency, ...]]:
        same, different, campaigns, dependencies = [], [], [], []
        for row in self.rows.ties:
            if row.first_id not in self.id_of or row.second_id not in self.id_of:
                continue
            first, second = self.id_of[row.first_id], self.id_of[row.second_id]
            among = None if row.among is None else frozenset(self.resources[pk].id for pk in row.among)
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
        for r in self.plant.resources:
            if r.matrix_id is not None and r.is_unit:
                units.setdefault(r.matrix_id, []).append(self.resources[r.pk].id)
        for matrix in self.plant.matrices:
            if matrix.pk in units:
                entries = {(e.before_id, e.after_id): self.clock.slots(e.minutes) for e in matrix.entry_rows}
                between = tuple(tuple(entries.get((before.pk, after.pk), 0) for after in self.plant.bands) for before in self.plant.bands)
                yield Changeovers(tuple(units[matrix.pk]), self.clock.slots(matrix.same_product_minutes), between, matrix.fail_chance)

    def _promises(self) -> Iterable[Promise]:
        for row in self.rows.promises:
            if row.activity_id in self.id_of:
                identity = PromiseId(row.full_code)
                if row.name:
                    self.names[f"promise {identity}"] = row.name
                self.promise_keys[identity] = row.pk
                yield Promise(identity, self.id_of[row.activity_id], min(max(0, self.clock.slot(row.due)), self.clock.horizon))

    def _published(self) -> Iterable[Published]:
        for a in self.activities:
            place = self.places.get(a.pk)
            if place is not None and place.mode < len(a.mode_rows):
                yield Published(self.id_of[a.pk], max(0, self.clock.slot(place.starts_at)), place.mode)

    def _published_ends(self) -> Mapping[ActivityId, int]:
        return {self.id_of[pk]: self.clock.end(place.ends_at) for pk, place in self.places.items() if pk in self.id_of}

    # -- levers that were granted ----------------------------------------------------------------------------------

    def _users(self, project: ProjectId) -> list[portfolio.Activity]:
        """The project's work that is published with levers."""
        wanted = [a for a in self.activities if a.project.code == project]
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
