"""The words after `run.py`: `map`, `test` and `riool`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from setup_steps.checking import run_tests
from setup_steps.console import SetupError, say, start
from setup_steps.environment import Environment
from setup_steps.installing import set_up
from setup_steps.opening import open_map

ROOT = Path(__file__).resolve().parent.parent
STOPPED = 130
MISUSED = 2
USAGE = """\
Sociaal Riool

  python3 run.py map            set everything up and open the map in your browser
  python3 run.py test           set everything up and run the tests
  python3 run.py riool ...      set everything up and run the riool command, for instance: riool --help

What comes after `--` is passed on:
  python3 run.py map -- --server.port 8600
  python3 run.py test -- -k coverage

Everything goes into the folder .venv here; remove that folder to start afresh.
"""


def split(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Split what was typed into the command and what to pass on; `--` in between may be left out."""
    command, *rest = arguments or ["--help"]
    return command, rest[1:] if rest[:1] == ["--"] else rest


def run(arguments: Sequence[str]) -> int:
    """Carry out one command and return its exit code."""
    if os.name != "posix":
        sys.stderr.write("This script runs on Linux and macOS. On Windows, use it inside WSL (Debian or Ubuntu).\n")
        return MISUSED
    command, rest = split(arguments)
    signal.signal(signal.SIGTERM, _stop_as_ctrl_c)
    try:
        return carry_out(command, rest)
    except SetupError as fault:
        sys.stderr.write(f"\n{fault}\n")
        return MISUSED
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Run the same command again to go on.\n")
        return STOPPED


def carry_out(command: str, rest: list[str]) -> int:
    """Set up what a command needs, and run it."""
    environment = Environment(ROOT)
    match command:
        case "map":
            say("Sociaal Riool: we zetten alles klaar en openen de kaart. (Setting up and opening the map.)")
            set_up(environment, "app")
            return open_map(ROOT, environment.python, rest)
        case "test":
            say("Sociaal Riool: we zetten alles klaar en draaien de tests. (Setting up and running the tests.)")
            set_up(environment, "dev")
            return run_tests(ROOT, environment.python, rest)
        case "riool":
            set_up(environment, "app")
            # The reader's own folder: a path such as `--inputs DIR` is meant from there.
            return start([str(environment.python), str(environment.python.with_name("riool")), *rest], Path.cwd())
        case "-h" | "--help" | "help":
            say(USAGE)
            return 0
        case _:
            sys.stderr.write(f"run.py does not know {command!r}.\n\n{USAGE}")
            return MISUSED


def _stop_as_ctrl_c(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
