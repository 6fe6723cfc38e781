"""Each malformed portfolio gets one clear message with its place, and never another error."""

import json
import tracemalloc
from contextlib import suppress

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.portfolio import portfolio_from_text, read_portfolio
from evenhand.exchange.portfolio_shape import portfolio_schema
from evenhand.exchange.portfolio_text import json_text, yaml_text
from tests.exchange.small_portfolio import SMALL, changed, small

GONE = object()
ACTIVITY = ("projects", 0, "activities", 0)
BATCH = ("projects", 0, "activities", 2)
BIRCH = ("projects", 1, "activities", 0)

# what is changed in the example, to what, where the message places it, and what it says
WRONG_SHAPE = [
    (("format",), "evenhand-portfolio/2", "format", "Must be evenhand-portfolio/1; is evenhand-portfolio/2."),
    (("projects",), {"a": 1}, "projects", "Must be a list; is a mapping."),
    (("projects", 0), 7, "projects[0]", "Must be a mapping; is 7."),
    ((*ACTIVITY, "duration"), 40, "projects[0].activities[0].duration", "Must be a duration of 0 or more"),
    ((*ACTIVITY, "duration"), "-40h", "projects[0].activities[0].duration", 'is "-40h"'),
    ((*ACTIVITY, "duration"), "forty hours", "projects[0].activities[0].duration", "such as 12h, 3d, 2w"),
    ((*ACTIVITY, "durration"), "40h", "projects[0].activities[0].durration", "did you mean duration?"),
    ((*ACTIVITY, "id"), 12, "projects[0].activities[0].id", "put it in quotes"),
    ((*ACTIVITY, "id"), " x", "projects[0].activities[0].id", "without blanks"),
    ((*ACTIVITY, "id"), GONE, "projects[0].activities[0]", "Must have id"),
    ((*ACTIVITY, "needs"), {"chemists": 0}, "projects[0].activities[0].needs.chemists", "1 or more; is 0"),
    ((*ACTIVITY, "needs"), {"chemists": 1.5}, "projects[0].activities[0].needs.chemists", "a whole number of 1 or more"),
    ((*ACTIVITY, "stretch"), "elastic", "projects[0].activities[0].stretch", "Must be fixed or pausable or holding"),
    ((*ACTIVITY, "earliest_start"), "soon", "projects[0].activities[0].earliest_start", "a date or a time such as"),
    ((*ACTIVITY, "rework_chance"), 1, "projects[0].activities[0].rework_chance", "below 1; is 1"),
    ((*ACTIVITY, "after"), [["batch-1"]], "projects[0].activities[0].after[0]", "Must be an id"),
    ((*ACTIVITY, "frozen"), True, "projects[0].activities[0].frozen", "or false; is true"),
    ((*ACTIVITY, "modes"), [], "projects[0].activities[0].modes", "at least 1 element"),
    (("site", "slot_minutes"), "240", "site.slot_minutes", "a whole number of minutes"),
    (("site", "slot_minutes"), True, "site.slot_minutes", "is true"),
    (("site", "horizon"), GONE, "site", "Must have horizon"),
    (("resources", 0, "kind"), "machine", "resources[0].kind", "Must be unit or pool or people or stock"),
    (("resources", 0, "amount"), -1, "resources[0].amount", "0 or more; is -1"),
    (("resources", 0, "amount"), 10**14, "resources[0].amount", "at most 1000000000"),
    (("calendars", 0, "open"), ["monday 8-16"], "calendars[0].open[0]", "a weekly window"),
    (("calendars", 0, "open"), "never", "calendars[0].open", 'Must be "always" or a list; is "never"'),
    (("projects", 0, "id"), "a/b", "projects[0].id", "without slashes"),
]
WRONG_CONTENT = [
    (("site", "time_zone"), "Europe/Bruxelles", "site.time_zone", "IANA"),
    (("site", "slot_minutes"), 250, "site.slot_minutes", "Must divide a day"),
    (("site", "origin"), "2026-02-30", "site.origin", "that the calendar has"),
    (("site", "origin"), "0026-02-03", "site.origin", "in the years 1970 to 2299"),
    (("site", "horizon"), "2025-01-01", "site.horizon", "after the origin"),
    (("site", "horizon"), "2290-01-01", "site.now", None),
    (("site", "now"), "2030-01-01", "site.now", "between the origin and the horizon"),
    (("site", "now"), "2026-11-23T09:00", "site.now", "between 2026-11-23T08:00+01:00 and 2026-11-23T12:00+01:00"),
    (("site", "now"), "2027-03-28T02:00", "site.now", "does not happen in Europe/Brussels; write 2027-03-28T02:00+01:00 or 2027-03-28T02:00+02:00"),
    (("site", "frozen_weeks"), 1000, "site.frozen_weeks", "between the origin and the horizon"),
    (("site", "frozen_until"), "2026-12-01", "site.frozen_until", "either frozen_weeks or frozen_until"),
    (("calendars", 0, "open"), ["mon-fri 08:30-16:00"], "calendars[0].open[0]", "has 08:30, between 08:00 and 12:00"),
    (("calendars", 0, "open"), ["mon-fri 08:00-25:00"], "calendars[0].open[0]", "from 00:00 to 24:00"),
    (("calendars", 0, "closed", 0), "2026-13-01", "calendars[0].closed[0]", "that the calendar has"),
    (("calendars", 0, "closed", 1, "to"), "2026-12-01", "calendars[0].closed[1]", "from at or before to"),
    (("calendars", 1, "id"), "day-shift", "calendars[1].id", "used again"),
    (("resources", 2, "calendar"), "night-shift", "resources[2].calendar", "night-shift is unknown"),
    (("resources", 2, "absences", 0, "to"), "2027-01-01", "resources[2].absences[0]", "from before to"),
    (("resources", 0, "amount"), 2, "resources[0]", "A unit must have capacity 0 or 1; has 2."),
    (("resources", 1, "id"), "suite-1", "resources[1].id", "used again"),
    (("resources", 3, "overtime", 0, "cost"), 0.123, "resources[3].overtime[0].cost", "at most two decimals"),
    (("resources", 3, "overtime", 0, "until"), "2031-01-01", "resources[3].overtime[0].until", "between the site's origin and horizon"),
    (("resources", 3, "addable", 0, "block"), "0h", "resources[3].addable[0].block", "longer than nothing"),
    (("changeovers", 0, "between", 0), ["3d"], "changeovers[0]", "as many columns as rows"),
    (("changeovers", 0, "between", 0, 1), "5h", "changeovers[0].between[0][1]", "nearest is 4h or 8h"),
    (("changeovers", 0, "units", 0), "suite-9", "changeovers[0]", "Must be on a unit"),
    (("projects", 0, "band"), "OEB9", "projects[0].band", "OEB9 is unknown"),
    (("projects", 0, "sponsor"), "cedar", "projects[0].sponsor", "cedar is unknown"),
    (("projects", 1, "id"), "AP-101", "projects[1].id", "used again"),
    (("projects", 0, "promises", 0, "activity"), "party", "projects[0].promises[0].activity", "party is unknown"),
    (("projects", 0, "promises", 0, "due"), "2031-01-01", "projects[0].promises[0].due", "between the site's origin and horizon"),
    ((*ACTIVITY, "id"), "testing", "projects[0].activities[4].id", "used again"),
    ((*ACTIVITY, "duration"), "3d", "projects[0].activities[0].duration", "in hours, minutes or slots of working time"),
    ((*ACTIVITY, "duration"), "42h", "projects[0].activities[0].duration", "nearest is 40h or 44h"),
    ((*ACTIVITY, "duration"), GONE, "projects[0].activities[0]", "either duration or modes"),
    ((*ACTIVITY, "optimistic"), "400h", "projects[0].activities[0].duration", "optimistic <= duration <= pessimistic"),
    ((*ACTIVITY, "modes"), [{"duration": "4h"}], "projects[0].activities[0].duration", "either modes or duration"),
    ((*ACTIVITY, "needs"), {"wizards": 1}, "projects[0].activities[0].needs.wizards", "wizards is unknown"),
    ((*ACTIVITY, "needs"), {"suite-1": 2}, "projects[0].activities[0].needs.suite-1", "exactly 1 of a unit"),
    ((*BATCH, "needs", "operators"), 5, "projects[0].activities[2]", "needs 5 of operators, which never has more than 4"),
    ((*ACTIVITY, "after"), ["sleep"], "projects[0].activities[0].after[0]", "sleep is unknown"),
    ((*BATCH, "after"), ["release"], "projects[0].activities", "Must not lead an activity back to after itself"),
    ((*BATCH, "after"), [{"activity": "development", "lag": "3d", "max_lag": "1d"}], "projects[0].activities[2].after[0].max_lag", "lag <= max_lag"),
    ((*ACTIVITY, "actual"), {"started": "2026-11-02"}, "projects[0].activities[0].actual", "either an end or a remaining duration"),
    ((*ACTIVITY, "actual", "started"), "2026-12-24T08:00", "projects[0].activities[0]", "actuals at or before now"),
    ((*ACTIVITY, "actual", "started"), "2020-12-24T08:00", "projects[0].activities[0].actual.started", "between the site's origin and horizon"),
    ((*BATCH, "earliest_start"), "2035-01-01", "projects[0].activities[2].earliest_start", "between the site's origin and horizon"),
    ((*BATCH, "latest_end"), "2026-10-06", "projects[0].activities[2]", "earliest start + duration <= latest end"),
    ((*BIRCH, "published", "mode"), 2, "projects[1].activities[0].published.mode", "below the number of modes, 2; is 2"),
    ((*BIRCH, "published", "start"), "2026-12-01T01:00", "projects[1].activities[0].published.start", "where a slot of 240 minutes begins"),
    (("projects", 0, "ties", "campaigns", 0, 1), "batch-9", "projects[0].ties.campaigns[0][1]", "batch-9 is unknown"),
    (("links",), [{"before": "AP-101/x", "after": "BD-7/batch"}], "links[0].before", "AP-101/x is unknown"),
    (("levers",), [{"id": "x", "kind": "overtime", "resource": "hplc", "cost": 1, "windows": [{"from": "2027-01-02", "to": "2027-01-01", "amount": 1}]}],
     "levers[0].windows[0]", "0 <= start < end"),
    (("levers",), [{"id": "x", "kind": "overtime", "resource": "y", "cost": 1, "windows": [{"from": "2027-01-02", "to": "2027-01-03", "amount": 1}]}],
     "levers[0]", "y is unknown"),
]  # fmt: skip


