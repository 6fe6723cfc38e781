"""Killed by force while a portfolio is entered: all of it is there afterwards, or nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest
from django.db import connection

from evenhand.accounts.models import Person
from evenhand.cli.exits import Exit
from evenhand.demo.enter import enter_demo
from evenhand.demo.generator import generate
from evenhand.plant.models import Resource, Site
from evenhand.portfolio.models import Activity, Project, Promise, Sponsor
from evenhand.records.head import head
from evenhand.records.models import TrailEntry
from tests.command_line import run
from tests.schedules.test_runs import environment

ENTERED = (Person, Site, Resource, Sponsor, Project, Activity, Promise, TrailEntry)


@pytest.mark.parametrize("at", ["enter_activities", "enter_promises"])
def test_killed_while_entering_nothing_is_half_there(at: str, own_database, capsys):
    document = generate(projects=2, seed=1)
    before = [model.objects.count() for model in ENTERED], head()
    program = (
        "import json, os, signal, sys, django; django.setup()\n"
        "from evenhand.demo.enter import enter_demo\n"
        "from evenhand.portfolio.actions import entering\n"
        f"entering.{at} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "enter_demo(json.load(sys.stdin))\n"
    )
    connection.close()
    killed = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(document), env=environment(), check=False, capture_output=True, text=True
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert ([model.objects.count() for model in ENTERED], head()) == before
    assert run(capsys, "records", "verify").code == Exit.DONE
    enter_demo(document)  # begun again, it is entered whole
    assert Project.objects.count() == 2 and Promise.objects.exists()
    assert run(capsys, "records", "verify").code == Exit.DONE
