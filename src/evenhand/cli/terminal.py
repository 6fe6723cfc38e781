"""Where a command speaks: answers to stdout, as sentences or as JSON; complaints and progress to stderr."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Any, TextIO


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
                write_line(sys.stdout, sentence)

    def give(self, document: dict[str, Any]) -> None:
        """The answer for machines; silent when the answer is sentences."""
        if self.as_json:
            write_line(sys.stdout, json.dumps(document, ensure_ascii=False, indent=2))

    def note(self, sentence: str) -> None:
        """Something to know while it runs or when it ends, never part of the answer."""
        write_line(sys.stderr, sentence)


def write_line(stream: TextIO, text: str) -> None:
    """One line, also on a terminal whose encoding lacks some of the letters."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")
