"""Fetch residents per postcode from PDOK, or per square of 100 m from the file of the whole country."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.errors import Fault, InputError, StorageError
from geo.sources.cbs import demand_columns
from geo.sources.cbs.squares import centres_of
from geo.sources.files.checks import without_sentinels
from geo.sources.files.geopackage import read_layer
from geo.sources.files.writing import write_gpkg
from geo.sources.live.gokoala import FeatureQuery, read_features
from geo.sources.live.neighbourhoods import Neighbourhoods, box_around, sound_shapes
from geo.sources.live.task import FetchedFile, FetchTask, Remark, assumed, missing
from geo.sources.live.years import PassedOver, YearSearch, candidate_years
from geo.sources.web.answers import Answer
from geo.sources.web.errors import FetchError, RefusedError

_COUNTS: Final = (*demand_columns.REQUIRED, *demand_columns.OPTIONAL)
_AGES: Final = tuple(column for column in demand_columns.REQUIRED if column != "aantal_inwoners")
_SQUARE: Final = "crs28992res100m"
_TOLERANCE_M: Final = 100.0
_LARGEST_UNPACKED: Final = 8_000_000_000
_FILES: Final = {"postcode6": "postcode6", "squares100": "vierkanten100"}
_EDITIONS: Final = ((3, "vol"), (2, "v2"), (1, "v1"))
_MOST_ZIPS: Final = 2
_NOT_FOUND: Final = 404


def fetch_residents(task: FetchTask, where: Neighbourhoods, kind: str) -> FetchedFile:
    """Fetch residents and write them as a GeoPackage.

    Parameters
    ----------
    task
        Where to ask.
    where
        The neighbourhoods of the municipality; what lies outside is left out.
    kind
        `postcode6` or `squares100`.

    Returns
    -------
    FetchedFile
        The file written.

    Raises
    ------
    InputError
        If no year has residents here.
    FetchError, StorageError
        If the service or the disk refuses.
    """
    return _squares(task, where) if kind == "squares100" else _postcodes(task, where)


@dataclass(frozen=True, slots=True)
class _OfYear:
    """Residents of one year that lie in the municipality."""

    year: int
    table: GeoDataFrame
    answers: tuple[Answer, ...]
    remarks: list[Remark]


def _postcodes(task: FetchTask, where: Neighbourhoods) -> FetchedFile:
    years, pinned = task.live.years, task.live.years.pinned.postcode6
    search = YearSearch("de postcodes", "the postcodes", candidate_years(years, task.newest, pinned))
    without_ages = None
    for year in search:
        # Several years are stacked in the collection: one must be named.
        query = FeatureQuery(
            task.live.endpoints.postcode6,
            "postcode6",
            ("postcode6", *_COUNTS),
            {demand_columns.YEAR: year},
            box_around(task.boundary),
        )
        features = read_features(task.http, query)
        found = _OfYear(year, *_of_area(features.table, where, features.answers))
        if not _known_residents(found.table):
            search.pass_over(year, PassedOver.NO_FIGURES if len(found.table) else PassedOver.NOT_PUBLISHED)
        elif not _has_ages(found.table):
            search.pass_over(year, PassedOver.NO_AGES)
            without_ages = without_ages or found
        else:
            return _written_postcodes(task, found, search)
    if without_ages is not None:
        return _written_postcodes(task, without_ages, search)
    raise InputError([_nobody(task, f"postcodes with residents; tried: {search.described()}")])


def _written_postcodes(task: FetchTask, found: _OfYear, search: YearSearch) -> FetchedFile:
    table = found.table
    table["postcode6"] = table["postcode6"].map(lambda code: str(code).replace(" ", "").upper())
    return _written(task, found, search, ("postcode6", "postcode6", "postcode6"))


def _written(task: FetchTask, found: _OfYear, search: YearSearch, names: tuple[str, str, str]) -> FetchedFile:
    """Write residents: `names` are the kind, the layer, and the column that holds the code."""
    kind, layer, code = names
    table, year = found.table.sort_values(code, ignore_index=True), found.year
    file = f"{_FILES[kind]}_{year}.gpkg"
    write_gpkg(task.folder / file, table, layer)
    remarks = (*found.remarks, *search.remarks(year), *_absent_ages(table))
    day = f"{year}-01-01"
    return FetchedFile(kind, file, len(table), day, found.answers, remarks, {"year": str(year)}, kind)


def _squares(task: FetchTask, where: Neighbourhoods) -> FetchedFile:
    # CBS publishes the squares of a year in the next one at the earliest.
    years, pinned = task.live.years, task.live.years.pinned.squares100
    search = YearSearch("de vierkanten", "the squares", candidate_years(years, task.newest - 1, pinned))
    unpacked = 0
    for year in search:
        packed = _zip_of_year(task, year)
        if packed is None:
            search.pass_over(year, PassedOver.NOT_PUBLISHED)
            continue
        url, answer = packed
        found = _OfYear(year, *_of_area(_unpacked(task, url, answer.file, year), where, (answer,)))
        if _known_residents(found.table):
            found.table[demand_columns.YEAR] = year
            return _written(task, found, search, ("squares100", "vierkant_100m", _SQUARE))
        search.pass_over(year, PassedOver.NO_FIGURES)
        unpacked += 1
        # A file of the whole country in which nobody lives here will not be the only one.
        if unpacked == _MOST_ZIPS:
            break
    raise InputError([_nobody(task, f"squares with residents; tried: {search.described()}")])


def _zip_of_year(task: FetchTask, year: int) -> tuple[str, Answer] | None:
    """Ask for the squares of a year, in its latest edition first; None if there are none yet."""
    for published, version in editions_of(year, task.newest):
        url = task.live.endpoints.squares100.format(year=year, published=published, version=version)
        try:
            return url, task.http.get(url, most_bytes=task.live.limits.squares)
        except RefusedError as refusal:
            if refusal.status != _NOT_FOUND:
                raise
    return None


def editions_of(year: int, newest: int) -> list[tuple[int, str]]:
    """List under which names CBS may have published the squares of a year: when, and as which version.

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


