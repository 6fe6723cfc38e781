"""Requests that are longer than anything anybody sends are refused while they arrive, before they fill the disk: Django keeps a whole body, whoever sends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

LONGEST = 220 * 1024 * 1024  # twenty files of 10 MB beside a matter, and the form around them
REFUSAL = f"A request may have {LONGEST // 1024**2} MB at most; nothing was done.\n".encode()


class TooLong(Exception):
    """More came than was announced."""


class LongestBody:
    """An ASGI application before another one: answers 413 by itself where a body is too long."""

    def __init__(self, application: Application, longest: int = LONGEST) -> None:
        self.application = application
        self.longest = longest

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
        elif announced(scope) > self.longest:
            await refuse(send)
        else:
            try:
                await self.application(scope, counted(receive, self.longest), send)
            except TooLong:  # raised while the body is read, which is before anything was answered
                await refuse(send)


def announced(scope: MutableMapping[str, Any]) -> int:
    text = dict(scope["headers"]).get(b"content-length", b"0")
    return int(text[:20]) if text.isdigit() else 0  # so many digits are too many in any case


def counted(receive: Receive, longest: int) -> Receive:
    left = longest

    async def receive_counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise TooLong
        return message

    return receive_counted


async def refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSAL})
