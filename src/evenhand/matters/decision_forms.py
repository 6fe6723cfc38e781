"""The form of a decision, and of the answer to what was asked for."""

from __future__ import annotations

from typing import Any

from django import forms

from evenhand.matters.assessment_forms import password_field, text_field
from evenhand.matters.forms import of_the_plant
from evenhand.matters.models import DecisionKind, Matter
from evenhand.matters.options import Options, harmed_by
from evenhand.matters.site_clock import moment_of_wall
from evenhand.plant.form_fields import EndDayField, MoneyField, VersionField, WallField, reason_field
from evenhand.portfolio.models import BudgetHead, Promise
from evenhand.records.forms import DayField

ROWS_OF_ACTIONS = 3
KINDS = [
    (DecisionKind.GO, "Go: it goes on, by the option chosen"),
    (DecisionKind.NO_GO, "No-go: it is stopped"),
    (DecisionKind.ADD_BUDGET, "Add budget: the sum below"),
    (DecisionKind.FAST_TRACK, "Fast-track: by the option chosen"),
    (DecisionKind.ACCEPT_DELAY, "Accept delay: a later promise is given"),
    (DecisionKind.ASK, "Ask for one named thing; the matter stays open"),
]


class DecideForm(forms.Form):
    option = forms.TypedChoiceField(label="By which option", required=False, coerce=int, empty_value=None, widget=forms.RadioSelect)
    kind = forms.ChoiceField(
        label="What is decided", choices=KINDS, widget=forms.RadioSelect, error_messages={"required": "Choose what is decided, such as go or no-go."}
    )
    reason = reason_field(hint="In words that still say something in a year.")
    harms = forms.TypedMultipleChoiceField(
        label="Harmed by it, each by name",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick each project that the option chosen harms, and no other. For each a matter is raised.",
    )
    asked_for = forms.CharField(
        label="What is asked for", required=False, max_length=500, help_text="One thing, such as: the HPLC of batch 3 with the reference."
    )
    pause_until = WallField(label="The clock stands still for it until", required=False, help_text="14 days at most.")
    amount = MoneyField(label="Budget that is added", required=False)
    head = forms.ChoiceField(label="Under", required=False, choices=[("", "other"), *BudgetHead.choices])
    promise = forms.TypedChoiceField(label="Promise that moves", required=False, coerce=int, empty_value=None)
    due = EndDayField(
        label="Promised from now on by the end of", required=False, help_text="Empty: the day that the option “a later promise” computed."
    )
    publish_now = forms.BooleanField(
        label="Publish the option's plan now, with this signature", required=False, initial=True, help_text="Otherwise its draft waits for a planner."
    )
    criteria = text_field("Criteria", required=False)
    consulted = text_field("Who was consulted", required=False)
    dissent = text_field("Dissent", required=False)
    effective_from = DayField(label="From when", required=False, help_text="Empty: from today.")
    review_on = DayField(label="Review on", required=False)
    version = VersionField()
    password = password_field("I decided this")

    def __init__(self, *args: Any, matter: Matter, options: Options | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matter = matter
        cards = [] if options is None or options.overtaken is not None else options.found
        self.fields["option"].choices = [("", "None of them"), *((card.variant.pk, self.card_in_words(card)) for card in cards)]
        self.fields["option"].initial = ""
        harmed = harmed_by(options)
        self.fields["harms"].choices = [(project.pk, f"{project.code}: {how}") for project, how in harmed]
        if not harmed:
            del self.fields["harms"]
        own = (
            Promise.objects.filter(activity__project=matter.project_id, withdrawn_at__isnull=True).select_related("activity__project").order_by("due")
        )
        self.fields["promise"].choices = [("", "the only one" if len(own) == 1 else "choose"), *((row.pk, str(row)) for row in own)]
        self.fields["amount"].label = f"Budget that is added, in {matter.currency}"
        for number in range(1, ROWS_OF_ACTIONS + 1):
            self.add_action_fields(number)
        self.order_fields([*(name for name in self.fields if name not in ("version", "password")), "password", "version"])

    @staticmethod
    def card_in_words(card: Any) -> str:
        parts = [part for part in (card.date, f"chance {card.chance}" if card.chance else "", card.cost, card.others) if part]
        return f"{card.variant.title}: {'; '.join(parts)}"

    def add_action_fields(self, number: int) -> None:
        self.fields[f"what_{number}"] = forms.CharField(label=f"Action {number}", required=False, max_length=500)
        self.fields[f"owner_{number}"] = forms.ModelChoiceField(of_the_plant(), label="Who does it", required=False, empty_label="choose")
        self.fields[f"due_on_{number}"] = DayField(label="By the end of", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in range(1, ROWS_OF_ACTIONS + 1):
            row = [given.get(f"{name}_{number}") for name in ("what", "owner", "due_on")]
            if any(row) and not all(row):
                missing = next(name for name, value in zip(("what", "owner", "due_on"), row, strict=True) if not value)
                self.add_error(f"{missing}_{number}", "An action says what is done, by whom and by when.")
        return given

    @property
    def action_rows(self) -> list[list[Any]]:
        return [[self[f"{name}_{number}"] for name in ("what", "owner", "due_on")] for number in range(1, ROWS_OF_ACTIONS + 1)]

    @property
    def decided(self) -> dict[str, Any]:
        """What `decide` is given."""
        given = self.cleaned_data
        rows = [[given.get(f"{name}_{number}") for name in ("what", "owner", "due_on")] for number in range(1, ROWS_OF_ACTIONS + 1)]
        pause = given["pause_until"]
        return {
            "version": given["version"],
            "kind": given["kind"],
            "option_id": given["option"],
            "reason": given["reason"],
            "asked_for": given["asked_for"],
            "harms": given.get("harms") or (),
            "actions": [(what, owner.pk, due_on) for what, owner, due_on in rows if what],
            "promise_id": given["promise"],
            "pause_until": None if pause is None else moment_of_wall(self.matter.site, pause),
            **{
                name: given[name]
                for name in ("amount", "head", "due", "criteria", "consulted", "dissent", "effective_from", "review_on", "publish_now")
            },
        }


class ReplyForm(forms.Form):
    text = text_field("The answer", rows=3, most=5000)
