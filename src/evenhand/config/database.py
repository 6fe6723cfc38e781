"""One setting becomes Django's description of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOCK_SECONDS = 20
KEPT_SECONDS = 600  # a thread that makes pages keeps its connection so long, and looks whether it still answers before each page


def database(setting: str, data_folder: Path) -> dict[str, Any]:
    """Django's ``DATABASES["default"]`` for a SQLite path or a PostgreSQL address."""
    if setting.startswith(("postgresql://", "postgres://")):
        return postgresql(setting)
    if "://" in setting:
        raise ImproperlyConfigured(
            f"EVENHAND_DATABASE must be the path of a SQLite file or postgresql://...; is {setting.split('://', maxsplit=1)[0]}://..."
        )
    return sqlite(Path(setting).expanduser() if setting else data_folder / "evenhand.sqlite3")


def sqlite(path: Path) -> dict[str, Any]:
    """Writers queue from their first statement (IMMEDIATE), readers never wait (WAL), and what is committed survives a power cut (FULL)."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": LOCK_SECONDS,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
        },
    }


def postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise ImproperlyConfigured("EVENHAND_DATABASE must end with the database's name: postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10, **options},
    }
