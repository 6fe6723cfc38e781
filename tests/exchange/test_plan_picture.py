"""The picture of a plan: one safe file with everything in it."""

import json
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from evenhand.exchange.plan_picture import closed_runs, embedded, fingerprint, lag_note, picture_data, plan_picture
from evenhand.planning.plan import Assignment, Plan
from evenhand.planning.problem import (
    Activity,
    ActivityId,
    Actual,
    Changeovers,
    Demand,
    Frozen,
    Link,
    LinkKind,
    Mode,
    Problem,
    ProductId,
    Profile,
    Project,
    ProjectId,
    Promise,
    PromiseId,
    Resource,
    ResourceId,
    ResourceKind,
)
from evenhand.plant.site_time import TimeScale

SUITE, CHEMISTS = ResourceId("suite"), ResourceId("chemists")
HOURS = TimeScale("Europe/Zurich", date(2027, 3, 1), 60)
WICKED = "</script><script>alert('x')</script> & <b>ünïcode</b>"


def suite_work(project: str, name: str, **facts: object) -> Activity:
    return Activity(
        ActivityId(f"{project}/{name}"), ProjectId(project), (Mode(10, (Demand(SUITE, 1), Demand(CHEMISTS, 2))),), product=ProductId(project), **facts
    )


@pytest.fixture
def problem() -> Problem:
    """Two products on one suite that is closed on the second day, with a finished batch, a frozen one and a broken promise."""
    a1, a2 = suite_work("A", "batch 1", actual=Actual(0, 0, end=10)), suite_work("A", "batch 2", frozen=Frozen(12))
    b1 = suite_work("B", "batch 1")
    return Problem(
        (
            Resource(CHEMISTS, ResourceKind.PEOPLE, Profile.constant(4)),
            Resource(SUITE, ResourceKind.UNIT, Profile(((0, 1), (24, 0), (48, 1)))),
        ),
        (Project(ProjectId("A")), Project(ProjectId("B"))),
        (a1, a2, b1),
        200,
        links=(Link(LinkKind.FS, a1.id, a2.id, lag=2, max_lag=72),),
        changeovers=(Changeovers((SUITE,), 1, ((6,),)),),
        promises=(Promise(PromiseId("A kept"), a2.id, 30), Promise(PromiseId("B broken"), b1.id, 50)),
        now=11,
        frozen_until=20,
    )


@pytest.fixture
def plan(problem: Problem) -> Plan:
    spans = {"A/batch 1": (0, 10), "A/batch 2": (12, 22), "B/batch 1": (48, 58)}
    return Plan(tuple(Assignment(a.id, 0, *spans[a.id]) for a in problem.activities))


def page(problem, plan, **changes):
    settings = {"title": "Plant", "answer": ["1 promise late."], "time_scale": HOURS, "names": {}} | changes
    return plan_picture(problem, plan, **settings)


def data_of(problem, plan, time_scale=HOURS, names=None):
    return picture_data(problem, plan, time_scale=time_scale, names=names or {}, chances={PromiseId("A kept"): 0.9})


