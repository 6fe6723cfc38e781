"""Any problem as a portfolio document, from which the reader makes the same problem again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from evenhand.planning.problem import (
    Activity,
    Changeovers,
    DifferentResources,
    Lever,
    Link,
    LinkKind,
    Mode,
    Objective,
    Problem,
    Promise,
    Published,
    Resource,
    ResourceKind,
    SameResources,
    Stretch,
)
from evenhand.plant.site_time import TimeScale

Document = dict[str, Any]


def document_of(problem: Problem, scale: TimeScale, *, names: Mapping[str, str] | None = None, currency: str = "EUR") -> Document:
    """The problem written out: capacities step by step, levers window by window, links and promises by full ids.

    Activities come project by project; otherwise every order is kept.

    Raises
    ------
    ValueError
        An activity's id is not project/activity, so the format has no place for it.
    """
    writer = _Writer(problem, scale, names or {})
    document: Document = {"format": "evenhand-portfolio/1", "site": writer.site(currency)}
    parts: Document = {
        "resources": [writer.resource(r) for r in problem.resources],
        "bands": [{"id": writer.band(b)} for b in range(writer.bands)],
        "changeovers": [writer.changeovers(c) for c in problem.changeovers],
        "levers": [writer.lever(x) for x in problem.levers],
        "projects": writer.projects(),
        "links": [writer.link(link) for link in problem.links],
        "ties": writer.ties(),
        "promises": [writer.promise(p) for p in problem.promises],
    }
    return document | {key: value for key, value in parts.items() if value or key in ("resources", "projects")}


class _Writer:
    def __init__(self, problem: Problem, scale: TimeScale, names: Mapping[str, str]) -> None:
        self.problem = problem
        self.scale = scale
        self.names = names
        self.published: dict[str, Published] = {p.activity: p for p in problem.published}
        self.bands = max((a.band + 1 for a in problem.activities if a.band), default=0)

    def named(self, name: str) -> Document:
        return {"name": self.names[name]} if self.names.get(name, name) != name else {}

    def time(self, slot: int) -> str:
        return self.scale.to_text(slot)

    def band(self, index: int) -> str:
        return f"band-{index}"

    def site(self, currency: str) -> Document:
        problem, scale = self.problem, self.scale
        site: Document = {
            "time_zone": scale.time_zone,
            "origin": scale.origin.isoformat(),
            "horizon": self.time(problem.horizon),
            "slot_minutes": scale.slot_minutes,
            "now": self.time(problem.now),
            "currency": currency,
        }
        if problem.frozen_until:
            site["frozen_until"] = self.time(problem.frozen_until)
        if problem.objective is not Objective.PROMISES:
            site["objective"] = problem.objective.value
        return site

    def resource(self, resource: Resource) -> Document:
        node: Document = {"id": resource.id, **self.named(resource.id), "kind": resource.kind.value}
        steps = resource.capacity.steps
        if len(steps) == 1:
            if steps[0][1] != 1 or resource.kind is ResourceKind.STOCK:
                node["amount"] = steps[0][1]
        else:
            node["capacity"] = [{"from": self.time(at), "amount": value} for at, value in steps]
        return node

    def changeovers(self, changeovers: Changeovers) -> Document:
        duration = self.scale.duration
        node: Document = {
            "units": list(changeovers.units),
            "same_product": duration(changeovers.same_product),
            "between": [[duration(value) for value in row] for row in changeovers.between],
        }
        return node | ({"fail_chance": changeovers.fail_chance} if changeovers.fail_chance else {})

    def lever(self, lever: Lever) -> Document:
        windows = [{"from": self.time(w.start), "to": self.time(w.end), "amount": w.amount} for w in lever.windows]
        cost = lever.cost // 100 if lever.cost % 100 == 0 else lever.cost / 100
        return {"id": lever.id, **self.named(lever.id), "kind": lever.kind.value, "resource": lever.resource, "cost": cost, "windows": windows}

    def projects(self) -> list[Document]:
        of: dict[str, list[Document]] = defaultdict(list)
        for activity in self.problem.activities:
            of[activity.project].append(self.activity(activity))
        nodes = []
        for project in self.problem.projects:
            due = {} if project.due is None else {"due": self.time(project.due)}
            nodes.append({"id": project.id, **self.named(project.id), **due, "activities": of[project.id]})
        return nodes

    def activity(self, activity: Activity) -> Document:
        if activity.id != f"{activity.project}/{activity.local_id}":
            raise ValueError(f"Must have activity ids of the form project/activity; has {activity.id} in project {activity.project}.")
        node: Document = {"id": activity.local_id, **self.named(activity.id)}
        if activity.stretch is not Stretch.FIXED:
            node["stretch"] = activity.stretch.value
        modes = [self.mode(m) for m in activity.modes]
        node |= modes[0] if len(modes) == 1 else {"modes": modes}
        if activity.earliest_start:
            node["earliest_start"] = self.time(activity.earliest_start)
        if activity.latest_end is not None:
            node["latest_end"] = self.time(activity.latest_end)
        if activity.hold_until is not None:
            node["hold_until"] = self.time(activity.hold_until)
        if activity.product is not None:
            node["product"] = activity.product
        if activity.band:
            node["band"] = self.band(activity.band)
        if activity.rework_chance:
            node["rework_chance"] = activity.rework_chance
        if activity.late_material is not None:
            node["late_material"] = {"chance": activity.late_material.chance, "delay": self.scale.duration(activity.late_material.delay)}
        return node | self.facts(activity)

    def facts(self, activity: Activity) -> Document:
        node: Document = {}
        if actual := activity.actual:
            node["actual"] = {"started": self.time(actual.start)}
            if actual.end is not None:
                node["actual"]["finished"] = self.time(actual.end)
            if actual.remaining is not None:
                node["actual"]["remaining"] = self.scale.duration(actual.remaining)
            node["actual"] |= {"mode": actual.mode} if actual.mode else {}
        place = self.published.get(activity.id)
        if place is not None:
            node["published"] = self.placed(place.start, place.mode)
        if activity.frozen is not None:
            node["frozen"] = self.placed(activity.frozen.start, activity.frozen.mode)
        elif place is not None and activity.actual is None and place.start < self.problem.frozen_until:
            node["frozen"] = False
        return node

    def placed(self, start: int, mode: int) -> Document:
        return {"start": self.time(start)} | ({"mode": mode} if mode else {})

    def mode(self, mode: Mode) -> Document:
        node: Document = {"duration": self.scale.duration(mode.duration)}
        if mode.optimistic is not None:
            node["optimistic"] = self.scale.duration(mode.optimistic)
        if mode.pessimistic is not None:
            node["pessimistic"] = self.scale.duration(mode.pessimistic)
        if mode.demands:
            node["needs"] = {d.resource: d.amount for d in mode.demands}
        return node

    def link(self, link: Link) -> Document:
        node: Document = {"before": link.before, "after": link.after}
        if link.kind is not LinkKind.FS:
            node["type"] = link.kind.value
        if link.lag:
            node["lag"] = self.scale.duration(link.lag)
        if link.max_lag is not None:
            node["max_lag"] = self.scale.duration(link.max_lag)
        return node

    def promise(self, promise: Promise) -> Document:
        return {"id": promise.id, **self.named(promise.id), "activity": promise.activity, "due": self.time(promise.due)}

    def ties(self) -> Document:
        def pair(tie: SameResources | DifferentResources) -> Document:
            among = {} if tie.among is None else {"among": sorted(tie.among)}
            return {"first": tie.first, "second": tie.second, **among}

        problem = self.problem
        found: Document = {
            "same_resources": [pair(t) for t in problem.same_resources],
            "different_resources": [pair(t) for t in problem.different_resources],
            "consecutive": [{"before": c.before, "after": c.after} for c in problem.consecutives],
            "mode_dependencies": [
                {"activity": d.activity, "mode": d.mode, "other": d.other, "other_modes": sorted(d.other_modes)} for d in problem.mode_dependencies
            ],
        }
        return {kind: items for kind, items in found.items() if items}
