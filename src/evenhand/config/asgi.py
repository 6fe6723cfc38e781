"""The entry point of an ASGI server: ``uvicorn evenhand.config.asgi:application``."""

from __future__ import annotations

import os
import warnings

from django.core.asgi import get_asgi_application

from evenhand.config.longest_body import LongestBody

warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")  # static files, which are small
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
application = LongestBody(get_asgi_application())
