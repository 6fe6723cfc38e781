"""What Django's tests stand on. ``EVENHAND_TEST_DATABASE=postgresql`` runs the same tests on a throw-away PostgreSQL server."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.throwaway_postgresql import server

ON_POSTGRESQL = os.environ.get("EVENHAND_TEST_DATABASE") == "postgresql"
DATABASE_FIXTURES = {"db", "cast", "own_database", "site"}
ADDRESS = "EVENHAND_TEST_SERVER"

# Before Django reads its settings: a data folder of this run, and no setting of whoever runs it.

for name in [name for name in os.environ if name.startswith("EVENHAND_") and not name.startswith("EVENHAND_TEST_")]:
    del os.environ[name]
DATA = Path(tempfile.mkdtemp(prefix="evenhand-tests-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
os.environ["EVENHAND_DATA"] = str(DATA)
os.environ["EVENHAND_TIME_ZONE"] = "Europe/Brussels"
os.environ["EVENHAND_SITE_NAME"] = "Tidewell"
os.environ["EVENHAND_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["EVENHAND_HTTPS"] = "off"
if ON_POSTGRESQL:
    if ADDRESS not in os.environ:  # the first process starts the server, and its workers inherit the address
        running = contextlib.ExitStack()
        os.environ[ADDRESS] = running.enter_context(server())
        atexit.register(running.close)
    os.environ["EVENHAND_DATABASE"] = os.environ[ADDRESS].replace("/postgres?", "/evenhand?")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses the database can be chosen with ``-m django_db``."""
    for item in items:
        if DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())) and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db)
