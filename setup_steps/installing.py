"""Set up the project's `.venv`: the steps that are left, one by one, and what Debian may be asked for them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from setup_steps.console import SetupError, say, start_quietly
from setup_steps.environment import (
    Environment,
    Step,
    marked_unfinished,
    one_at_a_time,
    read_stamp,
    remove_venv,
    steps_needed,
    venv_works,
    wanted,
    write_stamp,
)

SECONDS_BETWEEN_LINES = 5.0
PIP_PACKAGE = "python3-pip-whl"
PURPOSE = {"app": "the map", "dev": "the tests"}


@dataclass(frozen=True, slots=True)
class Debian:
    """What this machine lets us do with Debian packages.

    Parameters
    ----------
    has_apt
        Whether `apt-get` and `dpkg-deb` are there.
    is_root
        Whether we are root.
    has_sudo
        Whether `sudo` lets us in without a password.
    """

    has_apt: bool
    is_root: bool
    has_sudo: bool

    @property
    def may_install(self) -> bool:
        """Whether we can install packages without asking the reader anything."""
        return self.has_apt and (self.is_root or self.has_sudo)


def look_at_debian() -> Debian:
    """Find out what this machine lets us do. Asks sudo for nothing but whether it needs a password."""
    has_apt = shutil.which("apt-get") is not None and shutil.which("dpkg-deb") is not None
    is_root = os.geteuid() == 0
    sudo = shutil.which("sudo")
    has_sudo = (
        has_apt
        and not is_root
        and sudo is not None
        and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0  # noqa: S603  # constant
    )
    return Debian(has_apt, is_root, has_sudo)


def apt_command(packages: Sequence[str]) -> str:
    """Return what the reader can type to install packages, on one line."""
    return f"sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"


def apt_install(machine: Debian, packages: Sequence[str], cwd: Path) -> bool:
    """Install Debian packages and say so; return whether it worked."""
    say(f"Installing from Debian: {', '.join(packages)}.")
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]
    # sudo drops the environment, so apt's questions are turned off on its own line.
    prefix = (
        ["env", "DEBIAN_FRONTEND=noninteractive"]
        if machine.is_root
        else ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive"]
    )
    # One broken source among many must not stop us, so the update may fail: the install decides.
    start_quietly([*prefix, *apt, "update"], cwd)
    return start_quietly([*prefix, *apt, "install", "-y", "--no-install-recommends", *packages], cwd) == 0


def fetch_pip(folder: Path) -> Path | None:
    """Fetch Debian's own pip without being root, and return its wheel, or None if that fails.

    `apt-get download` needs no rights when it keeps its lists in a folder of ours, and it checks
    Debian's signatures as always.
    """
    say("Fetching pip from Debian, for this project only (nothing is installed on the machine).")
    for needed in ("state/lists/partial", "cache/archives/partial", "unpacked"):
        (folder / needed).mkdir(parents=True, exist_ok=True)
    apt = ["apt-get", "-qq", "-o", f"Dir::State={folder / 'state'}", "-o", f"Dir::Cache={folder / 'cache'}"]
    apt += ["-o", "Dir::State::status=/var/lib/dpkg/status", "-o", "Acquire::Retries=3"]
    start_quietly([*apt, "update"], folder)
    if start_quietly([*apt, "download", PIP_PACKAGE], folder) != 0:
        return None
    package = next(folder.glob(f"{PIP_PACKAGE}_*.deb"), None)
    if package is None or start_quietly(["dpkg-deb", "--extract", str(package), str(folder / "unpacked")], folder) != 0:
        return None
    return next(folder.glob("unpacked/usr/share/python-wheels/pip-*.whl"), None)


class PipSource(StrEnum):
    """Where pip for `.venv` comes from."""

    PYTHON = "python"
    INSTALL = "install"
    FETCH = "fetch"
    NOWHERE = "nowhere"


def pip_source(*, has_ensurepip: bool, machine: Debian) -> PipSource:
    """Decide how to get pip: from Python itself, else from Debian, with or without being root."""
    if has_ensurepip:
        return PipSource.PYTHON
    if machine.may_install:
        return PipSource.INSTALL
    return PipSource.FETCH if machine.has_apt else PipSource.NOWHERE


def venv_package(version: tuple[int, int]) -> str:
    """Return Debian's package with `ensurepip` for a Python, such as `python3.11-venv`."""
    return f"python{version[0]}.{version[1]}-venv"


def no_pip_advice(version: tuple[int, int], *, has_apt: bool) -> str:
    """Say what the reader must type when we cannot get pip ourselves."""
    if has_apt:
        how = f"Type this, or ask whoever runs this machine to:\n\n    {apt_command([venv_package(version)])}\n"
    else:
        how = "Install the part of Python that makes virtual environments (`venv` with `ensurepip`)."
    why = "This Python has no pip to start with, and we could not get it ourselves."
    return f"{why}\n{how}\nThen run the same command again."


