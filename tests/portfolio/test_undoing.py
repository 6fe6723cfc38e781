"""The last change of an activity is undone as a change of its own, where nobody relied on it yet."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from evenhand.portfolio.actions.activities import edit_activity
from evenhand.portfolio.actions.actuals import record_start
from evenhand.portfolio.actions.undoing import undo_last_change, undoable
from evenhand.portfolio.published import PublishedPlan
from evenhand.records.errors import Conflict, NotAllowed
from evenhand.records.models import Meaning, TrailEntry
from evenhand.records.signatures import reauthenticate, sign
from evenhand.records.verification import verify
from tests.cast import PASSWORD, Cast
from tests.portfolio.small import Small


def test_a_field_goes_back_and_the_trail_keeps_both(small: Small, cast: Cast):
    kilo = small.activity("kilo")
    edit_activity(by=cast.clara, activity_id=kilo.pk, version=1, earliest_start=datetime(2027, 3, 15), name="Other")
    assert undoable(small.activity("kilo")) is not None
    undo_last_change(by=cast.clara, activity_id=kilo.pk, version=2)
    after = small.activity("kilo")
    assert (after.name, after.earliest_start, after.version) == ("Kilo batch", None, 3)
    entry = TrailEntry.objects.latest("sequence")
    assert entry.event == "activity_change_undone" and entry.reason.startswith("Undone: Clara Lindqvist")
    assert undoable(after) is None  # what was undone is not undone again
    assert verify().problems == ()


def test_durations_go_back_too(small: Small, cast: Cast):
    kilo = small.activity("kilo")
    edit_activity(by=cast.clara, activity_id=kilo.pk, version=1, duration="48 h (40 to 60)")
    undo_last_change(by=cast.clara, activity_id=kilo.pk, version=2)
    mode = small.activity("kilo").modes.get()
    assert (mode.duration_minutes, mode.optimistic_minutes) == (40 * 60, 32 * 60)
    assert verify().problems == ()


def test_a_start_goes_back(small: Small, cast: Cast):
    release = small.activity("release")
    record_start(by=cast.clara, activity_id=release.pk, version=1, started_at=datetime(2027, 3, 1, 8))
    undo_last_change(by=cast.clara, activity_id=release.pk, version=2)
    assert small.activity("release").actual_start is None


def test_not_over_a_publication(small: Small, cast: Cast, publish):
    kilo = small.activity("kilo")
    edit_activity(by=cast.clara, activity_id=kilo.pk, version=1, name="Other")
    publish(PublishedPlan(7, timezone.now() + timedelta(seconds=1), {}))
    with pytest.raises(Conflict, match="revision 7 was published since"):
        undo_last_change(by=cast.clara, activity_id=kilo.pk, version=2)


def test_not_over_a_signature(small: Small, cast: Cast):
    kilo = small.activity("kilo")
    edit_activity(by=cast.clara, activity_id=kilo.pk, version=1, name="Other")
    proof = reauthenticate(person=cast.dai, password=PASSWORD)
    with transaction.atomic():
        sign(by=cast.dai, proof=proof, meaning=Meaning.REVIEWED, subject=small.activity("kilo"))
    with pytest.raises(Conflict, match="it was signed since"):
        undo_last_change(by=cast.clara, activity_id=kilo.pk, version=2)


def test_not_by_others_and_not_what_was_only_entered(small: Small, cast: Cast):
    kilo = small.activity("kilo")
    with pytest.raises(NotAllowed):
        undo_last_change(by=cast.ada, activity_id=kilo.pk, version=1)
    with pytest.raises(Conflict, match="not one that can be undone"):
        undo_last_change(by=cast.clara, activity_id=kilo.pk, version=1)
