"""JSON with the place of every fault: a syntax error or repeated key by line and column, a wrong value by its path."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.safe_json import line_and_column, walk
from evenhand.exchange.words import shown

LONGEST_LIST = 1_000_000


class _RepeatedKey(Exception):
    pass


def parse_json(path: Path | str, text: str) -> Node:
    """The document, as a node whose place is the empty path."""
    try:
        value = json.loads(text, object_pairs_hook=_unique_keys)
    except json.JSONDecodeError as error:
        raise UnreadableFile(path, f"line {error.lineno}, column {error.colno}", f"Must be JSON; {error.msg}.") from error
    except _RepeatedKey as error:
        key, line, column = _first_repeated_key(text)
        raise UnreadableFile(path, f"line {line}, column {column}", f"Must give each key once; {shown(key)} is given again.") from error
    except RecursionError as error:
        raise UnreadableFile(path, "", "Must be JSON of reasonable depth; is nested too deeply.") from error
    except ValueError as error:  # an integer of thousands of digits
        raise UnreadableFile(path, "", "Must have numbers of reasonable length; has one that is too long.") from error
    return Node(path, "", value)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RepeatedKey
    return found


def _first_repeated_key(text: str) -> tuple[str, int, int]:
    seen: set[tuple[str | int, ...]] = set()
    for offset, place, _, _, is_key in walk(text):
        if is_key and place in seen:
            return str(place[-1]), *line_and_column(text, offset)
        if is_key:
            seen.add(place)
    return "", 1, 1


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands, such as ``tasks[3].earliest_start``."""

    path: Path | str
    place: str
    value: Any

    def fail(self, message: str) -> NoReturn:
        raise UnreadableFile(self.path, self.place, message)

    def _must_be(self, kind: type, name: str) -> None:
        if not isinstance(self.value, kind) or isinstance(self.value, bool) is not (kind is bool):
            self.fail(f"Must be {name}; is {shown(json.dumps(self.value, ensure_ascii=False)[:200])}.")

    def integer(self, least: int | None = 0) -> int:
        """An integer; 3.0 counts as 3."""
        if type(self.value) is not int:
            if isinstance(self.value, float) and self.value.is_integer():
                return Node(self.path, self.place, int(self.value)).integer(least)
            self._must_be(int, "an integer")
        if least is not None and self.value < least:
            self.fail(f"Must be >= {least}; is {self.value}.")
        if abs(self.value) > 2**53:
            self.fail(f"Must be at most 2^53; is {self.value}.")
        return self.value  # type: ignore[no-any-return]

    def number(self) -> float:
        if not isinstance(self.value, int | float) or isinstance(self.value, bool) or not math.isfinite(self.value):
            self.fail(f"Must be a number; is {shown(json.dumps(self.value)[:200])}.")
        return float(self.value)

    def boolean(self) -> bool:
        self._must_be(bool, "true or false")
        return bool(self.value)

    def string(self) -> str:
        self._must_be(str, "a string")
        return str(self.value)

    def items(self) -> Iterator[Node]:
        self._must_be(list, "a list")
        if len(self.value) > LONGEST_LIST:
            self.fail(f"Must have at most {LONGEST_LIST} entries; has {len(self.value)}.")
        return (Node(self.path, f"{self.place}[{i}]", item) for i, item in enumerate(self.value))

    def has(self, key: str) -> bool:
        """Whether the key is there and not null."""
        self._must_be(dict, "an object")
        return self.value.get(key) is not None

    def names(self) -> list[str]:
        self._must_be(dict, "an object")
        return list(self.value)

    def get(self, key: str) -> Node:
        self._must_be(dict, "an object")
        if key not in self.value:
            self.fail(f'Must have "{key}"; has not.')
        return Node(self.path, f"{self.place}.{key}" if self.place else key, self.value[key])

    def only(self, keys: Collection[str]) -> None:
        """Refuse keys that would be read past."""
        self._must_be(dict, "an object")
        for key in self.value:
            if key not in keys:
                self.fail(f'Must have only keys known here; "{shown(key)[1:-1]}" is not.')
