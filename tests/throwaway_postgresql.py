"""A PostgreSQL server for one test run, from the system's binaries: made in a temporary folder, on a socket there, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

INSTALL = ("apt-get", "install", "-y", "--no-install-recommends", "postgresql")
ADMINISTRATOR = "evenhand_test_admin"


class NoPostgreSQL(RuntimeError):
    """The server's programs are missing and may not be installed from here."""


def binaries() -> Path:
    """The folder of the newest initdb, installing Debian's package where that is allowed."""
    found = installed()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-q"], check=False, capture_output=True)
        subprocess.run(INSTALL, check=False, capture_output=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
        found = installed()
    if found is None:
        raise NoPostgreSQL(f"PostgreSQL's server is not installed, and the tests run on it too. Run: sudo {' '.join(INSTALL)}")
    return found


def installed() -> Path | None:
    folders = [Path("/usr/lib/postgresql"), Path("/usr/local/pgsql"), Path("/opt/homebrew/opt")]
    places = [place.parent for folder in folders for place in folder.glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        places.append(Path(on_path).resolve().parent)
    return max(places, key=version, default=None)


def version(folder: Path) -> tuple[int, ...]:
    said = subprocess.run([folder / "initdb", "--version"], check=True, capture_output=True, text=True).stdout
    return tuple(int(part) for part in said.split()[2].split(".") if part.isdigit())


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """The address of the running server's administrator. Unless ``durable``, it does not sync to disk: nothing here outlives the run."""
    programs = binaries()
    with tempfile.TemporaryDirectory(prefix="evenhand-pg-") as name:
        folder = Path(name)
        unprivileged: dict[str, object] = {}
        if os.geteuid() == 0:  # the server refuses to run as root
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
            unprivileged = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": name}
        data = folder / "data"
        run([programs / "initdb", "-D", data, "-U", ADMINISTRATOR, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], unprivileged)
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
        if not durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        run([programs / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "-t", "60", "start"], unprivileged)
        try:
            yield f"postgresql://{ADMINISTRATOR}@/postgres?host={folder}"
        finally:
            run([programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], unprivileged)


def run(command: list[object], unprivileged: dict[str, object]) -> None:
    ran = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **unprivileged)  # type: ignore[call-overload]
    if ran.returncode:
        raise NoPostgreSQL(f"{' '.join(map(str, command))} failed:\n{ran.stdout}{ran.stderr}")
