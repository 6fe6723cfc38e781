"""The entry point of an ASGI server: ``uvicorn evenhand.config.asgi:application``."""

from __future__ import annotations

import os

import django

from evenhand.config.longest_body import LongestBody
from evenhand.config.pages_in_threads import PagesInThreads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
django.setup(set_prefix=False)
application = LongestBody(PagesInThreads())
