"""Forms as pages show them: ``{{ form }}`` is a summary of what is wrong and each field with its label, hint and error."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):  # type: ignore[misc]
    form_template_name = "web/parts/form.html"
    field_template_name = "web/parts/field.html"
