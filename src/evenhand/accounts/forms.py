from __future__ import annotations

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone

from evenhand.accounts.roles import Role
from evenhand.records.forms import DayField


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Why", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="Stays beside the change for ever.")


class InviteForm(forms.Form):
    printed_name = forms.CharField(label="Printed name", max_length=200, help_text="As it stands beside signatures, such as Ada Moreau.")
    email = forms.EmailField(label="E-mail", max_length=254, help_text="To log in with. Once used, it is never anybody else's.")


class RenameForm(ReasonForm):
    printed_name = forms.CharField(label="Printed name", max_length=200)
    field_order = ("printed_name", "reason")


class EmailForm(ReasonForm):
    email = forms.EmailField(label="E-mail", max_length=254, help_text="The old address stays this person's for ever.")
    field_order = ("email", "reason")


class GrantForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)
    first_day = DayField(label="From", required=False, help_text="Empty: from now.")
    last_day = DayField(label="Until the end of", required=False, help_text="Empty: until further notice.")
    reason = forms.CharField(label="Why", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    @property
    def starts_at(self) -> datetime | None:
        day = self.cleaned_data["first_day"]
        return timezone.make_aware(datetime.combine(day, time.min)) if day and day != timezone.localdate() else None

    @property
    def ends_at(self) -> datetime | None:
        day = self.cleaned_data["last_day"]
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) if day else None
