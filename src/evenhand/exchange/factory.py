"""Factory instances: the JSON of PyJobShop 0.0.9 (Lan & Berkhout 2025), as far as this planner has the same rules.

Jobs are projects "0", "1" ...; a task is the activity of its index in the file; tasks without a job form the project "-1".
Machines are units, renewables pools, consumables stock, by index in the file: "0", "1" ... What has no counterpart here
(optional tasks, same sequences, selections, machines without idle time, objectives other than makespan) is refused by name.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from evenhand.exchange.errors import reading
from evenhand.exchange.horizon import safe_horizon
from evenhand.exchange.json_text import Node, parse_json
from evenhand.exchange.limits import load_text
from evenhand.exchange.setups import SetupClasses, setup_classes
from evenhand.exchange.words import shown
from evenhand.planning.problem import (
    Activity,
    ActivityId,
    Consecutive,
    Demand,
    DifferentResources,
    Link,
    LinkKind,
    Mode,
    ModeDependency,
    Objective,
    Problem,
    ProductId,
    Profile,
    Project,
    ProjectId,
    Resource,
    ResourceId,
    ResourceKind,
    SameResources,
    Stretch,
)

UNLIMITED = 2**42  # PyJobShop's MAX_VALUE
NO_JOB = ProjectId("-1")
KINDS = {"machine": ResourceKind.UNIT, "renewable": ResourceKind.POOL, "consumable": ResourceKind.STOCK}
LINKS = {
    "start_before_start": (LinkKind.SS, False),
    "start_before_end": (LinkKind.SF, False),
    "end_before_start": (LinkKind.FS, False),
    "end_before_end": (LinkKind.FF, False),
    "start_at_start": (LinkKind.SS, True),
    "start_at_end": (LinkKind.SF, True),
    "end_at_start": (LinkKind.FS, True),
    "end_at_end": (LinkKind.FF, True),
}
TIES = ("identical_resources", "different_resources", "consecutive", "setup_times", "mode_dependencies")
REFUSED = ("same_sequence", "select_all_or_none", "select_at_least_one", "select_exactly_one")
JOB_KEYS = ("weight", "release_date", "deadline", "due_date", "tasks", "name")
RESOURCE_KEYS = {"machine": ("breaks", "no_idle"), "renewable": ("capacity", "breaks"), "consumable": ("capacity", "breaks")}
TASK_KEYS = ("job", "earliest_start", "latest_start", "earliest_end", "latest_end", "allow_idle", "allow_breaks", "optional", "name")
MODE_KEYS = ("task", "resources", "duration", "demands", "name")


def read_factory(path: Path | str) -> Problem:
    return factory_problem(path, load_text(path))


def factory_problem(path: Path | str, text: str) -> Problem:
    document = parse_json(path, text)
    document.only(("jobs", "resources", "tasks", "modes", "constraints", "objective"))
    with reading(path):
        return _Factory(document).problem()


class _Factory:
    """One document on its way to a problem: tasks and modes are named by their index in the file."""

    def __init__(self, document: Node) -> None:
        self.document = document
        self.constraints = document.get("constraints") if document.has("constraints") else Node(document.path, "constraints", {})
        self.constraints.only((*LINKS, *TIES, *REFUSED))
        self.tasks = list(document.get("tasks").items())
        self.resources = list(document.get("resources").items())
        self.modes = list(document.get("modes").items())
        self.jobs = list(document.get("jobs").items()) if document.has("jobs") else []
        self.project_of = [self._project(task) for task in self.tasks]
        self.modes_of: dict[int, list[int]] = defaultdict(list)
        self.needed: list[list[int]] = []  # for each mode, the resources it names
        for index, mode in enumerate(self.modes):
            mode.only(MODE_KEYS)
            self.modes_of[_index(mode.get("task"), len(self.tasks), "task")].append(index)
            self.needed.append([_index(r, len(self.resources), "resource") for r in mode.get("resources").items()])
        ties = (*self._each("identical_resources"), *self._each("different_resources"))
        self.tied = {_index(rule.get(end), len(self.tasks), "task") for rule in ties for end in ("task1", "task2")}

    def problem(self) -> Problem:
        _makespan_only(self.document)
        self._refuse_unsupported()
        resources = tuple(self._resource(i, node) for i, node in enumerate(self.resources))
        setups = self._setups(resources)
        release, deadline = self._windows()
        activities = tuple(self._activity(t, release[t], deadline[t], setups) for t in range(len(self.tasks)))
        links = tuple(self._links())
        changeovers = setups.changeovers()
        names = [ProjectId(str(j)) for j in range(len(self.jobs))] + [NO_JOB] * (NO_JOB in self.project_of)
        return Problem(
            resources=resources,
            projects=tuple(Project(name) for name in names),
            activities=activities,
            links=links,
            same_resources=tuple(SameResources(a, b) for a, b, _ in self._pairs("identical_resources") if a != b),
            different_resources=tuple(DifferentResources(a, b) for a, b, _ in self._pairs("different_resources", between_two=True)),
            mode_dependencies=tuple(self._mode_dependencies()),
            consecutives=tuple(Consecutive(a, b) for a, b, _ in self._pairs("consecutive", between_two=True)),
            changeovers=changeovers,
            horizon=safe_horizon(self.document.path, activities, links, changeovers, resources),
            objective=Objective.MAKESPAN,
        )

    def _name(self, task: int) -> ActivityId:
        return ActivityId(f"{self.project_of[task]}/{task}")

    def _each(self, name: str) -> list[Node]:
        return list(self.constraints.get(name).items()) if self.constraints.has(name) else []

    def _project(self, task: Node) -> ProjectId:
        task.only(TASK_KEYS)
        if not task.has("job"):
            return NO_JOB
        return ProjectId(str(_index(task.get("job"), len(self.jobs), "job")))

    def _refuse_unsupported(self) -> None:
        for name in REFUSED:
            for rule in self._each(name):
                rule.fail(f'Must have no "{name}", which this planner has no rule for.')
        for task in self.tasks:
            if _flag(task, "optional"):
                task.get("optional").fail("Must not be optional; this planner does every activity.")

    def _resource(self, index: int, node: Node) -> Resource:
        kind = node.get("type")
        if kind.string() not in KINDS:
            kind.fail(f"Must be one of {', '.join(KINDS)}; is {shown(kind.value)}.")
        node.only(("type", "name", *RESOURCE_KEYS[kind.value]))
        if _flag(node, "no_idle"):
            node.get("no_idle").fail("Must not be true; this planner has no rule against idle time on a unit.")
        capacity = 1 if kind.value == "machine" else node.get("capacity").integer()
        breaks = sorted(_break(b) for b in node.get("breaks").items()) if node.has("breaks") else []
        for (_, end), (start, _) in pairwise(breaks):
            if start < end:
                node.get("breaks").fail(f"Must not overlap; one ends at {end}, another starts at {start}.")
        if breaks and kind.value == "consumable":
            node.get("breaks").fail("Must be empty for a consumable; this planner gives stock no calendar.")
        return Resource(ResourceId(str(index)), KINDS[kind.value], _open_between(capacity, breaks))

    def _windows(self) -> tuple[list[int], list[int | None]]:
        """Each task's release and deadline, from its job."""
        release = [0] * len(self.tasks)
        deadline: list[int | None] = [None] * len(self.tasks)
        for number, job in enumerate(self.jobs):
            job.only(JOB_KEYS)
            for node in job.get("tasks").items():
                task = _index(node, len(self.tasks), "task")
                if self.project_of[task] != str(number):
                    node.fail(f"Must list the job's own tasks; task {task} is of job {self.project_of[task]}.")
                release[task] = job.get("release_date").integer() if job.has("release_date") else 0
                deadline[task] = _limit(job, "deadline")
        return release, deadline

    def _activity(self, task: int, release: int, deadline: int | None, setups: SetupClasses) -> Activity:
        node = self.tasks[task]
        if not self.modes_of[task]:
            node.fail("Must have at least one mode; has none.")
        modes = tuple(self._mode(task, index) for index in self.modes_of[task])
        stretch = _stretch(node)
        self._must_have_no_breaks(task, modes, stretch)
        latest_end = min((x for x in (deadline, _limit(node, "latest_end")) if x is not None), default=None)
        earliest_start = max(release, node.get("earliest_start").integer() if node.has("earliest_start") else 0)
        durations = {mode.duration for mode in modes}
        same = stretch is Stretch.FIXED and len(durations) == 1
        latest_start = _limit(node, "latest_start")
        if latest_start is not None:
            if not same:
                node.get("latest_start").fail("Must be unlimited where the end does not follow from the start; this planner limits ends only.")
            latest_end = min(latest_start + modes[0].duration, latest_end if latest_end is not None else UNLIMITED)
        earliest_end = node.get("earliest_end").integer() if node.has("earliest_end") else 0
        if earliest_end > earliest_start + min(durations):
            if not same:
                node.get("earliest_end").fail("Must be 0 where the start does not follow from the end; this planner limits starts only.")
            earliest_start = earliest_end - modes[0].duration
        return Activity(
            self._name(task),
            self.project_of[task],
            modes,
            stretch=stretch,
            earliest_start=earliest_start,
            latest_end=latest_end,
            product=ProductId(str(task)) if task in setups.class_of else None,
            band=setups.class_of.get(task, 0),
        )

    def _mode(self, task: int, index: int) -> Mode:
        node = self.modes[index]
        needed = self.needed[index]
        amounts = [a.integer() for a in node.get("demands").items()] if node.has("demands") else []
        amounts = amounts or [0] * len(needed)
        if len(amounts) != len(needed):
            node.fail(f"Must have as many demands as resources; has {len(amounts)} and {len(needed)}.")
        demands = []
        for resource, amount in zip(needed, amounts, strict=True):
            if self.resources[resource].get("type").value == "machine":
                if amount:
                    node.get("demands").fail(f"Must need 0 of a machine, which is always used alone; needs {amount} of resource {resource}.")
                demands.append(Demand(ResourceId(str(resource)), 1))
            elif amount:
                demands.append(Demand(ResourceId(str(resource)), amount))
            elif self._has_breaks(resource) or task in self.tied:
                node.get("resources").fail(f"Must need at least 1 of resource {resource}, as breaks or ties make even 0 count; needs 0.")
        return Mode(node.get("duration").integer(), tuple(demands))

    def _has_breaks(self, resource: int) -> bool:
        return self.resources[resource].has("breaks") and bool(self.resources[resource].get("breaks").value)

    def _must_have_no_breaks(self, task: int, modes: tuple[Mode, ...], stretch: Stretch) -> None:
        """Where breaks mean something else in the file than closed time does here."""
        for index, mode in zip(self.modes_of[task], modes, strict=True):
            if mode.duration and stretch is not Stretch.HOLDING:
                continue
            for resource in self.needed[index]:
                if self._has_breaks(resource):
                    what = "activity that holds its resources" if stretch is Stretch.HOLDING else "activity of duration 0"
                    self.modes[index].get("resources").fail(f"Must have no breaks for an {what}; resource {resource} has.")

    def _pairs(self, name: str, *, between_two: bool = False) -> list[tuple[ActivityId, ActivityId, Node]]:
        """The rule's two tasks; ``between_two``: a task with itself could never keep it."""
        found = []
        for rule in self._each(name):
            rule.only(("task1", "task2", "delay"))
            first, second = (_index(rule.get(end), len(self.tasks), "task") for end in ("task1", "task2"))
            if between_two and first == second:
                rule.fail(f"Must be between two tasks; task {first} cannot keep it with itself.")
            found.append((self._name(first), self._name(second), rule))
        return found

    def _links(self) -> list[Link]:
        found = []
        for name, (kind, exact) in LINKS.items():
            for before, after, rule in self._pairs(name):
                delay = rule.get("delay").integer(least=None) if rule.has("delay") else 0
                found.append(Link(kind, before, after, delay, delay if exact else None))
        return found

    def _mode_dependencies(self) -> list[ModeDependency]:
        """If mode 1 is chosen, one of modes 2 is: they must be of one other task (a task's own other modes never help)."""
        task_of = {mode: (task, k) for task, modes in self.modes_of.items() for k, mode in enumerate(modes)}
        found = []
        for rule in self._each("mode_dependencies"):
            rule.only(("mode1", "modes2"))
            task, mode = task_of[_index(rule.get("mode1"), len(self.modes), "mode")]
            wanted = [task_of[_index(node, len(self.modes), "mode")] for node in rule.get("modes2").items()]
            if (task, mode) in wanted:
                continue
            others = {other for other, _ in wanted if other != task}
            if len(others) != 1:
                rule.get("modes2").fail(f"Must be modes of one other task; are of {len(others)}.")
            other = others.pop()
            allowed = frozenset(k for of, k in wanted if of == other)
            found.append(ModeDependency(self._name(task), mode, self._name(other), allowed))
        return found

    def _setups(self, resources: tuple[Resource, ...]) -> SetupClasses:
        durations: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
        for rule in self._each("setup_times"):
            rule.only(("machine", "task1", "task2", "duration"))
            machine = _index(rule.get("machine"), len(resources), "resource")
            if resources[machine].kind is not ResourceKind.UNIT:
                rule.get("machine").fail(f"Must be a machine; resource {machine} is none.")
            pair = tuple(_index(rule.get(end), len(self.tasks), "task") for end in ("task1", "task2"))
            durations[machine][pair[0], pair[1]] = rule.get("duration").integer()
        used = {machine: self._tasks_on(machine) for machine in durations}
        return setup_classes(durations, used)

    def _tasks_on(self, machine: int) -> set[int]:
        return {task for task, modes in self.modes_of.items() for m in modes if machine in self.needed[m]}


