"""What the Gantt draws, from a problem and its plans."""

import json

from evenhand.planning.problem import PromiseId
from evenhand.web.gantt_document import AT_RISK_BELOW, OUTLOOKS, STATES, gantt_document
from tests.web.gantt.sample import DAY, HOURS, NAMES, NOW, document, plan, problem


def bars():
    found = document()["bars"]
    return {bar: {name: found[name][k] for name in ("project", "start", "end", "state", "outlook")} for k, bar in enumerate(found["id"])}


def test_columns_are_as_long_as_what_they_describe():
    made = document()
    for part, of in (("rows", "id"), ("projects", "id"), ("links", "before"), ("promises", "id"), ("changeovers", "row")):
        assert {len(column) for column in made[part].values()} == {len(made[part][of])}
    count = len(made["bars"]["id"])
    assert all(len(made["bars"][name]) == count for name in ("project", "name", "start", "end", "mode", "modes", "state", "outlook", "needs"))
    assert len(made["bars"]["need_row"]) == len(made["bars"]["need_amount"]) == sum(made["bars"]["needs"])


def test_it_is_json_and_says_where_and_when():
    made = json.loads(json.dumps(document(), allow_nan=False))
    assert made["site"] == {"zone": "Europe/Brussels", "slot_seconds": 3600, "origin": "2027-03-22"}
    assert (made["format"], made["now"], made["frozen_until"]) == ("evenhand-gantt/1", NOW, NOW + 4 * DAY)
    assert made["from"] <= 0 and made["to"] > 348


def test_units_then_pools_then_people_with_their_names():
    rows = document()["rows"]
    assert rows["kind"] == ["unit", "unit", "pool", "people"]
    assert rows["name"] == ["GMP suite 1: 2000 gal", "GMP suite 2: 500 gal", "R&D hoods", "Process chemists"]


def test_capacity_over_time_is_told_once_for_all_that_share_it():
    made = document()
    closed_once = made["profiles"][made["rows"]["profile"][0]]
    assert closed_once["value"][0] == 1 and all(at < made["to"] for at in closed_once["at"])
    assert len(made["profiles"]) == len(set(made["rows"]["profile"]))


def test_a_bar_says_what_it_is_and_how_it_stands():
    states = {bar: (STATES[facts["state"]], OUTLOOKS[facts["outlook"]]) for bar, facts in bars().items()}
    assert states == {
        "A/route": ("finished", "on plan"),
        "A/batch 1": ("started", "on plan"),
        "A/batch 2": ("frozen", "on plan"),
        "A/release": ("planned", "at risk"),
        "B/route": ("held", "on plan"),
        "B/batch 1": ("planned", "on plan"),
        "B/release": ("planned", "late"),
    }


def test_names_that_repeat_are_written_once():
    made = document()["bars"]
    assert sorted(made["names"]) == ["batch 1", "batch 2", "release", "route"]
    assert [made["names"][k] for k in made["name"]] == [name.split("/")[1] for name in made["id"]]


def test_links_with_their_lags():
    links = document()["links"]
    assert (links["before"][1], links["after"][1], links["kind"][1], links["lag"][1], links["max_lag"][1]) == (1, 2, 0, 0, 3 * DAY)
    assert links["max_lag"][0] is None and links["lag"][2] == 12


def test_promises_with_their_chance_or_without():
    assert document()["promises"] == {"id": ["A shipped", "B shipped"], "bar": [3, 6], "due": [12 * DAY, 13 * DAY], "chance": [0.7, 0.2]}
    bare = gantt_document(problem(), plan(), time_scale=HOURS, names=NAMES)
    assert bare["promises"]["chance"] == [None, None] and bare["baseline"] is None
    assert max(bare["bars"]["outlook"]) == OUTLOOKS.index("late") and OUTLOOKS.index("at risk") not in bare["bars"]["outlook"]


def test_at_risk_begins_below_the_threshold():
    for chance, expected in ((AT_RISK_BELOW, "on plan"), (AT_RISK_BELOW - 0.001, "at risk")):
        made = gantt_document(problem(), plan(), time_scale=HOURS, names={}, chances={PromiseId("A shipped"): chance})
        assert OUTLOOKS[made["bars"]["outlook"][3]] == expected


def test_changeovers_end_where_the_next_begins():
    assert document()["changeovers"] == {"row": [0, 0], "start": [119, 228], "end": [120, 240]}


def test_the_published_revision_bar_by_bar():
    baseline = document()["baseline"]
    assert baseline["name"] == "revision 7"
    assert (baseline["start"][5], baseline["end"][5]) == (240 - DAY, 240 + DAY)


def test_what_is_not_published_has_no_place_in_the_revision():
    published = plan()
    partly = type(published)(published.assignments[:3])
    made = gantt_document(problem(), plan(), time_scale=HOURS, names={}, published=partly)
    assert made["baseline"]["start"][3:] == [None] * 4
