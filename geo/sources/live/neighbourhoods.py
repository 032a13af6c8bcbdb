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


@dataclass(frozen=True, slots=True)
class Neighbourhoods:
    """The neighbourhoods of one municipality.

    Parameters
    ----------
    land, whole
        Their outline together in EPSG:28992, without and with those that are only water.
    files
        The files written.
    """

    land: BaseGeometry
    whole: BaseGeometry
    files: tuple[FetchedFile, ...]


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
    remarks: list[Remark] = []
    tried: dict[int, str] = {}
    for candidate in (year,) if year is not None else task.live.years.neighbourhoods:
        found = _of_year(task, candidate)
        if isinstance(found, Features):
            remarks += [_no_figures_yet(old, why) for old, why in tried.items() if why == _NO_FIGURES]
            return _written(task, candidate, found, remarks)
        tried[candidate] = found
    raise InputError([_no_year(task, tried)])


_NO_SUCH_YEAR: Final = "not published"
_NOT_IN_IT: Final = "without this municipality"
_NO_FIGURES: Final = "without figures"


def _of_year(task: FetchTask, year: int) -> Features | str:
    """Return the neighbourhoods of one year, or why it is of no use."""
    base = task.live.endpoints.neighbourhoods.format(year=year)
    query = FeatureQuery(base, "buurten", _PROPERTIES, {}, box_around(task.boundary))
    try:
        features = read_first(task.http, query, [{"gemeentecode": form} for form in written_forms(task.code)])
    except RefusedError as refusal:
        if refusal.status != 404:
            raise
        return _NO_SUCH_YEAR
    if features.table.empty:
        return _NOT_IN_IT
    residents = pd.to_numeric(features.table["aantal_inwoners"], errors="coerce").astype("float64")
    return features if without_sentinels(residents).notna().any() else _NO_FIGURES


def _no_figures_yet(year: int, why: str) -> Remark:
    return assumed(
        f"De buurten van {year} hebben nog geen cijfers; genomen zijn die van het nieuwste jaar dat ze wel heeft.",
        f"The neighbourhoods of {year} are {why} as yet; those of the newest year that has them were taken.",
    )


def _no_year(task: FetchTask, tried: dict[int, str]) -> Fault:
    found = ", ".join(f"{year} {why}" for year, why in tried.items())
    known = ", ".join(str(year) for year in task.live.years.neighbourhoods)
    advice = "Leave --year out to take the newest year with figures, or add a newer year to data/live.toml."
    return Fault("--year", f"neighbourhoods of {task.code}: {found}", f"a year with figures; known are {known}", advice)


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
    return Neighbourhoods(shapely.union_all(land.geometry.to_numpy()), shapely.union_all(shapes), files)


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
