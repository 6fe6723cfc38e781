"""A problem's content hash: SHA-256 over its RFC 8785 canonical JSON.

What is as it is by default is left out. Where order has no meaning (everything but an activity's modes and a table's rows), things are sorted by their content,
so that two files which say the same have the same hash. Ids are content here: a plan names activities by them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

import rfc8785

from evenhand.planning.problem import DifferentResources, Problem, Profile, SameResources

_IN_ORDER = {"modes", "between"}


def content_hash(problem: Problem) -> str:
    """``sha256:`` and 64 hex digits."""
    return "sha256:" + hashlib.sha256(rfc8785.dumps(_canonical(problem))).hexdigest()


def _canonical(value: Any, name: str = "") -> Any:
    if isinstance(value, Profile):
        return _canonical_steps(value)
    if isinstance(value, SameResources | DifferentResources):
        return [sorted((value.first, value.second)), _canonical(value.among)]
    if is_dataclass(value):
        return {key: _canonical(given, key) for key, default in _fields_of(value.__class__) if (given := getattr(value, key)) != default}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | frozenset):
        items = [_canonical(item, name) for item in value]
        return items if name in _IN_ORDER or len(items) < 2 else sorted(items, key=_in_some_order)
    return value


@cache
def _fields_of(kind: type[Any]) -> tuple[tuple[str, object], ...]:
    return tuple((field.name, field.default) for field in fields(kind))


def _in_some_order(item: Any) -> str:
    return json.dumps(item, sort_keys=True)


def _canonical_steps(profile: Profile) -> list[list[int]]:
    """The profile's steps without those that change nothing."""
    steps: list[list[int]] = []
    for at, value in profile.steps:
        if not steps or steps[-1][1] != value:
            steps.append([at, value])
    return steps
