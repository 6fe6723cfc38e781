import gzip
from pathlib import Path

import pytest

from evenhand.exchange.errors import UnreadableFile
from evenhand.exchange.limits import load_text


def refused(path: Path, limit: int = 1000) -> str:
    with pytest.raises(UnreadableFile) as caught:
        load_text(path, limit=limit)
    return str(caught.value)


def test_a_gzipped_file_is_unpacked_whatever_its_name(tmp_path: Path):
    (tmp_path / "f.txt").write_bytes(gzip.compress("Größe".encode()))
    assert load_text(tmp_path / "f.txt") == "Größe"


def test_a_file_above_the_limit_is_refused(tmp_path: Path):
    (tmp_path / "f").write_bytes(b"7" * 1001)
    assert "Must have at most 1000 bytes; has more." in refused(tmp_path / "f")


def test_a_small_file_that_unpacks_above_the_limit_is_refused(tmp_path: Path):
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b"0" * 200_000))
    assert (tmp_path / "bomb.gz").stat().st_size < 1000
    assert "Must have at most 1000 bytes unpacked; has more." in refused(tmp_path / "bomb.gz")


def test_a_gzip_file_cut_off_is_refused(tmp_path: Path):
    (tmp_path / "f.gz").write_bytes(gzip.compress(bytes(range(256)) * 3)[:-20])
    assert "damaged or cut off" in refused(tmp_path / "f.gz")


@pytest.mark.parametrize(("content", "message"), [(b"a\0b", "holds a zero byte"), (b"ok\n\xff\xfe", "line 2: Must be UTF-8 text; byte 3 is not")])
def test_what_is_not_text_is_refused(tmp_path: Path, content: bytes, message: str):
    (tmp_path / "f").write_bytes(content)
    assert message in refused(tmp_path / "f")


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path):
    assert "No such file" in refused(tmp_path / "missing")
    assert "Is a directory" in refused(tmp_path)
