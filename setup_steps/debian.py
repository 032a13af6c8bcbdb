"""What we may ask of Debian: install a package, or only fetch one."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from setup_steps.console import say, start_quietly

PIP_PACKAGE = "python3-pip-whl"


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


def by_hand(packages: Sequence[str]) -> str:
    """Return what the reader can type to install packages, on one line."""
    return f"sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"


def install(debian: Debian, packages: Sequence[str], cwd: Path) -> bool:
    """Install Debian packages and say so; return whether it worked."""
    say(f"Installing from Debian: {', '.join(packages)}.")
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]
    # sudo drops the environment, so apt's questions are turned off on its own line.
    prefix = (
        ["env", "DEBIAN_FRONTEND=noninteractive"]
        if debian.is_root
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
