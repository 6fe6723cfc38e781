"""The one error of reading: which file, where in it, and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evenhand.planning.parts import InvalidProblem


class UnreadableFile(ValueError):
    """A file that cannot be read, or that does not say what it must.

    ``place`` is where in the file: "line 12, column 3", a path such as "projects[3].activities[2].duration", or the
    object that contradicts itself; empty where the file as a whole is meant.
    """

    def __init__(self, path: Path | str, place: str, message: str) -> None:
        super().__init__(": ".join(part for part in (str(path), place, message) if part))
        self.path = str(path)
        self.place = place
        self.message = message


@contextmanager
def reading(path: Path | str) -> Iterator[None]:
    """Turn a problem that contradicts itself into an unreadable file that names the object."""
    try:
        yield
    except InvalidProblem as error:
        raise UnreadableFile(path, error.where, error.message) from error
