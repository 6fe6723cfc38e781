"""Problems and plans as JSON that loses nothing, in columns: a list for each property, all as long as what they describe.

The text is canonical (keys sorted, no spaces), so that the same problem is the same text and has the same hash. What names another thing names it by
its id; capacities and modes that many share are written once and referred to by position; a column in which everything is as by default is left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any

from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import (
    Activity,
    Actual,
    Changeovers,
    Consecutive,
    Demand,
    DifferentResources,
    Frozen,
    LateMaterial,
    Lever,
    LeverKind,
    LeverWindow,
    Link,
    LinkKind,
    Mode,
    ModeDependency,
    Objective,
    Problem,
    Profile,
    Project,
    Promise,
    Published,
    Resource,
    ResourceKind,
    SameResources,
    Stretch,
)

PROBLEM_FORMAT = "evenhand-problem-columns/1"
PLAN_FORMAT = "evenhand-plan-columns/1"

Json = dict[str, Any]


class UnreadableColumns(ValueError):
    """Text that is no problem or plan of ours; the message is the rule and the value."""


@dataclass(frozen=True)
class Codec:
    """How the values of one property are written and read."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _row(kind: type[Any], /, **codecs: Codec) -> Codec:
    """A small object as a list of its properties, or null."""
    names = [f.name for f in fields(kind)]

    def write(value: Any) -> Any:
        return value and [codecs[n].write(getattr(value, n)) if n in codecs else getattr(value, n) for n in names]

    def read(value: Any) -> Any:
        return None if value is None else kind(*(codecs[n].read(v) if n in codecs else v for n, v in zip(names, value, strict=True)))

    return Codec(write, read)


def _rows(codec: Codec) -> Codec:
    return Codec(lambda values: [codec.write(v) for v in values], lambda values: tuple(codec.read(v) for v in values))


def _word(kind: type[Any]) -> Codec:
    return Codec(lambda value: value.value, kind)


IDS = Codec(list, tuple)
ID_SET = Codec(lambda value: None if value is None else sorted(value), lambda value: None if value is None else frozenset(value))
TABLE = Codec(lambda value: [list(row) for row in value], lambda value: tuple(tuple(row) for row in value))
MODE = _row(Mode, demands=_rows(_row(Demand)))
PROFILE = Codec(lambda value: [list(step) for step in value.steps], lambda value: Profile(tuple((at, amount) for at, amount in value)))

LEVER = _row(Lever, kind=_word(LeverKind), windows=_rows(_row(LeverWindow)))

PARTS: dict[str, tuple[type[Any], dict[str, Codec]]] = {
    "resources": (Resource, {"kind": _word(ResourceKind)}),
    "projects": (Project, {}),
    "activities": (
        Activity,
        {"stretch": _word(Stretch), "actual": _row(Actual), "frozen": _row(Frozen), "late_material": _row(LateMaterial)},
    ),
    "links": (Link, {"kind": _word(LinkKind)}),
    "same_resources": (SameResources, {"among": ID_SET}),
    "different_resources": (DifferentResources, {"among": ID_SET}),
    "mode_dependencies": (ModeDependency, {"other_modes": ID_SET}),
    "consecutives": (Consecutive, {}),
    "changeovers": (Changeovers, {"units": IDS, "between": TABLE}),
    "promises": (Promise, {}),
    "levers": (Lever, {"kind": _word(LeverKind), "windows": _rows(_row(LeverWindow))}),
    "published": (Published, {}),
}
NUMBERS = ("horizon", "now", "frozen_until")


class Shared:
    """Things that many share: each once, and referred to by position."""

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self.position: dict[Any, int] = {}

    def write(self, value: Any) -> int:
        return self.position.setdefault(value, len(self.position))

    @property
    def written(self) -> list[Any]:
        return [self.codec.write(value) for value in self.position]


def problem_to_json(problem: Problem) -> Json:
    profiles, modes = Shared(PROFILE), Shared(MODE)
    shared = {
        "resources": {"capacity": Codec(profiles.write, _unread)},
        "activities": {"modes": Codec(lambda value: [modes.write(m) for m in value], _unread)},
    }
    parts = {name: _columns(getattr(problem, name), kind, {**codecs, **shared.get(name, {})}) for name, (kind, codecs) in PARTS.items()}
    return {
        "format": PROBLEM_FORMAT,
        "objective": problem.objective.value,
        **{name: getattr(problem, name) for name in NUMBERS},
        **parts,
        "profiles": profiles.written,
        "modes": modes.written,
    }


def problem_from_json(document: Json) -> Problem:
    """Raises `UnreadableColumns`, or the problem's own `InvalidProblem`."""
    _must_be(document, PROBLEM_FORMAT)
    profiles = [PROFILE.read(p) for p in document["profiles"]]
    modes = [MODE.read(m) for m in document["modes"]]
    shared = {
        "resources": {"capacity": Codec(_unread, profiles.__getitem__)},
        "activities": {"modes": Codec(_unread, lambda value: tuple(modes[m] for m in value))},
    }
    parts = {name: tuple(_things(document[name], kind, {**codecs, **shared.get(name, {})})) for name, (kind, codecs) in PARTS.items()}
    return Problem(**parts, objective=Objective(document["objective"]), **{name: document[name] for name in NUMBERS})


def plan_to_json(plan: Plan) -> Json:
    return {"format": PLAN_FORMAT, "assignments": _columns(plan.assignments, Assignment, {})}


def plan_from_json(document: Json) -> Plan:
    _must_be(document, PLAN_FORMAT)
    return Plan(tuple(_things(document["assignments"], Assignment, {})))


def canonical(document: Json) -> str:
    """The one text of a document."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hash_of(text: str) -> str:
    """``sha256:`` and 64 hex digits over the text."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _columns(things: Sequence[Any], kind: type[Any], codecs: dict[str, Codec]) -> Json:
    columns: Json = {}
    for name, default in _properties(kind):
        values = [getattr(thing, name) for thing in things]
        if default is not MISSING and all(value == default for value in values):
            continue
        columns[name] = [codecs[name].write(v) for v in values] if name in codecs else values
    return {"count": len(things), **columns}


def _things(columns: Json, kind: type[Any], codecs: dict[str, Codec]) -> Iterable[Any]:
    given = {
        name: [codecs[name].read(v) for v in columns[name]] if name in codecs else columns[name] for name, _ in _properties(kind) if name in columns
    }
    if any(len(values) != columns["count"] for values in given.values()):
        raise UnreadableColumns(f"Must have columns of {columns['count']} values; has {[len(v) for v in given.values()]}.")
    names = tuple(given)
    return (kind(**dict(zip(names, row, strict=True))) for row in zip(*given.values(), strict=True))


@cache
def _properties(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((f.name, f.default) for f in fields(kind))


def _must_be(document: Json, expected: str) -> None:
    if document.get("format") != expected:
        raise UnreadableColumns(f"Must be {expected}; is {document.get('format')!r}.")


def _unread(value: Any) -> Any:
    raise UnreadableColumns(f"Must not be used in this direction; was, for {value!r}.")
