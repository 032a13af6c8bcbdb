"""What the browser tests need: a Chromium or Chrome, and a Playwright that runs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from setup_steps.console import clean_environment

VARIABLE = "RIOOL_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_PACKAGES = ("chromium", "fonts-liberation")
#: The program inside Playwright, Node.js, links to this library, which a small Debian lacks.
DRIVER_PACKAGES = ("libatomic1",)


class NoSuchBrowserError(Exception):
    """`RIOOL_CHROMIUM` names something that is not a program."""


def find_chromium(environ: Mapping[str, str], which: Callable[[str], str | None] = shutil.which) -> str | None:
    """Return the path of the browser to test with, or None where there is none.

    Raises
    ------
    NoSuchBrowserError
        If the reader named one with `RIOOL_CHROMIUM` and it cannot be run: testing silently with
        another browser would mislead.
    """
    named = environ.get(VARIABLE, "")
    if not named:
        return next(filter(None, map(which, NAMES)), None)
    found = which(named)
    if found is None:
        raise NoSuchBrowserError(
            f"{VARIABLE} is {named!r}, which is not a program that can be run. "
            f"Give the path of a Chromium or Chrome, or unset {VARIABLE} to look for one."
        )
    return found


def driver_runs(python: Path | str) -> bool:
    """Return whether Playwright's own program runs here, tried with the Python it is installed in."""
    try:
        done = subprocess.run(  # noqa: S603  # the project's own Python
            [python, "-m", "playwright", "--version"],
            env=clean_environment(os.environ),
            capture_output=True,
            check=False,
            timeout=120,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@dataclass(frozen=True, slots=True)
class BrowserTesting:
    """What there is to test in a browser with.

    Parameters
    ----------
    browser
        Path of a Chromium or Chrome, if there is one.
    driver
        Whether Playwright runs.
    """

    browser: str | None
    driver: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """The Debian packages that would complete it; empty when the browser tests can run."""
        return (() if self.browser else BROWSER_PACKAGES) + (() if self.driver else DRIVER_PACKAGES)

    @property
    def why_not(self) -> str:
        """What is missing, in words; empty when the browser tests can run."""
        reasons = ["no Chromium or Chrome"] if self.browser is None else []
        reasons += [] if self.driver else ["Playwright does not run"]
        return " and ".join(reasons)


def look_for_browser(environ: Mapping[str, str], python: Path | str) -> BrowserTesting:
    """Find out what there is to test in a browser with. Raises `NoSuchBrowserError` as `find_chromium` does."""
    return BrowserTesting(find_chromium(environ), driver_runs(python))
