"""A form that was sent twice, or a key that was pressed twice: the same of the same person so soon again is not meant."""

from __future__ import annotations

from datetime import timedelta

AGAIN = timedelta(minutes=2)
