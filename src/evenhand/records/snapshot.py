"""One moment of the whole database to read from, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is as it was at the beginning. Nothing may be written inside."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        mode, connection.transaction_mode = connection.transaction_mode, None  # a reader need not keep writers waiting
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = mode
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
