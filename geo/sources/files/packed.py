"""Unpack a file piece by piece, and stop at one that grows beyond anything we read: a few bytes can hold gigabytes."""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.errors import Fault, InputError

_PIECE: Final = 1 << 20
_OPENERS: Final[dict[str, Any]] = {".bz2": bz2.open, ".gz": gzip.open}


@dataclass(frozen=True, slots=True)
class UnpackLimits:
    """How large a file may be when it is unpacked.

    Parameters
    ----------
    most_bytes
        Of a whole file. Maastricht's map is 4 MB; the map of a large city some hundreds.
    most_growth
        How many times the size of the packed file. Maastricht's map grows 11 times.
    always_bytes
        So much is unpacked whatever the growth: a small file may hold one line many times.
    """

    most_bytes: int = 1_500_000_000
    most_growth: int = 100
    always_bytes: int = 16_000_000

    def allowed(self, packed_bytes: int) -> int:
        """Return how many bytes a file of this size may unpack to."""
        return min(self.most_bytes, max(self.always_bytes, self.most_growth * packed_bytes))


def unpacked(path: Path, limits: UnpackLimits | None = None) -> Iterator[bytes]:
    """Read a file piece by piece, unpacked if its name ends in .bz2 or .gz.

    Parameters
    ----------
    path
        Packed or not.
    limits
        How large it may be.

    Yields
    ------
    bytes
        At most 1 MB at a time.

    Raises
    ------
    InputError
        If it grows beyond the limits, as soon as it does; or is cut short or damaged.
    """
    size = path.stat().st_size
    allowed, done = (limits or UnpackLimits()).allowed(size), 0
    if path.suffix not in _OPENERS:
        allowed = (limits or UnpackLimits()).most_bytes
    try:
        with _OPENERS.get(path.suffix, open)(path, "rb") as content:
            while piece := content.read(_PIECE):
                done += len(piece)
                if done > allowed:
                    raise _too_large(path, size, allowed)
                yield piece
    except (EOFError, OSError, zlib.error) as problem:
        found = f"a file that is cut short or damaged ({problem})"
        raise InputError([Fault(str(path), found, "a whole file", "Download it again.")]) from problem


def _too_large(path: Path, size: int, allowed: int) -> InputError:
    found = f"{size / 1e6:,.3f} MB that hold more than {allowed / 1e6:,.0f} MB"
    advice = "This is no map of a municipality: make or download the extract again, of this municipality only."
    return InputError([Fault(str(path), found, f"at most {allowed / 1e6:,.0f} MB when unpacked", advice)])
