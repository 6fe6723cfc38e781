"""That something changed in a meeting, for every screen that follows it: a stream of one number, which goes up whenever anything was recorded."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connection

from evenhand.meetings.models import Meeting, Talk
from evenhand.records.models import TrailEntry

LOOK = 0.5  # seconds
LONGEST = 600.0  # seconds; the browser then asks again, and is asked who it is again
ALIVE = 15.0


def pulse_of(meeting_id: int) -> dict[str, Any]:
    """Where the meeting is: its state, the item that is open, and how far the trail is."""
    state = Meeting.objects.filter(pk=meeting_id).values_list("state", flat=True).first()
    item = Talk.objects.filter(meeting=meeting_id, ended_at__isnull=True).values_list("item_id", flat=True).first()
    sequence = TrailEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    return {"state": state, "item": item, "head": sequence or 0}


def pulse_in_thread(meeting_id: int) -> dict[str, Any]:
    """For a thread of its own, which keeps no connection."""
    try:
        return pulse_of(meeting_id)
    finally:
        if not connection.in_atomic_block:
            connection.close()


class Pulses:
    """However many screens follow a meeting, it is looked at once each time: whoever comes first looks, the others are told what was seen."""

    def __init__(self) -> None:
        self.following: Counter[int] = Counter()
        self.seen: dict[int, tuple[float, str]] = {}

    async def now(self, meeting_id: int, *, anew: bool) -> str:
        """``anew``: for a screen that has just come, which must not be told what was before its page."""
        began = monotonic()
        at, text = self.seen.get(meeting_id, (0.0, ""))
        if text and not anew and began - at < LOOK:
            return text
        if text:
            self.seen[meeting_id] = began, text  # nobody else looks meanwhile
        text = json.dumps(await sync_to_async(pulse_in_thread)(meeting_id))
        if began >= self.seen.get(meeting_id, (0.0, ""))[0]:  # otherwise somebody who began later has seen more
            self.seen[meeting_id] = began, text
        return text

    def begin(self, meeting_id: int) -> None:
        self.following[meeting_id] += 1

    def end(self, meeting_id: int) -> None:
        self.following[meeting_id] -= 1
        if not self.following[meeting_id]:
            del self.following[meeting_id]
            self.seen.pop(meeting_id, None)


PULSES = Pulses()


async def stream(meeting_id: int) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    end, told, at = loop.time() + LONGEST, "", 0.0
    PULSES.begin(meeting_id)
    try:
        while loop.time() < end:
            text = await PULSES.now(meeting_id, anew=not told)
            if text != told or loop.time() - at >= ALIVE:
                yield f"event: pulse\ndata: {text}\n\n"
                told, at = text, loop.time()
            await asyncio.sleep(LOOK)
    finally:
        PULSES.end(meeting_id)
