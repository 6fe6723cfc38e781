"""Pages behind an ASGI server, each made from beginning to end in one of a few threads, which keep their connections to the database."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from tempfile import SpooledTemporaryFile
from typing import Any

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.core.signals import request_started
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

THREADS = 10


class PagesInThreads(ASGIHandler):
    """Django's own handler goes back and forth between the loop and a new thread at every middleware, and connects to the database anew for each
    request: that takes longer than most pages. Here only what streams without end comes back to the loop, to be sent there."""

    def __init__(self, threads: int = THREADS) -> None:
        BaseHandler.__init__(self)  # its own would load the middleware for the loop
        self.load_middleware(is_async=False)
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def handle(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        response = await self.in_thread(self.answered, scope, body)
        if response.streaming:
            await self.stream(response, receive, send)
        else:
            await self.send_response(response, send)

    def answered(self, scope: MutableMapping[str, Any], body: SpooledTemporaryFile[bytes]) -> HttpResponseBase:
        """The whole answer, and the request is over; or one that streams, and it is not."""
        with body:
            set_script_prefix(get_script_prefix(scope))
            request_started.send(sender=type(self), scope=scope)
            request, refusal = self.create_request(scope, body)
            response = refusal if request is None else self.get_response(request)
            response._handler_class = type(self)
            if response.streaming and response.is_async:
                return response
            whole = whole_of(response)
            response.close()
            return whole

    async def stream(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        """Until it ends by itself or nobody is there any more."""
        sending = asyncio.ensure_future(self.send_response(response, send))
        gone = asyncio.ensure_future(receive())
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            if not sending.done():
                sending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sending
            await self.in_thread(response.close)

    async def in_thread(self, work: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.threads, copy_context().run, work, *given)


def whole_of(response: HttpResponseBase) -> HttpResponseBase:
    """Static files are read piece by piece, and are small."""
    if not response.streaming:
        return response
    whole = HttpResponse(b"".join(response), status=response.status_code, headers=response.headers)
    whole.cookies = response.cookies
    return whole
