from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings

from evenhand.accounts.models import Person
from evenhand.plant.form_fields import EndDayField, LinesField, MinutesField, MoneyField, VersionField, WallField, reason_field
from evenhand.plant.models import Band, Calendar, ChangeoverMatrix, Cleaning, LeverKind, Resource, ResourceKind, Site
from evenhand.records.forms import DayField
from evenhand.records.wall_clock import minutes_in_words

WINDOWS = "One a line, such as mon-fri 08:00-16:00 or sat,sun 06:00-14:00."


class SetUpForm(forms.Form):
    name = forms.CharField(label="Name of the site", max_length=200)
    time_zone = forms.ChoiceField(label="Time zone", help_text="All times of the plan are on its clocks. It cannot be changed later.")
    origin = DayField(label="First day", help_text="Nothing is planned before it. It cannot be changed later.")
    last_day = EndDayField(label="Plan until the end of")
    slot_minutes = forms.TypedChoiceField(
        label="Plan in steps of",
        coerce=int,
        choices=[(60, "1 hour"), (120, "2 hours"), (240, "4 hours"), (480, "8 hours"), (1440, "a day")],
        initial=240,
        help_text="Four hours suit most plants. It cannot be changed later.",
    )
    frozen_weeks = forms.IntegerField(
        label="Frozen weeks", min_value=0, max_value=520, initial=2, help_text="What is published to start in them stays."
    )
    currency = forms.CharField(label="Currency", max_length=3, initial="EUR")
    bands = LinesField(
        label="Containment bands",
        help_text="One a line, the weakest first: code and name, such as OEB3 10 to 100 µg/m³.",
        initial=["OEB1", "OEB2", "OEB3", "OEB4", "OEB5"],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]
        self.fields["time_zone"].initial = settings.TIME_ZONE


class SiteForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    horizon = EndDayField(label="Plan until the end of")
    frozen_weeks = forms.IntegerField(
        label="Frozen weeks", min_value=0, max_value=520, help_text="What is published to start in them does not move by itself."
    )
    reason = reason_field(required=False)
    version = VersionField()


class OfSite(forms.Form):
    """A form about something of a site."""

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        for name, model in (("calendar", Calendar), ("matrix", ChangeoverMatrix), ("strongest_band", Band), ("band", Band)):
            if name in self.fields:
                rows = model.objects.filter(site=site)
                self.fields[name].queryset = rows if model is Band else rows.filter(archived_at__isnull=True)


def one_of(model: type, label: str, empty: str, hint: str = "") -> forms.ModelChoiceField:
    return forms.ModelChoiceField(model.objects.none(), label=label, required=False, empty_label=empty, help_text=hint)


class ResourceForm(OfSite):
    name = forms.CharField(label="Name", max_length=500)
    amount = forms.IntegerField(
        label="How many", min_value=0, max_value=1_000_000_000, initial=1, help_text="A unit is one; of people, how many work at one time."
    )
    calendar = one_of(Calendar, "Calendar", "always open")
    strongest_band = one_of(Band, "Strongest band it may hold", "any")
    matrix = one_of(ChangeoverMatrix, "Changeovers", "none", "Units only.")


class NewResourceForm(ResourceForm):
    code = forms.CharField(label="Code", max_length=200, help_text="Short, such as gmp-1. It cannot be changed later.")
    kind = forms.ChoiceField(label="What it is", choices=ResourceKind.choices, help_text="A unit does one thing at a time; a pool is several alike.")
    field_order = ("kind", "code", "name")


class EditResourceForm(ResourceForm):
    reason = reason_field(required=False)
    version = VersionField()


class CleaningForm(forms.Form):
    cleaning = forms.ChoiceField(label="State", choices=Cleaning.choices)
    cleaned_at = WallField(label="Clean since", required=False)
    clean_until = WallField(label="Clean hold ends", required=False, help_text="Until then it counts as clean.")
    version = VersionField()


class CalibrationForm(forms.Form):
    calibrated_on = DayField(label="Calibrated on")
    calibration_due = DayField(label="Due again on")
    version = VersionField()


class AbsenceForm(forms.Form):
    starts_at = WallField(label="From")
    ends_at = WallField(label="Until", help_text="Not included: an absence of a Monday ends on Tuesday at 00:00.")
    amount = forms.IntegerField(label="How many are away", required=False, min_value=1, max_value=1_000_000_000, help_text="Empty: all.")
    name = forms.CharField(label="What for", required=False, max_length=500)
    version = VersionField()


