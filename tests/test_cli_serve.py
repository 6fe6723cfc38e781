"""`evenhand serve` and where it listens. That it serves is seen in tests/demo/test_site.py."""

from __future__ import annotations

import socket

import pytest

from evenhand.cli import serving
from evenhand.cli.serving import address_of, listening
from tests.command_line import run


@pytest.fixture
def taken():
    with listening("127.0.0.1", 0) as listener:
        yield listener.getsockname()[1]


def test_a_port_that_is_taken_is_refused(taken, capsys):
    ran = run(capsys, "serve", "--port", taken)
    assert ran.code == 2
    assert f"127.0.0.1: port {taken} cannot be listened on: Address already in use. --port names another." in ran.err


def test_without_a_port_the_next_one_that_is_free_is_taken(taken, monkeypatch):
    monkeypatch.setattr(serving, "FIRST_PORT", taken)
    with listening("127.0.0.1", None) as listener:
        assert taken < listener.getsockname()[1] < taken + serving.MOST_TRIED


@pytest.mark.parametrize("text", ["-1", "65536", "http"])
def test_a_port_is_a_number_up_to_65535(text, capsys):
    ran = run(capsys, "serve", "--port", text)
    assert ran.code == 2 and "--port" in ran.err


def test_addresses_as_browsers_take_them():
    with listening("127.0.0.1", 0) as listener:
        assert address_of(listener) == f"http://localhost:{listener.getsockname()[1]}/"
    if socket.has_ipv6:
        with listening("::1", 0) as listener:
            assert address_of(listener).startswith("http://localhost:")


def test_where_there_is_no_database_it_says_so(capsys, monkeypatch, tmp_path):
    from django.db import connection

    monkeypatch.setitem(connection.settings_dict, "NAME", tmp_path / "nothing.sqlite3")
    if connection.vendor == "sqlite":
        ran = run(capsys, "serve", "--port", "0")
        assert ran.code == 2 and "There is no site's database at" in ran.err
