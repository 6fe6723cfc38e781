#!/usr/bin/env python3
"""Django's commands for a checkout: ``.venv/bin/python manage.py migrate``."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
    execute_from_command_line(sys.argv)
