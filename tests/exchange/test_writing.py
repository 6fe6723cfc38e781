import errno
import os
from pathlib import Path

import pytest

from evenhand.exchange.writing import write_whole


def test_a_file_is_written_and_replaced(tmp_path: Path):
    write_whole(tmp_path / "plan.json", b"one")
    write_whole(tmp_path / "plan.json", b"two")
    assert (tmp_path / "plan.json").read_bytes() == b"two"
    assert os.listdir(tmp_path) == ["plan.json"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str):
    write_whole(tmp_path / "plan.json", b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "plan.json", b"new")
    assert (tmp_path / "plan.json").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["plan.json"]


def test_a_link_keeps_pointing_to_the_file(tmp_path: Path):
    (tmp_path / "real.json").write_bytes(b"old")
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    write_whole(tmp_path / "link.json", b"new")
    assert (tmp_path / "link.json").is_symlink() and (tmp_path / "real.json").read_bytes() == b"new"


def test_a_missing_folder_is_an_os_error(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "nowhere" / "plan.json", b"new")
