"""Settings: few, documented, refused in words when wrong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from evenhand.config.database import database
from evenhand.config.secret_key import secret_key
from evenhand.config.site_settings import SETTINGS, Given, given_settings

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/settings.md"


def test_every_setting_is_on_the_reference_page():
    rows = re.findall(r"^\| `(EVENHAND_[A-Z_]+)` \| (.+?) \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(setting.name, setting.default, setting.meaning) for setting in SETTINGS]


def test_every_setting_is_read():
    source = (PAGE.parents[2] / "src/evenhand/config/settings.py").read_text()
    assert [setting.name for setting in SETTINGS if f'"{setting.name}"' not in source] == []


def test_the_environment_goes_before_the_file(tmp_path: Path):
    file = tmp_path / "site.toml"
    file.write_text('EVENHAND_SITE_NAME = "From the file"\nEVENHAND_TIME_ZONE = "Europe/Oslo"\n')
    given = given_settings({"EVENHAND_SETTINGS": str(file), "EVENHAND_SITE_NAME": "From the environment", "PATH": "/bin"})
    assert (given.text("EVENHAND_SITE_NAME"), given.text("EVENHAND_TIME_ZONE")) == ("From the environment", "Europe/Oslo")


@pytest.mark.parametrize(
    ("text", "says"),
    [("EVENHAND_SESION_MINUTES = '5'", "is no setting"), ("EVENHAND_DEBUG = true", "must be a text in quotes"), ("[", "cannot be read")],
)
def test_a_file_that_says_something_else_is_refused(text, says, tmp_path: Path):
    file = tmp_path / "site.toml"
    file.write_text(text)
    with pytest.raises(ImproperlyConfigured, match=says):
        given_settings({"EVENHAND_SETTINGS": str(file)})


def test_a_misspelt_name_is_refused():
    with pytest.raises(ImproperlyConfigured, match="EVENHAND_DATABSE is no setting"):
        given_settings({"EVENHAND_DATABSE": "x"})


def test_values_are_checked():
    with pytest.raises(ImproperlyConfigured, match="must be on or off; is 'yes'"):
        Given({"EVENHAND_DEBUG": "yes"}).switch("EVENHAND_DEBUG", default=False)
    for text in ("0", "-1", "soon", "1.5", "²"):
        with pytest.raises(ImproperlyConfigured, match="whole number"):
            Given({"EVENHAND_SESSION_MINUTES": text}).count("EVENHAND_SESSION_MINUTES", 60)


def test_a_path_is_sqlite_that_loses_nothing(tmp_path: Path):
    described = database(str(tmp_path / "x.sqlite3"), tmp_path)
    assert described["ENGINE"].endswith("sqlite3") and described["CONN_HEALTH_CHECKS"]
    assert described["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in described["OPTIONS"]["init_command"] and "synchronous=FULL" in described["OPTIONS"]["init_command"]


def test_an_address_is_postgresql(tmp_path: Path):
    described = database("postgresql://web:p%40ss@db.example.com:5433/plant?sslmode=verify-full", tmp_path)
    assert (described["USER"], described["PASSWORD"], described["HOST"], described["PORT"]) == ("web", "p@ss", "db.example.com", "5433")
    assert (described["NAME"], described["OPTIONS"]["sslmode"], described["CONN_HEALTH_CHECKS"]) == ("plant", "verify-full", True)
    assert database("postgresql:///plant?host=/run/pg", tmp_path)["HOST"] == "/run/pg"


@pytest.mark.parametrize("address", ["mysql://x/y", "postgresql://host"])
def test_another_database_is_refused_without_telling_its_password(address, tmp_path: Path):
    with pytest.raises(ImproperlyConfigured):
        database(address, tmp_path)


def test_the_secret_key_is_made_once_and_for_the_site_alone(tmp_path: Path):
    key = secret_key(tmp_path)
    assert len(key) >= 64 and secret_key(tmp_path) == key
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_secret_key_cut_short_is_refused(tmp_path: Path):
    (tmp_path / "secret-key").write_text("short")
    with pytest.raises(RuntimeError, match="cut short"):
        secret_key(tmp_path)


def started(tmp_path: Path, **given: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("EVENHAND_", "DJANGO_"))}
    program = "from evenhand.config import settings as s; print(s.HTTPS, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)"
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env={**environment, "EVENHAND_DATA": str(tmp_path), **given}
    )


def test_a_site_with_a_name_is_served_over_https_alone(tmp_path: Path):
    assert started(tmp_path).stdout.split() == ["False", "False", "0"]
    assert started(tmp_path, EVENHAND_HOSTS="plan.example.com").stdout.split() == ["True", "True", "31536000"]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [("EVENHAND_TIME_ZONE", "Mars/Olympus", "must be a zone of the IANA database"), ("EVENHAND_EMAIL", "mailto:x", "must be smtp://")],
)
def test_a_wrong_value_stops_the_start_with_words(name, value, says, tmp_path: Path):
    assert says in started(tmp_path, **{name: value}).stderr
