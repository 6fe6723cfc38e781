"""YAML as it is meant: times and words stay text, nothing is executed, expanded or silently overwritten.

A strict reading of YAML's core: plain ``null``, ``~``, ``true``, ``false`` and decimal numbers mean what they say, all else is
text (``no``, ``off``, ``1:30``, ``2027-03-01``, ``0x10``, ``007``). Aliases, tags, several documents and duplicate keys are refused. The
parser is libyaml's, event by event, so that nothing in a file can make it recurse or grow.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

MOST_NESTED = 32
MOST_DIGITS = 15
Tree = Any
Path = tuple[str | int, ...]

NUMBER = re.compile(r"[-+]?(?:0|[1-9]\d*)(\.\d*)?([eE][-+]?\d+)?")
FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass
class SyntaxFault(ValueError):
    """Text that is not what its format allows; line and column count from 1, 0 where unknown."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message

    @property
    def place(self) -> str:
        return f"line {self.line}, column {self.column}" if self.line else ""


def plain_value(text: str) -> Tree:
    """What an unquoted scalar means."""
    if text in WORDS:
        return WORDS[text]
    found = NUMBER.fullmatch(text)
    if not found:
        return text
    if found.group(1) is None and found.group(2) is None:
        if len(text.lstrip("+-")) > MOST_DIGITS:
            raise ValueError(f"Must be a whole number of at most {MOST_DIGITS} digits, or quoted text; is {text[:40]}.")
        return int(text)
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"Must be a finite number; is {text[:40]}.")
    return value


def fault(mark: Any, message: str) -> SyntaxFault:
    return SyntaxFault(mark.line + 1, mark.column + 1, message)


def events(text: str) -> Iterator[Any]:
    """libyaml's events, its errors as ours."""
    try:
        parser = CParser(text)
        while True:
            event = parser.get_event()
            if event is None:
                return
            yield event
    except yaml.reader.ReaderError as error:
        found = FORBIDDEN.search(text)
        at = found.start() if found else 0
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        raise SyntaxFault(line, column, f"Must be text that YAML allows; {error.reason}: U+{ord(text[at]) if found else 0:04X}.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = ", ".join(part for part in (error.context, error.problem) if part)
        raise (fault(mark, f"Must be YAML; {message}.") if mark else SyntaxFault(0, 0, f"Must be YAML; {message}.")) from error


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read, and where in it we are."""

    content: dict[str, Tree] | list[Tree]
    mark: Any
    key: str | None = None
    keys: dict[str, Any] = field(default_factory=dict)


def load_yaml(text: str) -> Tree:
    """The one document in the text, as dicts, lists and scalars.

    Raises
    ------
    SyntaxFault
        Not YAML, or YAML that this strict reading refuses; with line and column.
    """
    return _read(text, None)[0]


def yaml_place(text: str, path: Path) -> tuple[int, int]:
    """Line and column (from 1) of what the path leads to: of the key in a mapping, of the element in a list; (0, 0) if nothing."""
    return _read(text, path)[1]


def _read(text: str, wanted: Path | None) -> tuple[Tree, tuple[int, int]]:
    reader = _Reader(wanted)
    for event in events(text):
        reader.take(event)
    if not reader.documents:
        raise SyntaxFault(1, 1, "Must hold a document; is empty.")
    return reader.root, reader.place


class _Reader:
    """Builds the tree from events, and notes on the way where the wanted path is."""

    def __init__(self, wanted: Path | None) -> None:
        self.wanted = wanted
        self.place = (0, 0)
        self.root: Tree = None
        self.documents = 0
        self.stack: list[_Open] = []

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._open(event, {} if kind is yaml.MappingStartEvent else [])
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._add(self.stack.pop().content)
        elif kind is yaml.AliasEvent:
            raise fault(event.start_mark, f"Must not use aliases; write out what *{event.anchor[:80]} stands for.")
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                raise fault(event.start_mark, "Must be one document; a second one begins.")

    def _scalar(self, event: Any) -> None:
        _must_be_plain(event)
        top = self.stack[-1] if self.stack else None
        if top is not None and top.key is None and type(top.content) is dict:
            _take_key(top, event)
            self._note(event.start_mark)
            return
        if top is None or type(top.content) is list:
            self._note(event.start_mark)
        try:
            self._add(plain_value(event.value) if event.implicit[0] else event.value)
        except ValueError as error:
            raise fault(event.start_mark, str(error)) from error

    def _open(self, event: Any, content: dict[str, Tree] | list[Tree]) -> None:
        _must_be_plain(event)
        top = self.stack[-1] if self.stack else None
        if top is not None and top.key is None and type(top.content) is dict:
            raise fault(event.start_mark, "Must have text as a key; has a list or mapping.")
        if len(self.stack) == MOST_NESTED:
            raise fault(event.start_mark, f"Must be nested at most {MOST_NESTED} deep.")
        if top is None or type(top.content) is list:
            self._note(event.start_mark)
        self.stack.append(_Open(content, event.start_mark))

    def _add(self, value: Tree) -> None:
        if not self.stack:
            self.root = value
            return
        top = self.stack[-1]
        if isinstance(top.content, list):
            top.content.append(value)
        else:
            top.content[top.key or ""] = value
            top.key = None

    def _note(self, mark: Any) -> None:
        """Note the place if it is the wanted one: of a key in a mapping, of an element in a list."""
        if self.wanted is not None and len(self.stack) == len(self.wanted):
            here = tuple(len(o.content) if isinstance(o.content, list) else o.key or "" for o in self.stack)
            if here == self.wanted:
                self.place = (mark.line + 1, mark.column + 1)


def _must_be_plain(event: Any) -> None:
    if event.tag:
        raise fault(event.start_mark, f"Must not use tags; has {event.tag[:80]}.")
    if event.anchor:
        raise fault(event.start_mark, f"Must not use anchors; has &{event.anchor[:80]}.")


def _take_key(holder: _Open, event: Any) -> None:
    key = event.value
    if key in holder.keys:
        raise fault(event.start_mark, f"Must give each key once; {key[:80]!r} is given again (first on line {holder.keys[key].line + 1}).")
    holder.keys[key] = event.start_mark
    holder.key = key


def path_text(path: Sequence[str | int]) -> str:
    """A path as people write it: projects[3].activities[2].duration."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text
