"""Publishing: checked against what is so now, signed, whole or not at all; what was published never changes, what has begun never moves."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenhand.planning.checks import check
from evenhand.planning.plan import Plan
from evenhand.plant.capacity import planned_loads
from evenhand.portfolio.actions.activities import enter_activity
from evenhand.portfolio.actions.actuals import record_remaining
from evenhand.portfolio.drafts import ActivityDraft, ModeDraft
from evenhand.portfolio.models import Promise
from evenhand.portfolio.published import PERCENTS
from evenhand.portfolio.published import published_plan as given_to_the_portfolio
from evenhand.records.append_only import REFUSAL, AppendOnly, guarded_tables
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.models import TrailEntry
from evenhand.records.people import SYSTEM
from evenhand.records.signatures import Proof, reauthenticate, signatures_of
from evenhand.records.verification import verify
from evenhand.schedules.actions.make_draft import discard_draft, draft_of_revision, kept_draft
from evenhand.schedules.actions.publish_revision import publish_revision
from evenhand.schedules.actions.start_run import start_run
from evenhand.schedules.actions.try_move import try_move
from evenhand.schedules.bridge import present
from evenhand.schedules.chances import known_chances, simulate_what_is_in_force
from evenhand.schedules.models import Draft, PlanChances, PublishedPlace, Revision
from tests.cast import PASSWORD, Cast, make_cast
from tests.own_database import as_intruder
from tests.schedules.stories import a_free_one, change, draft_with, publish, published_plant, row_of, solve_everything
from tests.schedules.test_runs import environment

ONLY_GROW = {"schedules_revision", "schedules_publishedplace", "schedules_problemsnapshot", "schedules_storedplan"}


@pytest.fixture
def plant(cast: Cast):
    return published_plant(cast)


def a_move(site, by) -> Draft:
    """A draft in which one activity is later."""
    now = present(site)
    identity = a_free_one(now.problem, now.plan)
    for days in range(1, 30):
        start = now.plan.of[identity].start + days * site.scale.slots_per_day
        tried = try_move(by=by, site=site, draft_id=None, activity=identity, start=start)
        if tried.valid:
            return tried.draft
    raise AssertionError("It can be moved nowhere.")


@pytest.mark.django_db
def test_a_revision_is_numbered_signed_and_recorded(cast: Cast, plant):
    revision = publish(a_move(plant, cast.ben), cast.ben, "Testing waits for a column")
    assert (revision.number, revision.follows.number) == (2, 1)
    (standing,) = signatures_of(revision)
    assert standing.holds and standing.signature.printed_name == "Ben Okafor" and standing.signature.get_meaning_display() == "I publish this"
    assert PublishedPlace.objects.filter(revision=revision).count() == len(present(plant).problem.activities)
    (entry,) = TrailEntry.objects.filter(event="revision_published", subject_id=str(revision.pk))
    assert entry.reason == "Testing waits for a column"
    (moved,) = [p for p in revision.moves if p["moved"]]
    assert len(moved["moved"]) == 1
    assert verify().problems == ()


@pytest.mark.django_db
def test_others_are_shown_where_the_plan_has_their_work(cast: Cast, plant):
    found = given_to_the_portfolio(plant)
    assert found.revision == 1 and len(found.places) == len(present(plant).problem.activities)
    assert set(found.chances) == set(present(plant).situation.promise_keys.values())
    loads = planned_loads(plant)
    assert loads and all(load.min() >= 0 for load in loads.values())


@pytest.mark.django_db
def test_chances_are_shown_also_where_work_was_reported_after_the_draft_was_made(cast: Cast, plant):
    """Less is left of something than the draft knew: it ends earlier in the revision, whose plan is then no longer the draft's."""
    now = present(plant)
    draft = draft_with(plant, now.valid_plan, cast.ben)
    held = {link.before for link in now.problem.links if link.max_lag is not None}  # what follows must not wait longer
    begun = [a for a in now.problem.activities if a.actual is not None and a.id not in held]
    going = next(a for a in begun if now.plan.of[a.id].end > now.problem.now + 2)
    row = row_of(going.id)
    record_remaining(by=SYSTEM, activity_id=row.pk, version=row.version, remaining_minutes=plant.slot_minutes)
    revision = publish(draft, cast.ben)
    assert revision.plan_id != draft.plan_id
    at_once = given_to_the_portfolio(plant)
    assert set(at_once.chances) == set(present(plant).situation.promise_keys.values())
    simulate_what_is_in_force()
    assert PlanChances.objects.get(snapshot=revision.snapshot_id, plan=revision.plan_id).pk == known_chances(revision).pk
    own = given_to_the_portfolio(plant)
    assert set(own.chances) == set(at_once.chances)
    promise = next(iter(own.chances))
    ends = own.ends_of(promise)
    assert len(ends) == len(PERCENTS) and list(ends) == sorted(ends)


