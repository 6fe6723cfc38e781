from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django import forms

from evenhand.records.errors import DomainError
from evenhand.records.events import REGISTRY
from evenhand.records.queries import Wanted


@contextmanager
def errors_into(form: forms.BaseForm) -> Iterator[None]:
    """What an action refuses is shown on the form, beside its field and with everything that was typed.

    with errors_into(form):
        return redirect(rename_person(by=request.user, **form.cleaned_data))
    return render(request, "...", {"form": form}, status=status_of(form))
    """
    try:
        yield
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        form.refused_with = error.status  # type: ignore[attr-defined]


def status_of(form: forms.BaseForm) -> int:
    """200 for a form not sent or not refused; otherwise 422, or what the action's refusal has."""
    if not form.is_bound or not form.errors:
        return 200
    return int(getattr(form, "refused_with", 422))


class DayField(forms.DateField):
    """A day that the plant can mean: also far away, but so that the day before and after exist in every zone."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})  # browsers take no other form
    first, last = date(1970, 1, 1), date(2299, 12, 31)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and not self.first <= value <= self.last:
            raise forms.ValidationError(f"Must be in the years {self.first.year} to {self.last.year}; is {value.isoformat()}.")


class SearchForm(forms.Form):
    person = forms.CharField(required=False, max_length=200, label="Who")
    event = forms.ChoiceField(required=False, label="What happened")
    text = forms.CharField(required=False, max_length=200, label="Record or reason")
    first_day = DayField(required=False, label="From")
    last_day = DayField(required=False, label="To")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        events = sorted((event.title, name) for name, event in REGISTRY.items())
        self.fields["event"].choices = [("", "Anything"), *((name, title) for title, name in events)]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        return Wanted(**{name: self.cleaned_data[name] or Wanted.__dataclass_fields__[name].default for name in Wanted.__dataclass_fields__})
