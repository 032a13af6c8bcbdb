"""Fetch the neighbourhoods of a municipality from the newest Wijk- en Buurtkaart that has figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from geo.errors import Fault, InputError
from geo.sources.cbs.codes import municipality_code, written_forms
from geo.sources.files.checks import without_sentinels
from geo.sources.files.writing import write_csv, write_gpkg
from geo.sources.live.gokoala import Box, FeatureQuery, Features, read_first
from geo.sources.live.task import FetchedFile, FetchTask, Remark, assumed, missing
from geo.sources.live.years import PassedOver, YearSearch, candidate_years
from geo.sources.web.errors import RefusedError

_KEY_FIGURES: Final = ("buurtcode", "aantal_inwoners", "woningvoorraad", "percentage_eenpersoonshuishoudens", "jaar")
_PROPERTIES: Final = (
    "buurtcode",
    "buurtnaam",
    "wijkcode",
    "gemeentecode",
    "gemeentenaam",
    "water",
    "aantal_inwoners",
    "percentage_personen_0_tot_15_jaar",
    "percentage_personen_15_tot_25_jaar",
    "percentage_personen_25_tot_45_jaar",
    "percentage_personen_45_tot_65_jaar",
    "percentage_personen_65_jaar_en_ouder",
    "percentage_eenpersoonshuishoudens",
    "woningvoorraad",
    "jaar",
)
_ROOM_M: Final = 100.0
_NOT_FOUND: Final = 404


@dataclass(frozen=True, slots=True)
class Neighbourhoods:
    """The neighbourhoods of one municipality.

    Parameters
    ----------
    land, whole
        Their outline together in EPSG:28992, without and with those that are only water.
    files
        The files written.
    areas
        `buurtcode`, `buurtnaam` and geometry of each, sorted by code.
    year
        Of which year they are.
    """

    land: BaseGeometry
    whole: BaseGeometry
    files: tuple[FetchedFile, ...]
    areas: GeoDataFrame
    year: int


def box_around(shape: BaseGeometry, room_m: float = _ROOM_M) -> Box:
    """Return west, south, east, north of a shape with some room, in whole metres."""
    west, south, east, north = shape.bounds
    return round(west - room_m), round(south - room_m), round(east + room_m), round(north + room_m)


def fetch_neighbourhoods(task: FetchTask, year: int | None = None) -> Neighbourhoods:
    """Fetch the neighbourhoods and write them as `buurten_YEAR.gpkg` and `kerncijfers_YEAR.csv`.

    Parameters
    ----------
    task
        Where to ask, and for which municipality.
    year
        Which set; by itself the newest with figures.

    Returns
    -------
    Neighbourhoods
        With the files written.

    Raises
    ------
    InputError
        If no year, or not the year asked for, has figures for this municipality.
    FetchError, StorageError
        If the service or the disk refuses.
    """
    pinned = year if year is not None else task.live.years.pinned.neighbourhoods
    search = YearSearch("de buurten", "the neighbourhoods", candidate_years(task.live.years, task.newest, pinned))
    for candidate in search:
        found = _of_year(task, candidate)
        if isinstance(found, Features):
            return _written(task, candidate, found, [*search.remarks(candidate)])
        search.pass_over(candidate, found)
    raise InputError([_no_year(task, search)])


def read_areas(task: FetchTask, year: int) -> Features:
    """Ask for the neighbourhoods of the municipality in one year.

    Raises
    ------
    FetchError
        If the service does not answer; `RefusedError` with status 404 if the year was not published.
    """
    base = task.live.endpoints.neighbourhoods.format(year=year)
    query = FeatureQuery(base, "buurten", _PROPERTIES, {}, box_around(task.boundary))
    return read_first(task.http, query, [{"gemeentecode": form} for form in written_forms(task.code)])


def _of_year(task: FetchTask, year: int) -> Features | PassedOver:
    """Return the neighbourhoods of one year, or why it is of no use."""
    try:
        features = read_areas(task, year)
    except RefusedError as refusal:
        if refusal.status != _NOT_FOUND:
            raise
        return PassedOver.NOT_PUBLISHED
    if features.table.empty:
        return PassedOver.NOT_IN_IT
    residents = pd.to_numeric(features.table["aantal_inwoners"], errors="coerce").astype("float64")
    return features if without_sentinels(residents).notna().any() else PassedOver.NO_FIGURES


def _no_year(task: FetchTask, search: YearSearch) -> Fault:
    advice = "Leave --year out to take the newest year with figures, or see [years] in data/live.toml."
    found = f"neighbourhoods of {task.code}: {search.described()}"
    return Fault("--year", found, "a year with figures for this municipality", advice)


def _written(task: FetchTask, year: int, features: Features, remarks: list[Remark]) -> Neighbourhoods:
    table = features.table
    table["gemeentecode"] = table["gemeentecode"].map(municipality_code)
    table["jaar"] = table["jaar"].map(lambda value: year if value is None or pd.isna(value) else value)
    table, mended = sound_shapes(table)
    if mended:
        remarks.append(
            assumed(
                f"De omtrek van {mended} buurt(en) was niet zuiver en is hersteld.",
                f"The outline of {mended} neighbourhood(s) was not valid and was mended.",
            )
        )
    if table["water"].isna().any():
        remarks.append(
            assumed(
                "Van sommige buurten zegt de bron niet of ze water zijn: genomen als land.",
                "Of some neighbourhoods the source does not say whether they are water: taken as land.",
            )
        )
        table["water"] = table["water"].fillna("NEE")
    table = table.sort_values("buurtcode", ignore_index=True)
    outlines, figures = f"buurten_{year}.gpkg", f"kerncijfers_{year}.csv"
    write_gpkg(task.folder / outlines, table, "buurten")
    land = table[table["water"] != "JA"]
    write_csv(task.folder / figures, pd.DataFrame(land[list(_KEY_FIGURES)]))
    words = {"year": str(year)}
    absent = _absent_figures(land)
    files = (
        FetchedFile("neighbourhoods", outlines, len(table), f"{year}-01-01", features.answers, tuple(remarks), words),
        FetchedFile("key_figures", figures, len(land), f"{year}-01-01", features.answers, absent, words),
    )
    shapes = table.geometry.to_numpy()
    areas = table[["buurtcode", "buurtnaam", "geometry"]]
    return Neighbourhoods(shapely.union_all(land.geometry.to_numpy()), shapely.union_all(shapes), files, areas, year)


def sound_shapes(table: GeoDataFrame) -> tuple[GeoDataFrame, int]:
    """Mend outlines that are not valid, keeping their area; returns the table and how many."""
    shapes = table.geometry.to_numpy()
    broken = ~shapely.is_valid(shapes)
    mended = shapes.copy()
    mended[broken] = [_areas_of(shape) for shape in shapely.make_valid(shapes[broken], method="structure")]
    return table.set_geometry(GeoDataFrame(geometry=mended, crs=table.crs).geometry.to_numpy()), int(broken.sum())


def _areas_of(shape: BaseGeometry) -> BaseGeometry:
    """Keep the polygons of a mended shape: mending may leave lines behind."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in {"Polygon", "MultiPolygon"}]
    return shapely.union_all(parts) if parts else shape


def _absent_figures(land: GeoDataFrame) -> tuple[Remark, ...]:
    residents = without_sentinels(pd.to_numeric(land["aantal_inwoners"], errors="coerce").astype("float64"))
    count = int(residents.isna().sum())
    if not count:
        return ()
    return (
        missing(
            f"Van {count} buurt(en) is het aantal inwoners geheim of onbekend: daar staat de som van hun punten.",
            f"Of {count} neighbourhood(s) the residents are secret or unknown: the sum of their points stands there.",
        ),
    )
