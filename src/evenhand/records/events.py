"""What can happen to a record: each event has a name in the past tense and a sentence. None happens that is not declared."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

NAME = re.compile(r"[a-z]+(_[a-z]+)+")
REGISTRY: dict[str, Event] = {}


class UndeclaredEvent(RuntimeError):
    """A fault in the program: something was to be recorded that no app has declared."""


@dataclass(frozen=True)
class Event:
    """``person_invited``: "{by} invited {subject}". ``needs_reason``: it cannot be recorded without one. ``changes_plant``: whether anything that the pages of
    the plant, the projects and the published plan are made from may be another after it; False for a log-in."""

    name: str
    sentence: str
    needs_reason: bool = False
    changes_plant: bool = field(default=True, compare=False)

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"An event's name must be words in the past tense such as person_invited; is {self.name!r}.")
        if "{by}" not in self.sentence:
            raise ValueError(f"An event's sentence must name {{by}}, and {{subject}} where that is another; is {self.sentence!r}.")

    @property
    def title(self) -> str:
        """For lists to choose from: "Person invited"."""
        return self.name.replace("_", " ").capitalize()


def declare(name: str, sentence: str, *, needs_reason: bool = False, changes_plant: bool = True) -> Event:
    """Declare an event; done once, in an app's ``events.py``."""
    event = Event(name, sentence, needs_reason, changes_plant)
    if REGISTRY.setdefault(name, event) != event:
        raise ValueError(f"An event must be declared once; {name} is declared again.")
    return event


def must_be_declared(event: Event) -> None:
    if REGISTRY.get(event.name) != event:
        raise UndeclaredEvent(f"{event.name} must be declared with evenhand.records.events.declare.")


RECORD_SIGNED = declare("record_signed", "{by} signed {subject}", changes_plant=False)
