"""`evenhand expedite`: can this project be earlier without harming another? The answer is written whatever it is."""

from __future__ import annotations

from argparse import Namespace

from evenhand.cli.answer_words import AnswerWords
from evenhand.cli.exits import Exit, Refusal
from evenhand.cli.inputs import PlannedProblem, keeping, known, must_be_writable, read_checked
from evenhand.cli.interrupts import Work
from evenhand.cli.progress import ProgressLine
from evenhand.cli.tables import show_table
from evenhand.cli.terminal import Terminal
from evenhand.exchange.answerfile import answer_document, write_answer
from evenhand.planning.expedite import Answer, ExpediteProgress, ExpediteRequest, Verdict, expedite
from evenhand.planning.problem import ProjectId, PromiseId, Slot
from evenhand.planning.result import Progress
from evenhand.plant.site_time import UnclearTime

EXITS = {Verdict.YES: Exit.DONE, Verdict.NO_PROVED: Exit.NO, Verdict.NO_NOT_FOUND: Exit.NOT_FOUND}


def run(arguments: Namespace, terminal: Terminal) -> Exit:
    must_be_writable(arguments.out, arguments.problem, arguments.plan)
    planned = read_checked(arguments.problem, arguments.plan)
    request = requested(planned, arguments)
    answer = answered(planned, request, arguments, terminal)
    document = answer_document(planned.loaded, planned.plan, answer)
    with keeping(arguments.out):
        write_answer(arguments.out, document)
    terminal.give(document)
    say(planned, answer, terminal)
    terminal.say("", f"Written to {arguments.out}.")
    return EXITS[answer.verdict]


def requested(planned: PlannedProblem, arguments: Namespace) -> ExpediteRequest:
    problem = planned.loaded.problem
    project = known(ProjectId(arguments.project), problem.activities_of, "--project")
    promise = None
    if arguments.promise is not None:
        own = {p.id for p in problem.promises if problem.activity[p.activity].project == project}
        promise = known(PromiseId(arguments.promise), own, "--promise", whose=f"project {project}")
    return ExpediteRequest(project, promise, wanted_end(planned, arguments.by), arguments.levers)


def wanted_end(planned: PlannedProblem, text: str) -> Slot:
    """``--by`` as an exclusive end: a date means its end."""
    scale = planned.loaded.time_scale
    try:
        return int(text) if scale is None else scale.from_text(text, is_end=True)
    except UnclearTime as error:
        raise Refusal(Exit.BAD_INPUT, f"--by: {error}") from error
    except ValueError as error:
        raise Refusal(Exit.BAD_INPUT, f"--by: Must be a whole number, as times in this format are; is {text!r}.") from error


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
    words = AnswerWords(planned.words, answer, planned.loaded.portfolio.currency if planned.loaded.portfolio is not None else "")
    terminal.say(*words.verdict())
    show_table(terminal, "The ladder, cheapest means first", ("means", "earliest harmless end", "earlier is", "cost", "levers"), words.ladder())
    show_table(terminal, "What moves", ("activity", "from", "to"), words.moves())
    show_table(terminal, "Plans that reach the date, and whom they harm", ("means", "end", "cost", "harmed", "by"), words.alternatives())
    terminal.say("", *words.for_sponsor())