def _index(node: Node, count: int, what: str) -> int:
    index = node.integer()
    if index >= count:
        node.fail(f"Must be the index of a {what}, below {count}; is {index}.")
    return index


def _flag(node: Node, key: str) -> bool:
    return node.get(key).boolean() if node.has(key) else False


def _limit(node: Node, key: str) -> int | None:
    """A latest time, None where unlimited."""
    if not node.has(key) or node.value[key] == float("inf"):
        return None
    value = node.get(key).integer()
    return None if value >= UNLIMITED else value


def _break(node: Node) -> tuple[int, int]:
    ends = [end.integer() for end in node.items()]
    if len(ends) != 2 or ends[0] >= ends[1]:
        node.fail(f"Must be a start and a later end; is {node.value}.")
    return ends[0], ends[1]


def _open_between(capacity: int, breaks: list[tuple[int, int]]) -> Profile:
    steps = {0: capacity}
    for start, end in breaks:
        steps[start] = 0
        steps[end] = capacity
    return Profile(tuple(sorted(steps.items())))


def _stretch(task: Node) -> Stretch:
    idle, pausable = _flag(task, "allow_idle"), _flag(task, "allow_breaks")
    if idle and pausable:
        task.fail("Must not have both allow_idle and allow_breaks; this planner has activities of either kind only.")
    return Stretch.HOLDING if idle else Stretch.PAUSABLE if pausable else Stretch.FIXED


def _makespan_only(document: Node) -> None:
    if not document.has("objective"):
        return
    objective = document.get("objective")
    for key in objective.names():
        weight = objective.get(key)
        if weight.integer() and key != "weight_makespan":
            weight.fail(f"Must be 0, as only the makespan is made small here; is {weight.value}.")
