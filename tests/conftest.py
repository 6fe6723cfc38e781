"""What Django's tests stand on. ``EVENHAND_TEST_DATABASE=postgresql`` runs the same tests on a throw-away PostgreSQL server."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.throwaway_postgresql import server

if TYPE_CHECKING:
    import pytest_django

    from tests.cast import Cast

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses the database can be chosen with ``-m database``."""
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """SQLite's database is a file, as in the product. On PostgreSQL the tests work as the site does: as a role that owns nothing."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    name = f"evenhand_{worker}" if ON_POSTGRESQL else str(DATA / f"{worker}.sqlite3")
    connection.settings_dict["TEST"]["NAME"] = name
    from tests.own_database import make_web_role, working_as

    if ON_POSTGRESQL:
        make_web_role()
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
        with working_as(settings.DATABASE_WEB_ROLE if ON_POSTGRESQL else ""):
            yield
        teardown_databases(made, verbosity=0)


@pytest.fixture
def cast(db: None) -> Cast:
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """For what needs real transactions: threads, a running server, tampering."""
    from tests.own_database import database_of_its_own

    with django_db_blocker.unblock(), database_of_its_own():
        yield


@pytest.fixture
def site(own_database: None) -> Iterator[str]:
    """The whole site, served as in production on a port of its own; yields its address."""
    from tests.running_site import running_site

    with running_site() as address:
        yield address


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """The product's hashing takes a good part of a second a password, on purpose."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
