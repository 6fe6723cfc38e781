"""Nobody fills the disk, logged in or not: a body that is too long is refused before it is kept."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from evenhand.config.longest_body import LongestBody

CHUNK = b"x" * 40


async def reads_everything(scope: Any, receive: Any, send: Any) -> None:
    """As Django does: all of the body, and then the answer."""
    read = 0
    while True:
        message = await receive()
        read += len(message.get("body", b""))
        if not message.get("more_body", False):
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(read).encode()})


def answer(chunks: int, *, announced: bytes | None) -> tuple[int, int]:
    """The status, and how many chunks were read for it."""
    sent: list[dict[str, Any]] = []
    taken = 0

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": CHUNK, "more_body": taken < chunks}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [] if announced is None else [(b"content-length", announced)]
    asked = LongestBody(reads_everything, longest=100)({"type": "http", "headers": headers}, receive, send)
    with ThreadPoolExecutor(1) as elsewhere:  # a browser of other tests may have a loop in this thread
        elsewhere.submit(asyncio.run, asked).result()
    return sent[0]["status"], taken


@pytest.mark.parametrize(
    ("chunks", "announced", "expected"), [(2, b"80", (200, 2)), (9, b"360", (413, 0)), (9, None, (413, 3)), (9, b"80", (413, 3))]
)
def test_a_body_is_read_only_as_far_as_it_may_be_long(chunks, announced, expected):
    assert answer(chunks, announced=announced) == expected


def test_the_site_is_served_behind_it():
    from evenhand.config.asgi import application

    assert isinstance(application, LongestBody)
