"""Fields for what the plant and the portfolio are made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

from evenhand.plant.models import Site
from evenhand.records.day_words import last_day
from evenhand.records.errors import DomainError
from evenhand.records.forms import DayField
from evenhand.records.wall_clock import minutes_in_words


class WallField(forms.Field):
    """A time on the site's clocks: a day, or a day and a time. A day alone is its beginning."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            wall = datetime.fromisoformat(text)
        except ValueError:
            wall = None
        if wall is None or wall.tzinfo is not None or wall.second or wall.microsecond:
            raise forms.ValidationError(f"Must be a time such as 2027-03-01T08:00, or a day such as 2027-03-01; is {text[:50]!r}.")
        if not DayField.first <= wall.date() <= DayField.last:
            raise forms.ValidationError(f"Must be in the years {DayField.first.year} to {DayField.last.year}; is {text[:50]}.")
        return wall


class EndDayField(DayField):
    """A day until whose end something lasts or is kept: the midnight after it."""

    def clean(self, value: Any) -> datetime | None:  # type: ignore[override]
        day = super().clean(value)
        return None if day is None else datetime.combine(day + timedelta(days=1), time.min)

    def prepare_value(self, value: Any) -> Any:
        return last_day(value) if isinstance(value, datetime) else value


class MinutesField(forms.CharField):
    """A duration, such as 56 h, 3 d or 90 min."""

    def __init__(self, *, site: Site | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)
        self.site = site

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        text = super().clean(value).replace(" ", "")
        if not text:
            return None
        sign, text = (-1, text[1:]) if text[0] in "-−" else (1, text)
        units = {"min": 1, "h": 60, "d": 1440, "w": 10080}
        unit = next((name for name in ("min", "h", "d", "w") if text.endswith(name)), None)
        try:
            number = Decimal(text.removesuffix(unit or ""))
        except ArithmeticError:
            number = Decimal("NaN")
        if unit is None or not number.is_finite() or not 0 <= number <= 1_000_000:
            raise forms.ValidationError(f"Must be a duration such as 56 h, 3 d or 90 min; is {value[:30]!r}.")
        return sign * int((number * units[unit]).to_integral_value(ROUND_HALF_UP))

    def prepare_value(self, value: Any) -> Any:
        return minutes_in_words(value) if isinstance(value, int) else value


THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d{1,2}")


class MoneyField(forms.DecimalField):
    """Money in units of the currency; in the product, in cents. A comma is what it must be: between thousands, or before one or two decimals."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})  # a browser's number input drops the comma, and the amount is a hundred times larger

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=15, decimal_places=2, **kwargs)

    def clean(self, value: Any) -> int | None:
        found = super().clean(without_commas("".join(str(value or "").split())))
        return None if found is None else int(found * 100)

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 100:.2f}".removesuffix(".00") if isinstance(value, int) else value


def without_commas(text: str) -> str:
    """ "25,000.50" and "25000,50" are the same amount; what may be either is refused rather than read a hundred times too large."""
    if "," not in text or THOUSANDS.fullmatch(text):
        return text.replace(",", "")
    if DECIMAL_COMMA.fullmatch(text):
        return text.replace(",", ".")
    raise forms.ValidationError(f"Must be an amount such as 25,000.50 or 25000.50; is {text[:30]}.")


class LinesField(forms.CharField):
    """One thing a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=5000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class SeveralField(forms.ModelMultipleChoiceField):
    """Several of what there is. Django asks the database for all keys at once, and SQLite fails on a number too large to be one."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, (list, tuple)) else ():
            if len(str(key)) > 18:
                raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(key)[:50]})
        return super().clean(value)


class VersionField(forms.IntegerField):
    """Which version the person saw."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)


def reason_field(*, required: bool = True, hint: str = "Stays beside the change for ever.") -> forms.CharField:
    return forms.CharField(label="Why", max_length=2000, required=required, widget=forms.Textarea(attrs={"rows": 2}), help_text=hint)


def by_domain(check: Callable[[Any], Any]) -> Callable[[Any], None]:
    """A check of the product as a field's validator."""

    def validate(value: Any) -> None:
        try:
            check(value)
        except DomainError as error:
            raise forms.ValidationError(error.message) from error

    return validate