class QualificationForm(forms.Form):
    person = forms.ModelChoiceField(Person.objects.none(), label="Who")
    first_day = DayField(label="From")
    last_day = DayField(label="Until the end of", required=False, help_text="Empty: until further notice.")
    evidence = forms.CharField(label="Evidence", required=False, max_length=500, help_text="Such as the number of the training file.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.filter(is_active=True)


class EndQualificationForm(forms.Form):
    last_day = DayField(label="Last day")
    reason = reason_field()


class LeverForm(forms.Form):
    name = forms.CharField(label="Name", max_length=500)
    weekly = LinesField(label="Weekly windows of overtime", required=False, help_text=WINDOWS)
    amount = forms.IntegerField(
        label="How many are added", required=False, min_value=1, max_value=1_000_000_000, help_text="Empty: all for overtime, one person otherwise."
    )
    cost = MoneyField(label="Cost of a block")
    lead_minutes = MinutesField(label="Lead time", initial="0 h", help_text="From the decision until it can work, such as 2 w.")
    block_minutes = MinutesField(
        label="Block", required=False, help_text="Such as 4 w: each such stretch can be chosen by itself. Empty: all at once."
    )
    until = EndDayField(label="Until the end of", required=False)
    version = VersionField()


class NewLeverForm(LeverForm):
    code = forms.CharField(label="Code", max_length=200, help_text="Short, such as saturdays.")
    kind = forms.ChoiceField(label="What it is", choices=LeverKind.choices)
    field_order = ("kind", "code", "name")


class CalendarForm(forms.Form):
    name = forms.CharField(label="Name", max_length=500)
    is_always_open = forms.BooleanField(label="Always open", required=False)
    weekly = LinesField(label="Weekly windows", required=False, help_text=WINDOWS)
    version = VersionField()


class NewCalendarForm(CalendarForm):
    code = forms.CharField(label="Code", max_length=200, help_text="Short, such as day-shift.")
    field_order = ("code", "name")


class HolidayForm(forms.Form):
    first_day = DayField(label="From")
    last_day = DayField(label="To", required=False, help_text="Empty: that day alone.")
    name = forms.CharField(label="Name", required=False, max_length=500)


class ReasonForm(forms.Form):
    reason = reason_field()


class MatrixForm(forms.Form):
    """A field for each pair of bands, named ``between_<before>_<after>`` by their strengths."""

    name = forms.CharField(label="Name", max_length=500)
    same_product_minutes = MinutesField(label="Between batches of the same product", initial="12 h")
    fail_chance = forms.FloatField(label="Chance that a cleaning fails", min_value=0, max_value=0.999, initial=0.1, help_text="0.1 is one in ten.")
    reason = reason_field(required=False)
    version = VersionField()

    def __init__(self, *args: Any, bands: list[Band], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bands = bands
        self.fields["reason"].required = not is_new
        if is_new:
            del self.fields["reason"]
        for before in bands:
            for after in bands:
                label = f"From {before} to another product of {after}"
                field = MinutesField(label=label, initial="3 d", widget=forms.TextInput(attrs={"size": 6, "aria-label": label}))
                self.fields[f"between_{before.strength}_{after.strength}"] = field

    @property
    def plain_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith("between_") and name != "version"]

    @property
    def rows(self) -> list[tuple[Band, list[Any]]]:
        return [(before, [self[f"between_{before.strength}_{after.strength}"] for after in self.bands]) for before in self.bands]

    @property
    def between(self) -> dict[tuple[int, int], int]:
        pairs = [(a.strength, b.strength) for a in self.bands for b in self.bands]
        return {pair: self.cleaned_data["between_{}_{}".format(*pair)] for pair in pairs}


def matrix_initial(matrix: ChangeoverMatrix) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "name": matrix.name,
        "same_product_minutes": minutes_in_words(matrix.same_product_minutes),
        "fail_chance": matrix.fail_chance,
        "version": matrix.version,
    }
    for entry in matrix.entries.select_related("before", "after"):
        initial[f"between_{entry.before.strength}_{entry.after.strength}"] = minutes_in_words(entry.minutes)
    return initial


def resource_initial(resource: Resource) -> dict[str, Any]:
    return {name: getattr(resource, name) for name in ("name", "amount", "calendar", "strongest_band", "matrix", "version")}
