from __future__ import annotations

from typing import Any

from django import forms

from evenhand.planning.parts import LeverKind
from evenhand.records.forms import DayField
from evenhand.schedules.actions.start_run import MOST_SECONDS

EFFORTS = (("5", "A quick look (about 5 s)"), ("20", "Usual (about 20 s)"), ("120", "Thorough (about 2 min)"), ("900", "Over lunch (about 15 min)"))
LEVERS = ((LeverKind.OVERTIME.value, "overtime"), (LeverKind.ADDED_PERSON.value, "an added person"))


class RunForm(forms.Form):
    effort = forms.TypedChoiceField(
        choices=EFFORTS, coerce=float, initial="20", label="Effort", help_text="The same effort and seed find the same plan again."
    )
    seed = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, initial=0, required=False, label="Seed", help_text="Another number searches another way."
    )
    time_limit = forms.FloatField(
        min_value=1,
        max_value=MOST_SECONDS,
        required=False,
        label="Time limit in seconds",
        help_text="A guard: what it cuts short cannot be repeated.",
    )

    def clean_seed(self) -> int:
        return self.cleaned_data["seed"] or 0


class ExpediteForm(forms.Form):
    project = forms.ChoiceField(label="Project")
    promise = forms.ChoiceField(label="Promise", required=False)
    by = DayField(label="By the end of", help_text="The day on which it is to be done.")
    levers = forms.MultipleChoiceField(
        choices=LEVERS, required=False, label="Allowed", widget=forms.CheckboxSelectMultiple, help_text="Nothing ticked: by reordering alone."
    )
    effort = forms.TypedChoiceField(choices=EFFORTS, coerce=float, initial="20", label="Effort")

    def __init__(self, *args: Any, projects: list[tuple[str, str]], promises: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].choices = [("", "Choose"), *projects]  # type: ignore[attr-defined]
        self.fields["promise"].choices = [("", "Its only promise, or its finish"), *promises]  # type: ignore[attr-defined]

    @property
    def lever_kinds(self) -> frozenset[LeverKind]:
        return frozenset(LeverKind(value) for value in self.cleaned_data["levers"])


class PublishForm(forms.Form):
    reason = forms.CharField(label="Why", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="Stays beside the revision for ever.")
    password = forms.CharField(
        label="Your password",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="You sign: I publish this.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)  # the plan that the signer looks at, by its hash


class TakeForm(forms.Form):
    """Which way of an answer becomes a draft. A reason is needed where it harms somebody."""

    kind = forms.ChoiceField(choices=(("ladder", "ladder"), ("alternatives", "alternatives")))
    index = forms.IntegerField(min_value=0, max_value=99)
    reason = forms.CharField(max_length=2000, required=False, label="Why")


class CompareForm(forms.Form):
    before = forms.ChoiceField(label="From")
    after = forms.ChoiceField(label="To")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("before", "after"):
            self.fields[field].choices = choices  # type: ignore[attr-defined]
