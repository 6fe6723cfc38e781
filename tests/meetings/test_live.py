"""Screens that follow a meeting: all are told the same, and it is looked at once for all of them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from evenhand.meetings import live


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Each look at a meeting, and what is seen differs each time."""
    found: list[int] = []

    def look(meeting_id: int) -> dict[str, Any]:
        found.append(meeting_id)
        return {"state": "running", "item": None, "head": len(found)}

    monkeypatch.setattr(live, "pulse_in_thread", look)
    monkeypatch.setattr(live, "LOOK", 60.0)
    return found


def run(what: Any) -> Any:
    with ThreadPoolExecutor(1) as a_thread:  # where no other test has left its loop running
        return a_thread.submit(asyncio.run, what).result()


def test_one_look_serves_every_screen(looks: list[int]):
    async def follow() -> tuple[list[str], str]:
        pulses = live.Pulses()
        told = [await pulses.now(7, anew=True), *[await pulses.now(7, anew=False) for _ in range(19)]]
        return told, await pulses.now(8, anew=False)

    told, other = run(follow())
    assert set(told) == {'{"state": "running", "item": null, "head": 1}'} and len(told) == 20
    assert looks == [7, 8] and other.endswith('"head": 2}')


def test_a_screen_that_has_just_come_is_told_what_is_so_then(looks: list[int]):
    async def follow() -> list[str]:
        streams = [live.stream(7), live.stream(7)]
        told = [await stream.__anext__() for stream in streams]
        for stream in streams:
            await stream.aclose()
        return told

    assert [text.count('"head": 2') for text in run(follow())] == [0, 1]
    assert not live.PULSES.following and not live.PULSES.seen  # whoever comes next looks anew