def broken(path, value):
    document = changed(path, value)
    if value is GONE:
        node = document
        for step in path[:-1]:
            node = node[step]
        del node[path[-1]]
    return document


@pytest.mark.parametrize("suffix", ["yaml", "json"])
@pytest.mark.parametrize(("path", "value", "place", "message"), [c for c in (*WRONG_SHAPE, *WRONG_CONTENT) if c[3]])
def test_the_message_says_the_rule_and_the_place(path, value, place, message, suffix):
    text = (yaml_text if suffix == "yaml" else json_text)(broken(path, value))
    with pytest.raises(UnreadableFile) as error:
        portfolio_from_text(text, f"plant.{suffix}")
    assert message in error.value.message
    assert error.value.place.startswith(place)
    assert ", line " in error.value.place
    line = int(error.value.place.rpartition(" ")[2])
    last = path[-1] if path[-1] in place.replace("]", ".").replace("[", ".").split(".") else None
    assert last in (None, "levers") or str(last) in text.splitlines()[line - 1]


@pytest.mark.parametrize(("path", "value", "place", "message"), WRONG_SHAPE)
def test_the_published_schema_refuses_the_same_shapes(path, value, place, message):
    errors = list(jsonschema.Draft202012Validator(portfolio_schema()).iter_errors(broken(path, value)))
    assert errors


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (SMALL.read_bytes()[: SMALL.read_bytes().rindex(b"-11  ") + 2], "projects[1].activities[2].hold_until", "a date or a time such as"),
        (b"", "", "empty"),
        (b"format: evenhand-portfolio/1\nsite: [", "line 3, column 1", "Must be YAML"),
        (b"format: evenhand-portfolio/1\n", "", "Must have site"),
        (b"- format\n", "", "is not a mapping"),
        (b"site: {}\n", "", "has no format"),
        ("format: évenhand".encode("latin-1"), "line 1", "Must be UTF-8"),
        ("format: evenhand-portfolio/1".encode("utf-16"), "byte 3", "Must be text"),
        (b"format: even\x00hand", "byte 12", "zero byte"),
        (b"format: even\x07hand", "line 1, column 13", "control characters are not allowed: U+0007"),
        (b"a: 1\n\tb: 2\n", "line 2, column 1", "tab"),
        (b"a: &x [1]\nb: *x\n", "line 1, column 4", "anchors"),
        (b"format: a\nformat: b\n", "line 2, column 1", "given again"),
        (b"[" * 1_000_000, "line 1, column 33", "nested at most 32 deep"),
    ],
)
def test_what_is_not_even_yaml(data, place, message, tmp_path):
    (tmp_path / "plant.yaml").write_bytes(data)
    with pytest.raises(UnreadableFile) as error:
        read_portfolio(tmp_path / "plant.yaml")
    assert message in error.value.message
    assert error.value.place.startswith(place)