class Outline(HTMLParser):
    """The scripts and styles of a page, and every address it names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.contents: list[tuple[str, dict[str, str | None], str]] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.policy = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attributes if name in ("src", "href", "action")]
        self.policy = given.get("content") or "" if given.get("http-equiv") == "Content-Security-Policy" else self.policy
        if tag in ("script", "style"):
            self.contents.append((tag, given, ""))

    def handle_data(self, data):
        if self.cdata_elem is not None:  # inside a script or a style
            tag, given, text = self.contents[-1]
            self.contents[-1] = (tag, given, text + data)


def test_the_page_needs_nothing_else(problem, plan):
    outline = Outline(page(problem, plan))
    assert outline.addresses == []
    assert "link" not in outline.tags and "img" not in outline.tags
    assert not re.search(r"https?://|url\(|@import", page(problem, plan))


def test_its_policy_allows_its_own_style_and_script_and_no_more(problem, plan):
    outline = Outline(page(problem, plan))
    style, script = (next(text for tag, given, text in outline.contents if tag == kind and "type" not in given) for kind in ("style", "script"))
    assert outline.policy == f"default-src 'none'; style-src '{fingerprint(style)}'; script-src '{fingerprint(script)}'"
    assert not re.search(r"<[^>]+\son[a-z]+=|<[^>]+\sstyle=", page(problem, plan).split("<script")[0])


def test_wicked_names_stay_text(problem, plan):
    wicked = {"A": WICKED, "suite": WICKED, "A/batch 1": WICKED}
    plain, hostile = page(problem, plan), page(problem, plan, names=wicked, title=WICKED, answer=[WICKED])
    assert Outline(hostile).tags == Outline(plain).tags
    found = next(text for _, given, text in Outline(hostile).contents if given.get("id") == "data")
    assert json.loads(found)["projects"][0]["name"] == WICKED


@pytest.mark.parametrize("text", ["</script>", "<!--", "]]>", "\u2028", "&lt;"])
def test_data_survives_embedding(text):
    assert json.loads(embedded({"name": text})) == {"name": text}
    assert not set("<>&\u2028") & set(embedded({"name": text}))


def test_the_same_plan_makes_the_same_page(problem, plan):
    assert page(problem, plan) == page(problem, plan)


def test_states_tell_done_frozen_late_and_on_plan_apart(problem, plan):
    assert [a["state"] for a in data_of(problem, plan)["activities"]] == ["done", "frozen", "late"]


def test_held_and_begun_work_is_shown_as_such(problem, plan):
    activities = (suite_work("A", "batch 1", actual=Actual(0, 0, remaining=1)), suite_work("A", "batch 2", hold_until=12), suite_work("B", "batch 1"))
    assert [a["state"] for a in data_of(Problem(**vars_of(problem) | {"activities": activities, "promises": ()}), plan)["activities"]] == [
        "under way",
        "held",
        "on plan",
    ]


def vars_of(problem):
    return {name: getattr(problem, name) for name in problem.__dataclass_fields__}


def test_the_changeover_ends_where_the_next_product_begins(problem, plan):
    data = data_of(problem, plan)
    suite = next(k for k, r in enumerate(data["resources"]) if r["name"] == "suite")
    assert data["changeovers"] == [[suite, 11, 12], [suite, 42, 48]]


def test_closed_time_and_units_first(problem, plan):
    data = data_of(problem, plan)
    assert [r["kind"] for r in data["resources"]] == ["unit", "people"]
    assert data["calendars"][data["resources"][0]["calendar"]] == {"starts": [24], "ends": [48]}
    assert data["calendars"][data["resources"][1]["calendar"]] == {"starts": [], "ends": []}


def test_late_promises_come_first_with_their_chance(problem, plan):
    promises = data_of(problem, plan)["promises"]
    assert [(p["due"], p["end"], p["chance"]) for p in promises] == [(50, 58, None), (30, 22, 0.9)]


def test_dates_come_from_the_clock_on_the_wall(problem, plan):
    data = data_of(problem, plan)
    assert (data["origin"], data["minutes"], data["zone"]) == (1803859200000, 60, "Europe/Zurich")  # 2027-03-01 00:00 on the wall


def test_a_plan_without_dates_is_drawn_in_numbers(problem, plan):
    data = data_of(problem, plan, time_scale=None)
    assert data["origin"] is None and data["zone"] is None


def test_lags_are_said_in_words():
    assert lag_note(2, 72, HOURS) == "at least 2 h between, at most 3 days between"
    assert lag_note(-5, None, HOURS) == "may overlap by 5 h"
    assert lag_note(0, None, None) == ""
    assert lag_note(3, None, None) == "at least 3 between"


def test_closed_runs_are_cut_to_what_is_drawn():
    weekly = Profile(((0, 0), (8, 1), (16, 0), (32, 2), (40, 0)))
    assert closed_runs(weekly, 4, 50) == [(4, 8), (16, 32), (40, 50)]
    assert closed_runs(weekly, 9, 12) == []


def test_the_legend_explains_only_what_can_be_seen(problem, plan):
    assert "held by quality" not in page(problem, plan)
    assert "frozen weeks" in page(problem, plan)
