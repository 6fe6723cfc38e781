"""The forms of the huddle."""

from __future__ import annotations

from typing import Any

from django import forms

from evenhand.matters.forms import CATEGORIES
from evenhand.matters.models import Gravity
from evenhand.meetings.board.columns import MOST_COLUMNS, Column
from evenhand.meetings.models import Fill
from evenhand.plant.form_fields import reason_field


class QuickRaiseForm(forms.Form):
    """A line is enough, in the huddle."""

    statement = forms.CharField(
        label="Raise a matter", max_length=5000, error_messages={"required": "Say what is the matter, such as: the filter is torn."}
    )
    category = forms.ChoiceField(
        label="About",
        choices=[("", "choose"), *((value, label.partition(":")[0]) for value, label in CATEGORIES)],
        error_messages={"required": "Say what it is about: money, a date, or the chemistry."},
    )
    gravity = forms.ChoiceField(label="Touches", choices=[(g.value, g.label.capitalize()) for g in Gravity], required=False)
    project = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**31)


class HeldForm(forms.Form):
    seconds = forms.IntegerField(min_value=0, max_value=7200)
    project = forms.IntegerField(required=False, min_value=1, max_value=2**31)


class ColumnsForm(forms.Form):
    """So many columns as have a name; an empty name leaves one out."""

    reason = reason_field()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, columns: tuple[Column, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for k in range(min(MOST_COLUMNS, len(columns) + 2)):
            column = columns[k] if k < len(columns) else Column("", ())
            self.fields[f"name_{k}"] = forms.CharField(label=f"Column {k + 1}", max_length=40, required=False, initial=column.name)
            self.fields[f"fills_{k}"] = forms.MultipleChoiceField(
                label=f"Filled with ({k + 1})",
                choices=Fill.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[fill.value for fill in column.fills],
            )
        self.order_fields([name for name in self.fields if name not in ("reason", "version")] + ["reason", "version"])
        self.count = min(MOST_COLUMNS, len(columns) + 2)

    @property
    def columns(self) -> tuple[Column, ...]:
        given = self.cleaned_data
        found = [(" ".join(given[f"name_{k}"].split()), given[f"fills_{k}"]) for k in range(self.count)]
        return tuple(Column(name, tuple(Fill(fill) for fill in fills)) for name, fills in found if name or fills)
