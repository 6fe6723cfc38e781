"""The measures in a real browser: empty, full, and with an error."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from evenhand.meetings.models import Meeting
from tests.browser import DESK, PHONE, visitor
from tests.cast import Cast
from tests.matters.raising import at, clock_shows
from tests.meetings.meeting import a_running_meeting, carry, close
from tests.meetings.test_measures import everything
from tests.portfolio.small import small_portfolio


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"])
def test_a_number_leads_to_its_rows(size, scheme, browser: Browser, site: str, people: Cast):
    small, name = small_portfolio(), f"{'desk' if size is DESK else 'phone'}-{scheme}"
    clock_shows(small.site, at(4, 8))
    with visitor(browser, site, people.clara, size=size, scheme=scheme) as clara:
        page = clara.open("/measures/")
        expect(page.locator(".empty-state")).to_contain_text("Nothing was raised")
        clara.must_be_in_order(f"measures-empty-{name}")
        held = a_running_meeting(small, people)
        carry(held, held.item)
        clock_shows(small.site, at(4, 12))
        close(held)
        everything(held, seed=4, count=30)
        for week in range(1, 13):
            begun = at(4, 10) - timedelta(weeks=week)
            made = Meeting.objects.create(site=small.site, number=100 - week, planned_for=begun)
            Meeting.objects.filter(pk=made.pk).update(state="running", begun_at=begun, chair=people.clara)
            Meeting.objects.filter(pk=made.pk).update(
                state="closed", closed_by=people.clara, closed_at=begun + timedelta(minutes=40 + 17 * week % 60)
            )
        page = clara.open("/measures/")
        clara.must_be_in_order(f"measures-{name}")
        number = page.locator("section[aria-labelledby=cause] tbody a").first
        count = int(number.inner_text())
        number.click()
        expect(page.locator(".page-sentence")).to_contain_text(f"{count} matter")
        clara.must_be_in_order(f"measures-rows-{name}")
        clara.open("/measures/?first=2027-03-04&last=2027-03-01")
        clara.complaints[:] = [c for c in clara.complaints if "422" not in c]
        clara.must_be_in_order(f"measures-error-{name}")
        clara.open("/meetings/carried-over/")
        clara.must_be_in_order(f"carried-over-{name}")
        clara.open("/actions/?how=open-late")
        clara.must_be_in_order(f"actions-due-{name}")
