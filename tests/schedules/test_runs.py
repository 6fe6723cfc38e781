"""A run from the queue to its draft: solved in a process of its own, told as it goes, stopped, killed, and never lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from evenhand.planning.checks import check
from evenhand.records.errors import Conflict, Invalid, NotAllowed
from evenhand.records.models import TrailEntry
from evenhand.records.verification import verify
from evenhand.schedules import child as child_module
from evenhand.schedules import worker as worker_module
from evenhand.schedules.actions.cancel_run import cancel_run
from evenhand.schedules.actions.run_states import LeaseLost, end_run, keep_lease, requeue_lapsed_runs, take_next_run
from evenhand.schedules.actions.start_run import start_run
from evenhand.schedules.copies import CAN_COPY
from evenhand.schedules.models import MOST_ATTEMPTS, Draft, PlanRun, RunState
from evenhand.schedules.worker import Worker
from tests.cast import Cast, make_cast
from tests.patience import LONG_PATIENCE, PATIENCE
from tests.schedules.rows import demo, rows_of, small
from tests.schedules.stories import QUICK, published_plant, solve_everything


def events_of(run: PlanRun) -> list[str]:
    return list(
        TrailEntry.objects.filter(subject_kind="schedules.planrun", subject_id=str(run.pk)).order_by("sequence").values_list("event", flat=True)
    )


@pytest.mark.django_db
def test_a_run_becomes_a_checked_draft(cast: Cast):
    site = published_plant(cast)
    run = start_run(by=cast.ben, site=site, effort=1.0)
    assert run.state == RunState.QUEUED
    solve_everything(site)
    run.refresh_from_db()
    assert run.state == RunState.FINISHED and run.result["stopped_by"] in ("effort", "proof")
    draft = Draft.objects.get(run=run)
    assert check(draft.snapshot.problem, draft.plan.plan) == ()
    assert (draft.by, draft.based_on.number) == (cast.ben, 1)
    assert run.progress.exists()
    assert events_of(run) == ["plan_run_started", "plan_run_began", "plan_run_ended"]


@pytest.mark.django_db
@pytest.mark.skipif(not CAN_COPY, reason="Processes are copied on Linux only.")
def test_runs_are_solved_in_copies_of_the_process_that_is_ready(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    site = published_plant(cast)
    worker = Worker(name="test", timing=QUICK)
    worker.copies.prepare()
    monkeypatch.setattr(child_module, "begun", lambda: pytest.fail("Another process was begun."))
    runs = [start_run(by=cast.ben, site=site, effort=1.0) for _ in range(2)]
    try:
        assert worker.work_once() and worker.work_once()
    finally:
        worker.copies.end()
    for run in runs:
        run.refresh_from_db()
        assert run.state == RunState.FINISHED and run.attempts == 1


@pytest.mark.django_db
def test_the_first_plan_of_a_plant_needs_nothing_published(cast: Cast):
    site = rows_of(small())
    start_run(by=cast.ben, site=site, effort=1.0)
    solve_everything(site)
    assert Draft.objects.get().based_on is None


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["dai", "esi", "finn", "olga", "nils"])
def test_only_who_plans_may_start_or_stop(name, cast: Cast):
    site = published_plant(cast)
    run = start_run(by=cast.ben, site=site)
    with pytest.raises(NotAllowed, match="Only planners, project managers and senior managers may start plan runs"):
        start_run(by=getattr(cast, name), site=site)
    with pytest.raises(NotAllowed, match="may stop plan runs"):
        cancel_run(by=getattr(cast, name), run_id=run.pk)
    run.refresh_from_db()
    assert run.state == RunState.QUEUED and run.stop_asked_at is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "how", [{"effort": 0.0}, {"effort": float("nan")}, {"effort": 1e9}, {"seed": -1}, {"seed": 2**40}, {"workers": 0}, {"time_limit": -1.0}]
)
def test_what_cannot_be_asked_is_refused_with_the_rule(how, cast: Cast):
    site = published_plant(cast)
    with pytest.raises(Invalid, match="Must be"):
        start_run(by=cast.ben, site=site, **how)
    assert not PlanRun.objects.exists()


@pytest.mark.django_db
def test_a_run_that_waits_is_stopped_at_once(cast: Cast):
    site = published_plant(cast)
    run = cancel_run(by=cast.ada, run_id=start_run(by=cast.ben, site=site).pk)
    assert run.state == RunState.CANCELLED
    assert not Worker(timing=QUICK).work_once()
    with pytest.raises(Conflict, match="is over already: stopped"):
        cancel_run(by=cast.ada, run_id=run.pk)


@pytest.mark.django_db
def test_who_lost_the_lease_can_write_nothing_any_more(cast: Cast):
    site = published_plant(cast)
    start_run(by=cast.ben, site=site)
    first = take_next_run(worker="first")
    PlanRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert [run.pk for run in requeue_lapsed_runs()] == [first.pk]
    second = take_next_run(worker="second")
    assert (second.pk, second.attempts) == (first.pk, 2)
    for attempt in (lambda: keep_lease(run=first), lambda: end_run(run=first, to=RunState.FINISHED)):
        with pytest.raises(LeaseLost):
            attempt()
    keep_lease(run=second)
    assert events_of(second) == ["plan_run_started", "plan_run_began", "plan_run_requeued", "plan_run_began"]


@pytest.mark.django_db
def test_after_too_many_attempts_it_has_failed(cast: Cast):
    site = published_plant(cast)
    run = start_run(by=cast.ben, site=site)
    for _ in range(MOST_ATTEMPTS):
        take_next_run(worker="unlucky")
        PlanRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        requeue_lapsed_runs()
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "tried 3 times" in run.message


@pytest.mark.django_db
def test_a_plan_that_the_checker_refuses_is_not_stored(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    site = published_plant(cast)
    run = start_run(by=cast.ben, site=site, effort=1.0)
    refusal = check(run.snapshot.problem, type(run.begins_with.plan)(()))
    monkeypatch.setattr(worker_module, "check", lambda problem, plan: refusal)
    solve_everything(site)
    run.refresh_from_db()
    assert run.state == RunState.FAILED and "refused by the checker" in run.message
    assert not Draft.objects.filter(run=run).exists()


class Watch:
    """A worker in a thread of its own, with the children it starts."""

    def __init__(self) -> None:
        self.worker = Worker(name="thread", timing=QUICK)
        self.children: list[worker_module.Child] = []
        self.thread = threading.Thread(target=self._work)

    def _work(self) -> None:
        try:
            self.worker.work()
        finally:
            connection.close()

    def __enter__(self) -> Watch:
        original, children = worker_module.Child, self.children

        def child(job, process):
            children.append(original(job, process))
            return children[-1]

        self.original, worker_module.Child = original, child
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.worker.stopping.set()
        self.thread.join(PATIENCE)
        worker_module.Child = self.original


def until(true, seconds: float = LONG_PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "It did not come to that in time."
        time.sleep(0.05)


def test_stopped_half_way_it_keeps_the_best_plan_so_far(own_database):
    people = make_cast()
    site = published_plant(people, demo())
    run = start_run(by=people.ben, site=site, effort=3000.0)
    with Watch():
        until(lambda: run.progress.exclude(best=None).exists())
        cancel_run(by=people.ben, run_id=run.pk)
        until(lambda: PlanRun.objects.get(pk=run.pk).is_over)
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED and run.is_cut_short
    assert check(run.snapshot.problem, Draft.objects.get(run=run).plan.plan) == ()
    assert verify().problems == ()


def test_a_child_killed_by_force_is_started_again(own_database):
    people = make_cast()
    site = published_plant(people)
    run = start_run(by=people.ben, site=site, effort=2.0)
    with Watch() as watch:
        until(lambda: watch.children)
        os.kill(watch.children[0].process.pid, signal.SIGKILL)
        until(lambda: PlanRun.objects.get(pk=run.pk).is_over)
    run.refresh_from_db()
    assert (run.state, run.attempts) == (RunState.FINISHED, 2)
    assert Draft.objects.filter(run=run).count() == 1
    assert "plan_run_requeued" in events_of(run)
    assert verify().problems == ()


def test_a_worker_killed_by_force_leaves_a_run_that_another_takes_up(own_database, monkeypatch: pytest.MonkeyPatch):
    people = make_cast()
    site = published_plant(people)
    run = start_run(by=people.ben, site=site, effort=2.0)
    program = (
        "import django; django.setup()\n"
        "from evenhand.schedules import worker\n"
        "original = worker.Child\n"
        "def child(job, process):\n"
        "    made = original({**job, 'effort': 3000.0}, process)\n"
        "    print(made.process.pid, flush=True)\n"
        "    return made\n"
        "worker.Child = child\n"
        "worker.Worker(name='doomed').work_once()\n"
    )
    doomed = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment())
    child = int(doomed.stdout.readline())
    until(lambda: PlanRun.objects.get(pk=run.pk).state == RunState.RUNNING)
    os.kill(doomed.pid, signal.SIGKILL)
    doomed.wait()
    until(lambda: not alive(child))  # it does not go on by itself
    assert PlanRun.objects.get(pk=run.pk).state == RunState.RUNNING
    PlanRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))  # as if half a minute had gone by
    with transaction.atomic():
        assert [r.pk for r in requeue_lapsed_runs()] == [run.pk]
    solve_everything(site)
    run.refresh_from_db()
    assert (run.state, run.attempts) == (RunState.FINISHED, 2)
    assert "plan_run_requeued" in events_of(run) and Draft.objects.filter(run=run).count() == 1
    assert verify().problems == ()


def environment() -> dict[str, str]:
    """For another process on this test's own database."""
    described = connection.settings_dict
    if connection.vendor == "sqlite":
        database = str(described["NAME"])
    else:
        database = f"postgresql://{described['USER']}@/{described['NAME']}?host={described['HOST']}"
    from django.conf import settings

    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "evenhand.config.settings",
        "EVENHAND_DATABASE": database,
        "EVENHAND_DATA": str(settings.DATA_FOLDER),
        "EVENHAND_TIME_ZONE": settings.TIME_ZONE,
    }


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