@pytest.mark.django_db
def test_chances_that_are_simulated_anew_are_shown_at_once(plant):
    revision, before = Revision.objects.get(), given_to_the_portfolio(plant).chances
    old = known_chances(revision)
    assert old is not None and set(before.values()) != {0.25}
    quarter = PlanChances(snapshot_id=old.snapshot_id, plan_id=old.plan_id, chances=dict.fromkeys(old.chances, 0.25), ends=old.ends)
    PlanChances.objects.filter(pk=old.pk).delete()
    quarter.save()
    assert given_to_the_portfolio(plant).chances == dict.fromkeys(before, 0.25)


@pytest.mark.django_db
def test_the_fan_of_a_promise_agrees_with_its_chance(cast: Cast, plant):
    found, promises = given_to_the_portfolio(plant), Promise.objects.in_bulk()
    for key, chance in found.chances.items():
        by_then = [percent for percent, end in zip(PERCENTS, found.ends_of(key), strict=True) if end <= promises[key].due]
        assert max(by_then, default=0) <= 100 * chance + 1e-9
        later = [percent for percent in PERCENTS if percent not in by_then]
        assert 100 * chance < min(later, default=101)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["clara", "dai", "esi", "finn", "olga", "nils"])
def test_only_planners_and_senior_managers_publish(name, cast: Cast, plant):
    draft = draft_with(plant, present(plant).valid_plan, cast.ben)
    with pytest.raises(NotAllowed, match="Only planners and senior managers may publish a plan"):
        publish(draft, getattr(cast, name))
    assert Revision.objects.count() == 1


@pytest.mark.django_db
def test_nobody_publishes_with_somebody_elses_proof_or_without_a_reason(cast: Cast, plant):
    draft = draft_with(plant, present(plant).valid_plan, cast.ben)
    proof: Proof = reauthenticate(person=cast.ada, password=PASSWORD)
    with pytest.raises(NotAllowed):
        publish_revision(draft=draft.pk, by=cast.ben, proof=proof, reason="x")
    with pytest.raises(Invalid, match="Must have a reason"):
        publish_revision(draft=draft.pk, by=cast.ada, proof=proof, reason="  ")
    draft.refresh_from_db()
    assert draft.state == "open" and Revision.objects.count() == 1


@pytest.mark.django_db
def test_nobody_signs_what_was_moved_after_they_looked(cast: Cast, plant, client):
    draft = a_move(plant, cast.ben)
    address = f"/plan/drafts/{draft.pk}/publish/"
    client.force_login(cast.ada if cast.ada.holds("senior_manager") else cast.ben)
    looked_at = client.get(address).context["form"]["seen"].value()
    (moved,) = [a for a in draft.plan.plan.assignments if a != present(plant).plan.of[a.activity]]
    for days in range(1, 30):
        tried = try_move(by=cast.ben, site=plant, draft_id=draft.pk, activity=moved.activity, start=moved.start + days * plant.scale.slots_per_day)
        if tried.valid:
            break
    assert tried.draft.pk == draft.pk and tried.draft.plan_id != looked_at
    sent = {"reason": "As I read it", "password": PASSWORD, "seen": looked_at}
    refused = client.post(address, sent)
    assert refused.status_code == 409 and "Work was moved in this draft since you looked at it" in refused.content.decode()
    assert Revision.objects.count() == 1
    again = refused.context["form"]["seen"].value()
    assert again == tried.draft.plan_id
    assert client.post(address, {**sent, "seen": again}).status_code == 302
    assert Revision.objects.current(plant).plan_id == again


