"""A portfolio file as rows of the plant and the portfolio, each known to the trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models, transaction

from evenhand.demo.generator import generate
from evenhand.demo.story import demo_portfolio
from evenhand.exchange.portfolio import Portfolio, portfolio_of
from evenhand.planning.problem import Activity as PlannedActivity
from evenhand.planning.problem import ResourceKind
from evenhand.plant import events as plant_events
from evenhand.plant import models as plant
from evenhand.portfolio import events as portfolio_events
from evenhand.portfolio import models as portfolio
from evenhand.records.people import SYSTEM
from evenhand.records.trail import Change, append_many, changes


@cache
def demo() -> Portfolio:
    return portfolio_of(demo_portfolio())


@cache
def small(projects: int = 6, seed: int = 1) -> Portfolio:
    return portfolio_of(generate(projects=projects, seed=seed))


def kept(event: Any, records: Sequence[models.Model]) -> None:
    append_many(by=SYSTEM, event=event, changes=[Change(r, *changes(None, r)) for r in records])


def made(model: type[models.Model], event: Any, wanted: Sequence[models.Model]) -> list[Any]:
    records = model._base_manager.bulk_create(wanted, batch_size=500)
    kept(event, records)
    return records


def rows_of(given: Portfolio) -> plant.Site:
    """All rows of a portfolio; where it publishes something is left to the schedules."""
    with transaction.atomic():
        return Rows(given).site


class Rows:
    def __init__(self, given: Portfolio) -> None:
        self.given, self.problem, self.scale = given, given.problem, given.time_scale
        document = given.document["site"]
        site = plant.Site(
            name=given.site,
            time_zone=self.scale.time_zone,
            origin=self.scale.origin,
            slot_minutes=self.scale.slot_minutes,
            horizon=self.wall(self.problem.horizon),
            frozen_weeks=document.get("frozen_weeks", 0),
            frozen_until=None if "frozen_weeks" in document else self.wall(self.problem.frozen_until),
            currency=given.currency,
            objective=self.problem.objective.value,
            pinned_now=self.wall(self.problem.now),
        )
        (self.site,) = made(plant.Site, plant_events.SITE_SET_UP, [site])
        bands = given.document.get("bands", [])
        self.bands = made(
            plant.Band,
            plant_events.BAND_ENTERED,
            [plant.Band(site=self.site, code=b["id"], name=b.get("name", ""), strength=k) for k, b in enumerate(bands)],
        )
        self.plant()
        self.work()

    def wall(self, slot: int | None) -> datetime | None:
        return None if slot is None else self.scale.wall(slot)

    def minutes(self, slots: int | None) -> int | None:
        return None if slots is None else slots * self.scale.slot_minutes

    def name(self, identity: str) -> str:
        return self.given.names.get(identity, "")

    def plant(self) -> None:
        matrices = []
        for k, _ in enumerate(self.problem.changeovers):
            c = self.problem.changeovers[k]
            matrices.append(
                plant.ChangeoverMatrix(
                    site=self.site, name=f"matrix {k}", same_product_minutes=self.minutes(c.same_product), fail_chance=c.fail_chance
                )
            )
        matrices = made(plant.ChangeoverMatrix, plant_events.CHANGEOVERS_ENTERED, matrices)
        entries = [
            plant.ChangeoverEntry(matrix=matrices[k], before=self.bands[i], after=self.bands[j], minutes=self.minutes(value))
            for k, c in enumerate(self.problem.changeovers)
            for i, row in enumerate(c.between)
            for j, value in enumerate(row)
        ]
        made(plant.ChangeoverEntry, plant_events.CHANGEOVERS_ENTERED, entries)
        matrix_of = {unit: matrices[k] for k, c in enumerate(self.problem.changeovers) for unit in c.units}
        resources = []
        for k, r in enumerate(self.problem.resources):
            steps = len(r.capacity.steps) > 1
            resource = plant.Resource(
                site=self.site,
                code=r.id,
                name=self.name(r.id),
                kind=r.kind.value,
                amount=1 if steps and r.kind is ResourceKind.UNIT else r.capacity.maximum,
            )
            resource.order, resource.matrix = k, matrix_of.get(r.id)
            resources.append(resource)
        self.resources = {r.code: r for r in made(plant.Resource, plant_events.RESOURCE_ENTERED, resources)}
        steps = [
            plant.CapacityStep(resource=self.resources[r.id], starts_at=self.wall(at), amount=value)
            for r in self.problem.resources
            if len(r.capacity.steps) > 1
            for at, value in r.capacity.steps
        ]
        made(plant.CapacityStep, plant_events.CAPACITY_GIVEN, steps)
        levers = [
            plant.Lever(
                resource=self.resources[x.resource],
                code=x.id,
                name=self.name(x.id),
                kind=x.kind.value,
                spans=[{"from": self.wall(w.start).isoformat(), "to": self.wall(w.end).isoformat(), "amount": w.amount} for w in x.windows],
                cost=x.cost,
            )
            for x in self.problem.levers
        ]
        made(plant.Lever, plant_events.LEVER_ENTERED, levers)

    def work(self) -> None:
        sponsors = [portfolio.Sponsor(code=code, name=name) for code, name in self.given.sponsor_names.items()]
        self.sponsors = {s.code: s for s in made(portfolio.Sponsor, portfolio_events.SPONSOR_ENTERED, sponsors)}
        names = sorted({a.product for a in self.problem.activities if a.product is not None})
        products = {
            p.code: p for p in made(portfolio.Product, portfolio_events.PRODUCT_ENTERED, [portfolio.Product(site=self.site, code=n) for n in names])
        }
        wanted = [
            portfolio.Project(
                site=self.site, code=p.id, name=self.name(p.id), sponsor=self.sponsors.get(self.given.sponsor_of.get(p.id, "")), order=k
            )
            for k, p in enumerate(self.problem.projects)
        ]
        projects = {p.code: p for p in made(portfolio.Project, portfolio_events.PROJECT_ENTERED, wanted)}
        activities = [self.activity(a, k, projects[a.project], products) for k, a in enumerate(self.problem.activities)]
        self.activities = {
            planned.id: row
            for planned, row in zip(self.problem.activities, made(portfolio.Activity, portfolio_events.ACTIVITY_ENTERED, activities), strict=True)
        }
        modes = [
            portfolio.ActivityMode(
                activity=self.activities[a.id],
                index=k,
                duration_minutes=self.minutes(m.duration),
                optimistic_minutes=self.minutes(m.optimistic),
                pessimistic_minutes=self.minutes(m.pessimistic),
            )
            for a in self.problem.activities
            for k, m in enumerate(a.modes)
        ]
        modes = made(portfolio.ActivityMode, portfolio_events.MODE_ENTERED, modes)
        planned = [m for a in self.problem.activities for m in a.modes]
        needs = [
            portfolio.ModeNeed(mode=row, resource=self.resources[d.resource], amount=d.amount)
            for row, m in zip(modes, planned, strict=True)
            for d in m.demands
        ]
        made(portfolio.ModeNeed, portfolio_events.NEED_ENTERED, needs)
        self.joints()

    def activity(self, a: PlannedActivity, order: int, project: portfolio.Project, products: dict[str, portfolio.Product]) -> portfolio.Activity:
        actual = a.actual
        return portfolio.Activity(
            project=project,
            code=a.local_id,
            name=self.name(a.id) or a.local_id,
            phase=portfolio.Phase.DEVELOPMENT,
            stretch=a.stretch.value,
            order=order,
            product=products[a.product] if a.product is not None else None,
            has_no_product=a.product is None,
            band=self.bands[a.band] if self.bands else None,
            earliest_start=self.wall(a.earliest_start) if a.earliest_start else None,
            latest_end=self.wall(a.latest_end),
            hold_until=self.wall(a.hold_until),
            rework_chance=a.rework_chance,
            late_chance=a.late_material.chance if a.late_material else None,
            late_minutes=self.minutes(a.late_material.delay) if a.late_material else None,
            actual_start=self.wall(actual.start) if actual else None,
            actual_finish=self.wall(actual.end) if actual else None,
            actual_mode=actual.mode if actual else None,
            remaining_minutes=self.minutes(actual.remaining) if actual else None,
            remaining_at=self.wall(self.problem.now) if actual and actual.remaining is not None else None,
        )

    def joints(self) -> None:
        p, of = self.problem, self.activities
        links = [
            portfolio.ActivityLink(
                before=of[x.before], after=of[x.after], kind=x.kind.value, lag_minutes=self.minutes(x.lag), max_lag_minutes=self.minutes(x.max_lag)
            )
            for x in p.links
        ]
        made(portfolio.ActivityLink, portfolio_events.ACTIVITIES_LINKED, links)
        keys = {code: r.pk for code, r in self.resources.items()}
        ties = [
            *(
                self.tie(x.first, x.second, "same resources", among=None if x.among is None else sorted(keys[r] for r in x.among))
                for x in p.same_resources
            ),
            *(
                self.tie(x.first, x.second, "different resources", among=None if x.among is None else sorted(keys[r] for r in x.among))
                for x in p.different_resources
            ),
            *(self.tie(x.before, x.after, "consecutive") for x in p.consecutives),
            *(self.tie(x.activity, x.other, "mode dependency", first_mode=x.mode, second_modes=sorted(x.other_modes)) for x in p.mode_dependencies),
        ]
        made(portfolio.Tie, portfolio_events.ACTIVITIES_TIED, ties)
        promises = [
            portfolio.Promise(
                activity=of[x.activity],
                code=x.id.removeprefix(f"{p.activity[x.activity].project}/"),
                name=self.name(f"promise {x.id}"),
                due=self.wall(x.due),
            )
            for x in p.promises
        ]
        made(portfolio.Promise, portfolio_events.PROMISE_GIVEN, promises)

    def tie(self, first: str, second: str, kind: str, **more: Any) -> portfolio.Tie:
        return portfolio.Tie(kind=kind, first=self.activities[first], second=self.activities[second], **more)
