"""What the exit codes mean, and the one exception that ends a command with one of them."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path
from typing import Self


class Exit(IntEnum):
    """The exit codes of every command; ``meaning`` is what the reference prints."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Self:
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    DONE = 0, "Done: the plan keeps every rule, or the answer is yes."
    NO = 1, "The plan breaks a rule, or the answer is no, and that is proved; or the records do not agree with their trail."
    BAD_INPUT = 2, "A file or an argument cannot be understood. The message names the place."
    NO_PLAN = 3, "No plan exists; the rules that collide are printed."
    NOT_FOUND = 4, "Nothing was found within the effort, and nothing was proved."
    CANNOT_WRITE = 5, "A file or the answer could not be written, for example because the disk is full. No half-written file is left."
    FAULT = 6, "A fault in Evenhand, such as a plan that the checker refuses. Nothing was written. Please report it with what was printed."
    INTERRUPTED = 130, "Interrupted (Ctrl-C) before there was anything to keep."


class Refusal(Exception):
    """Why a command cannot go on, in one message, with the exit code it ends with."""

    def __init__(self, code: Exit, message: str, *, details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details


def could_not_write(path: Path | str, error: OSError) -> Refusal:
    return Refusal(Exit.CANNOT_WRITE, f"{path}: could not be written: {error.strerror or error}.")
