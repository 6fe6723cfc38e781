"""`evenhand bench`: run the measurements that a checkout has in `benchmarks/`."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from evenhand.cli.exits import Exit, Refusal
from evenhand.cli.terminal import Terminal

CHECKOUT = Path(__file__).resolve().parents[4]


def run(arguments: Namespace, _terminal: Terminal) -> int:
    """The exit code is that of the benchmarks."""
    if not (CHECKOUT / "benchmarks" / "__main__.py").is_file():
        raise Refusal(
            Exit.BAD_INPUT,
            "The benchmarks are part of the source, not of the installed package. Run this command in a checkout of the repository.",
        )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in (str(CHECKOUT), os.environ.get("PYTHONPATH")) if p)}
    return subprocess.run([sys.executable, "-m", "benchmarks", *arguments.rest], env=environment, check=False).returncode
