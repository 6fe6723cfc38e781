"""``evenhand records verify | export | head``: exit codes, sentences, files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from evenhand.cli.exits import Exit
from evenhand.records.canonical import content_hash
from evenhand.records.models import TrailEntry
from tests.cast import Cast, make_cast
from tests.command_line import run
from tests.own_database import as_intruder


@pytest.mark.django_db
def test_verify_says_that_nothing_was_altered(capsys, cast: Cast):
    ran = run(capsys, "records", "verify")
    assert ran.code == Exit.DONE
    assert ran.out.startswith("Nothing was altered: ")


def test_verify_tells_what_differs_and_ends_with_one(capsys, own_database):
    ben = make_cast().ben
    with as_intruder(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_person SET printed_name = 'Bob' WHERE id = {ben.pk}")
    ran = run(capsys, "records", "verify")
    assert ran.code == Exit.NO
    assert "one thing differs" in ran.out and "by the trail it is 'Ben Okafor'" in ran.out
    assert run(capsys, "records", "verify", "--json").answer["problems"]


@pytest.mark.django_db
def test_the_head_is_an_anchor_that_verify_takes(capsys, cast: Cast):
    anchor = run(capsys, "records", "head").out.strip()
    assert run(capsys, "records", "verify", "--anchor", anchor).code == Exit.DONE
    later = f"{int(anchor.split(':')[0]) + 1}:{'a' * 64}"
    assert run(capsys, "records", "verify", "--anchor", later).code == Exit.NO
    assert run(capsys, "records", "verify", "--anchor", "yesterday").code == Exit.BAD_INPUT


@pytest.mark.django_db
def test_an_export_is_whole_readable_and_can_be_checked_by_others(capsys, cast: Cast, tmp_path: Path):
    out = tmp_path / "export"
    assert run(capsys, "records", "export", out).code == Exit.DONE
    entries = [json.loads(line) for line in (out / "trail.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(entries) == TrailEntry.objects.count()
    previous = "0" * 64
    for entry in entries:
        own = entry.pop("hash")
        assert (entry["previous"], content_hash(entry)) == (previous, own)
        previous = own
    assert (out / "head.txt").read_text() == f"{len(entries)}:{previous}\n"
    text = (out / "trail.txt").read_text(encoding="utf-8")
    assert "System invited Ada Moreau." in text and "Printed name: Ada Moreau" in text


@pytest.mark.django_db
def test_an_export_overwrites_nothing(capsys, cast: Cast, tmp_path: Path):
    ran = run(capsys, "records", "export", tmp_path)
    assert ran.code == Exit.BAD_INPUT and "Must not exist yet" in ran.err
    assert run(capsys, "records", "export", tmp_path / "no" / "folder").code == Exit.CANNOT_WRITE
    assert list(tmp_path.iterdir()) == []


def test_without_a_site_it_says_where_it_looked(tmp_path: Path):
    program = [sys.executable, "-c", "import sys; from evenhand.cli import main; sys.exit(main(['records', 'verify']))"]
    ran = subprocess.run(program, capture_output=True, text=True, check=False, env={"EVENHAND_DATA": str(tmp_path), "PATH": "/usr/bin:/bin"})
    assert ran.returncode == Exit.BAD_INPUT
    assert f"There is no site's database at {tmp_path}" in ran.stderr


def test_planning_commands_do_not_load_django():
    program = "import sys, evenhand.cli.commands.check, evenhand.cli.commands.plan; assert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
