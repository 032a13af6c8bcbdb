"""Check a file before it is read: it exists, is not empty, and is what its name says."""

from __future__ import annotations

import csv
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError

from pyogrio.errors import (
    CRSError,
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
)

from geo.errors import Fault, InputError, quote

_HEAD_BYTES: Final = 4096
_SIGNATURES: Final = (
    (b"SQLite format 3\x00", "SQLite database"),
    (b"BZh", "bzip2 archive"),
    (b"PK\x03\x04", "zip archive"),
    (b"\x1f\x8b", "gzip archive"),
    (b"\xfd7zXZ\x00", "xz archive"),
    (b"%PDF", "PDF document"),
    (b"PAR1", "Parquet file"),
)
_SUFFIXES: Final = {
    ".gpkg": "SQLite database",
    ".bz2": "bzip2 archive",
    ".parquet": "Parquet file",
    ".osm": "XML document",
    ".xml": "XML document",
    ".csv": "text",
    ".yaml": "text",
    ".yml": "text",
    ".json": "text",
    ".geojson": "text",
}
"""What a file must hold, by the end of its name."""
_NAMES: Final = {"SQLite database": "a GeoPackage (SQLite database)", "text": "plain text"}
_ADVICE: Final = {
    "zip archive": "Unpack it first and give the file inside.",
    "gzip archive": "Unpack it first and give the file inside.",
    "xz archive": "Unpack it first and give the file inside.",
    "web page": "The download probably answered with an error page: download it again.",
}


def check_file(path: Path) -> None:
    """See that a file exists, is not empty, and holds what its name says.

    Only the first 4 kB are looked at; what is wrong further on is found by whoever reads the file.

    Raises
    ------
    InputError
        If it is not there, is no file, is empty, or is something else than its name says.
    """
    _check_exists(path)
    with understood(path), path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if not head:
        raise InputError([Fault(str(path), "0 bytes", "a file with content", "Download or export it again.")])
    wanted = _SUFFIXES.get(path.suffix.lower())
    if wanted is None:
        known = ", ".join(sorted(_SUFFIXES))
        raise InputError(
            [
                Fault(
                    str(path),
                    f"a name ending in {quote(path.suffix)}",
                    f"one of {known}",
                    "Give a file of one of those.",
                )
            ]
        )
    found = _content_of(head)
    # XML and web pages are text too; a CSV that starts with < is still no CSV.
    if found != wanted:
        advice = _ADVICE.get(found, "Give the right file, or download it again.")
        expected = f"{_NAMES.get(wanted, f'a {wanted}')}, as the name ends in {path.suffix.lower()}"
        raise InputError([Fault(str(path), _NAMES.get(found, f"a {found}"), expected, advice)])


@contextmanager
def understood(path: Path) -> Iterator[None]:
    """Turn what the reading libraries throw about a file into a fault that a reader understands.

    Raises
    ------
    InputError
        Instead of an error of the system, of the text decoder, or of the CSV, XML, bzip2, SQLite or GeoPackage reader.
    """
    try:
        yield
    except UnicodeDecodeError as error:
        found = f"bytes that are no UTF-8 text (at byte {error.start})"
        raise _broken(path, found, "text in UTF-8", "Save the file again as UTF-8.") from error
    except EOFError as error:
        raise _broken(
            path, "an end before the end: the file is cut off", "a whole file", "Download it again."
        ) from error
    except csv.Error as error:
        raise _broken(path, f"broken CSV ({error})", "a comma-separated table", "Export it again as CSV.") from error
    except ParseError as error:
        raise _broken(path, f"broken XML ({error})", "well-formed XML", "Download or export it again.") from error
    except sqlite3.Error as error:
        raise _broken(path, f"a damaged database ({error})", "a whole GeoPackage", "Download it again.") from error
    except (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, CRSError) as error:
        found = f"something the GeoPackage reader refuses: {quote(error)}"
        raise _broken(
            path, found, "a whole GeoPackage", "Open it in QGIS to see what is wrong, or download it again."
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise _broken(
            path, f"a file that cannot be read ({reason})", "a readable file", "Check it and its rights."
        ) from error


def _broken(path: Path, found: str, expected: str, advice: str) -> InputError:
    return InputError([Fault(str(path), found, expected, advice)])


def _check_exists(path: Path) -> None:
    # os.path answers False where Path would raise, for instance on a name that is too long or holds a zero byte.
    if os.path.isfile(path):  # noqa: PTH113 - see above
        return
    if os.path.isdir(path):  # noqa: PTH112 - see above
        raise _broken(path, "a folder", "a file", "Give the file itself.")
    raise _broken(path, "no such file", "a file that exists", "Check the name and the folder.")


def _content_of(head: bytes) -> str:
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if b"\x00" in head:
        return "binary file"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "web page"
    if start.startswith((b"<?xml", b"<osm")):
        return "XML document"
    return "text"
