"""Write tables as CSV and GeoPackage, whole or not at all, the same bytes from the same table."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyogrio
from geopandas import GeoDataFrame
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from geo.storage import atomic_file, write_bytes

_CLOCK: Final = "OGR_CURRENT_DATE"
_NO_MOMENT: Final = "1970-01-01T00:00:00.000Z"
"""GeoPackages hold the moment of their last change; ours does not depend on the clock."""


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV; missing is an empty cell."""
    write_bytes(path, table.to_csv(index=False, lineterminator="\n").encode())


def write_gpkg(path: Path, table: GeoDataFrame, layer: str) -> None:
    """Write one layer as a GeoPackage; the same table gives the same bytes.

    Parameters
    ----------
    path
        Ends in .gpkg.
    table
        With a CRS; a column with both numbers and text is written as text.
    layer
        Name of the layer.
    """
    text = {name: _one_type(table[name]) for name in table.columns if name != table.geometry.name}
    before = pyogrio.get_gdal_config_option(_CLOCK)
    pyogrio.set_gdal_config_options({_CLOCK: _NO_MOMENT})
    try:
        with atomic_file(path) as scratch:
            try:
                pyogrio.write_dataframe(table.assign(**text), scratch, layer=layer, driver="GPKG")
            except (DataSourceError, DataLayerError, FeatureError) as problem:
                # GDAL tells of a full disk in its own words.
                raise OSError(str(problem)) from problem
    finally:
        pyogrio.set_gdal_config_options({_CLOCK: before})


def _one_type(column: pd.Series[Any]) -> pd.Series[Any]:
    if column.dtype != object:
        return column
    kinds = set(column.dropna().map(type))
    if len(kinds) <= 1 and not kinds & {list, dict}:
        return column
    return column.map(lambda value: value if value is None or pd.isna(value) else str(value))
