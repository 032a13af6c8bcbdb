"""Read residents per square of 100 m from the square statistics of CBS."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.pandas as pa
import shapely
from geopandas import GeoDataFrame

from geo.errors import FaultList
from geo.sources.cbs import demand_columns
from geo.sources.files import checks
from geo.sources.files.geopackage import Box, read_layer
from geo.vocabulary import RD

_CODE: Final = "crs28992res100m"
_SIDE_M: Final = 100.0
_TOLERANCE_M: Final = 1.0
_SCHEMA: Final = pa.DataFrameSchema(
    {
        _CODE: checks.code_column(
            r"E[0-9]{4}N[0-9]{4}", "the south-west corner in hectometres, such as E0975N4520", "Correct the code."
        ),
        **demand_columns.COUNTS,
    }
)
_SHAPES: Final = {"Point": "a point", "Polygon": "a square", "MultiPolygon": "a square"}


def read_squares(
    path: Path, *, layer: str | None = None, year: int | None = None, bbox: Box | None = None
) -> GeoDataFrame:
    """Read squares of 100 m as demand points at their centres.

    Parameters
    ----------
    path
        GeoPackage of the square statistics.
    layer
        Name of the layer; by itself `vierkant_100m`, or the only layer.
    year
        Year of the figures: CBS writes it in the name of the file, not in its columns. Where a column `jaarcode` is,
        it chooses, and by itself the latest year is taken.
    bbox
        Only squares that touch this box, in metres: for a file of the whole country.

    Returns
    -------
    GeoDataFrame
        As `geo.sources.cbs.postcode6.read_postcode6` gives; `demand_id` is the code of the square.

    Raises
    ------
    InputError
        With all faults of the file together; a square whose shape lies elsewhere than its code says is one.
    """
    table = read_layer(
        path,
        layer=layer,
        prefer=("vierkant_100m",),
        required=(_CODE, *demand_columns.REQUIRED),
        optional=(*demand_columns.OPTIONAL, demand_columns.YEAR),
        bbox=bbox,
    )
    table = demand_columns.of_one_year(checks.as_text(table, [_CODE]), _CODE, year, path)
    faults = FaultList(path)
    rows = checks.RowFaults.of_features(table, _CODE, faults)
    table = demand_columns.counts(table, rows)
    checks.check_schema(table, _SCHEMA, rows)
    checks.check_unique(table[_CODE], _CODE, rows)
    checks.check_geometry(table, _SHAPES, rows)
    centres = centres_of(table[_CODE])
    _check_at_code(table, centres, rows)
    demand_columns.check_someone_lives_here(table, faults)
    faults.raise_if_any()
    return demand_columns.demand_points(table, table[_CODE], centres)


def centres_of(codes: pd.Series[str]) -> gpd.GeoSeries:
    """Centres of squares from their codes: `E0975N4520` has its corner at 97500, 452000 and its centre 50 m further.

    Returns
    -------
    GeoSeries
        Points in EPSG:28992 on the same index; coordinates NaN where the code is none.
    """
    corners = codes.str.extract(r"^E([0-9]{4})N([0-9]{4})$").astype("float64").to_numpy() * _SIDE_M
    return gpd.GeoSeries(shapely.points(corners + _SIDE_M / 2), index=codes.index, crs=RD)


def _check_at_code(table: GeoDataFrame, centres: gpd.GeoSeries, rows: checks.RowFaults) -> None:
    """Note squares whose shape reaches beyond the square of their code."""
    bounds = table.geometry.bounds.to_numpy()
    middle = np.column_stack([centres.x, centres.y])
    off = np.maximum(np.abs(bounds[:, :2] - middle), np.abs(bounds[:, 2:] - middle)).max(axis=1)
    far = off > _SIDE_M / 2 + _TOLERANCE_M
    found = pd.Series(
        [f"a shape {metres:.0f} m from the centre of its square" for metres in off[far]], table.index[far]
    )
    advice = "Correct the code or the shape; they come from one number in the file of CBS."
    rows.note(found, "a shape within the square of its code", advice, "geometry")
