"""What is late, at risk, next: from promises, facts and the published plan."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from evenhand.portfolio.actions.actuals import record_finish, record_start
from evenhand.portfolio.life import life_of
from evenhand.portfolio.loads import loads
from evenhand.portfolio.models import Project
from evenhand.portfolio.outlook import first_sentence, outlooks, promise_outlook
from evenhand.portfolio.published import Place, PublishedPlan, published_plan
from evenhand.portfolio.queries import portfolio_rows
from evenhand.records.people import SYSTEM
from tests.portfolio.small import NOW, Small


def plan_until(small: Small, end: datetime, chance: float | None = None) -> PublishedPlan:
    places = {
        small.activity("batch").pk: Place(datetime(2027, 3, 8), datetime(2027, 3, 10), 0),
        small.activity("release").pk: Place(datetime(2027, 3, 29, 8), end),
    }
    return PublishedPlan(1, timezone.now(), places, {} if chance is None else {small.promise.pk: chance})


@pytest.mark.parametrize(
    ("end", "chance", "state", "words"),
    [
        (datetime(2027, 3, 30), None, "plan", "planned for Mon 29 Mar 2027, 4 days before the promise"),
        (datetime(2027, 4, 1), None, "risk", "planned for Wed 31 Mar 2027, 2 days before the promise"),
        (datetime(2027, 4, 2, 12), None, "risk", "planned for Fri 2 Apr 2027 12:00, 12 hours before the promise"),
        (datetime(2027, 4, 3), None, "risk", "planned for Fri 2 Apr 2027, just as promised"),
        (datetime(2027, 4, 3, 0, 30), None, "late", "less than an hour after the promise"),
        (datetime(2027, 4, 2, 23, 30), None, "risk", "less than an hour before the promise"),
        (datetime(2027, 4, 6), None, "late", "planned for Mon 5 Apr 2027, 3 days after the promise"),
        (datetime(2027, 4, 1), 0.93, "plan", "2 days before the promise; kept in 93 % of futures"),
        (datetime(2027, 3, 20), 0.6, "risk", "kept in 60 % of futures"),
    ],
)
def test_a_promise_against_the_published_plan(end, chance, state, words, small: Small):
    found = promise_outlook(small.promise, plan_until(small, end, chance), NOW)
    assert found.state == state and words in found.words


def test_a_promise_without_a_plan(small: Small):
    assert promise_outlook(small.promise, None, NOW).words == "due Fri 2 Apr 2027; nothing is planned yet"
    assert promise_outlook(small.promise, None, datetime(2027, 5, 1)).state == "late"


def test_a_promise_that_was_kept(small: Small):
    record_start(by=SYSTEM, activity_id=small.activity("release").pk, version=1, started_at=datetime(2027, 2, 25))
    record_finish(by=SYSTEM, activity_id=small.activity("release").pk, version=2, finished_at=NOW)
    found = promise_outlook(small.promise, None, NOW)
    assert (found.state, found.words) == ("done", "done Mon 1 Mar 2027 08:00, 32.7 days before the promise")


def test_projects_worst_first_with_what_is_next(small: Small, publish):
    publish(plan_until(small, datetime(2027, 4, 6)))
    found = outlooks(small.site, list(Project.objects.all()), published_plan(small.site))
    assert [(item.project.code, item.state) for item in found] == [("QF-1", "late"), ("TK-2", "draft")]
    assert found[0].next_step == "now Kilo batch; next GMP batch, Mon 8 Mar 2027"
    assert first_sentence(found) == "One project is late, of 2 running."


def test_the_line_of_its_life(small: Small, publish):
    plan = plan_until(small, datetime(2027, 4, 1))
    rows = portfolio_rows(small.site, projects=[small.project.pk])
    life = life_of(rows.activities, [promise_outlook(small.promise, plan, NOW)], plan, NOW)
    assert life is not None
    assert [span.title for span in life.spans] == ["development", "scale-up", "campaign", "testing and release"]
    assert life.spans[0].words == "Mon 11 Jan 2027 08:00 to Fri 5 Feb 2027 16:00; done"
    assert all(a.x <= b.x for a, b in zip(life.spans, life.spans[1:], strict=False))
    assert life_of((), [], None, NOW) is None


def test_loads_are_those_of_the_modes_planned(small: Small, publish):
    assert loads(small.site) is None
    publish(plan_until(small, datetime(2027, 4, 1)))
    assert published_plan(small.site) is not None
    found = loads(small.site)
    assert found is not None
    at = small.site.slot(datetime(2027, 3, 8))
    assert found[small.gmp.pk][at - 1 : at + 1].tolist() == [0, 1]
    assert found[small.chemists.pk][at] == 2 and found[small.gmp.pk].sum() == 12
    assert small.kilo.pk not in found or found[small.kilo.pk].sum() == 0
