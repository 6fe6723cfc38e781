"""JSON as the standard has it, and where in it things stand."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.exchange.portfolio_text import json_text
from evenhand.exchange.safe_json import json_place, load_json
from evenhand.exchange.safe_yaml import SyntaxFault


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ('{"a": 1,\n "b": [1, 2', 2, 12, "Must be JSON"),
        ('{"a": 1,\n "b": 2, "a": 3}', 2, 10, "'a' is given again (first on line 1)"),
        ('[{"a": {"x": 1}}, {"a": {"x": 1,\n "x": 2}}]', 2, 2, "'x' is given again"),
        ('{"a": NaN}', 1, 7, "is NaN"),
        ('{"a": [1, -Infinity]}', 1, 11, "is -Infinity"),
        ('{"a": 1e999}', 1, 7, "finite"),
        ('{"a": 12345678901234567890}', 1, 7, "at most 15 digits"),
        ('{"a": "\\ud800"}', 1, 7, "half of a surrogate pair"),
        ("[" * 100_000, 1, 33, "nested at most 32 deep"),
        ("", 1, 1, "Must be JSON"),
    ],
)
def test_what_is_refused_is_placed(text, line, column, message):
    with pytest.raises(SyntaxFault) as error:
        load_json(text)
    assert (error.value.line, error.value.column) == (line, column)
    assert message in error.value.message


def test_places_of_keys_and_elements():
    text = '{"a": 1,\n "b": [\n  "x",\n  {"c": "}", "d": [2, 3]}\n ]}'
    places = {path: json_place(text, path) for path in (("a",), ("b",), ("b", 0), ("b", 1), ("b", 1, "d"), ("b", 1, "d", 1), ("z",))}
    assert places == {
        ("a",): (1, 2),
        ("b",): (2, 2),
        ("b", 0): (3, 3),
        ("b", 1): (4, 3),
        ("b", 1, "d"): (4, 14),
        ("b", 1, "d", 1): (4, 23),
        ("z",): (0, 0),
    }


SCALARS = st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20)
TREES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=20)


@given(TREES)
def test_what_is_written_is_read_back(tree):
    assert load_json(json_text(tree)) == tree == json.loads(json_text(tree))


@given(st.text('{}[],:"01eE.-+ \n\\uNaIftrls', max_size=60))
def test_any_text_is_read_or_refused(text):
    with suppress(SyntaxFault):
        load_json(text)
