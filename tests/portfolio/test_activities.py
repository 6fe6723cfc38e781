"""Activities are entered, edited, edited many at once, and taken out: within the rules, recorded, and not over somebody else's change."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from evenhand.portfolio.actions.activities import edit_activities, edit_activity, enter_activity, remove_activity
from evenhand.portfolio.actions.promises import withdraw_promise
from evenhand.portfolio.drafts import ActivityDraft, ModeDraft
from evenhand.portfolio.models import Activity, ActivityLink, ModeNeed
from evenhand.portfolio.work_text import work_text
from evenhand.records.errors import Conflict, Invalid, NotAllowed, NotThere
from evenhand.records.models import TrailEntry
from evenhand.records.people import SYSTEM
from evenhand.records.verification import verify
from tests.cast import Cast
from tests.portfolio.small import HOUR, Small


def test_a_new_activity_comes_last_and_after_what_it_follows(small: Small, cast: Cast):
    draft = ActivityDraft("milling", "Milling", (ModeDraft(24 * HOUR, (("kilo-1", 1),)),))
    made = enter_activity(by=cast.clara, project_id=small.project.pk, draft=draft, after=["batch"])
    assert list(small.project.activities.values_list("code", flat=True))[-1] == "milling"
    assert ActivityLink.objects.get(after=made).before.code == "batch"
    assert verify().problems == ()


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (ActivityDraft("kilo", "Again", (ModeDraft(240),)), "has an activity kilo already"),
        (ActivityDraft("a/b", "Slash", (ModeDraft(240),)), "Must be letters, digits"),
        (ActivityDraft("x", "X", ()), "Must have 1 to"),
        (ActivityDraft("x", "X", (ModeDraft(100),)), "Must be whole slots of 240 minutes; is 100 min; nearest is 0h or 4h"),
        (ActivityDraft("x", "X", (ModeDraft(240, (("nobody", 1),)),)), "nobody is unknown"),
        (ActivityDraft("x", "X", (ModeDraft(240, (("gmp-1", 2),)),)), "exactly 1 of the unit gmp-1; needs 2"),
        (ActivityDraft("x", "X", (ModeDraft(240, (("chemists", 1), ("chemists", 1))),)), "Must name each resource once"),
        (ActivityDraft("x", "X", (ModeDraft(240, (), 480, 480),)), "Must have optimistic <= likely <= pessimistic"),
        (ActivityDraft("x", "X", (ModeDraft(240),), earliest_start=datetime(2027, 3, 1, 9)), "Must be where a slot of 240 minutes begins"),
        (ActivityDraft("x", "X", (ModeDraft(240),), earliest_start=datetime(2029, 3, 1)), "Must lie in the site's time"),
        (ActivityDraft("x", "X", (ModeDraft(240),), rework_chance=1.0), "Must be 0 or more and below 1; is 1.0"),
    ],
)
def test_the_message_is_the_rule_and_the_value(draft, says, small: Small, cast: Cast):
    before = TrailEntry.objects.count()
    with pytest.raises((Invalid, Conflict)) as refused:
        enter_activity(by=cast.clara, project_id=small.project.pk, draft=draft)
    assert says in refused.value.message
    assert TrailEntry.objects.count() == before


def test_an_edit_is_recorded_field_by_field(small: Small, cast: Cast):
    kilo = small.activity("kilo")
    edited = edit_activity(by=cast.clara, activity_id=kilo.pk, version=1, name="Kilo batch, first step", reason="As in the batch record")
    entry = TrailEntry.objects.latest("sequence")
    assert (entry.event, entry.was, entry.now) == (
        "activity_changed",
        {"name": "Kilo batch", "version": 1},
        {"name": "Kilo batch, first step", "version": 2},
    )
    assert edited.version == small.activity("kilo").version == 2
    assert verify().problems == ()


def test_an_edit_that_changes_nothing_leaves_no_entry(small: Small, cast: Cast):
    before = TrailEntry.objects.count()
    edit_activity(by=cast.clara, activity_id=small.activity("kilo").pk, version=1, name="Kilo batch")
    assert TrailEntry.objects.count() == before and small.activity("kilo").version == 1


def test_who_saw_an_older_version_is_told_what_changed_meanwhile(small: Small, cast: Cast):
    kilo = small.activity("kilo")
    edit_activity(by=cast.ben, activity_id=kilo.pk, version=1, earliest_start=datetime(2027, 3, 15))
    with pytest.raises(Conflict) as refused:
        edit_activity(by=cast.clara, activity_id=kilo.pk, version=1, name="Mine")
    assert "Ben Okafor changed earliest start (was nothing, is Mon 15 Mar 2027 00:00)" in refused.value.message
    assert small.activity("kilo").name == "Kilo batch"
    edit_activity(by=cast.clara, activity_id=kilo.pk, version=2, name="Mine")
    assert small.activity("kilo").name == "Mine"


def test_ways_to_do_it_are_edited_as_text(small: Small, cast: Cast):
    batch = small.activity("batch")
    edit_activity(by=cast.clara, activity_id=batch.pk, version=1, work="52 h (48 to 64): 1 gmp-1, 3 chemists\n60 h: 1 kilo-1\n72 h: 4 chemists")
    modes = small.activity("batch").modes.prefetch_related("needs__resource")
    assert work_text(modes).splitlines() == ["52 h (48 to 64): 1 gmp-1, 3 chemists", "60 h: 1 kilo-1", "72 h: 4 chemists"]
    entry = TrailEntry.objects.latest("sequence")
    assert entry.was["work"].splitlines()[0] == "48 h: 1 gmp-1, 2 chemists"
    edit_activity(by=cast.clara, activity_id=batch.pk, version=2, work="52 h: 4 chemists")
    assert ModeNeed.objects.filter(mode__activity=batch).count() == 1
    assert verify().problems == ()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"work": ""}, "Must have at least one way"),
        ({"work": "soon"}, "such as 104 h"),
        ({"work": "3 d: 1 gmp-1"}, "Must be in hours of working time"),
        ({"work": "52 h: chemists"}, "Must be how many of what"),
        ({"duration": "80 h"}, "Must lie in the range 32 to 56 h"),
        ({"duration": "40 h: 1 chemists"}, "Must be a duration alone"),
        ({"phase": "lunch"}, "Must be one of"),
        ({"latest_end": datetime(2027, 1, 4, 8)}, "Must have earliest start + duration <= latest end"),
        ({"late_chance": 0.2}, "both a chance and a delay"),
        ({"name": "  "}, "Must have 1 to 500 letters"),
    ],
)
def test_an_edit_keeps_the_rules_or_changes_nothing(given, says, small: Small, cast: Cast):
    before = TrailEntry.objects.count()
    with pytest.raises(Invalid) as refused:
        edit_activity(by=cast.clara, activity_id=small.activity("kilo").pk, version=1, **given)
    assert says in refused.value.message
    assert TrailEntry.objects.count() == before


def test_material_ordered_with_a_lead_time_says_when_it_can_start(small: Small, cast: Cast):
    release = small.activity("release")
    edit_activity(by=cast.clara, activity_id=release.pk, version=1, material="Standard", material_ordered_on=date(2027, 3, 1), material_lead_days=30)
    assert small.activity("release").earliest_start == datetime(2027, 3, 31)


def test_many_are_changed_at_once_or_none(small: Small, cast: Cast):
    kilo, batch = small.activity("kilo"), small.activity("batch")
    edit_activity(by=cast.ben, activity_id=batch.pk, version=1, name="GMP batch 1")
    with pytest.raises(Conflict, match="Ben Okafor"):
        edit_activities(by=cast.clara, versions={kilo.pk: 1, batch.pk: 1}, phase="scale-up")
    assert small.activity("kilo").version == 1
    changed = edit_activities(by=cast.clara, versions={kilo.pk: 1, batch.pk: 2}, phase="scale-up")
    assert [a.code for a in changed] == ["batch"]  # the other one was so already
    assert verify().problems == ()


def test_what_is_taken_out_takes_its_links_along(small: Small, cast: Cast):
    batch = small.activity("batch")
    remove_activity(by=cast.clara, activity_id=batch.pk, version=1, reason="Bought instead")
    assert small.activity("batch").archived_at is not None
    assert not ActivityLink.objects.filter(before=batch).exists() and not ActivityLink.objects.filter(after=batch).exists()
    with pytest.raises(Conflict, match="taken out"):
        edit_activity(by=cast.clara, activity_id=batch.pk, version=2, name="Back")
    assert verify().problems == ()


def test_what_started_or_is_promised_stays(small: Small, cast: Cast):
    with pytest.raises(Conflict, match="has started"):
        remove_activity(by=cast.clara, activity_id=small.activity("kilo").pk, version=1, reason="x")
    with pytest.raises(Conflict, match="withdraw the promise first"):
        remove_activity(by=cast.clara, activity_id=small.activity("release").pk, version=1, reason="x")
    withdraw_promise(by=cast.clara, promise_id=small.promise.pk, version=1, reason="The trial was stopped")
    remove_activity(by=cast.clara, activity_id=small.activity("release").pk, version=1, reason="The trial was stopped")


@pytest.mark.parametrize("who", ["ada", "dai", "esi", "finn", "olga", "nils"])
def test_others_change_nothing(who, small: Small, cast: Cast):
    by, kilo, before = getattr(cast, who), small.activity("kilo"), TrailEntry.objects.count()
    attempts = [
        lambda: enter_activity(by=by, project_id=small.project.pk, draft=ActivityDraft("x", "X", (ModeDraft(240),))),
        lambda: edit_activity(by=by, activity_id=kilo.pk, version=1, name="Mine"),
        lambda: edit_activities(by=by, versions={kilo.pk: 1}, phase="campaign"),
        lambda: remove_activity(by=by, activity_id=kilo.pk, version=1, reason="x"),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert TrailEntry.objects.count() == before


@pytest.mark.parametrize("identity", [0, -1, 999_999, 2**63, 2**80])
def test_an_activity_that_is_not_there(identity, small: Small):
    with pytest.raises(NotThere):
        edit_activity(by=SYSTEM, activity_id=identity, version=None, name="X")
    assert not Activity.objects.filter(name="X").exists()
