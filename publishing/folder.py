"""Name files, and write them into a folder whole or not at all, next to whatever else is there.

What we wrote stands in `riool-files.json`, with its hash. Only those files are ever replaced, and only while they are
as we left them; nothing is deleted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from geo.errors import FaultList
from geo.folders import write_together
from geo.storage import sha256_of
from geo.vocabulary import slug

RECORD: Final = "riool-files.json"
"""Which files of a folder are ours: path and sha256."""
_LONGEST_NAME: Final = 60


def file_slug(text: str) -> str:
    """Make a part of a file's name: small letters, digits and hyphens, never empty, never a path."""
    return slug(text)[:_LONGEST_NAME].strip("-") or "x"


def _recorded(out: Path) -> dict[str, str]:
    try:
        content = json.loads((out / RECORD).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    files = content.get("files") if isinstance(content, dict) else None
    return {str(name): str(sha) for name, sha in files.items()} if isinstance(files, dict) else {}


def _checked(out: Path, names: list[str]) -> dict[str, str]:
    faults = FaultList(str(out))
    if out.exists() and not out.is_dir():
        faults.add("a file", "a folder, or nothing yet", "Choose another --out.")
        faults.raise_if_any()
    recorded = _recorded(out)
    advice = "Move it away, or choose another --out; nothing was written."
    for name in names:
        parts = PurePosixPath(name).parts
        if not parts or PurePosixPath(name).is_absolute() or ".." in parts:
            raise ValueError(f"not a path inside a folder: {name!r}")
        target = out / name
        if not (target.exists() or target.is_symlink()):
            continue
        if not target.is_file() or target.is_symlink():
            faults.add(f"'{name}', which is no plain file", "nothing, or our own file", advice)
        elif name not in recorded:
            faults.add(f"'{name}', which we did not write", "nothing, or our own file", advice)
        elif sha256_of(target) != recorded[name]:
            faults.add(f"'{name}', changed since we wrote it", "our own file as we left it", advice)
    faults.raise_if_any()
    return recorded


def write_files(out: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files into a folder.

    Parameters
    ----------
    out
        The folder; made if need be.
    files
        Content by path inside the folder, with forward slashes.

    Returns
    -------
    tuple of Path
        What was written, in the order given.

    Raises
    ------
    InputError
        If the folder is a file, or a file of ours would take the place of another; every such file is named, and
        nothing is written.
    StorageError
        If the disk is full or refuses. All files are complete on the disk before the first takes its place, so what
        stood there before stands there still.
    """
    recorded = _checked(out, list(files))
    ours = {**recorded, **{name: sha256_of(content) for name, content in files.items()}}
    record = json.dumps({"about": "Files written here by riool.", "files": dict(sorted(ours.items()))}, indent=1)
    write_together(out, {**files, RECORD: record.encode()})
    return tuple(out / name for name in files)
