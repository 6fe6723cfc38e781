"""A person's habits: keys, theme, menu, going back, and the way from an invitation to the first log-in."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser import PHONE, press, visitor
from tests.cast import PASSWORD, Cast


def test_keys_work_from_anywhere_but_not_while_typing(browser: Browser, site: str, people: Cast):
    with visitor(browser, site, people.finn) as finn:
        page = finn.open("/people/")
        press(page, "/")
        expect(page.locator("#search")).to_be_focused()
        page.keyboard.type("?i/")
        expect(page.locator("#search")).to_have_value("?i/")
        expect(page.locator("#keys")).to_be_hidden()
        page.locator("#search").blur()
        press(page, "?")
        expect(page.locator("#keys")).to_contain_text("Invite a person")
        page.keyboard.press("Escape")
        press(page, "i")
        page.wait_for_url("**/people/invite/")
        page.go_back()
        expect(page.locator("h1")).to_have_text("People")
        assert finn.complaints == []


def test_light_or_dark_is_the_persons_choice_and_stays(browser: Browser, site: str, people: Cast):
    with visitor(browser, site, people.finn, scheme="dark") as finn:
        page = finn.open("/")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
        page.locator(".me summary").click()
        page.get_by_role("button", name="Light or dark").click()
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_the_menu_on_a_phone(browser: Browser, site: str, people: Cast):
    with visitor(browser, site, people.finn, size=PHONE) as finn:
        page = finn.open("/")
        expect(page.locator("#places")).to_be_hidden()
        page.get_by_role("button", name="Menu").click()
        finn.must_be_in_order("menu-phone-light")
        page.get_by_role("link", name="Records", exact=True).click()
        expect(page.locator("h1")).to_have_text("Records")


OVERLAPPING = """() => {
  const parts = [...document.querySelectorAll(".top .brand, .top .top-menu, .top .places li a, .top .search, .top .bell, .top .me")];
  const seen = parts.filter((part) => part.offsetParent !== null).map((part) => [part.innerText || part.className, part.getBoundingClientRect()]);
  const isOver = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const found = seen.filter(([, box]) => box.width < 4 || box.left < 0 || box.right > innerWidth).map(([name]) => `${name} is out of sight`);
  seen.forEach(([name, box], k) => seen.slice(k + 1).forEach(([other, its]) => { if (isOver(box, its)) found.push(`${name} over ${other}`); }));
  return seen.length > 2 ? found : ["there is too little in the bar"];
}"""


def test_nothing_in_the_bar_lies_over_anything(browser: Browser, site: str, people: Cast, settings):
    settings.SITE_NAME = "Tidewell Fine Chemicals of the Lower Valley, second plant"
    with visitor(browser, site, people.clara) as clara:
        page = clara.open("/")
        expect(page.locator(".brand")).to_contain_text("second plant")
        for width in (1920, 1500, 1499, 1280, 1279, 1024, 900, 640, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(OVERLAPPING) == [], width
            if page.get_by_role("button", name="Menu").is_visible():
                page.get_by_role("button", name="Menu").click()
                assert page.evaluate(OVERLAPPING) == [], width
                page.get_by_role("button", name="Menu").click()


def test_a_wrong_form_leads_to_its_errors(browser: Browser, site: str, people: Cast):
    with visitor(browser, site, people.finn) as finn:
        page = finn.open("/people/invite/")
        page.get_by_label("Printed name").fill("Ada Moreau")
        page.get_by_label("E-mail").fill("ada")
        page.get_by_role("button", name="Invite a person").click()
        expect(page.locator(".error-summary")).to_be_focused()
        page.locator(".error-summary a").first.click()
        expect(page.get_by_label("E-mail")).to_be_focused()
        expect(page.get_by_label("Printed name")).to_have_value("Ada Moreau")
        finn.complaints.clear()
        finn.must_be_in_order("invite-wrong-desk-light")


def test_from_the_invitation_to_the_first_log_in(browser: Browser, site: str, people: Cast):
    with visitor(browser, site, people.finn) as finn:
        page = finn.open("/people/invite/")
        page.get_by_label("Printed name").fill("Gus Hale")
        page.get_by_label("E-mail").fill("gus@example.com")
        page.get_by_role("button", name="Invite a person").click()
        link = page.get_by_label("Link").input_value()
        finn.must_be_in_order("invited-desk-light")
        page.get_by_role("link", name="Grant a role").click()
        page.get_by_label("Role").select_option("planner")
        page.get_by_role("button", name=re.compile("Grant a role")).click()
        expect(page.locator(".said")).to_contain_text("recorded in the history of Gus Hale")
    with visitor(browser, site, None) as gus:
        page = gus.page
        page.goto(link)
        gus.must_be_in_order("set-password-desk-light")
        for label in ("New Password", "New Password (again)"):
            page.get_by_label(label, exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Set the password").click()
        page.get_by_role("link", name="Log in").click()
        page.get_by_label("Email").fill("gus@example.com")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.locator("h1")).to_have_text("Today")
        assert gus.complaints == []
        page.locator(".me summary").click()
        page.get_by_role("button", name="Log out").click()
        expect(page.locator("h1")).to_have_text("Log in")


def test_a_passkey_is_added_and_used(browser: Browser, site: str, people: Cast):
    with visitor(browser, site, None) as ada:
        page = ada.open("/accounts/login/")
        session = ada.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        page.get_by_label("Email").fill("ada@example.com")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.locator("h1")).to_have_text("Today")
        ada.open("/accounts/second-factor/webauthn/add/")
        page.get_by_label("Password").fill(PASSWORD)  # asked again: the log-in has to be fresh
        page.get_by_role("button", name="Confirm").click()
        ada.must_be_in_order("passkey-add-desk-light")
        page.get_by_label("Passwordless").check()
        page.get_by_role("button", name="Add").click()
        page.wait_for_url("**/second-factor/**")
        expect(page.locator("h1")).not_to_have_text("Add Security Key")
        page.locator(".me summary").click()
        page.get_by_role("button", name="Log out").click()
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.locator("h1")).to_have_text("Today")
        assert ada.complaints == []
