"""Locate the project's own files; write files whole or not at all, and hash them.

In the repository `data/` and `static/` stand beside the code. In a wheel they are the package `sociaal_riool` (see
`setup.py`), which stands beside this package. No other file may know.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.errors import StorageError

_PACKAGES: Final = Path(__file__).resolve().parent.parent
_IN_WHEEL: Final = _PACKAGES / "sociaal_riool"

IS_INSTALLED: Final = _IN_WHEEL.is_dir()
"""Whether this is an installed wheel, whose files nobody should change, and not the repository."""


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """The files that people edit, in a folder laid out as the repository is.

    Parameters
    ----------
    root
        The folder that holds `data/`.
    """

    root: Path

    @property
    def data(self) -> Path:
        """Everything below."""
        return self.root / "data"

    @property
    def areas(self) -> Path:
        """Settings of every area, `NAME.toml`, and a folder with the files that these name."""
        return self.data / "areas"

    @property
    def register(self) -> Path:
        """The register: one file per organisation."""
        return self.data / "initiatives"

    @property
    def crosswalk(self) -> Path:
        """Which tags of OpenStreetMap are a place."""
        return self.data / "crosswalk" / "osm.yaml"

    @property
    def place_settings(self) -> Path:
        """How sure a point is, and when two places look alike."""
        return self.data / "places.yaml"

    @property
    def certainty(self) -> Path:
        """How likely a place is there, and where it may stand."""
        return self.data / "certainty.yaml"


ROOT: Final = _IN_WHEEL if IS_INSTALLED else _PACKAGES
"""The folder that holds `data/`, `static/` and the app."""
PROJECT: Final = ProjectFiles(ROOT)

DATA: Final = PROJECT.data
AREAS: Final = PROJECT.areas
REGISTER: Final = PROJECT.register
ANY_MUNICIPALITY: Final = DATA / "any-municipality.toml"
DICTIONARY: Final = DATA / "dictionary.yaml"
LIVE_SETTINGS: Final = DATA / "live.toml"
DEFAULT_BUNDLE: Final = DATA / "maastricht"
"""The bundle that a visitor sees when nobody says which."""

STATIC: Final = ROOT / "static"
APP: Final = ROOT / "streamlit_app.py"
"""What `streamlit run` starts; its settings stand beside it in `.streamlit/`."""

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
