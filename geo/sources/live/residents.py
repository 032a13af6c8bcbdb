"""Fetch residents per postcode from PDOK, or per square of 100 m from the file of the whole country."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
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
from geo.sources.web.errors import FetchError, RefusedError

_COUNTS: Final = (*demand_columns.REQUIRED, *demand_columns.OPTIONAL)
_AGES: Final = tuple(column for column in demand_columns.REQUIRED if column != "aantal_inwoners")
_SQUARE: Final = "crs28992res100m"
_TOLERANCE_M: Final = 100.0
_LARGEST_UNPACKED: Final = 8_000_000_000


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


def _postcodes(task: FetchTask, where: Neighbourhoods) -> FetchedFile:
    tried = []
    for year in task.live.years.postcode6:
        # Several years are stacked in the collection: one must be named.
        query = FeatureQuery(
            task.live.endpoints.postcode6,
            "postcode6",
            ("postcode6", *_COUNTS),
            {demand_columns.YEAR: year},
            box_around(task.boundary),
        )
        features = read_features(task.http, query)
        table, remarks = _of_area(features.table, where)
        if _known_residents(table) > 0:
            table["postcode6"] = table["postcode6"].map(lambda code: str(code).replace(" ", "").upper())
            table = table.sort_values("postcode6", ignore_index=True)
            file = f"postcode6_{year}.gpkg"
            write_gpkg(task.folder / file, table, "postcode6")
            remarks += _absent_ages(table)
            words = {"year": str(year)}
            return FetchedFile(
                "postcode6", file, len(table), f"{year}-01-01", features.answers, tuple(remarks), words, "postcode6"
            )
        tried.append(str(year))
    raise InputError([_nobody(task, f"postcodes with residents in the years {', '.join(tried)}")])


def _squares(task: FetchTask, where: Neighbourhoods) -> FetchedFile:
    tried = []
    for edition in task.live.years.squares100:
        url = task.live.endpoints.squares100.format(year=edition.year, published=edition.published)
        try:
            answer = task.http.get(url, most_bytes=task.live.limits.squares)
        except RefusedError as refusal:
            if refusal.status != 404:
                raise
            tried.append(str(edition.year))
            continue
        table, remarks = _of_area(_unpacked(task, url, answer.file), where)
        if _known_residents(table) > 0:
            table[demand_columns.YEAR] = edition.year
            table = table.sort_values(_SQUARE, ignore_index=True)
            file, words = f"vierkanten100_{edition.year}.gpkg", {"year": str(edition.year)}
            write_gpkg(task.folder / file, table, "vierkant_100m")
            remarks += _absent_ages(table)
            return FetchedFile(
                "squares100",
                file,
                len(table),
                f"{edition.year}-01-01",
                (answer,),
                tuple(remarks),
                words,
                "squares100",
            )
        tried.append(str(edition.year))
    raise InputError([_nobody(task, f"squares with residents in the years {', '.join(tried)}")])


def _unpacked(task: FetchTask, url: str, archive: Path) -> GeoDataFrame:
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
        prefer = ("vierkant_100m", *(f"cbs_vk100_{each.year}" for each in task.live.years.squares100))
        columns = (_SQUARE, *demand_columns.REQUIRED)
        box = box_around(task.boundary)
        table = read_layer(unpacked, prefer=prefer, required=columns, optional=tuple(demand_columns.OPTIONAL), bbox=box)
    return table.reset_index(drop=True)


def _of_area(table: GeoDataFrame, where: Neighbourhoods) -> tuple[GeoDataFrame, list[Remark]]:
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
    return table[near].reset_index(drop=True), remarks


def _known_residents(table: GeoDataFrame) -> float:
    numbers = pd.to_numeric(table["aantal_inwoners"], errors="coerce").astype("float64")
    return float(without_sentinels(numbers).sum())


def _absent_ages(table: GeoDataFrame) -> list[Remark]:
    if table[list(_AGES)].notna().any(axis=None):
        return []
    return [
        assumed(
            "De bron gaf geen leeftijden per punt: ze zijn verdeeld zoals in de hele buurt.",
            "The source gave no ages per point: they were spread as in the whole neighbourhood.",
        )
    ]


def _nobody(task: FetchTask, wanted: str) -> Fault:
    advice = "Try the other kind: --residents postcode6 or squares100; or add a year to data/live.toml."
    return Fault(task.name, "none that lie in it", wanted, advice)
