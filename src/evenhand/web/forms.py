"""Forms as pages show them: ``{{ form }}`` is a summary of what is wrong and each field with its label, hint and error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.forms import Select
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


class FormRenderer(TemplatesSetting):  # type: ignore[misc]
    form_template_name = "web/parts/form.html"
    field_template_name = "web/parts/field.html"

    def render(self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> str:
        if template_name == Select.template_name:
            return select_html(context["widget"])
        return super().render(template_name, context, request)  # type: ignore[no-any-return]


def select_html(widget: Mapping[str, Any]) -> SafeString:
    """The same as Django's, written at once: a template for each of hundreds of options takes longer than the rest of the page."""
    groups = [(group, options_html(options)) for group, options, _ in widget["optgroups"]]
    inside = (options if group is None else format_html('<optgroup label="{}">{}</optgroup>', group, options) for group, options in groups)
    return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), mark_safe("".join(inside)))


def options_html(options: Iterable[Mapping[str, Any]]) -> SafeString:
    return mark_safe("".join(option_html(str(o["value"]), str(o["label"]), flatatt(o["attrs"]) if o["attrs"] else "") for o in options))


@lru_cache(maxsize=4096)
def option_html(value: str, label: str, attributes: str) -> str:
    return f'<option value="{escape(value)}"{attributes}>{escape(label)}</option>'
