"""Who acts, as far as records need to know. The accounts are higher up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Somebody whose name stands beside what was done."""

    @property
    def pk(self) -> int | None: ...
    @property
    def printed_name(self) -> str: ...


@dataclass(frozen=True)
class System:
    """The product itself: jobs and commands that nobody asked for by name."""

    pk: None = None
    printed_name: str = "system"


SYSTEM = System()
