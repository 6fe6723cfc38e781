from __future__ import annotations

from django import forms
from django.test.html import parse_html

from evenhand.schedules.forms import LongSelect

CHOICES = [("", "Choose"), ("a&b", "A & <B>"), ("c", [("c/1", "First"), ("c/2", "Second")])]


def test_a_long_select_is_the_same_as_any_other():
    attributes = {"id": "id_project", "required": True, "aria-describedby": "hint"}
    for chosen in ("", "a&b", "c/2", None):
        long, usual = (parse_html(kind(choices=CHOICES).render("project", chosen, attributes)) for kind in (LongSelect, forms.Select))
        assert long == usual
