"""The command line. A command's module, and what it needs, is imported only when that command runs."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from evenhand.cli.arguments import COMMANDS, command_of, command_parser, main_parser
from evenhand.cli.exits import Exit, Refusal
from evenhand.cli.interrupts import leave_at_once
from evenhand.cli.terminal import Terminal, silence
from evenhand.exchange.errors import UnreadableFile
from evenhand.planning.parts import InvalidProblem

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        try:
            code = attempt(words)
        finally:  # also after --help and usage errors, which end in SystemExit
            Terminal().flush()
    except BrokenPipeError:  # whoever read our output has enough of it
        silence(sys.stdout)
        return Exit.DONE
    except Refusal as error:  # standard output cannot be written
        return refuse(error, Terminal())
    return code


def attempt(words: Sequence[str]) -> int:
    """Run one command; whatever it cannot do ends in a message and an exit code."""
    named = command_of(words)
    if named is None:
        return about(words)
    name, rest = named
    arguments = command_parser(name).parse_args(rest)
    terminal = Terminal(as_json=getattr(arguments, "json", False))
    command = importlib.import_module(COMMANDS[name].module(name))
    try:
        code: int = command.run(arguments, terminal)
    except BrokenPipeError:
        raise
    except (Refusal, UnreadableFile) as error:
        return refuse(error, terminal)
    except InvalidProblem as error:
        return refuse(Refusal(Exit.BAD_INPUT, f"{error.where}: {error.message}"), terminal)
    except KeyboardInterrupt:
        leave_at_once(refuse(Refusal(Exit.INTERRUPTED, "Interrupted; nothing was written."), terminal))
    except Exception:  # noqa: BLE001 - Python's own exit code 1 would read as "no, and that is proved"
        traceback.print_exc()
        return refuse(
            Refusal(Exit.FAULT, "This is a fault in Evenhand. Please report it with what is printed above and the files, if you may."), terminal
        )
    return code


def about(words: Sequence[str]) -> int:
    """What `evenhand` says without a command."""
    parser = main_parser()
    if words[:1] == ["records"]:
        words = [" ".join(words[:2])]
    if parser.parse_args(words).version:
        Terminal().say(f"evenhand {version('evenhand')}")
        return Exit.DONE
    parser.print_help(sys.stderr)
    return Exit.BAD_INPUT


def refuse(error: Refusal | UnreadableFile, terminal: Terminal) -> Exit:
    """One message on stderr; with --json the same on stdout for machines."""
    code = error.code if isinstance(error, Refusal) else Exit.BAD_INPUT
    details = error.details if isinstance(error, Refusal) else ()
    terminal.note(f"evenhand: {error}")
    for detail in details:
        terminal.note(f"  {detail}")
    document: dict[str, object] = {"exit": int(code), "message": str(error), "details": list(details)}
    if isinstance(error, UnreadableFile):
        document |= {"file": str(Path(error.path)), "place": error.place, "message": error.message}
    terminal.give(document)
    return code
