"""YAML read strictly: nothing turns into something else, nothing runs, nothing grows."""

from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evenhand.exchange.portfolio_text import yaml_text
from evenhand.exchange.safe_yaml import SyntaxFault, load_yaml, yaml_place

BOMB = "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n"


@pytest.mark.parametrize("text", ["no", "off", "yes", "1:30", "2027-03-01", "0x10", "007", "1_000", "Null", "TRUE", ".nan", ".inf", "1,5", "=", "<<"])
def test_words_stay_words(text):
    assert load_yaml(f"a: {text}") == {"a": text}


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12), ("-3", -3), ("0.25", 0.25), ("1e3", 1000.0), ("true", True), ("null", None), ("~", None), ("", None)]
)
def test_plain_numbers_and_the_few_words_mean_what_they_say(text, value):
    assert load_yaml(f"a: {text}") == {"a": value}


@pytest.mark.parametrize("text", ["'12'", '"true"', "'null'", "''", "|-\n  12"])
def test_quoted_text_stays_text(text):
    assert isinstance(load_yaml(f"a: {text}")["a"], str)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a: 1\nb: [1, 2\n", 3, 1, "expected ',' or ']'"),
        ("a: 1\n\tb: 2", 2, 1, "tab"),
        ("a: 1\nb: 2\na: 3", 3, 1, "'a' is given again (first on line 1)"),
        (BOMB, 1, 4, "Must not use anchors; has &a"),
        ("a: 1\nb: *a", 2, 4, "Must not use aliases"),
        ("a: !!python/object/apply:os.system [ls]", 1, 4, "Must not use tags; has tag:yaml.org,2002:python"),
        ("a: 1\n---\nb: 2", 2, 1, "Must be one document"),
        ("[" * 100, 1, 33, "nested at most 32 deep"),
        ("? [1]\n: 2", 1, 3, "Must have text as a key"),
        ("a: 12345678901234567890", 1, 4, "at most 15 digits"),
        ("a: 1e999", 1, 4, "finite"),
        ("", 1, 1, "is empty"),
    ],
)
def test_what_is_refused_is_placed(text, line, column, message):
    with pytest.raises(SyntaxFault) as error:
        load_yaml(text)
    assert (error.value.line, error.value.column) == (line, column)
    assert message in error.value.message


def test_places_of_keys_and_elements():
    text = "a: 1\nb:\n  - x\n  - {c: 1,\n     d: [2, 3]}\n"
    places = {path: yaml_place(text, path) for path in ((), ("a",), ("b",), ("b", 0), ("b", 1), ("b", 1, "d"), ("b", 1, "d", 1), ("z",))}
    assert places == {
        (): (1, 1),
        ("a",): (1, 1),
        ("b",): (2, 1),
        ("b", 0): (3, 5),
        ("b", 1): (4, 5),
        ("b", 1, "d"): (5, 6),
        ("b", 1, "d", 1): (5, 13),
        ("z",): (0, 0),
    }


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f\ufeff\ufffe\uffff"), max_size=20)
PLAIN = st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.floats(allow_nan=False, allow_infinity=False) | TEXT
PROSE = st.lists(st.text("ab #:-'\"|%", max_size=6), min_size=1, max_size=5).map("\n".join)
SCALARS = PLAIN | PROSE
TREES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=20)


@given(st.dictionaries(TEXT, TREES, min_size=1, max_size=4))
def test_what_is_written_is_read_back(tree):
    assert load_yaml(yaml_text(tree)) == tree


@given(st.dictionaries(TEXT, TREES.filter(lambda t: not isinstance(t, float)), min_size=1, max_size=3))
def test_other_readers_of_yaml_can_read_what_is_written(tree):
    assert isinstance(yaml.load(yaml_text(tree), Loader=yaml.BaseLoader), dict)


@pytest.mark.parametrize("text", ["a?", "a?b", "why? because", "??"])
def test_a_question_mark_is_put_in_quotes(text):
    """PyYAML takes a bare one within braces or brackets for the mark of a key."""
    for tree in ({"x": {text: 1}}, {"x": [text]}, {text: text}):
        assert yaml.load(yaml_text(tree), Loader=yaml.SafeLoader) == tree


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_place(text):
    with suppress(SyntaxFault):
        load_yaml(text)
