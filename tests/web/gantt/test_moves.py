"""Dragging tries a move: the page asks the checker, and shows what it says at the place."""

import pytest

from tests.web.gantt.hands import drag, focus_chart, place, seen, selected, start_of
from tests.web.gantt.sample import DAY

REFUSAL = "Batch 1 would need GMP suite 1 while it is closed from Mon 12 Apr 2027."
REFUSED = f"async () => ({{valid: false, sentences: ['{REFUSAL}', 'Its promise would be late.']}})"


def answer(page, script):
    """What the checker shall answer: a function of the question."""
    page.evaluate(f"void (test.answer = {script})")


def note(page):
    return page.locator(".gantt-note")


def test_a_ghost_follows_the_hand_and_snaps_to_slots(page):
    drag(page, "B/batch 1", slots=10, drop=False)
    x, y = place(page, "B/batch 1")["x"], place(page, "B/batch 1")["y"]
    page.mouse.move(x + 100.3, y + 5)
    trial = page.evaluate("test.gantt.stage.trial.start")
    assert isinstance(trial, int)
    assert start_of(page, "B/batch 1") == 240  # the bar itself has not moved
    assert "later" in note(page).inner_text()
    page.mouse.up()


def test_an_invalid_move_says_the_rule_and_the_bar_returns(page):
    answer(page, REFUSED)
    drag(page, "B/batch 1", slots=2 * DAY)
    note(page).get_by_text(REFUSAL).wait_for()
    assert note(page).locator("li").all_inner_texts() == ["Its promise would be late."]
    assert page.evaluate("test.asked") == [{"activity": "B/batch 1", "start": 240 + 2 * DAY, "row": None}]
    page.wait_for_timeout(400)
    assert start_of(page, "B/batch 1") == 240 and page.evaluate("test.gantt.stage.trial") is None
    box, at = note(page).bounding_box(), place(page, "B/batch 1")
    assert abs(box["y"] - at["y"]) < 80
    note(page).get_by_role("button", name="Close").click()
    assert not note(page).is_visible()


def test_a_valid_move_becomes_a_draft_with_what_moves_with_it(page):
    answer(
        page,
        """async ({activity, start}) => ({valid: true, sentences: [],
        moved: [{activity, start, end: start + 48}, {activity: "B/release", start: 350, end: 398}]})""",
    )
    drag(page, "B/batch 1", slots=DAY)
    note(page).get_by_text("every rule kept. 1 other moves with it.").wait_for()
    assert (start_of(page, "B/batch 1"), start_of(page, "B/release")) == (264, 350)
    assert page.locator("[role=grid] tr", has_text="draft").count() == 2
    assert "draft" in page.locator(".gantt-legend").inner_text()
    assert seen(page, "trymove") == [{"activity": "B/batch 1", "start": 264, "row": None}] and len(seen(page, "answer")) == 1
    page.evaluate("test.gantt.clearDraft()")
    assert (start_of(page, "B/batch 1"), start_of(page, "B/release")) == (240, 300)


def test_a_bar_can_be_dragged_to_another_unit(page):
    answer(page, "async ({activity, start, row}) => ({valid: true, moved: [{activity, start, end: start + 48, row}]})")
    drag(page, "B/batch 1", slots=DAY, down=31)
    note(page).get_by_text("every rule kept").wait_for()
    assert page.evaluate("test.asked") == [{"activity": "B/batch 1", "start": 264, "row": "suite-2"}]
    assert place(page, "B/batch 1")["row"] == "suite-2"
    page.evaluate("test.gantt.clearDraft()")
    assert place(page, "B/batch 1")["row"] == "suite-1"


def test_a_bar_that_needs_a_unit_cannot_be_dragged_to_a_pool(page):
    drag(page, "B/batch 1", slots=DAY, down=80)
    assert page.evaluate("test.asked")[0]["row"] is None


@pytest.mark.parametrize(
    ("activity", "why"), [("A/batch 1", "batch 1 has started, so it does not move."), ("A/route", "route is finished, so it does not move.")]
)
def test_what_has_happened_does_not_move(page, activity, why):
    drag(page, activity, slots=DAY)
    assert why in note(page).inner_text()
    assert page.evaluate("test.asked") == []


def test_a_checker_that_cannot_be_reached_changes_nothing(page):
    answer(page, "async () => { throw new Error('no connection') }")
    drag(page, "B/batch 1", slots=DAY)
    note(page).get_by_text("could not be checked, and nothing has changed: no connection").wait_for()
    assert start_of(page, "B/batch 1") == 240


def test_an_answer_that_comes_too_late_is_not_heard(page):
    answer(page, "() => new Promise(done => { test.reply = done })")
    drag(page, "B/batch 1", slots=DAY)
    focus_chart(page)
    page.keyboard.press("Escape")
    page.evaluate("test.reply({valid: true, moved: [{activity: 'B/batch 1', start: 264, end: 312}]})")
    assert start_of(page, "B/batch 1") == 240 and not note(page).is_visible()


def test_a_click_is_no_move(page):
    drag(page, "B/batch 1", slots=0)
    assert page.evaluate("test.asked") == [] and selected(page) == "B/batch 1"


def test_a_move_with_keys(page):
    page.evaluate("test.gantt.select('B/batch 1')")
    focus_chart(page)
    for key in ("d", "ArrowRight", "ArrowRight", "Shift+ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
    assert "GMP suite 2" in page.locator(".gantt-live").text_content()
    page.keyboard.press("Enter")
    assert page.evaluate("test.asked") == [{"activity": "B/batch 1", "start": 240 + 2 - DAY, "row": "suite-2"}]


def test_a_move_without_a_hand(page):
    answer = page.evaluate("test.gantt.tryMove('B/batch 1', {start: 250})")
    assert answer["valid"] and page.evaluate("test.asked") == [{"activity": "B/batch 1", "start": 250, "row": None}]


def test_the_page_can_show_an_answer_of_its_own(page):
    page.evaluate("test.gantt.showAnswer({valid: true, sentences: ['Found by replanning.'], moved: [{activity: 'A/release', start: 190, end: 238}]})")
    assert "Found by replanning." in note(page).inner_text() and start_of(page, "A/release") == 190


def test_dragging_a_flag_wishes_for_another_date(page):
    at = place(page, "A/release")
    box = page.locator(".gantt-scroll").bounding_box()
    x, per_day = box["x"] + page.evaluate("test.gantt.stage.scale.x(12 * 24)"), page.evaluate("24 * test.gantt.stage.scale.perSlot")
    page.mouse.move(x + 5, at["y"] + 3)
    page.mouse.down()
    page.mouse.move(x + 5 - 2 * per_day, at["y"] + 3, steps=5)
    page.mouse.up()
    assert seen(page, "wish") == [{"promise": "A shipped", "activity": "A/release", "due": 12 * DAY, "by": 10 * DAY}]


def test_a_flag_is_moved_by_keys(page):
    """The selected bar's project: its promise a week and a day earlier."""
    page.evaluate("test.gantt.select('A/batch 2')")
    focus_chart(page)
    page.keyboard.press("f")
    assert "Promised Fri 2 Apr 2027" in note(page).inner_text()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert "wished for Thu 25 Mar 2027" in note(page).inner_text()
    page.keyboard.press("Escape")
    assert seen(page, "wish") == []
    page.keyboard.press("f")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert seen(page, "wish") == [{"promise": "A shipped", "activity": "A/release", "due": 12 * DAY, "by": 11 * DAY}]
