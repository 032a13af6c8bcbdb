"""Read the areas of six-character postcodes: within them the residents of a postcode live."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandera.pandas as pa
from geopandas import GeoDataFrame

from geo.errors import FaultList
from geo.sources.cbs.postcode6 import CODE, CODE_COLUMN
from geo.sources.files import checks
from geo.sources.files.geopackage import Box, read_layer
from geo.vocabulary import RD

_SCHEMA: Final = pa.DataFrameSchema({CODE: CODE_COLUMN})
_SHAPES: Final = {"Polygon": "a polygon", "MultiPolygon": "a polygon"}


def read_postcode_areas(path: Path, *, layer: str | None = None, bbox: Box | None = None) -> GeoDataFrame:
    """Read the areas of postcodes.

    Parameters
    ----------
    path
        GeoPackage with `postcode6` and polygons in EPSG:28992; the postcode-6 statistics of CBS are one.
    layer
        Name of the layer; by itself `postcode6`, or the only layer.
    bbox
        Only postcodes that touch this box, in metres: for a file of the whole country.

    Returns
    -------
    GeoDataFrame
        `demand_id` (the postcode) and its polygon, sorted by postcode.

    Raises
    ------
    InputError
        With all faults of the file together.
    """
    table = read_layer(path, layer=layer, prefer=(CODE,), required=(CODE,), bbox=bbox)
    table = checks.as_text(table, [CODE])
    faults = FaultList(path)
    rows = checks.RowFaults.of_features(table, CODE, faults)
    checks.check_schema(table, _SCHEMA, rows)
    checks.check_unique(table[CODE], CODE, rows)
    checks.check_geometry(table, _SHAPES, rows)
    faults.raise_if_any()
    areas = GeoDataFrame({"demand_id": table[CODE].astype("str")}, geometry=table.geometry, crs=RD)
    return areas.sort_values("demand_id", ignore_index=True)
