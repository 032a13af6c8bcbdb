"""Write files and folders whole or not at all, and tell them apart by their SHA-256."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from geo.errors import StorageError

SCRATCH: Final = ".part-"
"""How the name of a file or folder begins that is not whole yet."""


def sha256_of(content: bytes | Path) -> str:
    """Compute the SHA-256 of bytes or of a file, as 64 hexadecimal digits.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def scratch_path(path: Path) -> Path:
    """Name the unfinished version of a file: in the same folder, of this process, with the same endings."""
    return path.with_name(f"{SCRATCH}{os.getpid()}-{path.name}")


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to, and put it in the place of `path` when all went well.

    Yields
    ------
    Path
        In the same folder, with the same endings, for writers look at those.

    Raises
    ------
    StorageError
        If the disk refuses; what stood there before still stands there.
    """
    scratch = scratch_path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield scratch
        if path.exists():
            shutil.copymode(path, scratch)
        scratch.replace(path)
    except OSError as problem:
        raise StorageError(path, problem) from problem
    finally:
        with suppress(OSError):
            scratch.unlink()


@contextmanager
def atomic_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder to fill, and put it in the place of `folder` when all went well.

    Yields
    ------
    Path
        Beside `folder`, so that one renaming puts it in its place.

    Raises
    ------
    StorageError
        If the disk refuses; the folder that stood there before still stands there.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f"{SCRATCH}{folder.name}-", dir=folder.parent) as scratch:
            fresh, aside = Path(scratch) / "new", Path(scratch) / "old"
            fresh.mkdir()
            yield fresh
            if folder.exists():
                folder.rename(aside)
            try:
                fresh.rename(folder)
            except OSError:
                if aside.exists():
                    aside.rename(folder)
                raise
    except OSError as problem:
        raise StorageError(folder, problem) from problem


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    StorageError
        If the disk refuses.
    """
    with atomic_file(path) as scratch:
        scratch.write_bytes(content)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON in UTF-8, whole or not at all.

    Raises
    ------
    StorageError
        If the disk refuses.
    """
    write_bytes(path, (json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode())


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write several files into a folder; all are complete on the disk before the first takes its place.

    Parameters
    ----------
    folder
        Made if need be; other files in it stay.
    files
        Content by path inside the folder, with forward slashes.

    Raises
    ------
    StorageError
        If the disk refuses; what stood there before still stands there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder) as scratch:
            for name, content in files.items():
                staged = Path(scratch) / name
                staged.parent.mkdir(parents=True, exist_ok=True)
                staged.write_bytes(content)
            for name in files:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (Path(scratch) / name).replace(folder / name)
    except OSError as problem:
        raise StorageError(folder, problem) from problem
