"""Screens that follow a meeting: all are told the same, and it is looked at once for all of them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from evenhand.meetings import live


async def first_of(streams: list[Any]) -> list[str]:
    return list(await asyncio.gather(*(stream.__anext__() for stream in streams)))


def test_one_look_serves_every_screen(monkeypatch: pytest.MonkeyPatch):
    looks: list[int] = []

    def look(meeting_id: int) -> dict[str, Any]:
        looks.append(meeting_id)
        return {"state": "running", "item": None, "head": len(looks)}

    async def follow() -> tuple[list[str], list[str]]:
        streams = [live.stream(7) for _ in range(20)]
        told = [await streams[0].__anext__(), *await first_of(streams[1:])]
        other = live.stream(8)
        others = [await other.__anext__()]
        for stream in (*streams, other):
            await stream.aclose()
        return told, others

    monkeypatch.setattr(live, "pulse_in_thread", look)
    monkeypatch.setattr(live, "LOOK", 60.0)
    with ThreadPoolExecutor(1) as a_thread:  # where no other test has left its loop running
        told, others = a_thread.submit(asyncio.run, follow()).result()
    assert set(told) == {'event: pulse\ndata: {"state": "running", "item": null, "head": 1}\n\n'} and len(told) == 20
    assert looks == [7, 8] and others[0].endswith('"head": 2}\n\n')
    assert not live.PULSES.following and not live.PULSES.seen  # whoever comes next looks anew
