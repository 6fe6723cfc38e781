"""The demo's folder: whose data it holds, and when it is made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.demo.folder import DemoFolder, version_of
from evenhand.records.errors import Conflict


@pytest.fixture
def folder(tmp_path: Path) -> DemoFolder:
    """A demo of version "one", made to the end."""
    made = DemoFolder(tmp_path)
    made.empty("one")
    made.database.write_text("rows")
    made.finish("one")
    return made


def test_a_finished_demo_of_this_version_is_kept(folder: DemoFolder):
    assert folder.is_of("one")
    assert not folder.is_of("two")


def test_another_version_begins_anew(folder: DemoFolder):
    folder.empty("two")
    assert not folder.database.exists()
    assert not folder.is_of("two")


def test_one_that_was_cut_off_is_begun_again(folder: DemoFolder):
    folder.empty("one")
    folder.database.write_text("half of the rows")
    assert not folder.is_of("one")
    folder.empty("one")
    assert not folder.database.exists()


@pytest.mark.parametrize("text", ["", "[", '{"version": "one"}', "null"])
def test_a_marker_that_says_nothing_clear_is_not_believed(text, folder: DemoFolder):
    folder.marker.write_text(text)
    assert not folder.is_of("one")


def test_a_database_that_no_demo_made_is_not_touched(tmp_path: Path):
    own = DemoFolder(tmp_path)
    own.database.write_text("mine")
    with pytest.raises(Conflict, match="is not the demo's, and stays as it is"):
        own.empty("one")
    assert own.database.read_text() == "mine" and not own.marker.exists()


def test_the_version_changes_with_the_story_the_tables_and_the_product():
    document = {"projects": []}
    same = version_of(document, [("plant", "0001")], "0.1.0")
    assert version_of(document, [("plant", "0001")], "0.1.0") == same
    assert (
        len(
            {
                same,
                version_of({}, [("plant", "0001")], "0.1.0"),
                version_of(document, [], "0.1.0"),
                version_of(document, [("plant", "0001")], "0.2.0"),
            }
        )
        == 4
    )
