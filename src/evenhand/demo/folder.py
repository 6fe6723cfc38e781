"""The folder in which the demo's site lives: made once by this version, kept until another version makes it anew. Nobody else's data is touched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from evenhand.records.errors import Conflict

MARKER, DATABASE = "demo.json", "evenhand.sqlite3"


@dataclass(frozen=True)
class DemoFolder:
    path: Path

    @property
    def database(self) -> Path:
        return self.path / DATABASE

    @property
    def marker(self) -> Path:
        return self.path / MARKER

    def is_of(self, version: str) -> bool:
        """Whether it holds a demo that this version finished making."""
        return self.database.exists() and self._marked() == {"version": version, "finished": True}

    def empty(self, version: str) -> None:
        """Make room for a new demo. Marked as unfinished first, so that one cut off in the middle is begun again.

        Raises
        ------
        Conflict
            There is a database that no demo made.
        """
        if self.database.exists() and not self.marker.exists():
            raise Conflict(f"{self.database} is not the demo's, and stays as it is. --data names another folder.")
        self.path.mkdir(parents=True, exist_ok=True)
        self._mark(version, finished=False)
        for suffix in ("", "-wal", "-shm"):
            self.database.with_name(DATABASE + suffix).unlink(missing_ok=True)

    def finish(self, version: str) -> None:
        self._mark(version, finished=True)

    def _marked(self) -> Any:
        try:
            return json.loads(self.marker.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def _mark(self, version: str, *, finished: bool) -> None:
        self.marker.write_text(json.dumps({"version": version, "finished": finished}) + "\n", encoding="utf-8")


def version_of(document: Mapping[str, Any], tables: object, product: str) -> str:
    """Two demos are of one version when the product, the tables and the story are the same."""
    text = json.dumps([product, sorted(map(str, tables)), document], sort_keys=True, default=str)  # type: ignore[call-overload]
    return sha256(text.encode()).hexdigest()[:16]
