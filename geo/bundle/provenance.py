"""Record where a bundle comes from: sources, parameters, moment and code."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from geo.areas import Area
from geo.errors import Fault, InputError, quote
from geo.settings import WalkSettings, describe_settings
from geo.storage import ROOT

_EPOCH: Final = "SOURCE_DATE_EPOCH"
_LONGEST_EPOCH: Final = 12


def current_commit(root: Path = ROOT) -> str | None:
    """Return the commit of the code.

    Parameters
    ----------
    root
        The project's folder.

    Returns
    -------
    str or None
        Marked `+` when files were changed since; None where that folder is no checkout of its own: an installed wheel,
        or a copy, also when it lies inside the repository of another project.
    """
    try:
        if Path(_git(root, "rev-parse", "--show-toplevel")).resolve() != root.resolve():
            return None
        commit = _git(root, "rev-parse", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", "geo")
    except (OSError, subprocess.CalledProcessError):
        return None
    return f"{commit}+" if changed else commit


def _git(root: Path, *arguments: str) -> str:
    # Variables such as GIT_DIR would point git to another repository.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(  # noqa: S603 - fixed words, no outside text
        ["git", "-C", str(root), *arguments],  # noqa: S607 - git is wherever the reader installed it
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    return done.stdout.strip()


def build_moment(environment: Mapping[str, str] = os.environ) -> str:
    """Return the moment of a build: now, or the one that `SOURCE_DATE_EPOCH` names.

    Parameters
    ----------
    environment
        `SOURCE_DATE_EPOCH` in it holds seconds since 1970, as https://reproducible-builds.org/specs/source-date-epoch/
        asks: with it two builds from the same inputs and code are the same to the last byte.

    Returns
    -------
    str
        In UTC, to the second: `2026-12-01T08:00:00+00:00`.

    Raises
    ------
    InputError
        If it holds no such number.
    """
    named = environment.get(_EPOCH)
    if named is None:
        return datetime.now(UTC).isoformat(timespec="seconds")
    if named.isascii() and named.isdecimal() and len(named) <= _LONGEST_EPOCH:
        with suppress(ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(int(named), UTC).isoformat(timespec="seconds")
    advice = "Correct it, for instance to what 'git log -1 --format=%ct' prints, or take it away."
    raise InputError([Fault(_EPOCH, quote(named), "whole seconds since 1970, up to the year 9999", advice)])


def describe_sources(area: Area, hashes: Mapping[str, str]) -> list[dict[str, Any]]:
    """List every source with its credit, date, caveats and the hash of the file that was read."""
    return [
        {
            "id": source.id,
            "title": source.title,
            "publisher": source.publisher,
            "url": source.url,
            "licence": source.licence,
            "credit": source.credit,
            "reference_date": source.reference_date,
            "retrieved": source.retrieved,
            "file": source.file,
            "sha256": hashes.get(source.id),
            "tables": list(source.tables),
            "caveats": {"nl": list(source.caveats_nl), "en": list(source.caveats_en)},
        }
        for source in area.sources
    ]


def build_manifest(
    area: Area, settings: WalkSettings, hashes: Mapping[str, str], report: Mapping[str, Any], moment: str
) -> dict[str, Any]:
    """Put together `bundle.json`; only `built` differs between two builds from the same inputs (see `build_moment`).

    Parameters
    ----------
    area, settings
        What was asked.
    hashes
        Source id and sha256 of its file.
    report
        What the build found worth telling: refused points, parts of the network, totals.
    moment
        When it was built, from `build_moment`.

    Returns
    -------
    dict
        Without `format` and `tables`, which writing adds.
    """
    return {
        "area": {
            "code": area.code,
            "name": area.name,
            "languages": list(area.languages),
            "report_email": area.report_email,
            "public_url": area.public_url,
        },
        "built": {"at": moment, "commit": current_commit()},
        "parameters": describe_settings(settings),
        "sources": describe_sources(area, hashes),
        "report": dict(report),
    }
