"""Options: computed by a worker, checked, compared with what goes on as is, overtaken by a newer revision; and their pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from evenhand.matters.actions.ask_options import ask_options, ask_where_it_came_up, stop_options
from evenhand.matters.actions.decide import decide
from evenhand.matters.actions.escalate_matter import escalate_matter
from evenhand.matters.models import Decision, Matter, OptionSet
from evenhand.matters.options import OPEN_SHARES, options_of
from evenhand.planning.certificate import FUTURES
from evenhand.planning.checks import check
from evenhand.planning.parts import ActivityId, ProjectId
from evenhand.planning.plan import Plan, project_finishes
from evenhand.planning.repeating import with_again, without_project
from evenhand.planning.risk import chances
from evenhand.planning.what_if import beside_others
from evenhand.portfolio.models import Activity, Project
from evenhand.records.errors import Conflict, NotAllowed
from evenhand.schedules.actions.take_variant import take_variant
from evenhand.schedules.bridge import present
from evenhand.schedules.models import PlanRun, RunState, Variant
from evenhand.schedules.storing import store_plan, store_situation
from evenhand.schedules.variant_facts import facts_from_json
from tests.cast import PASSWORD, Cast, make_cast
from tests.matters.assessing import a_matter, proof
from tests.matters.deciding import an_option, decided, facts, options_for
from tests.schedules.stories import publish, published_plant, solve_everything
from tests.schedules.test_publishing import a_move


def the_matter(cast: Cast) -> Matter:
    site = published_plant(cast)
    project = Project.objects.filter(site=site).order_by("pk").first()
    return a_matter(project, cast)


@pytest.fixture
def matter(cast: Cast) -> Matter:
    return the_matter(cast)


def test_options_are_asked_once_at_a_time_and_can_be_stopped(matter: Matter, cast: Cast):
    asked = ask_options(by=cast.esi, matter_id=matter.pk)
    assert asked.run.kind == "what if" and matter.story.filter(kind="options").exists()
    with pytest.raises(Conflict, match="being computed already"):
        ask_options(by=cast.clara, matter_id=matter.pk)
    with pytest.raises(NotAllowed):
        stop_options(by=cast.dai, matter_id=matter.pk)
    assert stop_options(by=cast.clara, matter_id=matter.pk).state == RunState.CANCELLED
    assert options_of(matter).is_over


def test_a_matter_without_a_project_has_no_options(matter: Matter, cast: Cast):
    Matter.objects.filter(pk=matter.pk).update(project=None)
    with pytest.raises(Conflict, match="about none"):
        ask_options(by=cast.clara, matter_id=matter.pk)


def test_with_senior_management_they_are_asked_by_themselves_once(matter: Matter, cast: Cast):
    assert ask_where_it_came_up(matter.site) == 0
    escalate_matter(by=cast.esi, matter_id=matter.pk, version=None, tier=3, reason="It cannot wait")
    assert ask_where_it_came_up(matter.site) == 1 and ask_where_it_came_up(matter.site) == 0
    assert OptionSet.objects.get().by is None


def effects_are_those_of_the_plans(run: PlanRun) -> int:
    """The table of each option, recomputed from its plan and the plan as it is. Returns how many there were."""
    rows = list(run.variants.select_related("snapshot", "plan").order_by("pk"))
    base = next(row for row in rows if row.key == "go-on")
    before, problem = base.plan.plan, base.snapshot.problem
    chance_before, finish_before = chances(problem, before, futures=FUTURES), project_finishes(problem, before)
    compared = 0
    for row in rows:
        if not row.is_found:
            assert row.message
            continue
        after, its = row.plan.plan, row.snapshot.problem
        assert check(its, after) == ()
        facts, chance_after = facts_from_json(row.facts), chances(its, after, futures=FUTURES)
        finish_after = project_finishes(its, after)
        for line in (*facts.own, *facts.others):
            activity = problem.promise[line.promise].activity
            place = after.of.get(activity)
            assert (line.before, line.after) == (before.of[activity].end, None if place is None else place.end)
            assert line.chance_before == pytest.approx(chance_before[line.promise])
            assert line.chance_after is None or line.chance_after == pytest.approx(chance_after[line.promise])
            late = 0 if line.after is None else max(0, line.after - max(line.due, line.before))
            assert line.harm == late
            compared += 1
        assert {line.promise for line in (*facts.own, *facts.others)} == {promise.id for promise in problem.promises}
        assert all((line.before, line.after) == (finish_before[line.project], finish_after[line.project]) for line in facts.finishes)
    return compared


def test_computed_shown_and_taken(own_database: None, client: Client):
    """The whole way, with a worker and its process."""
    cast = make_cast()
    matter = the_matter(cast)
    first = Activity.objects.filter(project=matter.project, actual_start__isnull=True, archived_at__isnull=True).order_by("order").first()
    Matter.objects.filter(pk=matter.pk).update(activity=first)
    ask_options(by=cast.clara, matter_id=matter.pk)
    solve_everything(matter.site)
    matter = Matter.objects.with_names().get(pk=matter.pk)
    options = options_of(matter)
    assert options.asked.run.state == RunState.FINISHED, options.asked.run.message
    assert options.waiting == 0 and options.overtaken is None
    keys = [card.variant.key for card in options.found]
    assert {"go-on", "more-budget", "stop", "again"} <= set(keys)
    assert effects_are_those_of_the_plans(options.asked.run) > 0
    assert all(card.who_pays == OPEN_SHARES for card in options.cards)

    client.force_login(cast.ada)
    page = client.get(matter.get_absolute_url()).content.decode()
    assert "What can be done" in page and "Stop the project" in page and "open until the assessment is concluded" in page
    for card in options.cards:
        assert client.get(f"/matters/{matter.pk}/options/{card.variant.pk}/").status_code == 200
    assert client.get(f"/matters/{matter.pk}/options/999999/").status_code == 404
    again = next(card for card in options.found if card.variant.key == "again")
    made = decide(
        by=cast.ada,
        proof=proof(cast.ada),
        matter_id=matter.pk,
        version=None,
        kind="go",
        reason="Once more",
        option_id=again.variant.pk,
        harms=[line.project_key for line in again.facts.harmed],
    )
    assert made.revision.number == 2
    assert Activity.objects.filter(project=matter.project, code=f"{first.code}-again").exists()
    assert client.get(made.get_absolute_url()).status_code == 200


def test_older_options_are_shown_as_such(matter: Matter, cast: Cast, client: Client):
    ask_options(by=cast.clara, matter_id=matter.pk)
    stop_options(by=cast.clara, matter_id=matter.pk)
    publish(a_move(matter.site, cast.ben), cast.ben)
    assert options_of(matter).overtaken.number == 2
    client.force_login(cast.clara)
    page = client.get(matter.get_absolute_url()).content.decode()
    assert "revision 2 was published since" in page and "Compute again" in page


def test_the_form_decides_and_says_what_is_wrong(matter: Matter, cast: Cast, client: Client):
    client.force_login(cast.ada)
    address = f"/matters/{matter.pk}/decide/"
    assert client.get(address).status_code == 200
    version = matter.version
    given = {"kind": "go", "reason": "It is purged.", "version": version, "password": PASSWORD, "publish_now": "on"}
    for wrong, status, words in (
        ({"password": "nothing"}, 422, "That is not your password"),
        ({"reason": ""}, 422, "reason"),
        ({"kind": "maybe"}, 422, "valid choice"),
        ({"option": "77"}, 422, "valid choice"),
        ({"what_1": "Repeat the HPLC"}, 422, "by whom and by when"),
        ({"version": version + 5}, 409, "Meanwhile"),
    ):
        sent = client.post(address, {**given, **wrong})
        assert sent.status_code == status and words in sent.content.decode(), wrong
    assert not Decision.objects.exists()
    assert client.post(address, given).status_code == 302
    page = client.get(Decision.objects.get().get_absolute_url()).content.decode()
    for words in ("Question", "Criteria", "Decider", "Consulted", "Reasons", "Dissent", "From when", "Rests on", "Review", "I decided this"):
        assert words in page
    assert client.get(address).status_code == 409
    assert client.get("/decisions/").status_code == 200


def test_who_does_not_decide_sees_no_form(matter: Matter, cast: Cast, client: Client):
    made = decided(matter, cast.ada)
    for person, status in ((cast.clara, 403), (cast.dai, 403)):
        client.force_login(person)
        assert client.get(f"/matters/{matter.pk}/decide/").status_code == status
        assert client.get(made.get_absolute_url()).status_code == 200
    client.force_login(cast.olga)
    for address in ("/decisions/", made.get_absolute_url(), f"/matters/{matter.pk}/options/"):
        assert client.get(address).status_code in (302, 403, 404)
    assert client.post(f"/matters/{matter.pk}/options/compute/").status_code in (302, 403, 404)
    assert not OptionSet.objects.exists()


def two_decide_at_once(matter: Matter, people) -> list[str]:
    from threading import Barrier, Thread

    from django.db import connection

    barrier, said = Barrier(2), []
    proofs = {person.pk: proof(person) for person in people}

    def go(person, kind: str) -> None:
        barrier.wait()
        try:
            decide(by=person, proof=proofs[person.pk], matter_id=matter.pk, version=matter.version, kind=kind, reason=f"So says {person}")
            said.append("won")
        except Conflict as error:
            said.append(error.message)
        finally:
            connection.close()

    threads = [Thread(target=go, args=(person, kind)) for person, kind in zip(people, ("go", "no-go"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said, key=len)


def test_of_two_at_the_same_moment_one_wins_and_the_other_is_told(own_database: None):
    from evenhand.accounts.actions import grant_role
    from evenhand.accounts.models import Person
    from evenhand.accounts.roles import Role
    from evenhand.records.people import SYSTEM

    cast = make_cast()
    matter = the_matter(cast)
    grant_role(by=SYSTEM, person_id=cast.nils.pk, role=Role.SENIOR_MANAGER)
    won, told = two_decide_at_once(matter, [cast.ada, Person.objects.get(pk=cast.nils.pk)])
    winner = Decision.objects.get()
    assert won == "won" and f"was decided by {winner.by.printed_name} on" in told


def test_what_is_decided_alone_is_not_published_by_itself(matter: Matter, cast: Cast):
    """A re-run that nobody decided is in no project, and a stopped project goes on until somebody stops it."""
    now = present(matter.site)
    project = ProjectId(matter.project.code)
    last = max((a for a in now.problem.activities_of[project] if a.actual is None), key=lambda a: now.plan.of[a.id].start)
    again, _ = with_again(now.problem, ActivityId(last.id))
    rest = without_project(now.problem, project)
    remaining = Plan(tuple(a for a in now.plan.assignments if a.activity in rest.activity))
    for kind, problem, plan, words in (
        ("again", again, beside_others(again, now.plan, project), "in no project yet"),
        ("stop", rest, remaining, "published by the decision that stops it"),
    ):
        option = an_option(options_for(matter, matter.site), matter.site, kind, facts(matter.project), now.plan)
        snapshot = store_situation(replace(now.situation, problem=problem))
        kept = Variant.objects.create(
            run=option.run, key="kept", kind=kind, title=kind, snapshot=snapshot, plan=store_plan(plan), facts=option.facts, seconds=1.0
        )
        draft = take_variant(by=cast.ben, variant_id=kept.pk)
        with pytest.raises(Conflict, match=words):
            publish(draft, cast.ben)
