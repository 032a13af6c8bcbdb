"""Describe the project's own `.venv`: what it holds, what it should hold, and which steps are left."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from setup_steps.console import SetupError, clean_environment, say

#: Which requirement files a set of packages satisfies: the tests' set holds the map's.
HOLDS = {"app": ("app",), "dev": ("app", "dev")}


class Step(StrEnum):
    """One thing to do before the commands work."""

    MAKE = "make"
    REQUIREMENTS = "requirements"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Environment:
    """Where everything stands, for one checkout."""

    root: Path

    @property
    def venv(self) -> Path:
        """The folder with the project's Python and packages."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The project's Python."""
        return self.venv / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """The note on what has been installed, written after it was."""
        return self.venv / "installed.json"

    @property
    def lock(self) -> Path:
        """The file that one run at a time holds; not empty when a run was cut short."""
        return self.root / ".setup.lock"

    def requirements(self, name: str) -> Path:
        """Return the pinned file of one set of packages."""
        return self.root / "requirements" / f"{name}.txt"


@dataclass(frozen=True, slots=True)
class Installed:
    """What stands in `.venv`, as far as a finished run has noted it.

    Parameters
    ----------
    requirements
        Hash of the requirement file by name of the set.
    project
        Hash of what the editable install depends on.
    """

    requirements: dict[str, str] = field(default_factory=dict)
    project: str = ""


def wanted(environment: Environment, name: str) -> Installed:
    """Return what `.venv` should hold for a set of packages."""
    held = {each: hashlib.sha256(environment.requirements(each).read_bytes()).hexdigest() for each in HOLDS[name]}
    # A checkout that was moved or copied must be installed again: an editable install holds its path.
    project = (environment.root / "pyproject.toml").read_bytes() + os.fsencode(environment.root)
    return Installed(held, hashlib.sha256(project).hexdigest())


def steps_needed(*, works: bool, cut_short: bool, there: Installed, want: Installed) -> tuple[Step, ...]:
    """Decide what is left to do.

    Parameters
    ----------
    works
        Whether `.venv` has a Python of a version we support, with pip.
    cut_short
        Whether an earlier run was stopped halfway: what it left cannot be trusted.
    there, want
        What `.venv` holds, and what it should.
    """
    if cut_short or not works:
        return (Step.MAKE, Step.REQUIREMENTS, Step.PROJECT)
    steps = []
    if any(there.requirements.get(name) != digest for name, digest in want.requirements.items()):
        steps.append(Step.REQUIREMENTS)
    if there.project != want.project:
        steps.append(Step.PROJECT)
    return tuple(steps)


def read_stamp(environment: Environment) -> Installed:
    """Read what was installed; nothing, if the note is absent or not ours."""
    try:
        note = json.loads(environment.stamp.read_text("utf-8"))
        return Installed({str(k): str(v) for k, v in note["requirements"].items()}, str(note["project"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Installed()


def write_stamp(environment: Environment, want: Installed) -> None:
    """Note what is now installed. Sets that were there before and are not in `want` no longer count."""
    note = {"requirements": want.requirements, "project": want.project}
    temporary = environment.stamp.with_suffix(".tmp")
    temporary.write_text(json.dumps(note, indent=2) + "\n", "utf-8")
    temporary.replace(environment.stamp)


def venv_works(environment: Environment) -> bool:
    """Return whether `.venv` has a supported Python that can run pip."""
    question = "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
    try:
        answer = subprocess.run(  # noqa: S603  # the project's own Python
            [environment.python, "-c", question],
            env=clean_environment(os.environ),
            capture_output=True,
            check=False,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def remove_venv(environment: Environment) -> None:
    """Remove `.venv`; when it is a link, only the link."""
    if environment.venv.is_symlink() or environment.venv.is_file():
        environment.venv.unlink()
    elif environment.venv.exists():
        shutil.rmtree(environment.venv)


@contextmanager
def one_at_a_time(environment: Environment) -> Iterator[bool]:
    """Hold the lock while setting up; gives whether the run before was cut short.

    The system lets go of the lock when a program dies, however it dies; the text in the file stays.
    """
    try:
        file = environment.lock.open("a+", encoding="utf-8")
    except OSError as fault:
        raise SetupError(
            f"Cannot write in {environment.root} ({fault.strerror}). "
            "Copy the project to a folder that is yours and run the same command there."
        ) from fault
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another run is setting up in this folder; waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        # What we start holds the lock too: when we are killed, the next run waits until pip has really ended.
        os.set_inheritable(file.fileno(), True)  # noqa: FBT003  # the system's own signature
        file.seek(0)
        yield bool(file.read())


@contextmanager
def marked_unfinished(environment: Environment) -> Iterator[None]:
    """Keep a note on disk while `.venv` is being changed; it goes only when all went well."""
    environment.lock.write_text("This run did not finish; the next one makes .venv anew.\n", "utf-8")
    yield
    environment.lock.write_text("", "utf-8")