@pytest.mark.django_db
def test_what_is_moved_in_a_draft_that_harms_somebody_still_says_so(cast: Cast, plant):
    moves = a_move(plant, cast.ben)
    harmful = kept_draft(
        by=cast.ben,
        site=plant,
        title="least harm",
        origin="expedite",
        snapshot=moves.snapshot,
        plan=moves.plan.plan,
        based_on=moves.based_on,
        harms=True,
    )
    now = present(plant)
    identity = a_free_one(now.problem, harmful.plan.plan)
    for days in range(1, 60):
        start = harmful.plan.plan.of[identity].start + days * plant.scale.slots_per_day
        tried = try_move(by=cast.ben, site=plant, draft_id=harmful.pk, activity=identity, start=start)
        if tried.valid:
            break
    assert tried.draft.pk != harmful.pk and tried.draft.harms


@pytest.mark.django_db
def test_a_draft_overtaken_by_a_newer_revision_is_refused_and_names_it(cast: Cast, plant):
    slow = draft_with(plant, present(plant).valid_plan, cast.ben)
    publish(a_move(plant, cast.ada), cast.ada, "Quicker")
    with pytest.raises(Conflict, match="Revision 2 was published by Ada Moreau after this draft was made"):
        publish(slow, cast.ben)
    assert Revision.objects.count() == 2


@pytest.mark.django_db
def test_the_records_name_a_revision_without_reading_what_is_long_in_it(client: Client, cast: Cast, plant):
    publish(a_move(plant, cast.ben), cast.ben, "Testing waits for a column")
    client.force_login(cast.dai)
    with CaptureQueriesContext(connection) as sent:
        page = client.get("/records/").content.decode()
    assert "revision 2" in page
    asked = [query["sql"].split(" FROM ")[0] for query in sent]
    assert [sql for sql in asked if '"schedules_revision"."number"' in sql]
    assert not [sql for sql in asked if '"moves"' in sql or '"text"' in sql]


@pytest.mark.django_db
def test_a_draft_overtaken_by_a_change_of_the_portfolio_names_what_broke(cast: Cast, plant):
    now = present(plant)
    draft = draft_with(plant, now.valid_plan, cast.ben)
    identity = a_free_one(now.problem, now.plan)
    change(row_of(identity), earliest_start=plant.wall(now.plan.of[identity].start + 30))
    with pytest.raises(Conflict, match=f"overtaken by what changed since it was made: .*{identity}"):
        publish(draft, cast.ben)


@pytest.mark.django_db
def test_a_draft_that_does_not_know_new_work_is_overtaken(cast: Cast, plant):
    draft = draft_with(plant, present(plant).valid_plan, cast.ben)
    row = row_of(a_free_one(present(plant).problem, present(plant).plan))
    enter_activity(by=cast.clara, project_id=row.project_id, draft=ActivityDraft("one-more", "One more test", (ModeDraft(240),)))
    with pytest.raises(Conflict, match="One more test"):
        publish(draft, cast.ben)


@pytest.mark.django_db
def test_what_changed_without_breaking_it_does_not_stop_a_draft(cast: Cast, plant):
    now = present(plant)
    draft = draft_with(plant, now.valid_plan, cast.ben)
    change(row_of(a_free_one(now.problem, now.plan)), name="Another name")
    assert publish(draft, cast.ben).number == 2


