"""The product's settings, for a test run: a data folder of its own, and the database that EVENHAND_TEST_DATABASE says.

``EVENHAND_TEST_DATABASE=postgresql`` runs the same tests on a PostgreSQL server that is thrown away afterwards; otherwise they run on SQLite.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import tempfile

from tests.throwaway_postgresql import server

SERVER = "EVENHAND_TEST_SERVER"  # the running server's address: the first process starts it, its workers inherit it

for name in [name for name in os.environ if name.startswith("EVENHAND_") and not name.startswith("EVENHAND_TEST_")]:
    del os.environ[name]  # no setting of whoever runs the tests
folder = tempfile.mkdtemp(prefix="evenhand-tests-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ |= {
    "EVENHAND_DATA": folder,
    "EVENHAND_TIME_ZONE": "Europe/Brussels",
    "EVENHAND_SITE_NAME": "Tidewell",
    "EVENHAND_HOSTS": "testserver,localhost,127.0.0.1",
    "EVENHAND_HTTPS": "off",
}
if os.environ.get("EVENHAND_TEST_DATABASE", "sqlite") == "postgresql":
    if SERVER not in os.environ:
        running = contextlib.ExitStack()
        os.environ[SERVER] = running.enter_context(server())
        atexit.register(running.close)
    os.environ["EVENHAND_DATABASE"] = os.environ[SERVER].replace("/postgres?", "/evenhand?")

from evenhand.config.settings import *  # noqa: E402, F403

WHITENOISE_AUTOREFRESH = True  # otherwise each test client looks through all static files first; a running site does, as the product's
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405  # each test may have a database of its own, and threads of one before must not know it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the product's takes most of a second a password, on purpose
for name in ("EVENHAND_DATA", "EVENHAND_DATABASE", "EVENHAND_TIME_ZONE", "EVENHAND_SITE_NAME", "EVENHAND_HOSTS", "EVENHAND_HTTPS"):
    os.environ.pop(name, None)
