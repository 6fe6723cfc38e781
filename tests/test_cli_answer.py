"""An answer in words: the sentence, the ladder and what the sponsor hears say the same."""

from dataclasses import replace

import pytest

from evenhand.cli.answer_words import AnswerWords
from evenhand.cli.move_words import MoveWords
from evenhand.cli.sponsor_words import SponsorWords
from evenhand.cli.words import Words
from evenhand.planning.expedite import ExpediteRequest, expedite
from evenhand.planning.parts import Lever, LeverId, LeverKind, LeverWindow, ProjectId, PromiseId
from tests.planning.cast import SUITE_A, activity, mode, pausable, plan, problem, promise

AMBER, BIRCH = ProjectId("amber"), ProjectId("birch")
MIX, DRY = activity("mix", mode(3, suite_b=1)), activity("dry", mode(2, suite_b=1), project="birch")
TURN = plan(mix=(0, 3), dry=(3, 5))
WEEKENDS = tuple(
    Lever(LeverId(name), LeverKind.OVERTIME, SUITE_A.id, (LeverWindow(start, start + 2, 1),), cost)
    for name, start, cost in (("one", 5, 300), ("two", 12, 500))
)


def said(made, before, project, by, promised=None, levers=frozenset(LeverKind)):
    answer = expedite(made, before, ExpediteRequest(project, promised, by, levers))
    words = Words(made, None)
    return (
        list(AnswerWords(words, answer, "EUR").verdict()),
        list(AnswerWords(words, answer, "EUR").ladder()),
        " ".join(SponsorWords(words, answer, "EUR").sentences()),
        answer,
    )


def paused(days, due, levers=WEEKENDS):
    return problem(pausable("mix", mode(days, suite_a=1)), promises=(promise("amber 1", "mix", due),), levers=levers)


def test_the_least_that_reaches_the_date_is_offered_and_what_could_be_earlier_is_said_everywhere():
    sentences, ladder, sponsor, answer = said(paused(14, 20), plan(mix=(0, 18)), AMBER, 16)
    assert sentences[0] == "Yes: amber, promise amber 1, by 16. It can end 16 instead of 18, with overtime, for EUR 3.00."
    assert sentences[1] == "There is no other promise or project that could be harmed."
    assert sentences[2] == "The earliest harmless end found is 14, with overtime, for EUR 8.00."
    assert ladder == [
        ("reorder", "18", "none", "none", "no: proved"),
        ("overtime", "16 (in time)", "EUR 3.00", "suite_a: one", "yes: 14, for EUR 8.00; before that no: proved"),
    ]
    assert sponsor == "It can end 16 instead of 18, with overtime, for EUR 3.00. The earliest date found is 14, with overtime, for EUR 8.00."
    assert answer.for_sponsor().end == answer.best.end and answer.for_sponsor().earliest == answer.earliest.earliest


def test_a_date_that_is_met_anyway_does_not_hide_that_it_could_be_earlier():
    sentences, _, sponsor, _ = said(paused(6, 9), plan(mix=(0, 8)), AMBER, 9)
    assert sentences[0] == "Yes: amber, promise amber 1, by 9. It is planned to end 8 as it is."
    assert "The earliest harmless end found is 6, with overtime, for EUR 3.00." in sentences
    assert sponsor == "It is planned to end 8, in time for the date asked for. The earliest date found is 6, with overtime, for EUR 3.00."


def test_no_earlier_date_is_said_to_be_impossible_only_where_that_is_proved():
    _, ladder, sponsor, _ = said(paused(6, 9), plan(mix=(0, 8)), AMBER, 5)
    assert ladder[-1] == ("overtime", "6", "EUR 3.00", "suite_a: one", "no: proved")
    assert sponsor == "An end by 5 is not possible. The earliest is 6 instead of 8, with overtime, for EUR 3.00; no earlier date is possible."
    mix = activity("mix", replace(MIX.modes[0], optimistic=2, pessimistic=5))
    risky = problem(mix, DRY, promises=(promise("amber 1", "mix", 5), promise("birch 1", "dry", 5)))
    _, ladder, sponsor, _ = said(risky, TURN, BIRCH, 2)
    assert ladder[0][-1] == "2 would keep every date, but lower the chance of some promise by over 5 points; earlier than that no: proved"
    assert sponsor == "An end by 2 was not found to be possible. It is planned to end 5; no earlier date was found."


@pytest.mark.parametrize(
    ("made", "before", "project", "promised", "by", "without"),
    [
        (
            problem(MIX, DRY, promises=(promise("amber 1", "mix", 4), promise("birch 1", "dry", 5))),
            TURN,
            BIRCH,
            None,
            4,
            " without harming another project",
        ),
        (
            problem(MIX, replace(DRY, project=AMBER), promises=(promise("first", "mix", 4), promise("second", "dry", 5))),
            TURN,
            AMBER,
            PromiseId("second"),
            4,
            " without harming another promise of its own",
        ),
        (problem(MIX, DRY, promises=(promise("amber 1", "mix", 9), promise("birch 1", "dry", 9))), TURN, BIRCH, None, 1, ""),
    ],
    ids=["another project", "its own promise", "there is no way at all"],
)
def test_a_no_blames_only_whom_it_would_harm(made, before, project, promised, by, without):
    sentences, _, sponsor, _ = said(made, before, project, by, promised)
    assert sentences[0].endswith(f" by {by} is not possible{without}.")
    assert "harm" not in sponsor


def test_each_row_says_what_changes():
    two_ways = activity("mix", mode(3, suite_b=1), mode(3, hplcs=2))
    made = problem(two_ways, DRY, promises=(promise("amber 1", "mix", 3), promise("birch 1", "dry", 5)))
    answer = expedite(made, TURN, ExpediteRequest(BIRCH, None, 2))
    rows = list(MoveWords(Words(made, None), answer, TURN).rows())
    assert rows == [("mix", "same", "same", "suite_b -> hplcs"), ("dry", "3 -> 0", "5 -> 2", "same")]


def test_people_and_levers_are_named_where_they_change():
    answer = expedite(paused(6, 9), plan(mix=(0, 8)), ExpediteRequest(AMBER, None, 6, frozenset(LeverKind)))
    words = Words(paused(6, 9), None)
    assert list(MoveWords(words, answer, plan(mix=(0, 8))).rows()) == [("mix", "same", "8 -> 6", "worked with levers")]
    assert list(AnswerWords(words, answer, "EUR").levers()) == [("suite_a: one", "overtime", "1 of suite_a", "5", "7", "2", "EUR 3.00")]
