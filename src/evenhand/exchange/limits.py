"""How much is read at most: a file is measured, also unpacked, before anything looks into it."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import BinaryIO

from evenhand.exchange.errors import UnreadableFile

MAX_BYTES = 64 * 2**20
MAX_HORIZON = 10_000_000  # slots; the engine keeps an array of this length for each resource
GZIP_MAGIC = b"\x1f\x8b"


def load_text(path: Path | str, *, limit: int = MAX_BYTES) -> str:
    """The text of a file, unpacked if it is gzipped; never more than ``limit`` bytes."""
    data = load_bytes(path, limit=limit)
    if 0 in data:
        raise UnreadableFile(path, f"byte {data.index(0)}", "Must be text; holds a zero byte.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(path, f"line {data[: error.start].count(10) + 1}", f"Must be UTF-8 text; byte {error.start} is not.") from error


def load_bytes(path: Path | str, *, limit: int = MAX_BYTES) -> bytes:
    try:
        with open(path, "rb") as file:
            data = _read_up_to(file, path, limit)
            if not data.startswith(GZIP_MAGIC):
                return data
            file.seek(0)
            with gzip.GzipFile(fileobj=file) as unpacked:
                return _read_up_to(unpacked, path, limit)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableFile(path, "", "Must be a whole gzip file; is damaged or cut off.") from error
    except OSError as error:
        raise UnreadableFile(path, "", f"Must be a file that can be read; {error.strerror or error}.") from error


def _read_up_to(file: BinaryIO | gzip.GzipFile, path: Path | str, limit: int) -> bytes:
    data = file.read(limit + 1)
    if len(data) > limit:
        packed = " unpacked" if isinstance(file, gzip.GzipFile) else ""
        raise UnreadableFile(path, "", f"Must have at most {limit} bytes{packed}; has more.")
    return data
