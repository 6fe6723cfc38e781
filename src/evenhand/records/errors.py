"""What can go wrong for a person, in words that help to mend it. Each becomes HTTP in one place."""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """The base of all errors that a person can do something about. ``field`` names the form field that it is about."""

    status: ClassVar[int] = 422

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Invalid(DomainError):
    """What was given breaks a rule; the message is the rule and the value."""


class NotAllowed(DomainError):
    """This person may not do that; the message says who may."""

    status = 403


class NotThere(DomainError):
    """There is no such thing, or none that this person may see."""

    status = 404


class Conflict(DomainError):
    """It was changed by somebody else, or its state does not allow that; the message says what it is now."""

    status = 409