def _unpacked(task: FetchTask, url: str, archive: Path, year: int) -> GeoDataFrame:
    """Read the squares in the box of the municipality from a zip with one GeoPackage in it."""
    with tempfile.TemporaryDirectory(prefix=".squares-", dir=task.folder) as scratch:
        unpacked = Path(scratch) / "squares.gpkg"
        try:
            with zipfile.ZipFile(archive) as packed:
                names = [each for each in packed.infolist() if each.filename.lower().endswith(".gpkg")]
                if len(names) != 1 or names[0].file_size > _LARGEST_UNPACKED:
                    found = f"a zip with {len(names)} GeoPackages" if len(names) != 1 else "a GeoPackage of over 8 GB"
                    raise FetchError(url, found, "Correct the address in data/live.toml")
                with packed.open(names[0]) as source, unpacked.open("wb") as target:
                    shutil.copyfileobj(source, target)
        except zipfile.BadZipFile as problem:
            raise FetchError(url, f"a file that is no whole zip ({problem})", "Correct data/live.toml") from problem
        except OSError as problem:
            raise StorageError(unpacked, problem) from problem
        prefer = ("vierkant_100m", f"cbs_vk100_{year}")
        columns = (_SQUARE, *demand_columns.REQUIRED)
        box = box_around(task.boundary)
        table = read_layer(unpacked, prefer=prefer, required=columns, optional=tuple(demand_columns.OPTIONAL), bbox=box)
    return table.reset_index(drop=True)


def _of_area(
    table: GeoDataFrame, where: Neighbourhoods, answers: tuple[Answer, ...]
) -> tuple[GeoDataFrame, tuple[Answer, ...], list[Remark]]:
    """Keep what lies on the land of the municipality, or beside it within what the doors accept."""
    remarks = []
    drawn = ~(table.geometry.isna() | table.geometry.is_empty)
    if not drawn.all():
        count = int((~drawn).sum())
        remarks.append(
            missing(
                f"{count} rij(en) met inwoners hebben geen plek op de kaart en zijn weggelaten.",
                f"{count} row(s) with residents have no place on the map and were left out.",
            )
        )
    table, mended = sound_shapes(table[drawn].reset_index(drop=True))
    if mended:
        remarks.append(
            assumed(f"{mended} omtrek(ken) hersteld.", f"{mended} outline(s) of areas with residents were mended.")
        )
    if _SQUARE in table:
        points = centres_of(table[_SQUARE].map(str)).to_numpy()
    else:
        points = table.geometry.representative_point().to_numpy()
    shapely.prepare(where.land)
    near = shapely.dwithin(where.land, points, _TOLERANCE_M) & shapely.intersects(where.whole, points)
    return table[near].reset_index(drop=True), answers, remarks


def _known_residents(table: GeoDataFrame) -> float:
    numbers = pd.to_numeric(table["aantal_inwoners"], errors="coerce").astype("float64")
    return float(without_sentinels(numbers).sum())


def _has_ages(table: GeoDataFrame) -> bool:
    return bool(table[list(_AGES)].notna().any(axis=None))


def _absent_ages(table: GeoDataFrame) -> list[Remark]:
    if _has_ages(table):
        return []
    return [
        assumed(
            "De bron gaf geen leeftijden per punt: ze zijn verdeeld zoals in de hele buurt.",
            "The source gave no ages per point: they were spread as in the whole neighbourhood.",
        )
    ]


def _nobody(task: FetchTask, wanted: str) -> Fault:
    advice = "Try the other kind: --residents postcode6 or squares100; or see [years] in data/live.toml."
    return Fault(task.name, "none that lie in it", wanted, advice)
