"""Which Chromium or Chrome the browser tests use."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping

VARIABLE = "RIOOL_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEBIAN_PACKAGES = ("chromium", "fonts-liberation")


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
