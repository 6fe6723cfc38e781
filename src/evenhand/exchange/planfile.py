"""The plan file, ``evenhand-plan/1``: a plan with what it is a plan of, how good it is, and how it came to be.

For the foreign formats projects and activities are the file's own numbers and times are integers; for portfolios they
are the portfolio's ids, and times ISO dates with the offset of the site's zone. The same plan always makes the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol

from evenhand.exchange.content_hash import content_hash
from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.json_text import Node, parse_json
from evenhand.exchange.limits import load_text
from evenhand.exchange.words import shown
from evenhand.exchange.writing import write_whole
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import Activity, Problem, Slot
from evenhand.planning.result import Result, Status, StoppedBy

FORMAT = "evenhand-plan/1"
KEYS = ("format", "problem", "seed", "effort", "status", "stopped_by", "objective", "bound", "work", "versions", "collisions", "assignments")
ASSIGNMENT_KEYS = ("project", "activity", "mode", "start", "end")
PACKAGES = ("evenhand", "numba", "numpy", "ortools", "scipy")  # what a plan's bytes may depend on
_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_NUMBER = re.compile(r"0|-?[1-9][0-9]*")


class TimeText(Protocol):
    """How a slot is written in a plan file that has dates (`evenhand.plant.site_time.TimeScale` is one)."""

    def to_text(self, slot: Slot, /) -> str: ...

    def from_text(self, text: str, /) -> Slot:
        """The slot; raises ValueError with the rule that the text breaks."""
        ...


@dataclass(frozen=True)
class Search:
    """What a plan was searched with: beside the problem and the versions, all that decides which one was found. ``effort`` None: no limit."""

    seed: int
    effort: float | None

    def row(self) -> dict[str, int | float | None]:
        return {"seed": self.seed, "effort": self.effort}


@dataclass(frozen=True)
class PlanFile:
    """What a plan file says. ``problem``: the hash of the problem it was made for. ``search`` None: it does not say."""

    problem: str
    status: Status
    stopped_by: StoppedBy
    objective: tuple[int, ...] | None
    bound: tuple[int, ...] | None
    work: float
    versions: Mapping[str, str]
    plan: Plan | None
    collisions: tuple[str, ...] = ()
    search: Search | None = None

    def is_for(self, problem: Problem) -> bool:
        """Whether the plan was made for this very problem."""
        return self.problem == content_hash(problem)


def write_plan(path: Path | str, problem: Problem, result: Result, *, time_scale: TimeText | None = None, search: Search | None = None) -> None:
    """Write a result, whole or not at all; ``time_scale`` None writes integer times and numbers for ids."""
    write_whole(path, plan_text(problem, result, time_scale=time_scale, search=search).encode())


def plan_text(problem: Problem, result: Result, *, time_scale: TimeText | None = None, search: Search | None = None) -> str:
    head: dict[str, Any] = {
        "format": FORMAT,
        "problem": content_hash(problem),
        **(search.row() if search is not None else {}),
        "status": result.status.value,
        "stopped_by": result.stopped_by.value,
        "objective": None if result.objective is None else list(result.objective),
        "bound": None if result.bound is None else list(result.bound),
        "work": result.work,
        "versions": installed_versions(),
    }
    if result.collisions:
        head["collisions"] = list(result.collisions)
    rows = assignment_rows(problem, result.plan, time_scale=time_scale) if result.plan is not None else []
    lines = [f'  "{key}": {json.dumps(value, ensure_ascii=False)}' for key, value in head.items()]
    assignments = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in rows)
    lines.append('  "assignments": [\n' + assignments + "\n  ]" if rows else '  "assignments": []')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def installed_versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:  # run from a source tree that is not installed
            found[package] = "unknown"
    return found


def assignment_rows(problem: Problem, plan: Plan, *, time_scale: TimeText | None) -> list[dict[str, Any]]:
    """One row an activity, project by project, in the order of the problem."""
    return [
        {
            "project": _id_out(activity.project, numbered=time_scale is None),
            "activity": _id_out(activity.local_id, numbered=time_scale is None),
            "mode": plan.of[activity.id].mode,
            "start": _time_out(plan.of[activity.id].start, time_scale),
            "end": _time_out(plan.of[activity.id].end, time_scale),
        }
        for project in problem.projects
        for activity in problem.activities_of[project.id]
    ]


def _id_out(name: str, *, numbered: bool) -> int | str:
    return int(name) if numbered and _NUMBER.fullmatch(name) else name


def _time_out(slot: Slot, time_scale: TimeText | None) -> int | str:
    return slot if time_scale is None else time_scale.to_text(slot)


def read_plan(path: Path | str, problem: Problem, *, time_scale: TimeText | None = None) -> PlanFile:
    """Read a plan and check that it places each of the problem's activities once.

    Whether it was made for this very problem is for the caller to ask (`PlanFile.is_for`); whether it keeps the rules, for
    `evenhand.planning.checks`.

    Raises
    ------
    UnreadableFile
        Not a plan file, or one that names what the problem does not have, or leaves out what it has.
    """
    document = parse_json(path, load_text(path))
    kind = document.get("format")
    if kind.value != FORMAT:
        kind.fail(f"Must be {FORMAT}; is {shown(str(kind.value))}.")
    document.only(KEYS)
    problem_hash = document.get("problem")
    if not _HASH.fullmatch(problem_hash.string()):
        problem_hash.fail("Must be sha256: and 64 hexadecimal digits; is not.")
    return PlanFile(
        problem=problem_hash.string(),
        status=_status(document),
        stopped_by=_stopped_by(document),
        objective=_values(document, "objective"),
        bound=_values(document, "bound"),
        work=document.get("work").number() if document.has("work") else 0.0,
        versions=_versions(document),
        plan=_plan_for(document, problem, time_scale),
        collisions=tuple(n.string() for n in document.get("collisions").items()) if document.has("collisions") else (),
        search=_search(document),
    )


def _search(document: Node) -> Search | None:
    """Files of versions before this was written do not have it."""
    if not document.has("seed"):
        return None
    return Search(document.get("seed").integer(), document.get("effort").number() if document.has("effort") else None)


def _status(document: Node) -> Status:
    return Status(_one_of(document.get("status"), [x.value for x in Status]))


def _stopped_by(document: Node) -> StoppedBy:
    return StoppedBy(_one_of(document.get("stopped_by"), [x.value for x in StoppedBy]))


def _one_of(node: Node, allowed: Sequence[str]) -> str:
    if node.string() not in allowed:
        node.fail(f"Must be one of {', '.join(allowed)}; is {shown(node.value)}.")
    return node.string()


def _values(document: Node, key: str) -> tuple[int, ...] | None:
    return tuple(node.integer(least=None) for node in document.get(key).items()) if document.has(key) else None


def _versions(document: Node) -> Mapping[str, str]:
    if not document.has("versions"):
        return {}
    versions = document.get("versions")
    return {name: versions.get(name).string() for name in versions.names()}


def _plan_for(document: Node, problem: Problem, time_scale: TimeText | None) -> Plan | None:
    try:
        return _plan(document, problem, time_scale)
    except UnreadableFile as error:
        if document.get("problem").value == content_hash(problem):
            raise
        raise UnreadableFile(error.path, error.place, f"The plan was made for another problem, and does not fit this one: {error.message}") from error


def _plan(document: Node, problem: Problem, time_scale: TimeText | None) -> Plan | None:
    rows = list(document.get("assignments").items())
    if not rows and problem.activities:
        return None
    known = {_key(a, numbered=time_scale is None): a for a in problem.activities}
    found: dict[str, Assignment] = {}
    for row in rows:
        row.only(ASSIGNMENT_KEYS)
        activity = _activity(row, known)
        if activity.id in found:
            row.fail(f"Must place each activity once; {activity.id} is placed again.")
        found[activity.id] = _assignment(row, activity, time_scale)
    missing = [a.id for a in problem.activities if a.id not in found]
    if missing:
        rest = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        document.get("assignments").fail(f"Must place every activity; {missing[0]}{rest} missing.")
    return Plan(tuple(found[a.id] for a in problem.activities))


def _key(activity: Activity, *, numbered: bool) -> tuple[int | str, int | str]:
    return _id_out(activity.project, numbered=numbered), _id_out(activity.local_id, numbered=numbered)


def _activity(row: Node, known: Mapping[tuple[int | str, int | str], Activity]) -> Activity:
    key = []
    for name in ("project", "activity"):
        node = row.get(name)
        if not isinstance(node.value, int | str) or isinstance(node.value, bool):
            node.fail(f"Must be a number or a string; is {shown(json.dumps(node.value))}.")
        key.append(node.value)
    if (key[0], key[1]) not in known:
        row.fail(f"Must place an activity of the problem; {shown(str(key[0]))} / {shown(str(key[1]))} is unknown.")
    return known[key[0], key[1]]


def _assignment(row: Node, activity: Activity, time_scale: TimeText | None) -> Assignment:
    mode = row.get("mode").integer()
    if mode >= len(activity.modes):
        row.get("mode").fail(f"Must be below {len(activity.modes)}, the number of modes of {activity.id}; is {mode}.")
    start, end = _time_in(row.get("start"), time_scale), _time_in(row.get("end"), time_scale)
    if end < start:
        row.get("end").fail(f"Must not be before the start of {activity.id}; is.")
    return Assignment(activity.id, mode, start, end)


def _time_in(node: Node, time_scale: TimeText | None) -> Slot:
    if time_scale is None:
        return node.integer(least=None)
    try:
        return time_scale.from_text(node.string())
    except ValueError as error:
        node.fail(str(error))
