"""``python -m benchmarks.in_site MODULE JSON``: what that module's `told` says, with the site loaded before the module imports its models."""

from __future__ import annotations

import json
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    print(json.dumps(import_module(sys.argv[1]).told(*json.loads(sys.argv[2]))))
