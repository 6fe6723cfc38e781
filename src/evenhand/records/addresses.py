"""Addresses in pages: looked up once each, since a page has hundreds and they never change while the site runs."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

KNOWN = 20_000


def address(view: str, *parts: int | str) -> str:
    """`django.urls.reverse`, for what is asked for again and again."""
    return known_address(settings.ROOT_URLCONF, get_script_prefix(), view, parts)


@lru_cache(KNOWN, typed=True)
def known_address(site: str, prefix: str, view: str, parts: tuple[int | str, ...]) -> str:
    return reverse(view, site, args=parts)
