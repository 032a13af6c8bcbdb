"""Fetch residents per postcode from PDOK, or per postcode or square of 100 m from the file of the whole country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.errors import Fault, InputError
from geo.sources.cbs import demand_columns
from geo.sources.cbs.squares import centres_of
from geo.sources.files.checks import without_sentinels
from geo.sources.files.writing import write_gpkg
from geo.sources.live.country_file import CountryFile, unpacked_table, zip_of_year
from geo.sources.live.gokoala import FeatureQuery, read_features
from geo.sources.live.neighbourhoods import Neighbourhoods, box_around, sound_shapes
from geo.sources.live.task import FetchedFile, FetchTask, Remark, assumed, missing
from geo.sources.live.years import PassedOver, YearSearch, candidate_years
from geo.sources.web.answers import Answer

_COUNTS: Final = (*demand_columns.REQUIRED, *demand_columns.OPTIONAL)
_AGES: Final = tuple(column for column in demand_columns.REQUIRED if column != "aantal_inwoners")
_SQUARE: Final = "crs28992res100m"
_TOLERANCE_M: Final = 100.0
_FILES: Final = {"postcode6": "postcode6", "squares100": "vierkanten100"}
_POSTCODES: Final = ("postcode6", "postcode6", "postcode6")
_MOST_ZIPS: Final = 2


def fetch_residents(task: FetchTask, where: Neighbourhoods, kind: str) -> FetchedFile:
    """Fetch residents and write them as a GeoPackage.

    Parameters
    ----------
    task
        Where to ask.
    where
        The neighbourhoods of the municipality; what lies outside is left out.
    kind
        `postcode6` by PDOK, `postcode6_country` from the file of CBS, or `squares100`.

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
    if kind == "squares100":
        return _of_country(task, where, _squares_file(task))
    if kind == "postcode6_country":
        return _of_country(task, where, _postcodes_file(task))
    return _postcodes(task, where)


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
            return _written(task, found, search, _POSTCODES)
    if without_ages is not None:
        return _written(task, without_ages, search, _POSTCODES)
    raise InputError([_nobody(task, f"postcodes with residents; tried: {search.described()}")])


def _written(task: FetchTask, found: _OfYear, search: YearSearch, names: tuple[str, str, str]) -> FetchedFile:
    """Write residents: `names` are the kind, the layer, and the column that holds the code."""
    kind, layer, code = names
    table, year = found.table, found.year
    table[code] = table[code].map(lambda written: str(written).replace(" ", "").upper())
    table = table.sort_values(code, ignore_index=True)
    file = f"{_FILES[kind]}_{year}.gpkg"
    write_gpkg(task.folder / file, table, layer)
    remarks = (*found.remarks, *search.remarks(year), *_absent_ages(table))
    day = f"{year}-01-01"
    return FetchedFile(kind, file, len(table), day, found.answers, remarks, {"year": str(year)}, kind)


def _of_country(task: FetchTask, where: Neighbourhoods, file: CountryFile) -> FetchedFile:
    """Take residents out of the file of the whole country, of the newest year in which anyone lives here."""
    # CBS publishes the figures of a year in the next one at the earliest.
    search = YearSearch(file.nl, file.en, candidate_years(task.live.years, task.newest - 1, file.pinned))
    unpacked = 0
    for year in search:
        archive = zip_of_year(task, file, year)
        if archive is None:
            search.pass_over(year, PassedOver.NOT_PUBLISHED)
            continue
        table = unpacked_table(task, file, archive, year)
        found = _OfYear(year, *_of_area(table, where, (archive,)))
        if _known_residents(found.table):
            found.table[demand_columns.YEAR] = year
            return _written(task, found, search, (file.kind, file.layer, file.code))
        search.pass_over(year, PassedOver.NO_FIGURES)
        unpacked += 1
        # A file of the whole country in which nobody lives here will not be the only one.
        if unpacked == _MOST_ZIPS:
            break
    raise InputError([_nobody(task, f"{file.en.removeprefix('the ')} with residents; tried: {search.described()}")])


def _squares_file(task: FetchTask) -> CountryFile:
    return CountryFile(
        kind="squares100",
        nl="de vierkanten",
        en="the squares",
        url=task.live.endpoints.squares100,
        layer="vierkant_100m",
        their_layer="cbs_vk100_{year}",
        code=_SQUARE,
        required=tuple(demand_columns.REQUIRED),
        pinned=task.live.years.pinned.squares100,
    )


def _postcodes_file(task: FetchTask) -> CountryFile:
    return CountryFile(
        kind="postcode6",
        nl="de postcodes",
        en="the postcodes",
        url=task.live.endpoints.postcode6_country,
        layer="postcode6",
        their_layer="cbs_pc6_{year}",
        code="postcode6",
        required=("aantal_inwoners",),
        pinned=task.live.years.pinned.postcode6,
    )


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
