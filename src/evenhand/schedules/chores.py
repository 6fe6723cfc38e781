"""What a worker does beside its runs, now and then. Apps higher up give theirs when the product starts."""

from __future__ import annotations

from collections.abc import Callable

Chore = Callable[[], None]
CHORES: list[Chore] = []


def provide_chore(chore: Chore) -> None:
    if chore not in CHORES:
        CHORES.append(chore)
