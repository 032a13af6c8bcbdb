"""Take the part of one municipality out of a file of the whole country, as CBS publishes squares and postcodes."""

from __future__ import annotations

import lzma
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

import pandas as pd
from geopandas import GeoDataFrame

from geo.errors import StorageError
from geo.folders import scratch_folder
from geo.sources.cbs import demand_columns
from geo.sources.files.geopackage import read_layer
from geo.sources.files.packed import UnpackLimits
from geo.sources.live.neighbourhoods import box_around
from geo.sources.live.task import FetchTask
from geo.sources.web.answers import Answer
from geo.sources.web.errors import FetchError, RefusedError

_COUNTS: Final = (*demand_columns.REQUIRED, *demand_columns.OPTIONAL)
_UNPACKED: Final = UnpackLimits(most_bytes=8_000_000_000)
_ADDRESS: Final = "Correct the address in data/live.toml"
_EDITIONS: Final = ((3, "vol"), (2, "v2"), (1, "v1"))
_NOT_FOUND: Final = 404


@dataclass(frozen=True, slots=True)
class CountryFile:
    """One kind of file with the residents of the whole country.

    Parameters
    ----------
    kind
        `postcode6` or `squares100`.
    nl, en
        What it is about, in both languages of the readers.
    url
        Where it is; `{year}`, `{published}` and `{version}` are filled in.
    layer, their_layer
        What the layer is called in our file, and in theirs (`{year}` is filled in).
    code
        The column that names a row.
    required
        Counts that must be there; the others are missing where they are not.
    pinned
        The only year to take, if any.
    """

    kind: str
    nl: str
    en: str
    url: str
    layer: str
    their_layer: str
    code: str
    required: tuple[str, ...]
    pinned: int | None


def zip_of_year(task: FetchTask, file: CountryFile, year: int) -> Answer | None:
    """Ask for the file of a year, in its latest edition first; None if there is none yet.

    Raises
    ------
    FetchError
        If the server does not answer, or the file is too large.
    """
    for published, version in editions_of(year, task.newest):
        url = file.url.format(year=year, published=published, version=version)
        try:
            return task.http.get(url, most_bytes=task.live.limits.squares)
        except RefusedError as refusal:
            if refusal.status != _NOT_FOUND:
                raise
    return None


def editions_of(year: int, newest: int) -> list[tuple[int, str]]:
    """List under which names CBS may have published the figures of a year: when, and as which version.

    CBS publishes a year three times: `2026-cbs_vk100_2025_v1` the year after, then `v2`, and `vol` with all figures.

    Parameters
    ----------
    year
        Of the figures.
    newest
        Nothing was published after it.

    Returns
    -------
    list of tuple
        Latest edition first.
    """
    return [(year + later, version) for later, version in _EDITIONS if year + later <= newest]


def unpacked_table(task: FetchTask, file: CountryFile, archive: Answer, year: int) -> GeoDataFrame:
    """Read what lies in the box of the municipality from a zip with one GeoPackage in it.

    Returns
    -------
    GeoDataFrame
        The code and all counts of `geo.sources.cbs.demand_columns`, None where the file has no such column.

    Raises
    ------
    FetchError
        If it is no such zip.
    InputError
        If the GeoPackage is another one.
    StorageError
        If the disk refuses.
    """
    url = archive.url
    with scratch_folder(task.folder, "country") as scratch:
        unpacked = scratch / "country.gpkg"
        try:
            with zipfile.ZipFile(archive.file) as packed:
                names = [each for each in packed.infolist() if each.filename.lower().endswith(".gpkg")]
                if len(names) != 1:
                    raise FetchError(url, f"a zip with {len(names)} GeoPackages", _ADDRESS)
                if names[0].file_size > _UNPACKED.allowed(names[0].compress_size):
                    found = f"{names[0].compress_size / 1e6:,.1f} MB that unpack to {names[0].file_size / 1e6:,.0f} MB"
                    raise FetchError(url, found, _ADDRESS)
                with packed.open(names[0]) as source, unpacked.open("wb") as target:
                    # Python stops at the size that the zip states, whatever more is in it.
                    shutil.copyfileobj(source, target)
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError) as problem:
            raise FetchError(url, f"a file that is no whole zip ({problem})", _ADDRESS) from problem
        except OSError as problem:
            raise StorageError(unpacked, problem) from problem
        table = read_layer(
            unpacked,
            prefer=(file.layer, file.their_layer.format(year=year)),
            required=(file.code, *file.required),
            optional=tuple(column for column in _COUNTS if column not in file.required),
            bbox=box_around(task.boundary),
        )
    absent = {column: pd.Series([None] * len(table), dtype=object) for column in _COUNTS if column not in table}
    return table.reset_index(drop=True).assign(**absent)
