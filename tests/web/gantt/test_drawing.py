"""Rows and bars: what is drawn, and that only what is in view is."""

import pytest

from tests.web.gantt.hands import colour_at, place, token
from tests.web.gantt.sample import DAY, document, large_document


def test_units_come_first_and_every_row_is_drawn(page):
    assert page.evaluate("test.gantt.stage.layout.rows.map(row => row.label)") == ["GMP suite 1", "GMP suite 2", "R&D hoods", "Process chemists"]
    assert page.evaluate("test.gantt.drawn.rows") == 4


def test_every_bar_is_drawn_in_each_row_it_needs_and_once_by_project(page):
    assert page.evaluate("test.gantt.drawn.bars") == 10  # three need a unit and people
    assert page.evaluate("test.gantt.groupBy('project').draw().drawn.bars") == 7


def test_a_bar_lies_on_its_dates_in_the_colour_of_what_it_is(page):
    at = place(page, "B/batch 1")
    assert at["row"] == "suite-1"
    assert colour_at(page, at["x"] + at["width"] / 2, at["y"] + 2) == token(page, "on-plan")
    assert page.evaluate("test.gantt.stage.scale.x(240)") == pytest.approx(at["x"] - page.locator(".gantt-scroll").bounding_box()["x"], abs=1)
    done, frozen, late = (place(page, name) for name in ("A/route", "A/batch 2", "B/release"))
    assert colour_at(page, done["x"] + done["width"] / 2, done["y"] + 2) == token(page, "done")
    assert colour_at(page, frozen["x"] + frozen["width"] / 2, frozen["y"] + 3) == token(page, "frozen")
    assert colour_at(page, late["x"] + late["width"] / 2, late["y"] + 2) == token(page, "late")
    assert colour_at(page, late["x"] + late["width"] - 2, late["y"] + 2) == token(page, "ink")  # the block at the end of what is late


def test_the_published_revision_is_a_hairline_where_it_had_the_bar(page):
    at, day = place(page, "B/batch 1"), page.evaluate(f"{DAY} * test.gantt.stage.scale.perSlot")
    assert page.evaluate("test.gantt.drawn.hairlines") == 10
    assert colour_at(page, at["x"] - day / 2, at["y"] + at["height"] + 1) == token(page, "hairline")
    page.evaluate("test.gantt.setBaseline(null).draw()")
    assert page.evaluate("test.gantt.drawn.hairlines") == 0


def test_changeovers_and_flags_are_drawn(page):
    assert page.evaluate("test.gantt.drawn.changeovers") == 2  # between the batches of A, and before B
    assert page.evaluate("test.gantt.drawn.flags") == 2


def test_the_links_of_the_selected_project_and_no_others(page):
    assert page.evaluate("test.gantt.draw().drawn.links") == 0
    page.evaluate("test.gantt.select('A/batch 1')")
    assert page.evaluate("test.gantt.draw().drawn.links") == 3


def test_a_pool_shows_its_load_against_what_there_is(page):
    load = page.evaluate("(({at, used, peak, most}) => ({at: [...at], used: [...used], peak, most}))(test.gantt.stage.layout.rows[2].load)")
    assert load == {"at": [0, 48, 80, 128, 180, 228, 300, 348], "used": [2, 0, 3, 0, 1, 0, 2, 0], "peak": 3, "most": 4}


def test_closing_a_pool_leaves_its_load_alone(page):
    before = page.evaluate("test.gantt.stage.layout.rows[2].height")
    box = page.locator(".gantt-scroll").bounding_box()
    page.mouse.click(box["x"] + 15, place(page, "A/route")["y"] + 8)
    assert page.evaluate("test.gantt.stage.layout.rows[2].isOpen") is False
    assert page.evaluate("test.gantt.stage.layout.rows[2].height") < before


def test_only_what_is_in_view_is_drawn(open_page):
    page = open_page(large_document())
    page.evaluate("test.gantt.groupBy('project').zoomTo(0, 48).draw()")
    assert page.evaluate("test.gantt.drawn.rows") < 40
    assert page.evaluate("test.gantt.drawn.bars") <= 6  # of 600; those that touch the edge of the span with them


def test_bars_that_would_share_their_pixels_are_drawn_once(open_page):
    page = open_page(large_document(projects=730))
    page.evaluate("test.gantt.showEverything().draw()")
    width = page.evaluate("test.gantt.stage.scale.width")
    assert page.evaluate("test.gantt.stage.model.count") == 7300
    assert page.evaluate("test.gantt.drawn.bars") <= 10 * width  # ten rows


def test_what_is_found_stands_out_and_is_alone_in_the_table(page):
    page.evaluate("test.gantt.show(['A/release']).draw()")
    at = place(page, "B/batch 1")
    assert colour_at(page, at["x"] + at["width"] / 2, at["y"] + 2) != token(page, "on-plan")
    assert page.locator("[role=grid]").get_attribute("aria-rowcount") == "2"


def test_the_legend_explains_only_what_the_plan_has(open_page):
    texts = open_page().locator(".gantt-legend li").all_inner_texts()
    assert {"started", "frozen", "held by quality", "late", "promise at risk", "published"} <= set(texts) and "draft" not in texts
    assert set(open_page(large_document()).locator(".gantt-legend li").all_inner_texts()) == {"planned"}


def test_a_document_that_contradicts_itself_is_refused_in_words(open_page):
    broken = document()
    broken["bars"]["end"][3] = "soon"
    page = open_page(broken)
    assert page.evaluate("test.failed") == "bars.end[3]: Must be a whole number from -1073741824 and below 1073741824; is soon."
    assert "This plan cannot be shown." in page.locator("[role=alert]").inner_text()


@pytest.mark.parametrize("broken", [7, [], {}, {"format": "evenhand-gantt/2"}, {"format": "evenhand-gantt/1", "from": 0, "to": 0}])
def test_what_is_no_document_is_refused_in_words(open_page, broken):
    assert "Must" in open_page(broken).locator("[role=alert]").inner_text()


def test_an_empty_plan_says_what_would_be_here(open_page):
    page = open_page(large_document(projects=0) | {"to": 24})
    assert "No activities yet" in page.locator(".gantt-message").inner_text()
