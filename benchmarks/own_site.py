"""A site of its own to measure on, with a database that is thrown away: a SQLite file, or a PostgreSQL server that keeps what is committed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evenhand.demo.plant import TIME_ZONE

DATABASES = ("sqlite", "postgresql")
TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
PROJECT_ROOT = Path(__file__).resolve().parents[1]
OWNER, WEB = "evenhand_owner", "evenhand_web"

Environment = Mapping[str, str]


@contextmanager
def own_site(database: str) -> Iterator[Environment]:
    """The environment in which ``evenhand`` and Django have that site: its tables are made, and nothing is in them."""
    with tempfile.TemporaryDirectory(prefix="evenhand-benchmark-") as folder:
        environment = settings(Path(folder))
        if database == "sqlite":
            in_site(environment, "django", "migrate", "--verbosity", "0")
            yield environment
            return
        from tests.throwaway_postgresql import server  # noqa: PLC0415 - only who measures it needs the server's programs

        with server(durable=True) as administrator:
            addresses = {role: address_of(administrator, role) for role in (None, OWNER, WEB)}
            in_site(environment | {"EVENHAND_DATABASE": addresses[None]}, "django", "prepare_postgresql", "--owner", OWNER)
            in_site(environment | {"EVENHAND_DATABASE": addresses[OWNER]}, "django", "migrate", "--verbosity", "0")
            yield environment | {"EVENHAND_DATABASE": addresses[WEB]}


def settings(folder: Path) -> dict[str, str]:
    """Whatever the environment says of another site is not meant for this one."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("EVENHAND_")}
    return others | {"DJANGO_SETTINGS_MODULE": "evenhand.config.settings", "EVENHAND_DATA": str(folder), "EVENHAND_TIME_ZONE": TIME_ZONE}


def address_of(administrator: str, role: str | None) -> str:
    """The same database as another role; without one, as the administrator."""
    if role is None:
        return administrator
    return f"postgresql://{role}@{administrator.partition('@')[2]}"


def in_site(environment: Environment, module: str, *arguments: str) -> str:
    """What ``python -m module`` says, in that site."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=PROJECT_ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def told(environment: Environment, module: str, *asked: object) -> Any:
    """What a module of ours tells in that site."""
    return json.loads(in_site(environment, "benchmarks.in_site", f"benchmarks.{module}", json.dumps(asked)).splitlines()[-1])
