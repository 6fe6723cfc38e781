"""The settings of a site: few, each from an environment variable or from one TOML file, each on the reference page."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

PREFIX = "EVENHAND_"
FILE_VARIABLE = "EVENHAND_SETTINGS"


@dataclass(frozen=True)
class Setting:
    """One setting: what it is when not given (as people read it), and what it means."""

    name: str
    default: str
    meaning: str


SETTINGS: tuple[Setting, ...] = (
    Setting("EVENHAND_DATA", "~/.local/share/evenhand", "the folder for the database, the secret key and mail that is not sent"),
    Setting(
        "EVENHAND_DATABASE",
        "evenhand.sqlite3 in the data folder",
        "the path of a SQLite file, or `postgresql://user:password@host:5432/name` (a socket's folder as `?host=/var/run/postgresql`)",
    ),
    Setting(
        "EVENHAND_DATABASE_WEB_ROLE",
        "evenhand_web",
        "on PostgreSQL, the role that the site works as; it owns nothing and cannot change what is recorded",
    ),
    Setting("EVENHAND_SECRET_KEY", "made once, in the data folder", "what sessions and links are signed with; keep it to yourself"),
    Setting("EVENHAND_HOSTS", "localhost,127.0.0.1,[::1]", "the names under which browsers reach the site, with commas between"),
    Setting("EVENHAND_HTTPS", "on unless all hosts are this machine", "`on` or `off`: cookies only over HTTPS, redirect to it, HSTS"),
    Setting("EVENHAND_BEHIND_PROXY", "off", "`on` where a reverse proxy sets X-Forwarded-Proto and the last entry of X-Forwarded-For"),
    Setting("EVENHAND_SITE_NAME", "Evenhand", "the plant's name, shown on every page"),
    Setting("EVENHAND_TIME_ZONE", "UTC", "the site's time zone, from the IANA database, such as Europe/Brussels; times are stored in UTC"),
    Setting("EVENHAND_SESSION_MINUTES", "60", "after how many minutes without a click a person has to log in again; after 12 hours always"),
    Setting(
        "EVENHAND_EMAIL",
        "files in the data folder",
        "where mail goes out: `smtp://user:password@host:587`, `smtps://` for TLS from the start, or `console`",
    ),
    Setting("EVENHAND_ADDRESS", "links in mail have no host", "under which address people reach the site, such as `https://plan.example.com`"),
    Setting("EVENHAND_WEB_PROCESSES", "one a core, four at most", "on Linux, how many processes of `evenhand serve` make pages"),
    Setting("EVENHAND_EMAIL_FROM", "evenhand@localhost", "the sender's address of mail"),
    Setting("EVENHAND_OIDC_URL", "none", "the OpenID Connect issuer by which people may log in, beside or instead of a password"),
    Setting("EVENHAND_OIDC_NAME", "Single sign-on", "what the button for it says"),
    Setting("EVENHAND_OIDC_CLIENT_ID", "none", "the site's client id with the issuer"),
    Setting("EVENHAND_OIDC_CLIENT_SECRET", "none", "the site's client secret with the issuer"),
    Setting("EVENHAND_DEBUG", "off", "`on` for developers only: passkeys work without HTTPS"),
)


@dataclass(frozen=True)
class Given:
    """The settings as given; a name that no setting has is refused, so that a misspelt one is not read past."""

    values: Mapping[str, str]

    def __post_init__(self) -> None:
        known = {setting.name for setting in SETTINGS}
        for name in self.values:
            if name not in known:
                raise ImproperlyConfigured(f"{name} is no setting of Evenhand; docs/reference/settings.md lists them.")

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "").strip() or default

    def switch(self, name: str, *, default: bool) -> bool:
        text = self.text(name, "on" if default else "off").lower()
        if text not in ("on", "off"):
            raise ImproperlyConfigured(f"{name} must be on or off; is {text!r}.")
        return text == "on"

    def count(self, name: str, default: int) -> int:
        text = self.text(name, str(default))
        if not text.isascii() or not text.isdigit() or int(text) < 1:
            raise ImproperlyConfigured(f"{name} must be a whole number of at least 1; is {text!r}.")
        return int(text)

    def names(self, name: str, default: str) -> list[str]:
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]


def given_settings(environment: Mapping[str, str] = os.environ) -> Given:
    """What the environment says, over what the settings file says."""
    own = {name: value for name, value in environment.items() if name.startswith(PREFIX) and name != FILE_VARIABLE and not is_for_tests(name)}
    path = environment.get(FILE_VARIABLE)
    return Given({**(from_file(Path(path)) if path else {}), **own})


def is_for_tests(name: str) -> bool:
    return name.startswith("EVENHAND_TEST_")


def from_file(path: Path) -> dict[str, str]:
    """A TOML file with a setting a line, such as ``EVENHAND_HOSTS = "plan.example.com"``."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{FILE_VARIABLE} {path}: cannot be read: {error}.") from error
    for name, value in document.items():
        if not isinstance(value, str):
            raise ImproperlyConfigured(f"{FILE_VARIABLE} {path}: {name} must be a text in quotes; is {value!r}.")
    return document
