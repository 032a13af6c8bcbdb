"""Running the tests: every check in turn, and one line on each at the end."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from setup_steps import chromium, debian
from setup_steps.console import SetupError, say, start


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
        Check("pytest", (run, "-m", "pytest", *arguments)),
    )


def get_browser(root: Path, python: Path) -> chromium.BrowserTesting:
    """Find a browser to test with, install from Debian what is missing where we may, and say which it is."""
    try:
        found = chromium.look_for_browser(os.environ, python)
        if found.missing:
            say(f"For the browser tests there is {found.why_not} here.")
            machine = debian.look_at_debian()
            if machine.may_install and debian.install(machine, found.missing, root):
                found = chromium.look_for_browser(os.environ, python)
    except chromium.NoSuchBrowserError as fault:
        raise SetupError(str(fault)) from fault
    say(browser_line(found))
    return found


def browser_line(found: chromium.BrowserTesting) -> str:
    """Say which browser the tests use, or that they go without and how to change that."""
    if not found.missing:
        return f"The browser tests use {found.browser}."
    own = f"or name a Chromium or Chrome of your own: {chromium.VARIABLE}=/path/to/chrome python3 run.py test"
    return (
        f"THE BROWSER TESTS ARE SKIPPED: {found.why_not} (those marked `browser`; each is named at the end).\n"
        f"To run them too: {debian.by_hand(found.missing)}" + ("" if found.browser else f"\n{own}")
    )


def run_tests(root: Path, python: Path, arguments: Sequence[str]) -> int:
    """Run every check, also after one fails, and return the exit code of the first that failed."""
    found = get_browser(root, python)
    extra = {} if found.browser is None else {chromium.VARIABLE: found.browser}
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
