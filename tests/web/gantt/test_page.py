"""The component on a page: its security policy, accessibility, light and dark, desk and phone, and paper."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import AXE
from tests.web.gantt.hands import colour_at, drag, place, seen, token
from tests.web.gantt.sample import large_document


def serious_findings(page):
    """What axe finds that is serious or worse, and where."""
    found = Axe().run(page, options=AXE).response["violations"]
    return [(v["id"], [node["html"] for node in v["nodes"]]) for v in found if v["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_finding_of_axe_whatever_is_shown(open_page, keep, scheme):
    page = open_page(color_scheme=scheme)
    page.evaluate("test.gantt.select('B/batch 1')")
    assert serious_findings(page) == []
    keep(page, f"desk-{scheme}")
    page.get_by_role("button", name="Keys ?").click()
    assert serious_findings(page) == []
    keep(page, f"keys-{scheme}")
    page.keyboard.press("Escape")
    page.evaluate("test.gantt.groupBy('project').fail('This plan cannot be shown.', 'The server did not answer.', '7f3a')")
    assert serious_findings(page) == []
    keep(page, f"error-{scheme}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_finding_of_axe_on_a_phone(open_page, keep, scheme):
    page = open_page(width=390, height=844, color_scheme=scheme, has_touch=True, device_scale_factor=2)
    assert serious_findings(page) == []
    keep(page, f"phone-{scheme}")
    page.get_by_role("button", name="Table").click()
    assert serious_findings(page) == []
    keep(page, f"phone-table-{scheme}")


def test_no_violation_of_the_security_policy(page):
    """Everything that makes elements or styles: notes, the tip, keys, table, print, an error."""
    at = place(page, "B/batch 1")
    page.mouse.move(at["x"] + 10, at["y"] + 5)
    page.locator(".gantt-tip").wait_for()
    drag(page, "B/batch 1", slots=24)
    page.evaluate("test.gantt.toPrint()")
    page.get_by_role("button", name="Keys ?").click()
    page.keyboard.press("Escape")
    page.evaluate("test.gantt.groupBy('project').fail('Gone.')")
    assert page.evaluate("test.violations") == []


def test_wicked_names_stay_text(open_page):
    wicked = large_document(projects=2)
    wicked["bars"]["names"] = ["<img src=x onerror=alert(1)>"] * 10
    page = open_page(wicked)
    page.evaluate("test.gantt.select('P0/0')")
    page.evaluate("test.gantt.toPrint()")
    assert page.locator("img").count() == 0 and page.evaluate("test.violations") == []
    assert page.locator("[role=grid] td").first.inner_text() == "<img src=x onerror=alert(1)>"


def test_the_page_turns_dark_and_so_does_the_chart(page):
    at = place(page, "B/batch 1")
    light = colour_at(page, at["x"] + 30, at["y"] + 2)
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    page.wait_for_timeout(100)
    assert light != colour_at(page, at["x"] + 30, at["y"] + 2) == token(page, "on-plan")
    page.evaluate("document.documentElement.dataset.bsTheme = 'light'")
    page.wait_for_timeout(100)
    assert colour_at(page, at["x"] + 30, at["y"] + 2) == light


def test_the_canvas_has_as_many_pixels_as_the_screen(open_page):
    page = open_page(device_scale_factor=2)
    canvas = "document.querySelector('.gantt-scroll canvas')"
    assert page.evaluate(f"{canvas}.width") == 2 * page.evaluate(f"{canvas}.clientWidth")


def test_it_fits_when_the_window_changes(page):
    span = page.evaluate("test.gantt.span")
    page.set_viewport_size({"width": 1000, "height": 600})
    page.wait_for_timeout(200)
    assert page.evaluate("test.gantt.span") == {name: pytest.approx(value, abs=0.01) for name, value in span.items()}
    assert page.evaluate("document.documentElement.scrollWidth") == 1000


def test_the_bar_is_explained_where_the_pointer_rests(page, keep):
    at = place(page, "B/batch 1")
    page.mouse.move(at["x"] + 10, at["y"] + 5)
    tip = page.locator(".gantt-tip")
    tip.wait_for()
    assert "24 hours later than in revision 7" in tip.inner_text()
    keep(page, "tip")


def test_opening_with_the_mouse(page):
    at = place(page, "B/batch 1")
    page.mouse.dblclick(at["x"] + 10, at["y"] + 5)
    assert seen(page, "open") == ["B/batch 1"]


def test_a_refused_move_and_a_draft_for_people_to_look_at(page, keep):
    page.evaluate("void (test.answer = async () => ({valid: false, sentences: ['GMP suite 1 is closed from Sun 11 Apr 2027 00:00.']}))")
    drag(page, "B/batch 1", slots=48)
    page.wait_for_timeout(400)
    keep(page, "refused")
    page.evaluate("void (test.answer = async ({activity, start}) => ({valid: true, sentences: [], moved: [{activity, start, end: start + 48}]}))")
    drag(page, "B/batch 1", slots=24)
    keep(page, "draft")


def test_paper_has_every_row_and_as_many_pages_as_it_takes(open_page, keep):
    page = open_page(large_document())
    page.evaluate("test.gantt.groupBy('project')")
    page.evaluate("test.gantt.toPrint()")
    pages = page.locator(".gantt-page > svg")
    names = page.evaluate("[...document.querySelectorAll('.gantt-page text')].map(text => text.textContent)")
    assert {f"P{k}" for k in range(60)} <= set(names)
    assert "Page 1 of 3" in names and pages.count() == 3
    page.emulate_media(media="print")
    keep(page, "paper")
    page.emulate_media(media="null")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 3
    assert pages.count() == 0  # what was made for the printer is gone afterwards


def test_paper_shows_the_span_in_view(page):
    page.evaluate("test.gantt.zoomTo(0, 7 * 24).draw(), test.gantt.toPrint()")
    texts = page.evaluate("[...document.querySelectorAll('.gantt-page text')].map(text => text.textContent)")
    assert "Mon 22 Mar 2027 to Mon 29 Mar 2027, times of the site (Europe/Brussels)" in texts
    assert "Test plan" in texts
