"""The fast check of a document's shape agrees with the JSON Schema that we publish."""

import re
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.demo.story import demo_portfolio
from evenhand.exchange.portfolio_fault import ContentFault
from evenhand.exchange.portfolio_shape import SchemaCheck, check_shape, portfolio_schema
from tests.exchange.small_portfolio import small

SCHEMA = portfolio_schema()


def fits(schema, value):
    try:
        SchemaCheck({**schema, "$defs": SCHEMA["$defs"]}).check(value)
    except ContentFault:
        return False
    return True


def test_the_demo_has_the_shape_by_both():
    document = demo_portfolio()
    check_shape(document)
    jsonschema.validate(document, SCHEMA)


def parts_of(value):
    yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts_of(item)


PARTS = list(parts_of(small()))
ODD = [
    None,
    True,
    False,
    0,
    -1,
    1.0,
    1.5,
    10**12,
    "",
    " ",
    "a",
    "a/b",
    "-2d",
    "3d",
    "4 slots",
    "2026-01-01",
    "2026-01-01T08:00Z",
    [],
    ["a"],
    {},
    {"id": "a"},
    {"id": 1},
]


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(sorted(SCHEMA["$defs"])), st.sampled_from(PARTS) | st.sampled_from(ODD) | st.text(max_size=8))
def test_each_definition_accepts_what_the_schema_accepts(name, value):
    schema = {"$ref": f"#/$defs/{name}"}
    validator = jsonschema.Draft202012Validator({**schema, "$defs": SCHEMA["$defs"]})
    assert fits(schema, value) == validator.is_valid(value)


def test_every_key_of_the_format_is_documented():
    keys = {key for part in (SCHEMA, *SCHEMA["$defs"].values()) for key in part.get("properties", ())}
    page = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "portfolio-file.md").read_text()
    assert {key for key in keys if not re.search(rf"\b{key}\b", page)} == set()


def test_a_keyword_that_the_check_does_not_know_is_not_passed_over():
    with pytest.raises(NotImplementedError, match="uniqueItems"):
        SchemaCheck({"type": "array", "items": {"type": "string"}, "uniqueItems": True})
