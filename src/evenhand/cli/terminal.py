"""Where a command speaks: answers to stdout, as sentences or as JSON; complaints and progress to stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TextIO

from evenhand.cli.exits import could_not_write


@dataclass(frozen=True)
class Terminal:
    """The two streams. With ``as_json`` stdout carries one JSON document and no sentence."""

    as_json: bool = False

    @property
    def shows_progress(self) -> bool:
        return sys.stderr.isatty()

    def say(self, *sentences: str) -> None:
        """Sentences for people; silent when the answer is JSON."""
        if not self.as_json:
            for sentence in sentences:
                self._answer(sentence)

    def give(self, document: dict[str, Any]) -> None:
        """The answer for machines; silent when the answer is sentences."""
        if self.as_json:
            self._answer(json.dumps(document, ensure_ascii=False, indent=2))

    def note(self, sentence: str) -> None:
        """Something to know while it runs or when it ends, never part of the answer."""
        with suppress(OSError):  # nobody can be told that nobody can be told
            write_line(sys.stderr, sentence)

    def flush(self) -> None:
        """Hand over what has been said. Whether it can be kept shows only now, where standard output is a file."""
        with answering():
            sys.stdout.flush()

    def _answer(self, text: str) -> None:
        with answering():
            write_line(sys.stdout, text)


@contextmanager
def answering() -> Iterator[None]:
    """Turn an answer that cannot be written, for example because the disk is full, into a message and an exit code."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        silence(sys.stdout)
        raise could_not_write("standard output", error) from error


def silence(stream: TextIO) -> None:
    """What is still to be written goes nowhere, so that Python does not try again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_line(stream: TextIO, text: str) -> None:
    """One line, also on a terminal whose encoding lacks some of the letters."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")
