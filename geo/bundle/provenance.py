"""Where a bundle comes from: sources, parameters, moment and code."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from geo.areas import Area
from geo.paths import ROOT
from geo.settings import WalkSettings, describe_settings


def current_commit() -> str | None:
    """Return the commit of the code, marked `+` when files were changed since; None outside a git checkout."""
    try:
        commit = _git("rev-parse", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no", "--", "geo")
    except (OSError, subprocess.CalledProcessError):
        return None
    return f"{commit}+" if changed else commit


def _git(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - fixed words, no outside text
        ["git", "-C", str(ROOT), *arguments],  # noqa: S607 - git is wherever the reader installed it
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


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
    area: Area, settings: WalkSettings, hashes: Mapping[str, str], report: Mapping[str, Any]
) -> dict[str, Any]:
    """Put together `bundle.json`; only `built` differs between two builds from the same inputs.

    Parameters
    ----------
    area, settings
        What was asked.
    hashes
        Source id and sha256 of its file.
    report
        What the build found worth telling: refused points, parts of the network, totals.

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
        "built": {"at": datetime.now(UTC).isoformat(timespec="seconds"), "commit": current_commit()},
        "parameters": describe_settings(settings),
        "sources": describe_sources(area, hashes),
        "report": dict(report),
    }
