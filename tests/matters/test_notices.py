"""What people are told: once each in the product, and by letters that survive whoever sends them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from evenhand.matters.actions.choose_notices import choose_notices, read_notices
from evenhand.matters.actions.escalate_matter import escalate_matter
from evenhand.matters.actions.send_letters import LEASE, MOST_ATTEMPTS, send_letters, take_letter, write_letters
from evenhand.matters.models import Gravity, Letter, LetterState, MailChoice, Notice
from evenhand.matters.story import notify_of
from evenhand.records.errors import Conflict, Invalid
from evenhand.records.people import SYSTEM
from evenhand.records.verification import verify
from tests.cast import Cast
from tests.matters.raising import raised
from tests.portfolio.small import Small

T = datetime(2027, 3, 1, 7, 30, tzinfo=UTC)  # 08:30 in Brussels


class Broken(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("nobody answers at mail.example.com:587")


@pytest.fixture
def told(small: Small, cast: Cast) -> Small:
    """Ada, Clara and Ben are concerned by something grave that Esi raised."""
    raised(small, cast.esi, gravity=Gravity.SAFETY)
    return small


def test_a_letter_says_what_and_where(told: Small, cast: Cast, settings):
    settings.SITE_ADDRESS = "https://plan.example.com"
    assert (write_letters(now=T), send_letters(now=T)) == (1, 1)
    [message] = mail.outbox
    matter = Notice.objects.get().matter
    assert matter is not None
    assert message.to == ["ada@example.com"]
    assert message.subject.startswith(f"Tidewell: Matter {matter.pk}, Impurity of 0.4 % in batch 3")
    assert f"https://plan.example.com/matters/{matter.pk}/" in message.body
    assert "Ada Moreau is responsible." in message.body and "&" not in message.body


def test_nothing_is_written_or_sent_twice(told: Small):
    for _ in range(3):
        write_letters(now=T)
        send_letters(now=T)
    assert (len(mail.outbox), Letter.objects.count()) == (1, 1)


def test_what_waits_is_one_letter(told: Small, cast: Cast):
    raised(told, cast.clara, gravity=Gravity.SAFETY)
    write_letters(now=T)
    assert Letter.objects.get(person=cast.ada).subject == "Tidewell: 2 notices"


def test_what_was_read_already_is_not_mailed(told: Small, cast: Cast):
    assert read_notices(by=cast.ada, site=told.site) == 1
    assert write_letters(now=T) == 0


def test_a_digest_comes_once_a_day_at_its_time_but_what_is_grave_at_once(small: Small, cast: Cast):
    choose_notices(by=cast.esi, mail=MailChoice.DIGEST, digest_minute=9 * 60)
    matter = raised(small, cast.esi)

    def tell(kind: str, *, is_grave: bool = False) -> None:
        notify_of(matter, by=SYSTEM, people=[cast.esi], kind=kind, sentence=f"{kind}.", is_grave=is_grave)

    tell("one")
    tell("two")
    assert write_letters(now=T) == 0
    tell("grave", is_grave=True)
    assert write_letters(now=T) == 1
    assert write_letters(now=T + timedelta(minutes=30)) == 1
    tell("three")
    assert write_letters(now=T + timedelta(hours=5)) == 0
    assert write_letters(now=T + timedelta(hours=24, minutes=30)) == 1
    assert [letter.notices.count() for letter in Letter.objects.order_by("pk")] == [1, 2, 1]


def test_whoever_sends_it_may_be_killed(told: Small):
    write_letters(now=T)
    letter = take_letter(T, "first")
    assert letter is not None and take_letter(T + LEASE - timedelta(seconds=1), "second") is None
    assert send_letters(now=T + LEASE + timedelta(seconds=1), sender="second") == 1
    letter.refresh_from_db()
    assert (letter.state, letter.sender, letter.attempts) == (LetterState.SENT, "second", 2)
    assert mail.outbox[0].extra_headers["Message-ID"] == letter.message_id


def test_a_mail_server_that_does_not_answer_is_tried_again_later_and_later(told: Small, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    write_letters(now=T)
    assert send_letters(now=T) == 0
    letter = Letter.objects.get()
    assert (letter.state, letter.not_before) == (LetterState.WAITING, T + timedelta(minutes=1))
    assert "nobody answers" in letter.failure
    for attempt in range(MOST_ATTEMPTS):
        send_letters(now=T + timedelta(days=attempt + 1))
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (LetterState.FAILED, MOST_ATTEMPTS)


def test_a_setting_that_is_wrong_holds_no_other_letter_up(told: Small, settings):
    settings.EMAIL_BACKEND = "no.such.Backend"
    write_letters(now=T)
    assert send_letters(now=T) == 0
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == (LetterState.WAITING, 1) and "no" in letter.failure


def test_whoever_did_it_is_not_told(small: Small, cast: Cast):
    matter = raised(small, cast.esi)
    escalate_matter(by=cast.ada, matter_id=matter.pk, version=None, tier=3, reason="I take it")
    assert not Notice.objects.filter(person=cast.ada).exists()
    assert Notice.objects.filter(person=cast.esi).count() == 1


def test_the_choice_is_recorded_and_guarded(told: Small, cast: Cast):
    choice = choose_notices(by=cast.ada, mail=MailChoice.DIGEST, digest_minute=420)
    choose_notices(by=cast.ada, mail=MailChoice.AT_ONCE, digest_minute=420, version=choice.version)
    with pytest.raises(Conflict, match="Meanwhile Ada Moreau changed e-mail"):
        choose_notices(by=cast.ada, mail=MailChoice.DIGEST, digest_minute=420, version=choice.version)
    with pytest.raises(Invalid, match="Must be one of at once, digest; is 'never'"):
        choose_notices(by=cast.ada, mail="never", digest_minute=420)
    assert verify().problems == ()
