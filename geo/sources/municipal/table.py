"""Read a municipality's table as rows of text with latitude and longitude, whatever kind of file it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.coordinates import to_lonlat
from geo.errors import FaultList, quote
from geo.sources.files.csv import read_csv
from geo.sources.files.geopackage import check_whole
from geo.sources.files.opening import check_file, understood
from geo.sources.municipal.model import MunicipalSettings
from geo.vocabulary import RD, WGS84

_SHAPES: Final = (".geojson", ".json", ".gpkg")
_DECIMALS: Final = 6
"""A tenth of a metre in degrees."""


def read_municipal_table(path: Path, settings: MunicipalSettings) -> pd.DataFrame:
    """Read a municipal file as text.

    Parameters
    ----------
    path
        A CSV, GeoJSON or GeoPackage (its only layer). In the last two a shape says where a place is, by a point within
        it.
    settings
        For the names of the columns, and for the grid of a CSV.

    Returns
    -------
    DataFrame
        Text columns, empty where nothing is given; those for latitude and longitude in degrees. The index is the row:
        the first row of a CSV is 2, the first feature of another file 1.

    Raises
    ------
    InputError
        If the file is not there, damaged, or lacks a column.
    """
    columns = settings.columns.present
    if path.suffix.lower() in _SHAPES:
        return _read_shapes(path, settings)
    table = read_csv(path, list(columns.values()))
    return _in_degrees(table, columns["lon"], columns["lat"]) if settings.crs == RD else table


def _read_shapes(path: Path, settings: MunicipalSettings) -> pd.DataFrame:
    check_file(path)
    if path.suffix.lower() == ".gpkg":
        check_whole(path)
    with understood(path):
        table = pyogrio.read_dataframe(path, force_2d=True)
    faults = FaultList(path)
    columns = settings.columns.present
    placed = {columns["lat"], columns["lon"]}
    present = [str(column) for column in table.columns]
    for name in columns.values():
        if name not in present and name not in placed:
            shown = ", ".join(quote(column) for column in present[:12])
            faults.add(f"only the columns {shown}", f"a column '{name}'", "Correct the settings.", field=name)
    if not isinstance(table, gpd.GeoDataFrame) or table.empty:
        faults.add("no features with a shape", "at least one", "Check that this is the right file.")
    faults.raise_if_any()
    texts = pd.DataFrame(
        {name: [_text(value) for value in table[name]] for name in columns.values() if name in present}
    )
    lonlat = table.geometry.set_crs(table.crs or WGS84).to_crs(WGS84)
    inside = shapely.point_on_surface(shapely.make_valid(lonlat.to_numpy()))
    texts[columns["lon"]] = _degrees(shapely.get_x(inside))
    texts[columns["lat"]] = _degrees(shapely.get_y(inside))
    texts.index = pd.RangeIndex(1, len(texts) + 1, name="row")
    return texts


def _in_degrees(table: pd.DataFrame, x_name: str, y_name: str) -> pd.DataFrame:
    """Turn metres (EPSG:28992) into degrees; what is no number stays as it is, for the row to tell."""
    x, y = (pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=np.float64) for name in (x_name, y_name))
    known = np.isfinite(x) & np.isfinite(y)
    longitude, latitude = to_lonlat(x[known], y[known])
    table = table.copy()
    table.loc[known, x_name] = _degrees(longitude)
    table.loc[known, y_name] = _degrees(latitude)
    return table


def _degrees(values: Any) -> list[str]:
    return [f"{value:.{_DECIMALS}f}" if np.isfinite(value) else "" for value in values]


def _text(value: Any) -> str:
    if value is None or (not isinstance(value, (list, np.ndarray)) and pd.isna(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