@pytest.mark.django_db
def test_a_draft_is_published_once(cast: Cast, plant):
    draft = a_move(plant, cast.ben)
    publish(draft, cast.ben)
    with pytest.raises(Conflict, match="is published already"):
        publish(draft, cast.ben)
    other = a_move(plant, cast.ben)
    discard_draft(by=cast.ben, draft_id=other.pk)
    with pytest.raises(Conflict, match="is discarded already"):
        publish(other, cast.ben)


@pytest.mark.django_db
def test_a_plan_that_breaks_a_rule_is_never_even_a_draft(cast: Cast, plant):
    now = present(plant)
    identity = a_free_one(now.problem, now.plan)
    places = tuple(replace(a, start=a.start - 10**4, end=a.end - 10**4) if a.activity == identity else a for a in now.plan.assignments)
    with pytest.raises(Conflict, match="The plan breaks a rule"):
        draft_with(plant, Plan(places), cast.ben)


@pytest.mark.django_db
def test_started_and_frozen_work_does_not_move(cast: Cast, plant):
    """Invariant 5, tried by hand, by a run, and as the clock goes on."""
    now = present(plant)
    fixed = [a for a in now.problem.activities if a.actual is not None or a.frozen is not None]
    assert any(a.frozen for a in fixed) and any(a.actual and a.actual.end is None for a in fixed)
    for activity in fixed:
        tried = try_move(by=cast.ben, site=plant, draft_id=None, activity=activity.id, start=now.plan.of[activity.id].start + 1)
        assert {"started", "freeze"} & {v.rule for v in tried.violations}
    start_run(by=cast.ben, site=plant, effort=2.0, seed=7)
    solve_everything(plant)
    found = Draft.objects.get(origin="run").plan.plan
    assert all(found.of[a.id] == now.plan.of[a.id] for a in fixed)
    frozen = next(a.id for a in fixed if a.frozen is not None)
    plant.pinned_now = plant.wall(now.problem.now + 1)
    assert present(plant).problem.activity[frozen].frozen.start == now.plan.of[frozen].start


@pytest.mark.django_db
def test_replanning_after_a_delay_keeps_what_began_and_mends_the_rest(cast: Cast, plant):
    now = present(plant)
    after = {x.before: x.after for x in now.problem.links}
    late = next(a for a in now.problem.activities if a.actual and a.actual.end is None and a.id in after)
    change(row_of(late.id), remaining_minutes=row_of(late.id).remaining_minutes + 60 * 80)
    delayed = present(plant)
    assert check(delayed.problem, delayed.plan) != ()
    run = start_run(by=cast.ben, site=plant, effort=2.0)
    solve_everything(plant)
    run.refresh_from_db()
    assert run.state == "finished", run.message
    draft = Draft.objects.get(origin="run")
    revision = publish(draft, cast.ben, "The reactor was down for a week")
    assert check(present(plant).problem, revision.plan.plan) == ()
    assert present(plant).valid_plan == revision.plan.plan


@pytest.mark.django_db
def test_undoing_a_publication_is_publishing_again(cast: Cast, plant):
    first = Revision.objects.get(number=1)
    publish(a_move(plant, cast.ben), cast.ben)
    third = publish(draft_of_revision(by=cast.ben, site=plant, number=1), cast.ben, "Back")
    assert third.number == 3 and third.plan_id == first.plan_id


@pytest.mark.django_db
def test_the_database_guards_what_was_published():
    assert guarded_tables(connection, "UPDATE") >= ONLY_GROW
    assert guarded_tables(connection, "DELETE") >= ONLY_GROW | {"schedules_planrun", "schedules_draft"}


def test_neither_program_nor_intruder_changes_what_was_published(own_database):
    site = published_plant(make_cast())
    statements = [f"DELETE FROM {table}" for table in ONLY_GROW]
    statements += [
        "UPDATE schedules_revision SET reason = 'x'",
        "UPDATE schedules_storedplan SET text = '{}'",
        "UPDATE schedules_publishedplace SET mode = 0",
    ]
    with as_intruder():
        for statement in statements:
            with pytest.raises(DatabaseError, match=REFUSAL), connection.cursor() as cursor:
                cursor.execute(statement)
    assert present(site).revision.number == 1


