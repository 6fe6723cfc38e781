"""One line of a board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evenhand.plant.models import Site
from evenhand.portfolio.models import Project


@dataclass(frozen=True)
class Line:
    """``state`` as pages mark it; ``matter``: its key, where one can settle it or send it up from here."""

    words: str
    state: str
    address: str
    detail: str = ""
    matter: int | None = None


@dataclass(frozen=True)
class Board:
    """Of a project, or of the site where there is none; ``since``: when its last huddle was held, a week ago at most, on the site's clocks."""

    site: Site
    project: Project | None
    now: datetime
    wall: datetime
    since: datetime

    @property
    def title(self) -> str:
        return str(self.project) if self.project is not None else str(self.site.name)
