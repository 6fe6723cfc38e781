"""Something that belongs on an agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evenhand.meetings.models import ItemKind
from evenhand.plant.models import Site


@dataclass(frozen=True)
class Wanted:
    """``subject``: what it is about, once on an agenda; ``detail``: how things stand, in words."""

    kind: ItemKind
    subject: str
    title: str
    detail: str = ""
    project_id: int | None = None
    matter_id: int | None = None
    promise_id: int | None = None
    action_id: int | None = None
    run_id: int | None = None
    decision_id: int | None = None


@dataclass(frozen=True)
class Asked:
    """Of which site, and when."""

    site: Site
    now: datetime


def cut(text: str, most: int = 300) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
