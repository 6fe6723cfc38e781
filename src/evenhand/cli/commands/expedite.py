"""`evenhand expedite`: can this project be earlier without harming another? The answer is written whatever it is."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

from evenhand.cli.answer_words import AnswerWords
from evenhand.cli.exits import Exit, Refusal
from evenhand.cli.inputs import PlannedProblem, keeping, known, must_be_writable, read_checked, search_of
from evenhand.cli.interrupts import Work
from evenhand.cli.move_words import MoveWords
from evenhand.cli.progress import ProgressLine
from evenhand.cli.sponsor_words import SponsorWords
from evenhand.cli.tables import show_table
from evenhand.cli.terminal import Terminal
from evenhand.exchange.answerfile import answer_document, write_answer
from evenhand.exchange.sponsor_answer import sponsor_document
from evenhand.exchange.writing import write_whole
from evenhand.planning import default_effort
from evenhand.planning.expedite import Answer, ExpediteProgress, ExpediteRequest, Verdict, expedite
from evenhand.planning.problem import ProjectId, PromiseId, Slot
from evenhand.planning.result import Progress
from evenhand.plant.site_time import DATE, UnclearTime, date_of, parts_of_time

EXITS = {Verdict.YES: Exit.DONE, Verdict.NO_PROVED: Exit.NO, Verdict.NO_NOT_FOUND: Exit.NOT_FOUND}


def run(arguments: Namespace, terminal: Terminal) -> Exit:
    must_be_a_date(arguments.by)
    outs = [path for path in (arguments.out, arguments.for_sponsor) if path is not None]
    for path in outs:
        must_be_writable(path, arguments.problem, arguments.plan)
    if len(outs) == 2 and outs[0].absolute() == outs[1].absolute():
        raise Refusal(Exit.BAD_INPUT, f"--for-sponsor {outs[1]}: Must not be the file of --out, which is about others too.")
    planned = read_checked(arguments.problem, arguments.plan)
    request = requested(planned, arguments)
    answer = answered(planned, request, arguments, terminal)
    document = answer_document(planned.loaded, planned.plan, answer, search_of(arguments, default_effort.EXPEDITE))
    with keeping(arguments.out):
        write_answer(arguments.out, document)
    if arguments.for_sponsor is not None:
        with keeping(arguments.for_sponsor):
            write_whole(arguments.for_sponsor, sponsor_text(planned, answer, arguments.for_sponsor).encode())
    terminal.give(document)
    say(planned, answer, terminal)
    terminal.say("", f"Written to {arguments.out}, which is about others too.")
    if arguments.for_sponsor is not None:
        terminal.say(f"What the sponsor may have: {arguments.for_sponsor}.")
    return EXITS[answer.verdict]


def requested(planned: PlannedProblem, arguments: Namespace) -> ExpediteRequest:
    problem = planned.loaded.problem
    project = known(ProjectId(arguments.project), [p.id for p in problem.projects], "--project", names=planned.loaded.names)
    if not problem.activities_of[project]:
        raise Refusal(Exit.BAD_INPUT, f"--project {project}: Must have activities; it has none, so there is nothing to expedite.")
    promise = None
    if arguments.promise is not None:
        own = [p.id for p in problem.promises if problem.activity[p.activity].project == project]
        promise = known(PromiseId(arguments.promise), own, "--promise", whose=f"project {project}")
    return ExpediteRequest(project, promise, wanted_end(planned, arguments.by), arguments.levers)


def must_be_a_date(text: str) -> None:
    """Refuse a slip of the pen before files are read. In formats without dates it is a whole number; which it must be shows then."""
    if text.isascii() and text.isdigit():
        return
    try:
        date_of(text) if DATE.fullmatch(text) else parts_of_time(text)
    except UnclearTime as error:
        raise Refusal(Exit.BAD_INPUT, f"--by: {error}") from error


def wanted_end(planned: PlannedProblem, text: str) -> Slot:
    """``--by`` as an exclusive end, after now and within the horizon: a date means its end."""
    scale, problem, words = planned.loaded.time_scale, planned.loaded.problem, planned.words
    try:
        by = int(text) if scale is None else scale.from_text(text, is_end=True)
    except UnclearTime as error:
        raise Refusal(Exit.BAD_INPUT, f"--by: {error}") from error
    except ValueError as error:
        raise Refusal(Exit.BAD_INPUT, f"--by: Must be a whole number, as times in this format are; is {text!r}.") from error
    if not problem.now < by <= problem.horizon:
        limits = f"after now, {words.moment(problem.now)}, and not after the end of the horizon, {words.end(problem.horizon)}"
        raise Refusal(Exit.BAD_INPUT, f"--by: Must be {limits}; is {words.end(by)}.")
    return by


def answered(planned: PlannedProblem, request: ExpediteRequest, arguments: Namespace, terminal: Terminal) -> Answer:
    line = ProgressLine(terminal, lambda values: f"best {planned.words.end(values[0])}", phase="reorder")

    def report(progress: ExpediteProgress) -> None:
        line.report(Progress(progress.rung, (progress.end,), (progress.bound,), progress.share))

    work = Work(
        lambda cancelled: expedite(
            planned.loaded.problem,
            planned.plan,
            request,
            effort=arguments.effort,
            time_limit=arguments.time_limit,
            workers=arguments.workers,
            seed=arguments.seed,
            on_progress=report,
            cancelled=cancelled,
        )
    )
    try:
        return work.result(line.heartbeat, lambda: terminal.note("Stopping, to keep the best answer so far. Ctrl-C again gives it up."))
    finally:
        line.end()


def say(planned: PlannedProblem, answer: Answer, terminal: Terminal) -> None:
    words = AnswerWords(planned.words, answer, currency(planned))
    moves = MoveWords(planned.words, answer, planned.plan)
    terminal.say(*words.verdict())
    show_table(terminal, "The ladder, cheapest means first", ("means", "ends", "cost", "levers", "could it be earlier?"), words.ladder())
    show_table(terminal, "The levers in it", ("lever", "is", "adds", "from", "until", "open in all", "cost"), words.levers())
    show_table(terminal, "What moves", ("activity", "start", "end", "needs"), moves.rows())
    show_table(terminal, "Plans that reach the date, and whom they harm", ("means", "end", "cost", "harmed", "by"), words.alternatives())
    terminal.say("", "For the sponsor: " + " ".join(SponsorWords(planned.words, answer, currency(planned)).sentences()))


def sponsor_text(planned: PlannedProblem, answer: Answer, path: Path) -> str:
    """JSON where the file's name says so, otherwise sentences."""
    if path.suffix == ".json":
        return json.dumps(sponsor_document(planned.loaded, answer), ensure_ascii=False, indent=1) + "\n"
    return "\n".join(SponsorWords(planned.words, answer, currency(planned)).letter()) + "\n"


def currency(planned: PlannedProblem) -> str:
    return planned.loaded.portfolio.currency if planned.loaded.portfolio is not None else ""
