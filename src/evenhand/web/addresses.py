"""The tag for addresses that every template has instead of Django's: it looks each address up once."""

from __future__ import annotations

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parsed
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from evenhand.records.addresses import address

register = template.Library()  # named in settings.TEMPLATES


class AddressNode(URLNode):
    """For names of views and what stands in the address. What cannot be an address is left to Django, which says why."""

    def render(self, context: Context) -> str:
        parts = [part.resolve(context) for part in self.args]
        if self.kwargs or not all(type(part) in (int, str) for part in parts):
            return super().render(context)  # type: ignore[no-any-return]
        try:
            found = address(self.view_name.resolve(context), *parts)
        except NoReverseMatch:
            return super().render(context)  # type: ignore[no-any-return]
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found)


@register.tag
def url(parser: Parser, token: Token) -> AddressNode:
    """``{% url 'portfolio:project' project.pk %}``"""
    given: URLNode = parsed(parser, token)
    return AddressNode(given.view_name, given.args, given.kwargs, given.asvar)
