"""Events: declared once, in the past tense, and each on the reference page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evenhand.records.events import REGISTRY, Event, declare

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/records.md"


def test_every_event_is_on_the_reference_page():
    rows = re.findall(r"^\| `([a-z_]+)` \| (.+?) \| (yes|no) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    documented = {Event(name, text.replace("_who_", "{by}").replace("_what_", "{subject}"), needs == "yes") for name, text, needs in rows}
    assert documented == {event for event in REGISTRY.values() if not event.name.startswith("kettle_")}


@pytest.mark.parametrize("name", ["rename", "Person renamed", "person-renamed", ""])
def test_a_name_must_be_words_in_the_past_tense(name):
    with pytest.raises(ValueError, match="must be words in the past tense"):
        Event(name, "{by} did {subject}")


def test_a_sentence_must_name_who():
    with pytest.raises(ValueError, match="must name"):
        Event("kettle_found", "found {subject}")


def test_an_event_is_declared_once():
    declare("kettle_lost", "{by} lost {subject}")
    with pytest.raises(ValueError, match="declared again"):
        declare("kettle_lost", "{by} mislaid {subject}")


def test_only_what_says_so_leaves_the_plant_as_it_was():
    """Pages are worked out anew after every other event, so each name here is a promise: nothing that they show changes with it."""
    quiet = {event.name for event in REGISTRY.values() if not event.changes_plant}
    assert quiet == {
        *("logged_in", "log_in_failed", "locked_out", "logged_out", "password_changed", "record_signed"),
        *("plan_run_started", "plan_run_began", "plan_run_requeued", "plan_run_cancelled", "plan_run_ended"),
        *("draft_made", "draft_changed", "draft_discarded", "draft_published", "least_harm_chosen"),
        *("meeting_planned", "meeting_moved", "meeting_called_off", "meeting_begun", "meeting_closed", "chair_handed_over", "minutes_written"),
        *("meeting_joined", "meeting_left", "meeting_action_noted", "meeting_action_assigned", "meeting_action_dropped", "talk_corrected"),
        *("item_came_up", "item_turned_to", "item_concluded", "item_overtaken", "item_carried_over"),
        *("huddle_held", "board_set_up", "board_changed"),
        *("options_asked", "decision_made", "harm_named", "question_replied"),
    }