def test_a_plan_changed_behind_the_triggers_shows_in_its_signature(own_database):
    published_plant(make_cast())
    with as_intruder(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER schedules_storedplan_no_update")
        else:
            cursor.execute("ALTER TABLE schedules_storedplan DISABLE TRIGGER ALL")
        cursor.execute("UPDATE schedules_storedplan SET text = replace(text, '1', '2')")
    (standing,) = signatures_of(Revision.objects.select_related("plan", "snapshot").get())
    assert not standing.holds


def test_a_revision_tampered_with_behind_the_triggers_does_not_verify(own_database):
    published_plant(make_cast())
    assert verify().problems == ()
    with as_intruder(), connection.schema_editor() as editor:
        place, plan = AppendOnly("schedules_publishedplace"), AppendOnly("schedules_storedplan")
        place.database_backwards("schedules", editor, None, None)
        editor.execute("UPDATE schedules_publishedplace SET ends_at = '2020-01-01T00:00' WHERE id = (SELECT min(id) FROM schedules_publishedplace)")
        place.database_forwards("schedules", editor, None, None)
    assert verify().problems == ("The places of revision 1 are not those of its plan: 2 rows differ.",)
    with as_intruder(), connection.schema_editor() as editor:
        plan.database_backwards("schedules", editor, None, None)
        editor.execute("UPDATE schedules_storedplan SET text = replace(text, '1', '2')")
    missing, changed, signed = verify().problems
    assert missing == "The database does not guard schedules_storedplan against changes: a trigger is missing or switched off."
    assert changed.startswith("The stored plan ") and "was changed: its hash is now" in changed
    assert signed == "The signature on revision 1 does not hold: it has another content than was signed."


def test_killed_while_publishing_nothing_is_half_there(own_database):
    people = make_cast()
    site = published_plant(people)
    draft = draft_with(site, present(site).valid_plan, people.ben)
    before = TrailEntry.objects.count()
    program = (
        "import os, signal, django; django.setup()\n"
        "from evenhand.accounts.models import Person\n"
        "from evenhand.schedules.actions import publish_revision as publishing\n"
        "from evenhand.records.signatures import reauthenticate\n"
        "publishing.sign = lambda **_: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"ben = Person.objects.get(pk={people.ben.pk})\n"
        "import datetime\n"
        "from evenhand.records.signatures import Proof\n"
        "from evenhand.records.models import Reauthentication\n"
        "from django.utils import timezone\n"
        "proof = Proof(ben.pk, Reauthentication.PASSWORD, timezone.now())\n"
        f"publishing.publish_revision(draft={draft.pk}, by=ben, proof=proof, reason='Half')\n"
    )
    connection.close()
    killed = subprocess.run([sys.executable, "-c", program], env=environment(), check=False, capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert Revision.objects.count() == 1 and PublishedPlace.objects.exclude(revision__number=1).count() == 0
    assert TrailEntry.objects.count() == before
    draft.refresh_from_db()
    assert draft.state == "open"
    assert verify().problems == ()
    assert publish(draft, people.ben, "Now whole").number == 2


def test_two_who_publish_at_once_get_one_revision_each_or_a_conflict(own_database):
    import threading

    people = make_cast()
    site = published_plant(people)
    drafts = [draft_with(site, present(site).valid_plan, p) for p in (people.ben, people.ada)]
    outcomes: list[object] = []

    def go(draft: Draft, by) -> None:
        try:
            outcomes.append(publish(draft, by).number)
        except Conflict as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in zip(drafts, (people.ben, people.ada), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(o, Conflict) for o in outcomes) == [False, True]
    assert Revision.objects.count() == 2
    assert verify().problems == ()
