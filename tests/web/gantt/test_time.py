"""Time and pixels: zoom, pan, and the site's clocks."""

import pytest

from tests.web.gantt.sample import DAY

TICKS = """async ([origin, zone, from, to]) => {
  const { Clock, Scale, ticks } = await import("/gantt/scale.js");
  const scale = new Scale(new Clock({ zone, slot_seconds: 3600, origin }), { from, to });
  scale.resize(0, 1300); scale.show(from, to);
  return ticks(scale);
}"""


def ticks(page, origin, zone, start, end):
    return page.evaluate(TICKS, [origin, zone, start, end])


def chart(page):
    return page.locator(".gantt-scroll").bounding_box()


def test_zooming_keeps_the_time_under_the_pointer(page):
    box = chart(page)
    for x, wheel in ((500, -240), (300, 360), (700, -120)):
        before = page.evaluate("x => test.gantt.stage.scale.slot(x)", x)
        span = page.evaluate("test.gantt.span.to - test.gantt.span.from")
        page.mouse.move(box["x"] + x, box["y"] + 200)
        page.keyboard.down("Control")
        page.mouse.wheel(0, wheel)
        page.keyboard.up("Control")
        page.wait_for_timeout(50)
        assert page.evaluate("x => test.gantt.stage.scale.slot(x)", x) == pytest.approx(before, abs=0.01)
        assert (page.evaluate("test.gantt.span.to - test.gantt.span.from") < span) == (wheel < 0)


def test_from_a_day_to_two_years(page):
    for _ in range(40):
        page.evaluate("test.gantt.stage.zoom(1.6)")
    assert page.evaluate("test.gantt.span.to - test.gantt.span.from") == pytest.approx(DAY)
    for _ in range(40):
        page.evaluate("test.gantt.stage.zoom(1 / 1.6)")
    assert page.evaluate("test.gantt.span.to - test.gantt.span.from") == pytest.approx(731 * DAY)


def test_dragging_the_ground_pans(page):
    box, before = chart(page), page.evaluate("test.gantt.span.from")
    page.mouse.move(box["x"] + 600, box["y"] + box["height"] - 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + box["height"] - 30, steps=4)
    page.mouse.up()
    assert page.evaluate("test.gantt.span.from") == pytest.approx(before + 100 / page.evaluate("test.gantt.stage.scale.perSlot"))


def test_two_fingers_zoom(open_page):
    page = open_page(width=390, height=800, has_touch=True)
    session, box = page.context.new_cdp_session(page), chart(page)
    before = page.evaluate("test.gantt.span.to - test.gantt.span.from")
    y = box["y"] + 300

    def touch(kind, *xs):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y, "id": k} for k, x in enumerate(xs)]})

    touch("touchStart", 200)
    touch("touchStart", 200, 260)
    for apart in range(60, 190, 20):
        touch("touchMove", 230 - apart / 2, 230 + apart / 2)
    touch("touchEnd")
    assert page.evaluate("test.gantt.span.to - test.gantt.span.from") < before / 1.5


def test_one_finger_pans(open_page):
    page = open_page(width=390, height=800, has_touch=True)
    session, box = page.context.new_cdp_session(page), chart(page)
    before = page.evaluate("test.gantt.span.from")
    for kind, x in (("touchStart", 330), *(("touchMove", x) for x in range(320, 200, -20))):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": box["y"] + 500}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert page.evaluate("test.gantt.span.from") > before


def test_the_hour_that_the_clocks_leave_out_has_no_tick(page):
    found = ticks(page, "2027-03-27", "Europe/Brussels", 22, 22 + DAY)
    labels = [tick["label"] for tick in found["minor"] if 24 <= tick["slot"] < 30]
    assert labels == ["00:00", "01:00", "03:00", "04:00", "05:00"]
    assert found["changes"] == [{"slot": 26, "minutes": 60}]


def test_the_hour_that_comes_twice_has_one_tick_and_is_marked(page):
    found = ticks(page, "2027-10-30", "Europe/Brussels", 22, 22 + DAY)
    assert [tick["label"] for tick in found["minor"] if 24 <= tick["slot"] < 28] == ["00:00", "01:00", "02:00", "03:00"]
    assert found["changes"] == [{"slot": 27, "minutes": -60}]


def test_every_day_begins_at_the_sites_midnight_across_a_change(page):
    found = ticks(page, "2027-03-22", "Europe/Brussels", 0, 21 * DAY)
    assert [tick["slot"] for tick in found["minor"]][:21] == [day * DAY for day in range(21)]
    assert found["minor"][6]["label"] == "Sun 28"


def test_a_zone_that_never_changes_its_clocks_has_none_marked(page):
    assert ticks(page, "2027-03-27", "Asia/Tokyo", 22, 22 + DAY)["changes"] == []


@pytest.mark.parametrize(("days", "unit"), [(1, "hour"), (10, "hour"), (30, "day"), (120, "week"), (500, "month"), (1500, "quarter")])
def test_the_axis_suits_the_span(page, days, unit):
    found = ticks(page, "2027-01-01", "Europe/Brussels", 0, days * DAY)
    assert found["unit"] == unit
    assert 4 <= len(found["minor"]) <= 60


def test_instants_become_slots_of_the_wall_clock(page):
    slots = page.evaluate(
        """async () => { const { Clock } = await import("/gantt/scale.js"), clock = new Clock({ zone: "Europe/Brussels", slot_seconds: 3600, origin: "2027-03-28" });
        return ["2027-03-28T00:30:00Z", "2027-03-28T01:00:00Z"].map(text => clock.slotOfInstant(Date.parse(text))); }"""
    )
    assert slots == [1.5, 3]  # the second before it the clocks showed 01:59:59


def test_zoom_to_takes_dates_as_well(page):
    page.evaluate("test.gantt.zoomTo(new Date('2027-03-23T23:00:00Z'), new Date('2027-03-25T23:00:00Z'))")
    assert page.evaluate("test.gantt.span") == {"from": pytest.approx(2 * DAY), "to": pytest.approx(4 * DAY)}


def test_the_strip_moves_the_view(page):
    box = page.locator(".gantt-strip").bounding_box()
    page.evaluate("test.gantt.zoomTo(0, 48).draw()")
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + 20)
    assert page.evaluate("test.gantt.span.from") > 200
