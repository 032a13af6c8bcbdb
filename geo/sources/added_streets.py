"""Read streets that the map lacks, such as one bridge, from a small file of lines."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd
import pyogrio
from geopandas import GeoDataFrame

from geo.errors import Fault, FaultList, InputError
from geo.sources.files import checks
from geo.sources.files.opening import check_file, understood
from geo.vocabulary import RD

_SHAPES: Final = {"LineString": "a line", "Point": "a point"}


def read_added_streets(path: Path) -> GeoDataFrame:
    """Read streets to add to the network.

    Parameters
    ----------
    path
        GeoJSON or GeoPackage with lines and, if known, `name`. Points (a lift, the end of a ramp) may stand between
        them: they have no length and are left out.

    Returns
    -------
    GeoDataFrame
        `name` (None if unknown) and lines in EPSG:28992, in the order of the file.

    Raises
    ------
    InputError
        With all faults of the file together.
    """
    check_file(path)
    with understood(path):
        table = pyogrio.read_dataframe(path, force_2d=True)
    if table.crs is None:
        advice = "Write it with ogr2ogr -a_srs EPSG:28992, or whatever grid its numbers are in."
        raise InputError([Fault(str(path), "no coordinate system", "a coordinate system", advice)])
    table = table.to_crs(RD)
    faults = FaultList(path)
    rows = checks.RowFaults.of_features(table, "name", faults)
    checks.check_geometry(table, _SHAPES, rows)
    faults.raise_if_any()
    lines = table[table.geometry.geom_type == "LineString"].reset_index(drop=True)
    if lines.empty:
        faults.add("no line", "at least one line", "Check that this is the right file.")
        faults.raise_if_any()
    name = lines["name"].astype("str") if "name" in lines else pd.Series(None, index=lines.index, dtype="str")
    return GeoDataFrame({"name": name.str.strip().replace("", None)}, geometry=lines.geometry, crs=RD)