def test_a_hundred_megabytes_of_junk_are_refused_without_being_held(tmp_path):
    with open(tmp_path / "plant.yaml", "wb") as file:
        file.truncate(100 * 2**20)
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match="at most"):
        read_portfolio(tmp_path / "plant.yaml")
    assert tracemalloc.get_traced_memory()[1] < 200 * 2**20
    tracemalloc.stop()


def test_a_yaml_bomb_is_refused_where_it_begins():
    bomb = "format: evenhand-portfolio/1\na: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + k)}: &{chr(98 + k)} [{', '.join([f'*{chr(97 + k)}'] * 9)}]\n" for k in range(12)
    )
    with pytest.raises(UnreadableFile) as error:
        portfolio_from_text(bomb, "plant.yaml")
    assert error.value.place == "line 2, column 4"


def test_a_folder_or_a_missing_file_is_no_portfolio(tmp_path):
    for path in (tmp_path, tmp_path / "missing.yaml"):
        with pytest.raises(UnreadableFile, match="a file that can be read"):
            read_portfolio(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6), st.integers(0, 40), st.binary(max_size=20))
def test_a_damaged_file_is_read_or_refused_and_never_anything_else(at, length, junk):
    data = SMALL.read_bytes()
    at %= len(data)
    text = (data[:at] + junk + data[at + length :]).decode("utf-8", "replace")
    with suppress(UnreadableFile):
        portfolio_from_text(text, "plant.yaml")


def is_read(text):
    try:
        portfolio_from_text(text, "plant.json")
    except UnreadableFile:
        return False
    return True


PLACES = st.sampled_from([path for path, *_ in (*WRONG_SHAPE, *WRONG_CONTENT)])
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.just(["x"]),
    st.just("2d"),
)


@settings(max_examples=300, deadline=None)
@given(PLACES, VALUES)
def test_any_value_anywhere_is_read_or_refused_and_the_schema_agrees_on_the_shape(path, value):
    document = changed(path, value)
    fits = jsonschema.Draft202012Validator(portfolio_schema()).is_valid(document)
    assert fits or not is_read(json.dumps(document))


def test_the_example_fits_the_schema():
    jsonschema.Draft202012Validator.check_schema(portfolio_schema())
    jsonschema.validate(small(), portfolio_schema())
