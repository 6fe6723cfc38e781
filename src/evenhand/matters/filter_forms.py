"""What is looked for in the lists of matters and of actions; each look has an address of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from evenhand.matters.measures.arithmetic import SPANS
from evenhand.matters.measures.counted import BEARERS, CAUSES, When
from evenhand.matters.measures.of_actions import Doneness
from evenhand.matters.measures.period import ALWAYS, Period
from evenhand.matters.models import Category, MatterState, Tier
from evenhand.matters.queries import Wanted
from evenhand.records.errors import Invalid
from evenhand.records.forms import DayField


def any_of(pairs: Any, empty: str = "Any") -> list[tuple[Any, str]]:
    return [("", empty), *((value, str(label)[:1].upper() + str(label)[1:]) for value, label in pairs)]


class PeriodForm(forms.Form):
    """Days from, and to; either may be left out."""

    first = DayField(label="From", required=False)
    last = DayField(label="To", required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            given["period"] = Period(given.get("first"), given.get("last"))
        except Invalid as refused:
            self.add_error("last", str(refused))
        return given


class FilterForm(PeriodForm):
    q = forms.CharField(label="Words or number", required=False, max_length=200)
    tier = forms.TypedChoiceField(label="With", required=False, coerce=int, empty_value=None, choices=any_of(Tier.choices, "Anybody"))
    clock = forms.ChoiceField(
        label="Clock",
        required=False,
        choices=[
            ("", "Any"),
            ("late", "Has run out"),
            ("today", "Runs out within 24 h"),
            ("paused", "Stands still"),
            ("unacknowledged", "Not acknowledged"),
        ],
    )
    category = forms.ChoiceField(label="Category", required=False, choices=any_of(Category.choices, "All"))
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Open"), ("all", "All"), *((s.value, s.label.capitalize()) for s in MatterState if s != MatterState.OPEN)],
    )
    mine = forms.BooleanField(label="My own", required=False)
    when = forms.ChoiceField(label="What happened", required=False, choices=any_of(When.choices, "Raised")[:1] + any_of(When.choices)[2:])
    took = forms.ChoiceField(label="Which took", required=False, choices=any_of((s.key, s.words) for s in SPANS))
    cause = forms.ChoiceField(label="Cause lies in", required=False, choices=any_of(CAUSES.items()))
    bearer = forms.ChoiceField(label="Cost borne by", required=False, choices=any_of(BEARERS.items()))
    project = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**31)
    closer = ("when", "first", "last", "took", "cause", "bearer")
    field_order = ("q", "tier", "clock", "category", "state", "mine", *closer)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("took") and not given.get("when"):
            self.add_error("when", "Must be acknowledged or decided: only these take a time of senior management.")
        return given

    @property
    def first_row(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.closer]

    @property
    def second_row(self) -> list[forms.BoundField]:
        return [self[name] for name in self.closer]

    @property
    def looks_closer(self) -> bool:
        return self.is_bound and any(self.data.get(name) for name in self.closer)

    @property
    def wanted(self) -> Wanted:
        given = self.cleaned_data
        text = " ".join(given["q"].replace("\0", "").split())
        return Wanted(
            given["state"],
            given["tier"],
            given["clock"],
            given["category"],
            given["project"],
            given["mine"],
            text,
            when=given["when"],
            period=given["period"],
            took=given["took"],
            cause=given["cause"],
            bearer=given["bearer"],
        )


@dataclass(frozen=True)
class Due:
    """Actions that were due in a period, of everybody; ``how``: done on time, or not."""

    period: Period
    how: str


class ActionsForm(PeriodForm):
    how = forms.ChoiceField(label="How it went", required=False, choices=any_of(Doneness.choices))

    @property
    def due(self) -> Due | None:
        """None where neither days nor how it went were asked for."""
        if not self.is_bound or not self.is_valid():
            return None
        found = Due(self.cleaned_data["period"], self.cleaned_data["how"])
        return None if found == Due(ALWAYS, "") else found
