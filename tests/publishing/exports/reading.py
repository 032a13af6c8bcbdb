"""Find an exported file."""

from __future__ import annotations

from pathlib import Path


def one_file(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found
