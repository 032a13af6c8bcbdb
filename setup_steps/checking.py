"""Run the tests: every check in turn, and before them the browser that some of them need."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from setup_steps.console import SetupError, clean_environment, say, start
from setup_steps.installing import apt_command, apt_install, look_at_debian

BROWSER_VARIABLE = "RIOOL_CHROMIUM"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
    named = environ.get(BROWSER_VARIABLE, "")
    if not named:
        return next(filter(None, map(which, BROWSERS)), None)
    found = which(named)
    if found is None:
        raise NoSuchBrowserError(
            f"{BROWSER_VARIABLE} is {named!r}, which is not a program that can be run. "
            f"Give the path of a Chromium or Chrome, or unset {BROWSER_VARIABLE} to look for one."
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


#: One process per core, four at most, for each holds a city in memory. Each takes whole files, as fixtures are made per
#: file, in the order of the collection: a browser keeps an event loop running, so files that use one come last.
PYTEST = ("-n", "logical", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder", "--durations", "20")


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it is called, and what runs it."""

    name: str
    command: tuple[str, ...]


def checks(python: Path, arguments: Sequence[str]) -> tuple[Check, ...]:
    """Return the checks in order; the reader's arguments go to pytest.

    Each is started through `.venv`'s Python, so that a checkout that was moved still finds it.
    """
    run = str(python)
    return (
        Check("ruff check", (run, "-m", "ruff", "check", ".")),
        Check("ruff format", (run, "-m", "ruff", "format", "--check", ".")),
        Check("mypy", (run, "-m", "mypy")),
        Check("lint-imports", (run, str(python.with_name("lint-imports")))),
        Check("pytest", (run, "-m", "pytest", *PYTEST, *arguments)),
    )


def get_browser(root: Path, python: Path) -> BrowserTesting:
    """Find a browser to test with, install from Debian what is missing where we may, and say which it is."""
    try:
        found = look_for_browser(os.environ, python)
        if found.missing:
            say(f"For the browser tests there is {found.why_not} here.")
            machine = look_at_debian()
            if machine.may_install and apt_install(machine, found.missing, root):
                found = look_for_browser(os.environ, python)
    except NoSuchBrowserError as fault:
        raise SetupError(str(fault)) from fault
    say(browser_line(found))
    return found


def browser_line(found: BrowserTesting) -> str:
    """Say which browser the tests use, or that they go without and how to change that."""
    if not found.missing:
        return f"The browser tests use {found.browser}."
    own = f"or name a Chromium or Chrome of your own: {BROWSER_VARIABLE}=/path/to/chrome python3 run.py test"
    return (
        f"THE BROWSER TESTS ARE SKIPPED: {found.why_not} (those marked `browser`; each is named at the end).\n"
        f"To run them too: {apt_command(found.missing)}" + ("" if found.browser else f"\n{own}")
    )


def run_tests(root: Path, python: Path, arguments: Sequence[str]) -> int:
    """Run every check, also after one fails, and return the exit code of the first that failed."""
    found = get_browser(root, python)
    extra = {} if found.browser is None else {BROWSER_VARIABLE: found.browser}
    results: list[tuple[Check, int, float]] = []
    for check in checks(python, arguments):
        say(f"\n== {check.name}")
        started = time.monotonic()
        code = start(check.command, root, **extra)
        results.append((check, code, time.monotonic() - started))
    say("\n== Together")
    for check, code, seconds in results:
        verdict = "ok" if code == 0 else f"FAILED (exit code {code})"
        say(f"{check.name:<13} {verdict:<22} {seconds:6.1f} s")
    if found.missing:
        say(f"The browser tests were skipped: {found.why_not}.")
    return first_failure([code for _, code, _ in results])


def first_failure(codes: Sequence[int]) -> int:
    """Return the first exit code that is not 0, or 0."""
    return next((code for code in codes if code), 0)
