"""Selects are written at once, not by Django's templates."""

from __future__ import annotations

from django import forms
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html

from evenhand.web.forms import FormRenderer

CHOICES = [("", "Choose"), ("a&b", "A & <B>"), ("c", [("c/1", "First"), ("c/2", "Second")]), (3, "three")]


def test_a_select_is_the_same_as_django_s():
    attributes = {"id": "id_project", "required": True, "aria-describedby": "hint"}
    for chosen in ("", "a&b", "c/2", "3", None):
        ours, usual = (
            parse_html(forms.Select(choices=CHOICES).render("project", chosen, attributes, renderer))
            for renderer in (FormRenderer(), TemplatesSetting())
        )
        assert ours == usual
