"""Read water that nobody walks across: polygons, or a midline where no more is known."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd
from geopandas import GeoDataFrame

from geo.errors import FaultList
from geo.sources.files import checks
from geo.sources.files.geopackage import read_layer
from geo.vocabulary import RD

_SHAPES: Final = {
    "LineString": "a line",
    "MultiLineString": "a line",
    "Polygon": "a polygon",
    "MultiPolygon": "a polygon",
}


def read_water(path: Path, *, layer: str | None = None) -> GeoDataFrame:
    """Read rivers and lakes.

    Parameters
    ----------
    path
        GeoPackage with lines or polygons and, if known, a column `name`.
    layer
        Name of the layer; by default `water`, or the only layer.

    Returns
    -------
    GeoDataFrame
        In the order of the file: `name` (None if unknown) and `geometry` (EPSG:28992).

    Raises
    ------
    InputError
        With all faults of the file together.
    """
    table = read_layer(path, layer=layer, prefer=("water",), optional=("name",))
    faults = FaultList(path)
    name = table["name"].astype("str") if "name" in table else pd.Series(None, index=table.index, dtype="str")
    table = table.assign(name=name.str.strip().replace("", None))
    checks.check_geometry(table, _SHAPES, checks.RowFaults.of_features(table, "name", faults))
    faults.raise_if_any()
    result = GeoDataFrame({"name": table["name"]}, geometry=table.geometry, crs=RD)
    return result.reset_index(drop=True)
