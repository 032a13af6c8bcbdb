"""Print to the reader, and start other programs with a clean environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

LAST_LINES = 25


class SetupError(Exception):
    """Something the reader must do or know before we can go on. `run.py` prints it and exits with 2."""


def say(text: str) -> None:
    """Print one plain line at once, also when the output goes to a file."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def clean_environment(environ: Mapping[str, str], **extra: str) -> dict[str, str]:
    """Return the reader's environment without what would leak another Python into `.venv`.

    Everything that says where packages come from (`PIP_INDEX_URL`, proxies, certificates) stays.
    """
    leaking = {"PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX"}
    kept = {name: value for name, value in environ.items() if name not in leaking}
    return {**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0", **extra}


def exit_code(returned: int) -> int:
    """Return the code a shell would give: 128 + n for a program stopped by signal n."""
    return returned if returned >= 0 else 128 - returned


def start(command: Sequence[str], cwd: Path, **extra: str) -> int:
    """Run a program in view of the reader and return its exit code."""
    done = subprocess.run(  # noqa: S603  # our own commands, no shell
        command, cwd=cwd, env=clean_environment(os.environ, **extra), check=False
    )
    return exit_code(done.returncode)


def start_quietly(
    command: Sequence[str], cwd: Path, each_line: Callable[[str], None] | None = None, **extra: str
) -> int:
    """Run a program out of view; when it fails, show its last lines.

    Parameters
    ----------
    command, cwd
        What to run, and where.
    each_line
        Called with every line the program prints, to follow how far it is.
    extra
        Further environment variables.
    """
    lines: list[str] = []
    with subprocess.Popen(  # noqa: S603  # our own commands, no shell
        command,
        cwd=cwd,
        env=clean_environment(os.environ, **extra),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        close_fds=False,  # so that it holds the lock of `one_at_a_time`; Python's other files are never inherited
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as program:
        try:
            for line in program.stdout or ():
                lines.append(line.rstrip())
                if each_line is not None:
                    each_line(lines[-1])
        except BaseException:
            program.kill()  # stopped by the reader: nothing may go on writing behind our back
            raise
    if program.returncode != 0:
        say(f"  This failed (exit code {exit_code(program.returncode)}): {' '.join(command)}")
        for line in lines[-LAST_LINES:]:
            say(f"  | {line}")
    return exit_code(program.returncode)
