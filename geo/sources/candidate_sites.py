"""Read candidate sites, such as buildings where a next place could come, from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa
from geopandas import GeoDataFrame

from geo.errors import FaultList
from geo.sources.files import checks
from geo.sources.files.geopackage import read_layer
from geo.vocabulary import RD

_CODE: Final = "site_id"
_ADVICE: Final = "Give each site a name of its own; riool fetch makes such a file."
_SCHEMA: Final = pa.DataFrameSchema({_CODE: checks.code_column(r"(?s).*\S.*", "a name or number", _ADVICE)})
_SHAPES: Final = {"Point": "a point"}


def read_candidate_sites(path: Path, *, layer: str | None = None) -> GeoDataFrame:
    """Read candidate sites.

    Parameters
    ----------
    path
        GeoPackage with `site_id` and, if known, `address`; points in EPSG:28992. `riool fetch` writes
        `candidate-sites.gpkg` from the register of buildings; any other list will do.
    layer
        Name of the layer; by default `sites`, or the only layer.

    Returns
    -------
    GeoDataFrame
        In the order of the file: `site_id`, `address` (empty if unknown) and points.

    Raises
    ------
    InputError
        With all faults of the file together.
    """
    table = read_layer(path, layer=layer, prefer=("sites",), required=(_CODE,), optional=("address",))
    table = checks.as_text(table, [_CODE])
    faults = FaultList(path)
    rows = checks.RowFaults.of_features(table, _CODE, faults)
    checks.check_schema(table, _SCHEMA, rows)
    checks.check_unique(table[_CODE], _CODE, rows)
    checks.check_geometry(table, _SHAPES, rows)
    faults.raise_if_any()
    address = table["address"] if "address" in table else pd.Series("", index=table.index)
    columns = {_CODE: table[_CODE], "address": address.fillna("").astype("str")}
    return GeoDataFrame(columns, geometry=table.geometry, crs=RD).reset_index(drop=True)
