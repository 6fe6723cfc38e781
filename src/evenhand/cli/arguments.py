"""Every command's arguments. Nothing heavy is imported here, so that `--help` is instant."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evenhand.cli.exits import Exit
from evenhand.planning import default_effort
from evenhand.planning.parts import LeverKind

PROBLEM_HELP = "the problem: a portfolio file (YAML or JSON), or an instance of a public family (see docs/reference/formats.md)"


@dataclass(frozen=True)
class Command:
    """A command's summary, the function that adds its arguments, and what it says. It runs in the module of the same name."""

    summary: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    says: str

    def module(self, name: str) -> str:
        return f"evenhand.cli.commands.{name.replace(' ', '_')}"


def positive_number(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"Must be > 0; is {text}.")
    return value


def count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"Must be >= 1; is {text}.")
    return value


def seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**31:
        raise argparse.ArgumentTypeError(f"Must lie between 0 and {2**31 - 1}; is {text}.")
    return value


def levers(text: str) -> frozenset[LeverKind]:
    if text == "none":
        return frozenset()
    if text == "all":
        return frozenset(LeverKind)
    names = {kind.value.replace(" ", "-"): kind for kind in LeverKind}
    wanted = text.split(",")
    unknown = [name for name in wanted if name not in names]
    if unknown:
        raise argparse.ArgumentTypeError(f"Must be all, none, or some of {', '.join(names)}; is {text}.")
    return frozenset(names[name] for name in wanted)


def add_problem(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("problem", metavar="IN", type=Path, help=PROBLEM_HELP)


def add_plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", metavar="PLAN", type=Path, help="the plan file made from it")


def add_search(parser: argparse.ArgumentParser, default: float) -> None:
    search = parser.add_argument_group("how hard to search")
    search.add_argument(
        "--effort",
        type=positive_number,
        metavar="N",
        help=f"deterministic work to spend; the same effort and seed give the same result. 1 is about a second of one core, up to three where "
        f"the machine is slow or the portfolio large (default: {default:g}, or no limit but the time where --time-limit is given)",
    )
    search.add_argument(
        "--time-limit", type=positive_number, metavar="S", help="seconds at most; a result that this cut short says so, as it need not repeat"
    )
    search.add_argument("--workers", type=count, default=1, metavar="N", help="processor cores to use (default: 1)")
    search.add_argument("--seed", type=seed, default=0, metavar="N", help="where ties fall and chance begins (default: 0)")


def plan_arguments(parser: argparse.ArgumentParser) -> None:
    add_problem(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write the plan")
    add_search(parser, default_effort.PLAN)


def check_arguments(parser: argparse.ArgumentParser) -> None:
    add_problem(parser)
    add_plan(parser)


def expedite_arguments(parser: argparse.ArgumentParser) -> None:
    add_problem(parser)
    parser.add_argument("--plan", required=True, type=Path, metavar="PLAN", help="the current plan: nobody may be worse off than in it")
    parser.add_argument("--project", required=True, metavar="ID", help="the project that asks")
    parser.add_argument("--promise", metavar="ID", help="which of its promises; without it, the end of the project")
    parser.add_argument("--by", required=True, metavar="DATE", help="the wanted date: 2027-03-12 (its end) or 2027-03-12T14:00, in the site's zone")
    parser.add_argument(
        "--levers", type=levers, default=levers("all"), metavar="LIST", help="what may be added: all (default), none, or of overtime,added-person"
    )
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="FILE",
        help="where to write the answer, with the plans and certificates behind it: not for sponsors",
    )
    parser.add_argument(
        "--for-sponsor",
        type=Path,
        metavar="FILE",
        help="where to write what the sponsor who asks may have: nothing in it is about others. Sentences; or JSON if the name ends in .json",
    )
    add_search(parser, default_effort.EXPEDITE)


def simulate_arguments(parser: argparse.ArgumentParser) -> None:
    add_problem(parser)
    add_plan(parser)
    parser.add_argument("--futures", type=count, default=10_000, metavar="N", help="how many futures to simulate (default: 10000)")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="where chance begins (default: 0)")


def explain_arguments(parser: argparse.ArgumentParser) -> None:
    add_problem(parser)
    add_plan(parser)
    parser.add_argument("--promise", metavar="ID", help="one promise; without it, every promise that is late")


def show_arguments(parser: argparse.ArgumentParser) -> None:
    add_problem(parser)
    add_plan(parser)
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write the picture: one HTML file that needs nothing else")


def generate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write the portfolio file (.yaml or .json)")
    parser.add_argument("--projects", type=count, metavar="N", help="how many projects; without it, the demo plant's 24 in mid-flight")
    parser.add_argument("--load", type=positive_number, default=0.72, metavar="SHARE", help="how loaded the suites are (default: 0.72)")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="which portfolio of that size and load (default: 0)")


def bench_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rest", nargs="*", metavar="...", help="what to measure: evenhand bench --help lists it")


def port(text: str) -> int:
    value = int(text)
    if not 0 <= value < 65536:
        raise argparse.ArgumentTypeError(f"Must be a port from 0 to 65535; is {text}.")
    return value


def add_port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port, metavar="N", help="where it listens; without it, the first port from 8000 on that is free")


def serve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="the address it listens on (default: 127.0.0.1, this machine alone)")
    add_port(parser)


def demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, default=Path("build/demo"), metavar="FOLDER", help="the folder for the demo's database (default: build/demo)"
    )
    add_port(parser)


def records_verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--anchor", metavar="HEAD", help="what evenhand records head printed earlier: with it, entries that were cut off at the end show too"
    )


def records_export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder to make, with trail.jsonl for machines, trail.txt for people, and head.txt")


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has none of its own."""


COMMANDS: Mapping[str, Command] = {
    "plan": Command(
        "make a plan for every project, by the same rules for all",
        plan_arguments,
        "The plan is checked before it is written. `--json`: `problem` (content hash), `seed`, `effort`, `status`, `stopped_by`, `objective`, `bound`, `work`, `seconds`, "
        "`checked`, `out`.",
    ),
    "check": Command(
        "check a plan independently of whatever made it",
        check_arguments,
        "Exit code 1 if it breaks a rule, or misstates its objective. `--json`: `violations` (each with `rule`, `sentence`, `activities`, `resource`, "
        "`slot`), `objective`, `objective_misstated`.",
    ),
    "expedite": Command(
        "can this project be earlier without harming another?",
        expedite_arguments,
        "Exit code 0 for yes; 1 for no, proved; 4 for no, not found within the effort. The answer is written in every case. "
        "`--json`: the answer as it is in the file.",
    ),
    "simulate": Command(
        "how likely each promise is to be kept",
        simulate_arguments,
        "`--json`: `futures`, `seed`, `promises` (each with `chance`, its 95 % `interval`, and the `end` by which 10, 50, 80 and 90 % have ended), "
        "`projects`, `criticality` of each activity, `limits` that some future breaks.",
    ),
    "explain": Command(
        "why a promise is late, and what would help most",
        explain_arguments,
        "`--json`: `explanations`, each with `promise` and `sentences`.",
    ),
    "show": Command(
        "draw a plan: one HTML file", show_arguments, "The file needs no network and runs nothing but its own script. `--json`: `out`, `bytes`."
    ),
    "generate": Command(
        "write a portfolio to try things on", generate_arguments, "The same arguments give the same file. `--json`: `out`, `projects`, `activities`."
    ),
    "serve": Command(
        "the site, for browsers, with a worker for plan runs",
        serve_arguments,
        "Until Ctrl-C or SIGTERM, which end both. The site is that of its [settings](settings.md), its database migrated before. `--json`: `address`, "
        "once it listens.",
    ),
    "demo": Command(
        "the site with the demo plant and its story",
        demo_arguments,
        "Makes the demo's database where there is none of this version, prints the story, the address and the accounts, and serves it until Ctrl-C. "
        "It listens to this machine alone. A database that no demo made is never touched. `--json`: `address`, `kept` (whether it goes on where it was "
        "left), `password`, `accounts`.",
    ),
    "bench": Command(
        "measure the planner on public instances", bench_arguments, "It needs a checkout of the repository: the benchmarks are not installed."
    ),
    "records verify": Command(
        "was anything recorded altered, removed, or changed behind the trail?",
        records_verify_arguments,
        "Recomputes every hash of the trail, and compares each regulated record with its last state in it. Exit code 1 if anything differs. "
        "The site's database is that of its [settings](settings.md). `--json`: `problems`, `entries`, `records`, `head`.",
    ),
    "records export": Command(
        "write the whole trail, for machines and for people",
        records_export_arguments,
        "Each line of trail.jsonl is one entry with its hash, which is SHA-256 over the rest of the line in RFC 8785 form. `--json`: `out`, `entries`, `head`.",
    ),
    "records head": Command(
        "print where the trail ends, to be kept elsewhere as an anchor",
        no_arguments,
        "`--json`: `head`, `sequence`, `hash`.",
    ),
}


def command_of(words: Sequence[str]) -> tuple[str, Sequence[str]] | None:
    """The command's name, of one or two words, and what follows it; None if there is no such command."""
    for length in (2, 1):
        name = " ".join(words[:length])
        if len(words) >= length and name in COMMANDS:
            return name, words[length:]
    return None


def command_parser(name: str) -> argparse.ArgumentParser:
    """One command's parser, as `evenhand NAME --help` shows it."""
    own = name != "bench"  # its arguments are for the benchmarks to read, also --help
    parser = argparse.ArgumentParser(
        prog=f"evenhand {name}", description=sentence(COMMANDS[name].summary), allow_abbrev=False, add_help=own, prefix_chars="-" if own else "\0"
    )
    COMMANDS[name].add_arguments(parser)
    if own:
        parser.add_argument("--json", action="store_true", help="the answer as JSON on stdout instead of sentences")
    return parser


def main_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evenhand",
        description="One plan for all projects of a plant, by the same rules, and an honest answer to every expedite request.",
        epilog=epilog(),
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="evenhand COMMAND ... | --version | --help",
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.add_argument("command", choices=tuple(COMMANDS), metavar="COMMAND", nargs="?", help=argparse.SUPPRESS)
    return parser


def epilog() -> str:
    commands = "\n".join(f"  {name:<15} {command.summary}" for name, command in COMMANDS.items())
    codes = "\n".join(f"  {code.value:>3}  {code.meaning}" for code in Exit)
    return f"commands (evenhand COMMAND --help tells more):\n{commands}\n\nexit codes:\n{codes}\n"


def sentence(summary: str) -> str:
    return summary[0].upper() + summary[1:] + ("" if summary.endswith("?") else ".")
