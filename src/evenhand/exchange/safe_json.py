"""JSON as the standard has it: no NaN, no Infinity, no duplicate keys, no numbers beyond bounds; and where in the text a value stands."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from evenhand.exchange.safe_yaml import MOST_DIGITS, MOST_NESTED, Path, SyntaxFault, Tree

SPACE = re.compile(r"[ \t\n\r]*")
SCALAR = re.compile(r"[^\s,\]}:\"\[{]+")
SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


class _Refused(ValueError):
    """Something json accepts and we do not; its place is found by a second reading."""


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def load_json(text: str) -> Tree:
    """The value in the text, as dicts, lists and scalars.

    Raises
    ------
    SyntaxFault
        Not JSON, or JSON that this strict reading refuses; with line and column.
    """
    try:
        tree = json.loads(text, object_pairs_hook=_pairs, parse_int=_whole, parse_float=_finite, parse_constant=_constant)
        if SURROGATE.search(text):
            for _, kind, value in tokens(text):
                if kind == "text" and _has_half_a_pair(value):
                    raise _Refused("half of a surrogate pair")
    except json.JSONDecodeError as error:
        raise SyntaxFault(error.lineno, error.colno, f"Must be JSON; {error.msg[:1].lower()}{error.msg[1:]}.") from error
    except RecursionError as error:
        raise SyntaxFault(*_too_deep(text), f"Must be nested at most {MOST_NESTED} deep.") from error
    except _Refused as error:
        raise _placed(text, error) from error
    return tree


def _pairs(pairs: list[tuple[str, Tree]]) -> Tree:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Refused("duplicate key")
    return made


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS + 1:
        raise _Refused("huge number")
    return int(text)


def _finite(text: str) -> float:
    if not math.isfinite(value := float(text)):
        raise _Refused("huge number")
    return value


def _constant(text: str) -> float:
    raise _Refused(text)


def tokens(text: str) -> Iterator[tuple[int, str, Any]]:
    """(offset, kind, value) of each token of JSON text; kinds are the punctuation, "text" and "scalar"."""
    at = SPACE.match(text, 0).end()  # type: ignore[union-attr]
    while at < len(text):
        character = text[at]
        if character == '"':
            value, end = scanstring(text, at + 1, True)  # noqa: FBT003 - json's own signature
            yield at, "text", value
        elif character in "{}[],:":
            end = at + 1
            yield at, character, None
        elif found := SCALAR.match(text, at):
            end = found.end()
            yield at, "scalar", found.group()
        else:
            return
        at = SPACE.match(text, end).end()  # type: ignore[union-attr]


def walk(text: str) -> Iterator[tuple[int, Path, str, Any, bool]]:
    """(offset, path, kind, value, is key) of every key and every value that begins, of text that json has read or refused."""
    stack: list[tuple[str, list[Any]]] = []  # the bracket, and the key or index we are at
    expects_key = False
    for at, kind, value in tokens(text):
        path = tuple(step for _, (step,) in stack)
        if kind in "}]":
            if stack:
                stack.pop()
            expects_key = False
        elif kind == ",":
            if stack and stack[-1][0] == "[":
                stack[-1][1][0] += 1
            expects_key = bool(stack) and stack[-1][0] == "{"
        elif kind == "text" and expects_key:
            stack[-1][1][0] = value
            yield at, (*path[:-1], value), kind, value, True
            expects_key = False
        elif kind != ":":
            yield at, path, kind, value, False
            if kind in "{[":
                stack.append((kind, ["" if kind == "{" else 0]))
                expects_key = kind == "{"


def json_place(text: str, path: Path) -> tuple[int, int]:
    """Line and column (from 1) of what the path leads to: of the key in an object, of the element in a list; (0, 0) if nothing."""
    for at, found, _, _, is_key in walk(text):
        if found == path and (is_key or not path or isinstance(path[-1], int)):
            return line_and_column(text, at)
    return 0, 0


def _too_deep(text: str) -> tuple[int, int]:
    depth = 0
    for at, kind, _ in tokens(text):
        depth += (kind in "{[") - (kind in "}]")
        if depth > MOST_NESTED:
            return line_and_column(text, at)
    return 0, 0


def _has_half_a_pair(text: str) -> bool:
    """Text that cannot be written back."""
    return any("\ud800" <= c <= "\udfff" for c in text)


def _placed(text: str, refused: _Refused) -> SyntaxFault:
    """The first thing in the text that we refuse, with its place."""
    seen: dict[Path, int] = {}
    for at, path, kind, value, is_key in walk(text):
        place = line_and_column(text, at)
        if is_key:
            if path in seen:
                first = line_and_column(text, seen[path])[0]
                return SyntaxFault(*place, f"Must give each key once; {value[:80]!r} is given again (first on line {first}).")
            seen[path] = at
        if kind == "text" and _has_half_a_pair(value):
            return SyntaxFault(*place, "Must be text that can be written; holds half of a surrogate pair.")
        if kind == "scalar":
            if value in ("NaN", "Infinity", "-Infinity"):
                return SyntaxFault(*place, f"Must be a finite number; is {value}.")
            if value.lstrip("-").isdigit() and len(value) > MOST_DIGITS + 1:
                return SyntaxFault(*place, f"Must be a number of at most {MOST_DIGITS} digits; is {value[:40]}.")
            if value[:1] in "-0123456789" and not value.lstrip("-").isdigit() and not math.isfinite(float(value)):
                return SyntaxFault(*place, f"Must be a finite number; is {value[:40]}.")
    return SyntaxFault(0, 0, f"Must be JSON without surprises; has a {refused}.")