def set_up(environment: Environment, name: str) -> None:
    """Bring `.venv` to what a set of packages asks, doing only what is left to do.

    Parameters
    ----------
    environment
        The checkout.
    name
        `app` for the map, `dev` for the tests.

    Raises
    ------
    SetupError
        When the reader must do something first; the message says what.
    """
    with one_at_a_time(environment) as cut_short:
        there, want = read_stamp(environment), wanted(environment, name)
        works = venv_works(environment)
        steps = steps_needed(works=works, cut_short=cut_short, there=there, want=want)
        if not steps:
            say(f"Everything for {PURPOSE[name]} is already set up.")
            return
        started = time.monotonic()
        if Step.MAKE in steps and environment.venv.exists():
            say("The .venv folder is not complete (perhaps an earlier run was stopped): making it anew.")
        with marked_unfinished(environment):
            for step in steps:
                do_step(environment, step, name)
            kept = {} if Step.REQUIREMENTS in steps else there.requirements
            write_stamp(environment, replace(want, requirements={**kept, **want.requirements}))
        say(f"Everything for {PURPOSE[name]} is set up ({time.monotonic() - started:.0f} s).")


def do_step(environment: Environment, step: Step, name: str) -> None:
    """Do one step and say which."""
    match step:
        case Step.MAKE:
            make_venv(environment)
        case Step.REQUIREMENTS:
            install_requirements(environment, name)
        case Step.PROJECT:
            say("Making the project itself known to its Python.")
            options = ["--no-deps", "--no-build-isolation", "--editable", str(environment.root)]
            pip_install(environment, options, about=0)


def make_venv(environment: Environment) -> None:
    """Make an empty `.venv` with pip in it, whatever this machine has to make it from."""
    machine = look_at_debian()
    source = pip_source(has_ensurepip=importlib.util.find_spec("ensurepip") is not None, machine=machine)
    version = sys.version_info[:2]
    remove_venv(environment)
    say(f"Making .venv, this project's own Python {version[0]}.{version[1]}.")
    if source is PipSource.INSTALL and not apt_install(machine, [venv_package(version)], environment.root):
        source = PipSource.FETCH
    if source is PipSource.NOWHERE:
        raise SetupError(no_pip_advice(version, has_apt=False))
    if source is PipSource.FETCH:
        with tempfile.TemporaryDirectory(prefix="riool-pip-") as folder:
            wheel = fetch_pip(Path(folder))
            if wheel is None:
                raise SetupError(no_pip_advice(version, has_apt=True))
            plain_venv(environment, "--without-pip")
            pip_install(environment, ["--no-index", str(wheel)], about=0, pip=str(wheel / "pip"))
    else:
        plain_venv(environment)


def plain_venv(environment: Environment, *options: str) -> None:
    """Run Python's own `venv`."""
    command = [sys.executable, "-m", "venv", *options, str(environment.venv)]
    if start_quietly(command, environment.root) != 0:
        raise SetupError("Python could not make .venv; its own words are above. Run the same command again after that.")


def install_requirements(environment: Environment, name: str) -> None:
    """Install the pinned packages of a set: exact versions, hashes checked, nothing built here."""
    file = environment.requirements(name)
    about = file.read_text("utf-8").count("==")
    say(f"Installing about {about} packages for {PURPOSE[name]}. The first time this takes a minute or two.")
    pip_install(environment, ["--require-hashes", "--only-binary", ":all:", "--requirement", str(file)], about=about)


def pip_install(environment: Environment, options: list[str], *, about: int, pip: str = "-mpip") -> None:
    """Run `pip install` in `.venv`, with a line now and then on how far it is.

    Parameters
    ----------
    environment, options
        The checkout, and what comes after `pip install`.
    about
        About how many packages to expect; 0 to say nothing in between.
    pip
        How to start pip: the module, or the path of the one inside a wheel.
    """
    seen, spoke = 0, time.monotonic()

    def count(line: str) -> None:
        nonlocal seen, spoke
        seen += line.startswith(("Collecting ", "Requirement already satisfied"))
        if about and line.startswith("Installing collected packages"):
            say("  all found, unpacking them")
        elif about and line.startswith("Collecting ") and time.monotonic() - spoke >= SECONDS_BETWEEN_LINES:
            spoke = time.monotonic()
            say(f"  {seen} of about {about}: {line.removeprefix('Collecting ').split('==', maxsplit=1)[0]}")

    command = [str(environment.python), pip, "install", "--progress-bar", "off", *options]
    if start_quietly(command, environment.root, count) != 0:
        raise SetupError(
            "pip could not install what is needed; its own words are above. Often the network was away for a moment, "
            f"or the disk is full ({free_space(environment.root)} free here). Run the same command again after that."
        )


def free_space(folder: Path) -> str:
    """Return the free disk space of a folder, for people."""
    room = os.statvfs(folder)
    return f"{room.f_bavail * room.f_frsize / 1e9:.1f} GB"
