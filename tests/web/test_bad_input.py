"""Every address there is, with what nobody should send: told in words with the right status, and nothing of it written. A new page is in here by itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from evenhand.accounts.models import Person
from evenhand.plant.form_fields import LinesField, MinutesField, MoneyField, WallField
from evenhand.plant.models import Site
from evenhand.records.forms import DayField
from evenhand.records.head import head
from evenhand.schedules.actions.start_run import start_run
from evenhand.schedules.bridge import present
from evenhand.web.errors import TITLES
from tests.cast import Cast
from tests.schedules.rows import small
from tests.schedules.stories import draft_with, published_plant

HUGE = str(10**30)
BAD = {
    "huge": HUGE,
    "negative": "-1",
    "nul": "a\0b",
    "emoji": "🧪</textarea><script>alert(1)</script>",
    "long": "x" * 100_000,
    "no-day": "9999-99-99",
    "no-number": "1e309",
}
OTHERS = [kind for kind in BAD if kind not in ("huge", "nul")]
EVERY_WAY = ("", "ada", "olga")  # nobody, somebody with most rights, and an outsider; for the others a path as it should be is enough
ROLES = ("ada", "ben", "clara", "dai", "esi", "finn", "olga", "nils")
QUERY = {
    "web:search": ("q",),
    "web:gantt": ("draft", "revision"),
    "schedules:plan": ("draft", "run"),
    "schedules:standing": ("draft",),
    "schedules:compare": ("before", "after"),
    "schedules:revisions": ("page",),
    "schedules:expedite": ("run", "project", "promise", "by", "activity"),
    "portfolio:projects": ("q", "state", "sponsor", "standing", "page"),
    "portfolio:project_history": ("page",),
    "portfolio:budget": ("head",),
    "portfolio:new_link": ("any",),
    "records:records": ("person", "event", "text", "first_day", "last_day", "page"),
    "records:history": ("page",),
}
POSTED = {"kind": "ladder", "index": "0", "version": "1", "reason": "As asked", "text": "Something", "chosen": "1:1", "effort": "5"}
MODELS = {
    "matrix": "changeovermatrix",
    "grant": "rolegrant",
    "link": "activitylink",
    "run": "planrun",
    "number": "revision",
    "pk": "authenticator",
    "entry": "ledgerentry",
    "order": "changeorder",
}
MODELS_OF = {"assessment": {"draft": "treedraft", "number": "treeversion"}, "matters": {"absence": "managerabsence"}}  # in an app's own addresses
WORDS = {"field": "name", "kind": "accounts.person", "identity": "1"}
STANDIN = 987654321
MEMORY = {"django_session", "axes_accessattempt", "axes_accesslog", "axes_accessfailurelog"}  # of who is here; no record of the plant
WRITING = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


@dataclass(frozen=True)
class Address:
    """``takes``: the names of what stands in the path, and whether each is a number."""

    name: str
    takes: dict[str, bool] = field(default_factory=dict)

    def path(self, **values: str) -> str:
        """With each number as it is given, also such as no link ever has."""
        given = {name: STANDIN + k if is_number else WORDS.get(name, "x") for k, (name, is_number) in enumerate(self.takes.items())}
        found = reverse(self.name, kwargs=given)
        for name, value in values.items():
            found = found.replace(f"/{given[name]}/", f"/{value}/")
        return found


def addresses(resolver: URLResolver, outer: dict[str, bool], namespace: str = "") -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        takes = outer | {name: type(converter).__name__ == "IntConverter" for name, converter in pattern.pattern.converters.items()}
        takes |= {name: False for name in pattern.pattern.regex.groupindex if name not in takes}
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, takes, pattern.namespace or namespace)
        elif pattern.name:
            yield Address(f"{namespace}:{pattern.name}" if namespace else pattern.name, takes)


ADDRESSES = [address for address in addresses(get_resolver(), {}) if address.name != "account_logout"]
OURS = [address for address in ADDRESSES if ":" in address.name]


def there(name: str, app: str) -> str:
    """The number of something that is there, for the name of a part of a path."""
    stem = name.removesuffix("_id")
    stem = MODELS_OF.get(app, {}).get(stem) or MODELS.get(stem, stem)
    model = next((m for m in apps.get_models() if m._meta.model_name == stem), None)
    assert model is not None, f"No model is called {stem}: MODELS says which one the {name} of a path means."
    found = model._base_manager.order_by("pk").first()
    return "1" if found is None or name == "number" else str(found.pk)


@dataclass
class Caller:
    """Sends one request after another, each of which is undone; keeps what was wrong with any answer."""

    client: Client
    log: pytest.LogCaptureFixture
    wrong: list[str] = field(default_factory=list)
    before: Any = None

    def send(self, method: str, path: str, data: Any = None, *, what: str, **more: Any) -> Any:
        self.log.clear()
        written: set[str] = set()

        def watch(execute: Any, sql: str, *rest: Any) -> Any:
            if (match := WRITING.match(sql)) and match[1] not in MEMORY:
                written.add(match[1])
            return execute(sql, *rest)

        cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}
        with transaction.atomic():
            with connection.execute_wrapper(watch):
                response = getattr(self.client, method)(path, data, **more)
            if response.status_code >= 400 and written and rows_and_head() != self.before:
                self.wrong.append(f"{what}: {response.status_code}, and yet it wrote {sorted(written)}")
            transaction.set_rollback(True)
        for name, value in cookies.items():
            self.client.cookies[name] = value
        self.judge(response, what)
        return response

    def judge(self, response: Any, what: str) -> None:
        status = response.status_code
        if status >= 500:
            self.wrong.append(f"{what}: {status}, {self.log.text.strip().splitlines()[-1:]}")
        if status < 400 or response.streaming:
            return
        text = response.content.decode()
        if status not in TITLES and status not in (401, 429):  # of the log-in: refused, too often
            self.wrong.append(f"{what}: answered {status}")
        elif not ("<h1" in text or "error-summary" in text or "field-error" in text or '"message": "' in text or '"errors"' in text):
            self.wrong.append(f"{what}: {status} without a word: {text[:100]!r}")
        if "<script>alert(1)" in text:
            self.wrong.append(f"{what}: what was sent runs as a script")

    def expect(self, response: Any, what: str, *statuses: int) -> None:
        if response.status_code not in statuses:
            self.wrong.append(f"{what}: {response.status_code} instead of {' or '.join(map(str, statuses))}")


def rows_and_head() -> Any:
    counts = {model._meta.db_table: model._base_manager.count() for model in apps.get_models() if model._meta.db_table not in MEMORY}
    return counts, head()


def plant_with_everything(people: Cast) -> Site:
    site = published_plant(people, small(2))
    draft_with(site, present(site).valid_plan, people.ben)
    start_run(by=people.ben, site=site, effort=1.0)
    return site


@pytest.fixture
def caller(client: Client, cast: Cast, caplog: pytest.LogCaptureFixture) -> Caller:
    plant_with_everything(cast)
    client.raise_request_exception = False
    caplog.set_level(logging.ERROR, "evenhand.errors")
    return Caller(client, caplog, before=rows_and_head())


def real(address: Address) -> str:
    return address.path(**{name: there(name, address.name.partition(":")[0]) for name, is_number in address.takes.items() if is_number})


@pytest.mark.parametrize("who", ["", *ROLES])
def test_each_address_with_what_is_not_there(who: str, caller: Caller, cast: Cast):
    """Foreign, huge, negative and broken ids in the path; everything in the query; a form without sense: as everybody."""
    if who:
        caller.client.force_login(getattr(cast, who))
    caller.before = rows_and_head()
    nonsense = {name: list(BAD.values())[k % len(BAD)] for k, name in enumerate((*POSTED, *(n for names in QUERY.values() for n in names)))}
    for address in ADDRESSES:
        paths = {"there": real(address)}
        for name, is_number in address.takes.items() if who in EVERY_WAY else ():
            paths |= {
                f"{name} {value}": address.path(**{name: value})
                for value in (("999999", HUGE, "-1") if is_number else ("%00", "%F0%9F%A7%AA", "x" * 900))
            }
        for shown, path in paths.items():
            for method in ("get", "post"):
                what = f"{who or 'nobody'} {method} {address.name} ({shown})"
                response = caller.send(method, path, nonsense if shown == "there" or method == "post" else None, what=what)
                if address in OURS and address.name != "web:alive":
                    caller.expect(response, what, *statuses_for(who, shown, response))
    assert caller.wrong == []


def statuses_for(who: str, shown: str, response: Any) -> tuple[int, ...]:
    """Whoever is not logged in goes to the log-in; an address that cannot be leads nowhere; what one may not do, and what is not there, is said to be so."""
    nowhere = shown.endswith(("-1", "%00"))
    if nowhere:
        return (404,)
    if not who:
        return (302, 400) if shown == "there" else (302,)  # a query too long to be brought back after the log-in
    if shown == "there":
        return (200, 302, 400, 403, 404, 405, 409, 422)
    return (403, 404, 405, 409, 422)


def plausible(form: forms.BaseForm) -> dict[str, Any]:
    """A form as it is shown, with something sensible where it is empty."""
    found: dict[str, Any] = {}
    for name, fld in form.fields.items():
        value = form[name].value()
        if isinstance(value, models.Model):
            value = value.pk
        found[name] = usual(fld) if value in (None, "", []) else fld.widget.format_value(value) if hasattr(value, "isoformat") else value
        if found[name] in (None, False):
            del found[name]
    return found


def usual(fld: forms.Field) -> Any:
    kinds: list[tuple[type[forms.Field], str]] = [
        (DayField, "2027-06-01"),
        (WallField, "2027-06-01T08:00"),
        (MinutesField, "8 h"),
        (MoneyField, "100"),
        (LinesField, "mon-fri 08:00-16:00"),
        (forms.IntegerField, "1"),
        (forms.FloatField, "0.5"),
        (forms.EmailField, "gus@example.com"),
        (forms.BooleanField, ""),
    ]
    if isinstance(fld, forms.ChoiceField):
        return next((str(getattr(key, "value", key)) for key, _ in fld.choices if str(key)), "")
    return next((value for kind, value in kinds if isinstance(fld, kind)), "Something")


WHO = {"meetings": "clara", "accounts": "finn", "records": "ben", "schedules": "ada", "portfolio": "clara", "plant": "ben", "web": "ben"}


@pytest.mark.parametrize("app", sorted({address.name.partition(":")[0] for address in OURS}))
def test_each_form_field_by_field(app: str, caller: Caller, cast: Cast):
    """By somebody who may: each field of each form with three kinds of nonsense, the others as they should be; several values for one; a version of long ago."""
    for address in OURS:
        if address.name.partition(":")[0] != app:
            continue
        person = cast.dai if address.name in ("portfolio:hold", "portfolio:clear_hold") else getattr(cast, WHO.get(app, "ada"))
        caller.client.force_login(person)
        caller.before = rows_and_head()
        path = real(address)
        shown = caller.send("get", path, what=f"get {address.name}")
        for name in QUERY.get(address.name, ()):
            for kind, value in BAD.items():
                caller.send("get", path, {name: [value, "1"] if kind == "negative" else value}, what=f"get {address.name}?{name}={kind}")
        form = (shown.context or {}).get("form")
        sent = plausible(form) if form is not None and shown.status_code == 200 and not form.is_bound else dict(POSTED)
        for number, name in enumerate(sent):
            for kind in ("huge", "nul", OTHERS[number % len(OTHERS)]):
                caller.send("post", path, {**sent, name: BAD[kind]}, what=f"post {address.name} with {name}={kind}")
            caller.send("post", path, {**sent, name: ["1", "2", HUGE]}, what=f"post {address.name} with several {name}")
        if form is not None and "version" in form.fields and form["version"].value():
            what = f"post {address.name} with a version that is not"
            caller.expect(caller.send("post", path, {**sent, "version": str(2**31 - 2)}, what=what), what, 409, 422)
    assert caller.wrong == []


def test_a_body_that_is_no_form(caller: Caller, cast: Cast):
    caller.client.force_login(cast.ada)
    caller.before = rows_and_head()
    bodies = {
        "deep json": ("application/json", b"[" * 9_000),
        "half a surrogate": ("application/json", b'{"activity": "\\ud800", "start": 1}'),
        "broken parts": ("multipart/form-data", b"--x"),
        "no text": ("application/x-www-form-urlencoded", b"reason=%ff%fe&version=%ff"),
        "too many fields": ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % k for k in range(2_000))),
    }
    for address in OURS:
        if address.name in ("web:alive",):
            continue
        for kind, (content_type, body) in bodies.items():
            for accept in ("text/html", "application/json"):
                what = f"post {address.name} with {kind} for {accept}"
                caller.send("post", real(address), body, what=what, content_type=content_type, headers={"accept": accept})
    assert caller.wrong == []


def test_a_form_from_elsewhere_is_refused_everywhere(caller: Caller, cast: Cast):
    elsewhere = Client(enforce_csrf_checks=True, raise_request_exception=False)
    elsewhere.force_login(cast.ada)
    caller.client, caller.before = elsewhere, rows_and_head()
    for address in ADDRESSES:
        what = f"post {address.name} without its token"
        response = caller.send("post", real(address), POSTED, what=what)
        if not getattr(response.resolver_match.func, "csrf_exempt", False):
            caller.expect(response, what, 403)
    assert caller.wrong == []


def test_the_addresses_are_found():
    assert {"web:today", "accounts:grant", "portfolio:cell", "schedules:take", "account_login", "mfa_authenticate"} <= {a.name for a in ADDRESSES}
    assert set(QUERY) <= {a.name for a in OURS}
    with pytest.raises(NoReverseMatch):
        Address("portfolio:nothing").path()
    assert Address("portfolio:project", {"project_id": True}).path(project_id=HUGE) == f"/projects/{HUGE}/"
    assert Person._meta.model_name == "person"
