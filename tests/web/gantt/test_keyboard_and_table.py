"""Everything without a mouse: the chart's keys, and the table beside it."""

import pytest

from tests.web.gantt.hands import focus_chart, seen, selected
from tests.web.gantt.sample import NOW, large_document


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def focused_row(page):
    return page.evaluate("document.activeElement.closest('tr')?.cells[0].textContent ?? null")


def test_arrows_walk_along_the_links(page):
    page.evaluate("test.gantt.select('A/route')")
    focus_chart(page)
    walked = []
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"):
        press(page, key)
        walked.append(selected(page))
    assert walked == ["A/batch 1", "A/batch 2", "A/release", "A/release", "A/batch 2", "A/batch 1"]


def test_where_no_link_leads_on_it_says_so(page):
    page.evaluate("test.gantt.select('A/release')")
    focus_chart(page)
    press(page, "ArrowRight")
    assert page.locator(".gantt-live").text_content() == "Nothing waits for it."


def test_arrows_go_to_the_bar_above_and_below(page):
    page.evaluate("test.gantt.groupBy('project')")
    page.evaluate("test.gantt.select('A/batch 1')")
    focus_chart(page)
    press(page, "ArrowDown")
    assert selected(page) == "B/route"  # of the next row the nearest in time
    press(page, "ArrowUp")
    assert selected(page) == "A/batch 1"


def test_shift_and_arrows_stay_in_the_row(page):
    page.evaluate("test.gantt.select('A/batch 1')")
    focus_chart(page)
    press(page, "Shift+ArrowRight", "Shift+ArrowRight")
    assert selected(page) == "B/batch 1"


def test_the_first_arrow_chooses_a_bar_in_view(page):
    focus_chart(page)
    press(page, "ArrowDown")
    assert selected(page) == "A/batch 1"


def test_what_is_chosen_is_said(page):
    page.evaluate("test.gantt.select('A/batch 2')")
    focus_chart(page)
    press(page, "ArrowRight")
    assert page.locator(".gantt-live").text_content() == (
        "release, A Aurora. R&D hoods. Mon 29 Mar 2027 12:00 to Wed 31 Mar 2027 12:00. planned, at risk. promised Fri 2 Apr 2027, 70 %."
    )


def test_keys_zoom_pan_and_come_home(page):
    focus_chart(page)
    span = page.evaluate("test.gantt.span")
    press(page, "+")
    assert page.evaluate("test.gantt.span.to - test.gantt.span.from") < span["to"] - span["from"]
    press(page, "-", "-")
    assert page.evaluate("test.gantt.span.to - test.gantt.span.from") > span["to"] - span["from"]
    press(page, "]", "]", "]", "]", "Home")
    shown = page.evaluate("test.gantt.span")
    assert shown["from"] < NOW < shown["to"]


def test_keys_open_expedite_and_raise_a_matter(page):
    focus_chart(page)
    press(page, "e", "m", "Enter")
    assert seen(page, "expedite") == seen(page, "matter") == seen(page, "open") == []  # nothing is selected
    page.evaluate("test.gantt.select('B/batch 1')")
    focus_chart(page)
    press(page, "e", "m", "Enter")
    assert [seen(page, kind) for kind in ("expedite", "matter", "open")] == [["B/batch 1"]] * 3


def test_keys_of_the_browser_are_left_alone(page):
    page.evaluate("test.gantt.select('B/batch 1')")
    focus_chart(page)
    press(page, "Control+e", "Alt+ArrowLeft")
    assert seen(page, "expedite") == [] and selected(page) == "B/batch 1"


def test_the_keys_are_listed(page):
    focus_chart(page)
    press(page, "?")
    listed = page.locator("dialog.gantt-keys")
    assert listed.is_visible() and "along the links" in listed.inner_text() and "raise a matter" in listed.inner_text()
    press(page, "Escape")
    assert not listed.is_visible()


def test_escape_selects_nothing(page):
    page.evaluate("test.gantt.select('B/batch 1')")
    focus_chart(page)
    press(page, "Escape")
    assert selected(page) is None and seen(page, "select")[-1] is None


def test_the_table_has_the_same_content(page):
    rows = page.locator("[role=grid] tbody tr[data-bar]").all_inner_texts()
    assert rows[0].split("\t") == [
        "batch 1",
        "A Aurora",
        "GMP suite 1",
        "Wed 24 Mar 2027",
        "Thu 25 Mar 2027",
        "",
        "started",
    ]
    assert len(rows) == 7
    late = next(row for row in rows if row.startswith("release\tB"))
    assert late.split("\t")[5:] == ["Sat 3 Apr 2027, 36 hours late, 20 %", "planned, late"]


def test_the_tables_selection_follows_the_charts(page):
    page.evaluate("test.gantt.select('B/batch 1')")
    chosen = page.locator("[role=grid] tr[aria-selected=true]")
    assert chosen.count() == 1 and chosen.inner_text().startswith("batch 1\tB Borealis")
    assert chosen.get_attribute("tabindex") == "0"


def test_the_charts_selection_follows_the_tables(page):
    page.locator("[role=grid] tbody tr", has_text="B Borealis").first.click()
    first = selected(page)
    press(page, "ArrowDown")
    assert selected(page) not in (None, first)
    assert focused_row(page) == page.evaluate("test.gantt.selected.name")


def test_keys_of_the_chart_work_in_the_table(page):
    page.evaluate("test.gantt.select('A/batch 1')")
    focus_chart(page)
    press(page, "t", "ArrowRight", "Enter", "e")
    assert selected(page) == "A/batch 2" and focused_row(page) == "batch 2"
    assert seen(page, "open") == seen(page, "expedite") == ["A/batch 2"]
    press(page, "t")
    assert page.evaluate("document.activeElement.className") == "gantt-scroll"


def test_only_the_rows_in_view_are_elements(open_page):
    page = open_page(large_document())
    grid = page.locator("[role=grid]")
    assert grid.get_attribute("aria-rowcount") == "601"
    assert grid.locator("tbody tr[data-bar]").count() < 50
    page.evaluate("test.gantt.select('P59/9')")
    chosen = grid.locator("tr[aria-selected=true]")
    assert chosen.get_attribute("aria-rowindex") == "601" and chosen.is_visible()


@pytest.mark.parametrize(("key", "place"), [("End", 601), ("PageDown", None), ("Home", 2)])
def test_far_keys_of_the_table(open_page, key, place):
    page = open_page(large_document())
    page.evaluate("test.gantt.select('P0/0')")
    focus_chart(page)
    press(page, "t", key)
    found = int(page.evaluate("document.activeElement.getAttribute('aria-rowindex')"))
    assert found == place if place else 10 < found < 60


def test_a_column_sorts_up_down_and_not(page):
    head = page.locator("th[data-column=start]")
    first = "() => document.querySelector('[role=grid] tbody tr[data-bar] td[data-column=start]').textContent"
    unsorted = page.evaluate(first)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending" and page.evaluate(first) == "Mon 22 Mar 2027"
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending" and page.evaluate(first) == "Sat 3 Apr 2027 12:00"
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "none" and page.evaluate(first) == unsorted


def test_where_there_is_room_for_one_the_table_takes_the_charts_place(open_page):
    page = open_page(width=390, height=800)
    assert page.locator(".gantt-chart").is_visible() and not page.locator(".gantt-table").is_visible()
    page.get_by_role("button", name="Table").click()
    assert page.locator(".gantt-table").is_visible() and not page.locator(".gantt-chart").is_visible()
    assert page.locator("[role=grid] tbody tr[data-bar]").count() == 7
