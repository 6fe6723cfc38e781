import pytest

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.json_text import parse_json


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('{"a": 1,\n "b": }', "line 2, column 7", "Must be JSON"),
        ('{"a": [1, 2', "line 1, column 12", "Must be JSON"),
        ('{"a": {"x": 1},\n "b": {"x": 1, "y": 2, "x": 3}}', "line 2, column 24", "'x' is given again"),
        ("[" * 100_000, "", "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "", "too long"),
    ],
)
def test_text_that_is_not_json_is_one_clear_message(text: str, place: str, message: str):
    with pytest.raises(UnreadableFile) as caught:
        parse_json("f.json", text)
    assert caught.value.place == place
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("true", "Must be an integer; is 'true'"),
        ('"7"', "Must be an integer"),
        ("1.5", "Must be an integer; is '1.5'"),
        ("-1", "Must be >= 0; is -1"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(value: str, message: str):
    document = parse_json("f.json", '{"rows": [{"start": 0}, {"start": ' + value + "}]}")
    with pytest.raises(UnreadableFile) as caught:
        [row.get("start").integer() for row in document.get("rows").items()]
    assert caught.value.place == "rows[1].start"
    assert message in caught.value.message


def test_a_whole_number_written_with_a_point_is_an_integer():
    assert parse_json("f.json", '{"a": 3.0}').get("a").integer() == 3


def test_unknown_and_missing_keys_are_named():
    document = parse_json("f.json", '{"a": {"b": 1}}')
    with pytest.raises(UnreadableFile, match=r'a: Must have only keys known here; "b" is not'):
        document.get("a").only(("c",))
    with pytest.raises(UnreadableFile, match=r'a: Must have "c"; has not'):
        document.get("a").get("c")
