"""The projects of a portfolio file: activities, links, ties, promises and the published plan, with ids made whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from evenhand.exchange.portfolio_fault import ContentFault
from evenhand.exchange.portfolio_site import Site
from evenhand.exchange.safe_yaml import Path, Tree
from evenhand.planning.problem import (
    Activity,
    ActivityId,
    Actual,
    Consecutive,
    Demand,
    DifferentResources,
    Frozen,
    InvalidProblem,
    LateMaterial,
    Link,
    LinkKind,
    Mode,
    ModeDependency,
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

MODE_KEYS = ("duration", "optimistic", "pessimistic", "needs")


@dataclass
class Work:
    """What the projects say, gathered; ``never_frozen`` are those the file keeps out of the freeze by hand."""

    projects: list[Project] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    same_resources: list[SameResources] = field(default_factory=list)
    different_resources: list[DifferentResources] = field(default_factory=list)
    consecutives: list[Consecutive] = field(default_factory=list)
    mode_dependencies: list[ModeDependency] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    published: list[Published] = field(default_factory=list)
    never_frozen: set[ActivityId] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    sponsors: dict[ProjectId, str] = field(default_factory=dict)


class WorkReader:
    """Reads projects against the site and the ids that are known before them."""

    def __init__(self, site: Site, resources: Mapping[str, bool], bands: Mapping[str, int], sponsors: Sequence[str]) -> None:
        self.site = site
        self.resources = resources  # id -> is a unit
        self.bands = bands
        self.sponsors = set(sponsors)
        self.work = Work()
        self.paths: dict[ActivityId, Path] = {}  # where each activity stands
        self._units: dict[ActivityId, frozenset[ResourceId]] = {}

    def read(self, document: Mapping[str, Tree]) -> Work:
        for index, node in enumerate(document["projects"]):
            try:
                self._project(node, ("projects", index))
            except ContentFault as fault:
                raise fault.under("projects", index) from None
        for index, node in enumerate(document["projects"]):
            try:
                self._joints(node)
            except ContentFault as fault:
                raise fault.under("projects", index) from None
        for index, node in enumerate(document.get("links", ())):
            try:
                self.work.links.append(self._link(node, self._known(node, "before"), self._known(node, "after")))
            except ContentFault as fault:
                raise fault.under("links", index) from None
        self._ties(document.get("ties", {}), "")
        for index, node in enumerate(document.get("promises", ())):
            try:
                self.work.promises.append(Promise(PromiseId(node["id"]), self._known(node, "activity"), self.site.slot(node, "due", is_end=True)))
            except ContentFault as fault:
                raise fault.under("promises", index) from None
        return self.work

    def _project(self, node: Mapping[str, Tree], path: Path) -> None:
        project = ProjectId(node["id"])
        if any(p.id == project for p in self.work.projects[-1:]) or project in self.work.sponsors:
            raise ContentFault(("id",), f"Must be named once; {project} is used again.")
        self.work.sponsors[project] = node.get("sponsor", "")
        if "sponsor" in node and node["sponsor"] not in self.sponsors:
            raise ContentFault(("sponsor",), f"Must name a known sponsor; {node['sponsor']} is unknown.")
        due = self.site.any_slot(node, "due", is_end=True) if "due" in node else None
        self.work.projects.append(Project(project, due))
        self.work.names[project] = node.get("name", project)
        product = node.get("product")
        band = self._band(node)
        for index, item in enumerate(node["activities"]):
            try:
                activity = self._activity(item, project, product, band)
            except ContentFault as fault:
                raise fault.under("activities", index) from None
            except InvalidProblem as error:
                raise ContentFault(("activities", index), error.message) from None
            if activity.id in self.paths:
                raise ContentFault(("activities", index, "id"), f"Must be named once; {item['id']} is used again.")
            self.paths[activity.id] = (*path, "activities", index)
            self.work.activities.append(activity)
            if "name" in item:
                self.work.names[activity.id] = item["name"]

    def _band(self, node: Mapping[str, Tree], default: int = 0) -> int:
        if "band" not in node:
            return default
        if node["band"] not in self.bands:
            raise ContentFault(("band",), f"Must name a known band; {node['band']} is unknown.")
        return self.bands[node["band"]]

    def _activity(self, node: Mapping[str, Tree], project: ProjectId, product: str | None, band: int) -> Activity:
        site = self.site
        name = ActivityId(f"{project}/{node['id']}")
        stretch = Stretch(node.get("stretch", "fixed"))
        modes = self._modes(node, stretch)
        self._units[name] = frozenset(d.resource for m in modes for d in m.demands if self.resources[d.resource])
        actual = self._actual(node, stretch) if "actual" in node else None
        published = self._placed(node, "published", len(modes)) if "published" in node else None
        if published is not None:
            self.work.published.append(Published(name, published.start, published.mode))
        frozen = self._placed(node, "frozen", len(modes)) if node.get("frozen") else None
        if node.get("frozen") is False:
            self.work.never_frozen.add(name)
        kind = node.get("product", product)
        late = node.get("late_material")
        return Activity(
            name,
            project,
            modes,
            stretch,
            site.slot(node, "earliest_start") if "earliest_start" in node else 0,
            site.any_slot(node, "latest_end", is_end=True) if "latest_end" in node else None,
            site.slot(node, "hold_until") if "hold_until" in node else None,
            None if kind is None else ProductId(kind),
            self._band(node, band),
            actual,
            frozen,
            float(node.get("rework_chance", 0.0)),
            None if late is None else LateMaterial(float(late["chance"]), self._elapsed(late)),
        )

    def _elapsed(self, late: Mapping[str, Tree]) -> int:
        try:
            return self.site.slots(late, "delay")
        except ContentFault as fault:
            raise fault.under("late_material") from None

    def _modes(self, node: Mapping[str, Tree], stretch: Stretch) -> tuple[Mode, ...]:
        if "modes" not in node:
            if "duration" not in node:
                raise ContentFault((), f"Must have either duration or modes; has {', '.join(node)}.")
            return (self._mode(node, stretch),)
        for key in MODE_KEYS:
            if key in node:
                raise ContentFault((key,), f"Must have either modes or {key}; has both.")
        modes = []
        for index, item in enumerate(node["modes"]):
            try:
                modes.append(self._mode(item, stretch))
            except ContentFault as fault:
                raise fault.under("modes", index) from None
        return tuple(modes)

    def _mode(self, node: Mapping[str, Tree], stretch: Stretch) -> Mode:
        demands = []
        for resource, amount in node.get("needs", {}).items():
            if resource not in self.resources:
                raise ContentFault(("needs", resource), f"Must need known resources; {resource} is unknown.")
            if self.resources[resource] and amount != 1:
                raise ContentFault(("needs", resource), f"Must need exactly 1 of a unit; needs {amount}.")
            demands.append(Demand(ResourceId(resource), int(amount)))
        low, likely, high = (self._worked(node, key, stretch) if key in node else None for key in ("optimistic", "duration", "pessimistic"))
        assert likely is not None
        if not (likely if low is None else low) <= likely <= (likely if high is None else high):
            shown = f"{node.get('optimistic', node['duration'])}, {node['duration']}, {node.get('pessimistic', node['duration'])}"
            raise ContentFault(("duration",), f"Must have optimistic <= duration <= pessimistic; is {shown}.")
        return Mode(likely, tuple(demands), low, high)

    def _worked(self, node: Mapping[str, Tree], key: str, stretch: Stretch) -> int:
        """A duration of work. Days and weeks are elapsed time, so pausable work, whose duration is working time, must not use them."""
        if stretch is Stretch.PAUSABLE and node[key][-1] in "dw":
            raise ContentFault((key,), f"Must be in hours, minutes or slots of working time where work is pausable; is {node[key]}.")
        return self.site.slots(node, key)

    def _actual(self, node: Mapping[str, Tree], stretch: Stretch) -> Actual:
        actual = node["actual"]
        try:
            return Actual(
                self.site.slot(actual, "started"),
                int(actual.get("mode", 0)),
                self.site.slot(actual, "finished", is_end=True) if "finished" in actual else None,
                self._worked(actual, "remaining", stretch) if "remaining" in actual else None,
            )
        except ContentFault as fault:
            raise fault.under("actual") from None
        except InvalidProblem as error:
            raise ContentFault(("actual",), error.message) from None

    def _placed(self, node: Mapping[str, Tree], key: str, modes: int) -> Frozen:
        try:
            placed = Frozen(self.site.slot(node[key], "start"), int(node[key].get("mode", 0)))
        except ContentFault as fault:
            raise fault.under(key) from None
        if placed.mode >= modes:
            raise ContentFault((key, "mode"), f"Must be below the number of modes, {modes}; is {placed.mode}.")
        return placed

    def _joints(self, node: Mapping[str, Tree]) -> None:
        """Links, ties and promises within one project, which may name any of its activities."""
        project = node["id"]
        for index, item in enumerate(node["activities"]):
            for k, after in enumerate(item.get("after", ())):
                entry = {"activity": after} if isinstance(after, str) else after
                try:
                    before = self._known(entry, "activity", f"{project}/")
                    self.work.links.append(self._link(entry, before, ActivityId(f"{project}/{item['id']}")))
                except ContentFault as fault:
                    steps = fault.path[1:] if isinstance(after, str) else fault.path
                    raise ContentFault(("activities", index, "after", k, *steps), fault.message) from None
        self._ties(node.get("ties", {}), f"{project}/")
        for index, item in enumerate(node.get("promises", ())):
            try:
                activity = self._known(item, "activity", f"{project}/")
                promise = Promise(PromiseId(f"{project}/{item.get('id', item['activity'])}"), activity, self.site.slot(item, "due", is_end=True))
            except ContentFault as fault:
                raise fault.under("promises", index) from None
            self.work.promises.append(promise)
            if "name" in item:
                self.work.names[f"promise {promise.id}"] = item["name"]

    def _known(self, node: Mapping[str, Tree], key: str, prefix: str = "") -> ActivityId:
        name = ActivityId(f"{prefix}{node[key]}")
        if name not in self.paths:
            where = f" in project {prefix[:-1]}" if prefix else ""
            raise ContentFault((key,), f"Must name a known activity{where}; {node[key]} is unknown.")
        return name

    def _link(self, node: Mapping[str, Tree], before: ActivityId, after: ActivityId) -> Link:
        lag = self.site.slots(node, "lag") if "lag" in node else 0
        most = self.site.slots(node, "max_lag") if "max_lag" in node else None
        if most is not None and most < lag:
            raise ContentFault(("max_lag",), f"Must have lag <= max_lag; is {node.get('lag', '0h')}, {node['max_lag']}.")
        return Link(LinkKind(node.get("type", "FS")), before, after, lag, most)

    def _ties(self, node: Mapping[str, Tree], prefix: str) -> None:
        for kind, items in node.items():
            for index, item in enumerate(items):
                try:
                    self._tie(kind, item, prefix)
                except ContentFault as fault:
                    raise fault.under("ties", kind, index) from None

    def _tie(self, kind: str, item: Tree, prefix: str) -> None:
        work = self.work
        match kind:
            case "campaigns":
                self._campaign(item, prefix)
            case "same_resources":
                work.same_resources.append(SameResources(self._known(item, "first", prefix), self._known(item, "second", prefix), self._among(item)))
            case "different_resources":
                pair = self._known(item, "first", prefix), self._known(item, "second", prefix)
                work.different_resources.append(DifferentResources(*pair, self._among(item)))
            case "consecutive":
                work.consecutives.append(Consecutive(self._known(item, "before", prefix), self._known(item, "after", prefix)))
            case "mode_dependencies":
                other = frozenset(int(m) for m in item["other_modes"])
                names = self._known(item, "activity", prefix), self._known(item, "other", prefix)
                work.mode_dependencies.append(ModeDependency(names[0], int(item["mode"]), names[1], other))

    def _campaign(self, members: Sequence[str], prefix: str) -> None:
        names = []
        for index, member in enumerate(members):
            try:
                names.append(self._known({"id": member}, "id", prefix))
            except ContentFault as fault:
                raise ContentFault((index,), fault.message) from None
        for before, after in pairwise(names):
            self.work.same_resources.append(SameResources(before, after, self._units[before] | self._units[after]))
            self.work.consecutives.append(Consecutive(before, after))

    def _among(self, node: Mapping[str, Tree]) -> frozenset[ResourceId] | None:
        for index, resource in enumerate(node.get("among", ())):
            if resource not in self.resources:
                raise ContentFault(("among", index), f"Must name known resources; {resource} is unknown.")
        return frozenset(map(ResourceId, node["among"])) if "among" in node else None
