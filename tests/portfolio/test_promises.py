"""Promises are given, moved and withdrawn, and each of it stays in their history."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import DatabaseError, transaction

from evenhand.portfolio.actions.promises import change_promise, give_promise, withdraw_promise
from evenhand.portfolio.models import PromiseChange
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.verification import verify
from tests.cast import Cast
from tests.portfolio.small import Small


def test_the_history_is_kept(small: Small, cast: Cast):
    promise = small.promise
    change_promise(by=cast.clara, promise_id=promise.pk, version=1, due=datetime(2027, 4, 10), reason="Agreed by letter of 2 March")
    withdraw_promise(by=cast.clara, promise_id=promise.pk, version=2, reason="The trial was stopped")
    rows = [(row.was_due, row.due, row.by_name) for row in promise.history.all()]
    assert rows == [
        (None, datetime(2027, 4, 3), "system"),
        (datetime(2027, 4, 3), datetime(2027, 4, 10), "Clara Lindqvist"),
        (datetime(2027, 4, 10), None, "Clara Lindqvist"),
    ]
    with pytest.raises(Conflict, match="was withdrawn"):
        change_promise(by=cast.clara, promise_id=promise.pk, version=3, due=datetime(2027, 4, 10), reason="x")
    assert verify().problems == ()


def test_the_database_refuses_to_change_the_history(small: Small):
    with pytest.raises(DatabaseError), transaction.atomic():
        PromiseChange.objects.update(reason="nicer")
    with pytest.raises(DatabaseError), transaction.atomic():
        PromiseChange.objects.all().delete()


def test_giving_one(small: Small, cast: Cast):
    give_promise(by=cast.clara, activity_id=small.activity("batch").pk, code="batch", due=datetime(2027, 3, 20), name="GMP batch")
    with pytest.raises(Conflict, match="a promise batch already"):
        give_promise(by=cast.clara, activity_id=small.activity("kilo").pk, code="batch", due=datetime(2027, 3, 20))
    assert verify().problems == ()


def test_moving_one_needs_a_reason_and_the_right(small: Small, cast: Cast):
    given = {"promise_id": small.promise.pk, "version": 1, "due": datetime(2027, 4, 10)}
    with pytest.raises(Invalid, match="Must have a reason"):
        change_promise(by=cast.clara, reason=" ", **given)
    for who in (cast.ada, cast.dai, cast.esi, cast.finn, cast.olga, cast.nils):
        with pytest.raises(NotAllowed):
            change_promise(by=who, reason="x", **given)


def test_two_people_move_the_same_promise(small: Small, cast: Cast):
    change_promise(by=cast.ben, promise_id=small.promise.pk, version=1, due=datetime(2027, 4, 10), reason="Agreed")
    with pytest.raises(Conflict, match=r"Ben Okafor changed due \(was Fri 2 Apr 2027, is Fri 9 Apr 2027\)"):
        change_promise(by=cast.clara, promise_id=small.promise.pk, version=1, due=datetime(2027, 5, 1), reason="Agreed")
