"""The measures: what each number says, and that its link leads to exactly as many rows. It is Thursday, 4 March 2027, noon."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenhand.matters.actions.contracts import enter_contract
from evenhand.matters.measures.of_actions import Doneness, measure_actions
from evenhand.matters.measures.of_matters import measure_matters
from evenhand.matters.measures.period import Period, weeks_up_to
from evenhand.matters.models import (
    Action,
    Assessment,
    AssessmentState,
    Category,
    Conclusion,
    Contract,
    Decision,
    Ishikawa,
    Matter,
    RootCause,
    Settlement,
)
from evenhand.matters.site_clock import day_of
from evenhand.matters.tree.parts import Outcome, OutcomeId, OutcomeKind
from evenhand.matters.tree.tree_json import outcome_to_json
from evenhand.meetings.charts import Counted
from evenhand.meetings.measures import measure_meetings
from evenhand.meetings.measures_page import Measures, measures_of
from tests.cast import Cast
from tests.matters.assessing import tree_in_force
from tests.matters.raising import at, clock_shows
from tests.meetings.meeting import Held, carry, close

NOON = at(4, 12)
USUAL = weeks_up_to(date(2027, 3, 4))


@pytest.fixture
def past(held: Held) -> Held:
    """The meeting carried its matter over, and was closed at noon after two hours."""
    carry(held, held.item)
    clock_shows(held.small.site, NOON)
    close(held)
    return held


@pytest.fixture
def clara(client: Client, past: Held) -> Client:
    client.force_login(past.cast.clara)
    return client


def with_seniors(
    held: Held, since: datetime, *, acknowledged: float | None = None, decided: float | None = None, raised: datetime | None = None
) -> Matter:
    """Acknowledged and decided so many hours after it came up."""
    ended = None if decided is None else since + timedelta(hours=decided)
    matter = Matter.objects.create(
        site=held.small.site,
        category=Category.TECHNOLOGY,
        statement="Impurity of 0.4 %",
        currency="EUR",
        raised_at=raised or since,
        tier=3,
        tier_since=since,
        acknowledged_at=None if acknowledged is None else since + timedelta(hours=acknowledged),
        state="open" if ended is None else "decided",
        settled_at=ended,
    )
    if ended is not None:
        day = day_of(held.small.site, ended)
        Decision.objects.create(
            matter=matter, number=1, kind="go", question="Go?", by=held.cast.ada, at=ended, reason="Why not", currency="EUR", effective_from=day
        )
    return matter


def an_action(held: Held, due: date, done: datetime | None = None) -> Action:
    given = {"site": held.small.site, "what": "Ask the laboratory", "owner": held.cast.dai, "assigned_at": at(1, 8)}
    return Action.objects.create(due_on=due, done_at=done, **given)


def assessed(
    held: Held, matter: Matter, contract: Contract, outcome: Outcome, categories: list[str], *, shares: tuple[int, int] | None = None
) -> None:
    given = {"matter": matter, "number": 1, "state": AssessmentState.CONCLUDED, "contract": contract, "began_at": matter.raised_at}
    assessment = Assessment.objects.create(**given)
    signed = {"by": held.cast.dai, "at": matter.raised_at}
    RootCause.objects.create(assessment=assessment, statement="Cooling", categories=categories, not_found=not categories, whys=[], **signed)
    conclusion = Conclusion.objects.create(
        assessment=assessment, contract=contract, tree=contract.tree, path=[], outcome=outcome_to_json(outcome), **signed
    )
    if shares is not None:
        Settlement.objects.create(conclusion=conclusion, cmo_share=shares[0], sponsor_share=shares[1], evidence="Report", **signed)


def a_contract(held: Held) -> Contract:
    tree = tree_in_force(held.cast, held.small.site)
    agreed = {"reference": "Agreement", "agreed_on": date(2027, 1, 15), "day_rate": 100_00, "caps": ()}
    enter_contract(by=held.cast.clara, project_id=held.small.project.pk, tree_number=tree.number, **agreed)
    return Contract.objects.select_related("tree").get()


def an_outcome(kind: OutcomeKind) -> Outcome:
    return Outcome(OutcomeId(kind.value), kind.value, kind)


def test_times_are_told_of_those_that_ended_in_the_period(past: Held):
    for hours in range(1, 11):
        with_seniors(past, at(1, 8), acknowledged=hours, decided=3 * hours)
    with_seniors(past, at(1, 8, month=1) - timedelta(days=90), acknowledged=1, decided=2)
    with_seniors(past, at(3, 8), acknowledged=2)
    found = measure_matters(past.small.site, USUAL)
    assert (found.to_acknowledge.summary.count, found.to_acknowledge.summary.median, found.to_acknowledge.summary.p90) == (
        11,
        timedelta(hours=5),
        timedelta(hours=9),
    )
    assert (found.to_decide.summary.count, found.to_decide.summary.median, found.to_decide.summary.p90) == (
        10,
        timedelta(hours=15),
        timedelta(hours=27),
    )
    assert (found.wait_for_acknowledgement, found.wait_for_decision) == (1, 2)


def test_a_day_of_the_period_begins_and_ends_at_the_sites_midnight(past: Held):
    for moment in (at(1, 23, 59), at(2, 0), at(2, 23, 59), at(3, 0)):
        with_seniors(past, moment)
    assert measure_matters(past.small.site, Period(date(2027, 3, 2), date(2027, 3, 2))).raised == 2


def test_an_action_is_on_time_until_the_day_is_over(past: Held):
    an_action(past, date(2027, 3, 2), at(2, 23, 59))
    an_action(past, date(2027, 3, 2), at(3, 0))
    an_action(past, date(2027, 3, 3))
    an_action(past, date(2027, 3, 4))
    found = measure_actions(past.small.site, USUAL)
    assert found.by_doneness == dict.fromkeys(Doneness, 1)
    assert (found.due, found.judged, found.on_time) == (4, 3, 33)


def test_causes_and_bearers_are_those_signed_last(past: Held):
    contract, (first, second, third) = a_contract(past), [with_seniors(past, at(2, k)) for k in range(3)]
    assessed(past, first, contract, an_outcome(OutcomeKind.CMO), ["method", "machine"])
    assessed(past, second, contract, an_outcome(OutcomeKind.DISPUTED), [])
    assessed(past, third, contract, an_outcome(OutcomeKind.DISPUTED), ["method"], shares=(0, 100_00))
    found = measure_matters(past.small.site, Period(date(2027, 3, 2), date(2027, 3, 2)))
    assert found.by_cause == {"method": 2, "machine": 1, "not-found": 1}
    assert found.by_bearer == {"cmo": 1, "disputed": 1, "sponsor": 1}


def test_a_meeting_lasts_until_it_is_closed(past: Held):
    found = measure_meetings(past.small.site, USUAL)
    assert [(row.meeting, row.length, row.carried) for row in found.each] == [(past.meeting, timedelta(hours=2), 1)]
    assert (found.length.count, found.length.median) == (1, None)
    assert measure_meetings(past.small.site, Period(None, date(2027, 3, 3))).each == ()


def everything(held: Held, seed: int, count: int = 12) -> None:
    """Whatever there may be, around the edges of the period and of the spans."""
    rng, contract = random.Random(seed), a_contract(held)
    for _ in range(count):
        since = NOON - timedelta(hours=rng.choice([1, 30, 100, 91 * 24 - 12, 91 * 24 - 11, 2400]))
        took = rng.choice([None, 0.5, 4, 24, 25, 60, 200])
        matter = with_seniors(
            held, since, acknowledged=rng.choice([None, 1, 4, 5]), decided=took, raised=since - timedelta(hours=rng.choice([0, 28]))
        )
        if rng.random() < 0.7:
            kind = rng.choice([*OutcomeKind])
            is_open = kind in (OutcomeKind.DISPUTED, OutcomeKind.SHARED)
            shares = rng.choice([None, (100_00, 0), (50_00, 50_00)]) if is_open else None
            assessed(held, matter, contract, an_outcome(kind), rng.sample(Ishikawa.values, rng.randint(0, 3)), shares=shares)
        due = date(2027, 3, 4) + timedelta(days=rng.choice([-91, -90, -3, 0, 1]))
        an_action(held, due, rng.choice([None, at(1, 12)]))


def numbers(shown: Measures) -> Iterator[Counted]:
    for card in shown.cards:
        yield card.whole
        if card.also is not None:
            yield card.also
        if card.key != "lengths":  # each of those leads to its minutes
            yield from (row.of for row in card.rows)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("period", [USUAL, Period(date(2027, 3, 3), None)], ids=["usual", "open"])
def test_each_number_leads_to_exactly_as_many_rows(seed, period, clara: Client, past: Held):
    everything(past, seed)
    seen = 0
    for number in numbers(measures_of(past.small.site, period)):
        if number.address:
            page = clara.get(number.address)
            assert page.status_code == 200, number
            assert page.context["page"].paginator.count == number.count, number
            seen += 1
        else:
            assert number.count == 0
    assert seen > 20


def test_the_page_opens_with_the_last_thirteen_weeks(clara: Client, past: Held):
    page = clara.get("/measures/").content.decode()
    assert "From Fri 4 Dec 2026 to Thu 4 Mar 2027, 2 matters were raised; none was decided by senior management." in page
    assert 'aria-current="true">13 weeks</a>' in page
    assert "1 production meeting was held, too few for a median, which takes 3." in page
    assert f'href="{past.meeting.get_absolute_url()}"' in page
    assert "style=" not in page.partition("<main")[2]


def test_a_wrong_period_is_said_at_its_field(clara: Client):
    for address in ("/measures/", "/meetings/", "/meetings/carried-over/", "/matters/", "/actions/"):
        answer = clara.get(f"{address}?first=2027-03-04&last=2027-03-01")
        assert answer.status_code == 422, address
        assert "Must not end before it begins, on Thu 4 Mar 2027; ends on Mon 1 Mar 2027." in answer.content.decode(), address
        assert clara.get(f"{address}?first=yesterday").status_code == 422, address


def test_how_long_wants_to_know_what_took_so_long(clara: Client):
    answer = clara.get("/matters/?state=all&took=4h")
    assert answer.status_code == 422
    assert "Must be acknowledged or decided" in answer.content.decode()


def test_where_nothing_was_the_page_says_what_would_be_there(clara: Client, past: Held):
    Matter.objects.filter(pk=past.matter.pk).update(tier=1, state="settled", settled_at=NOON)
    page = clara.get("/measures/?first=2020-01-01&last=2020-02-01").content.decode()
    assert "Nothing was raised, due or decided in these days." in page
    assert "<svg" not in page.partition("<main")[2]


def test_it_asks_as_much_of_one_matter_as_of_many(clara: Client, past: Held, cast: Cast):
    with_seniors(past, at(2, 8), acknowledged=1, decided=2)
    clara.get("/measures/")
    with CaptureQueriesContext(connection) as few:
        clara.get("/measures/")
    everything(past, 3)
    clara.get("/measures/")
    with CaptureQueriesContext(connection) as many:
        clara.get("/measures/")
    assert len(many) <= len(few), [q["sql"][:120] for q in many.captured_queries]
