"""The handler between the server and Django, asked as a server asks it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from evenhand.config.pages_in_threads import PagesInThreads
from tests.patience import PATIENCE

ENDED: list[str] = []


def who(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    response = HttpResponse(f"{threading.get_ident()} {id(connection.connection)} {request.body.decode()}")
    response.set_cookie("seen", "yes")
    return response


def piecewise(request: HttpRequest) -> HttpResponseBase:
    return FileResponse(iter([b"one ", b"two"]), content_type="text/plain")


def wrong(request: HttpRequest) -> HttpResponse:
    raise ValueError("broken on purpose")


async def for_ever() -> AsyncIterator[str]:
    try:
        while True:
            yield "data: on\n\n"
            await asyncio.sleep(0.01)
    finally:
        ENDED.append("stream")


def without_end(request: HttpRequest) -> HttpResponseBase:
    return StreamingHttpResponse(for_ever(), content_type="text/event-stream")


urlpatterns = [path("who/", who), path("piecewise/", piecewise), path("wrong/", wrong), path("without-end/", without_end)]
PLAIN = override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])


def scope_of(address: str, method: str = "GET", query: bytes = b"") -> dict[str, Any]:
    return {"type": "http", "method": method, "path": address, "query_string": query, "headers": [(b"host", b"localhost")], "http_version": "1.1"}


def answers(
    handler: PagesInThreads, address: str, *, bodies: Sequence[bytes] = (b"",), enough: int | None = None, **how: Any
) -> list[dict[str, Any]]:
    """What the handler sends; after so many messages nobody is there any more."""
    sent: list[dict[str, Any]] = []
    left = list(bodies)

    async def ask() -> None:
        gone = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if left:
                return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)
            if enough is not None and len(sent) >= enough:
                gone.set()

        await asyncio.wait_for(handler(scope_of(address, **how), receive, send), PATIENCE)

    with ThreadPoolExecutor(1) as elsewhere:  # a browser of other tests may have a loop in this thread
        elsewhere.submit(asyncio.run, ask()).result()
    return sent


def body_of(sent: list[dict[str, Any]]) -> bytes:
    assert [message["type"] for message in sent[:1]] == ["http.response.start"]
    return b"".join(message.get("body", b"") for message in sent[1:])


@pytest.fixture
def handler():
    with PLAIN:
        made = PagesInThreads(threads=1)
        yield made
        made.threads.submit(connections.close_all).result()
        made.threads.shutdown()


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize(("seconds", "kept"), [(600, True), (0, False)])
def test_the_next_page_is_made_in_the_same_thread_with_the_same_connection(handler, seconds, kept, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", seconds)
    first, second = ([int(x) for x in body_of(answers(handler, "/who/")).split()] for _ in range(2))
    assert first[0] == second[0] != threading.get_ident()
    open_now = handler.threads.submit(lambda: connection.connection is not None).result()
    assert open_now == kept and (first[1] == second[1] or not kept)


@pytest.mark.usefixtures("own_database")
def test_a_body_in_parts_arrives_whole_and_cookies_go_back(handler):
    sent = answers(handler, "/who/", bodies=[b"ab", b"cd"], method="POST")
    assert sent[0]["status"] == 200 and body_of(sent).split()[2] == b"abcd"
    assert [value for name, value in sent[0]["headers"] if name == b"Set-Cookie"] == [b"seen=yes; Path=/"]


def test_what_is_read_piece_by_piece_is_sent_whole(handler):
    sent = answers(handler, "/piecewise/")
    assert body_of(sent) == b"one two" and (b"Content-Type", b"text/plain") in sent[0]["headers"]


def test_a_page_that_fails_is_an_answer_and_the_next_one_comes(handler):
    assert answers(handler, "/wrong/")[0]["status"] == 500
    assert answers(handler, "/nowhere/")[0]["status"] == 404
    assert answers(handler, "/piecewise/")[0]["status"] == 200


def test_an_address_that_is_no_text_is_refused(handler):
    assert answers(handler, "/piecewise/", query=b"\xff\xfe")[0]["status"] == 400


def test_a_stream_ends_when_nobody_listens_and_takes_no_thread_meanwhile(handler):
    ENDED.clear()
    sent = answers(handler, "/without-end/", enough=5)
    assert len(sent) >= 5 and ENDED == ["stream"]
    assert answers(handler, "/piecewise/")[0]["status"] == 200
