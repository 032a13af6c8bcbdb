"""Read residents per six-character postcode from the postcode statistics of CBS."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandera.pandas as pa
from geopandas import GeoDataFrame

from geo.errors import FaultList
from geo.sources.cbs import demand_columns
from geo.sources.files import checks
from geo.sources.files.geopackage import Box, read_layer

CODE: Final = "postcode6"
CODE_COLUMN: Final = checks.code_column(
    r"[1-9][0-9]{3}[A-Z]{2}", "four digits and two capitals without a space, such as 6211LK", "Correct the postcode."
)
_SCHEMA: Final = pa.DataFrameSchema({CODE: CODE_COLUMN, **demand_columns.COUNTS})
_SHAPES: Final = {"Point": "a point", "Polygon": "a polygon", "MultiPolygon": "a polygon"}


def read_postcode6(
    path: Path, *, layer: str | None = None, year: int | None = None, bbox: Box | None = None
) -> GeoDataFrame:
    """Read postcodes as demand points.

    A postcode that is drawn as a polygon is put at its representative point: a point within the polygon, near its
    middle, which its centre of gravity need not be. CBS rounds to fives and suppresses what is below 5: a 0 in an age
    band may be 1 to 4 people.

    Parameters
    ----------
    path
        GeoPackage of the postcode-6 statistics.
    layer
        Name of the layer; by itself `postcode6`, or the only layer.
    year
        Which year, if several are stacked; by itself the latest.
    bbox
        Only postcodes that touch this box, in metres: for a file of the whole country.

    Returns
    -------
    GeoDataFrame
        Sorted by `demand_id` (the postcode), with `residents`, `age_0_14` to `age_65_plus`, `households`,
        `one_person_households`, `benefits` (people; NaN if unknown), `year` and `geometry` (Point, EPSG:28992).

    Raises
    ------
    InputError
        With all faults of the file together.
    """
    table = read_layer(
        path,
        layer=layer,
        prefer=(CODE,),
        required=(CODE, *demand_columns.REQUIRED),
        optional=(*demand_columns.OPTIONAL, demand_columns.YEAR),
        bbox=bbox,
    )
    table = demand_columns.of_one_year(checks.as_text(table, [CODE]), CODE, year, path)
    faults = FaultList(path)
    rows = checks.RowFaults.of_features(table, CODE, faults)
    table = demand_columns.counts(table, rows)
    checks.check_schema(table, _SCHEMA, rows)
    checks.check_unique(table[CODE], CODE, rows)
    checks.check_geometry(table, _SHAPES, rows)
    demand_columns.check_someone_lives_here(table, faults)
    faults.raise_if_any()
    points = table.geometry.where(table.geometry.geom_type == "Point", table.geometry.representative_point())
    return demand_columns.demand_points(table, table[CODE], points)
