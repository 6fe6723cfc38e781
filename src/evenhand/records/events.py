"""What can happen to a record: each event has a name in the past tense and a sentence. None happens that is not declared."""

from __future__ import annotations

import re
from dataclasses import dataclass

NAME = re.compile(r"[a-z]+(_[a-z]+)+")
REGISTRY: dict[str, Event] = {}


class UndeclaredEvent(RuntimeError):
    """A fault in the program: something was to be recorded that no app has declared."""


@dataclass(frozen=True)
class Event:
    """``person_invited``: "{by} invited {subject}". ``needs_reason``: it cannot be recorded without one."""

    name: str
    sentence: str
    needs_reason: bool = False

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"An event's name must be words in the past tense such as person_invited; is {self.name!r}.")
        if "{by}" not in self.sentence:
            raise ValueError(f"An event's sentence must name {{by}}, and {{subject}} where that is another; is {self.sentence!r}.")

    @property
    def title(self) -> str:
        """For lists to choose from: "Person invited"."""
        return self.name.replace("_", " ").capitalize()


def declare(name: str, sentence: str, *, needs_reason: bool = False) -> Event:
    """Declare an event; done once, in an app's ``events.py``."""
    event = Event(name, sentence, needs_reason)
    if REGISTRY.setdefault(name, event) != event:
        raise ValueError(f"An event must be declared once; {name} is declared again.")
    return event


def must_be_declared(event: Event) -> None:
    if REGISTRY.get(event.name) != event:
        raise UndeclaredEvent(f"{event.name} must be declared with evenhand.records.events.declare.")


RECORD_SIGNED = declare("record_signed", "{by} signed {subject}")
