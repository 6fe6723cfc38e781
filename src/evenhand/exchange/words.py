"""Line-by-line reading of the number formats, every word knowing its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from evenhand.exchange.errors import UnreadableFile

LARGEST = 10**12  # no number in these formats is anywhere near; a longer one is junk
LONGEST_LINE = 100_000  # characters
_INTEGER = re.compile(r"[+-]?[0-9]{1,13}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Word:
    path: Path | str
    line: int
    column: int
    text: str

    def fail(self, message: str) -> NoReturn:
        raise UnreadableFile(self.path, f"line {self.line}, column {self.column}", message)

    def integer(self, what: str, *, least: int | None = 0) -> int:
        """The word as an integer; ``least`` None allows negative ones."""
        if not _INTEGER.fullmatch(self.text) or abs(int(self.text)) > LARGEST:
            self.fail(f"Must have an integer as {what}; has {shown(self.text)}.")
        value = int(self.text)
        if least is not None and value < least:
            self.fail(f"Must have {what} >= {least}; is {value}.")
        return value


@dataclass(frozen=True, slots=True)
class Line:
    path: Path | str
    number: int
    text: str

    def words(self) -> list[Word]:
        return [Word(self.path, self.number, m.start() + 1, m.group()) for m in re.finditer(r"\S+", self.text)]

    def fail(self, message: str) -> NoReturn:
        raise UnreadableFile(self.path, f"line {self.number}", message)

    def exactly(self, count: int, what: str) -> list[Word]:
        words = self.words()
        if len(words) != count:
            self.fail(f"Must have {count} numbers: {what}; has {len(words)}.")
        return words


class Lines:
    """The lines of a text that are not blank, one after the other."""

    def __init__(self, path: Path | str, text: str) -> None:
        self.path = path
        self._last = 0
        self._rest = self._not_blank(text.split("\n"))

    def _not_blank(self, lines: Sequence[str]) -> Iterator[Line]:
        for number, text in enumerate(lines, start=1):
            if not text.strip():
                continue
            if len(text) > LONGEST_LINE:
                raise UnreadableFile(self.path, f"line {number}", f"Must have at most {LONGEST_LINE} characters; has {len(text)}.")
            self._last = number
            yield Line(self.path, number, text)

    def __iter__(self) -> Iterator[Line]:
        return self._rest

    def next(self, what: str) -> Line:
        """The next line, which must hold ``what``."""
        for line in self._rest:
            return line
        raise UnreadableFile(self.path, f"after line {self._last}" if self._last else "", f"Must go on with {what}; the file ends.")

    def must_end(self) -> None:
        for line in self:
            line.fail(f"Must end here; goes on with {shown(line.text.strip())}.")


def shown(text: str) -> str:
    """A piece of the file fit for a message: short and printable."""
    piece = "".join(c if c.isprintable() else "?" for c in text[:40])
    return repr(piece + ("..." if len(text) > 40 else ""))


def counted(words: Sequence[Word], line: Line, what: str) -> list[Word]:
    """The words after a count, as many as it says: ``3 7 8 9`` holds three."""
    if not words:
        line.fail(f"Must have the number of {what}; the line ends.")
    count = words[0].integer(f"number of {what}")
    if len(words) - 1 != count:
        words[0].fail(f"Must have {count} {what}, as it says; has {len(words) - 1}.")
    return list(words[1:])
