"""Read streets that the map lacks, such as one bridge, from a small file of lines."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geopandas import GeoDataFrame

from geo.errors import Fault, FaultList, InputError
from geo.sources.files import checks
from geo.sources.files.geopackage import read_shapes_file
from geo.vocabulary import RD

_CHECK: Final = "Check that this is the right file."
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
    table = read_shapes_file(path)
    if not isinstance(table, GeoDataFrame) or table.empty:
        raise InputError([Fault(str(path), "no features with a shape", "at least one line", _CHECK)])
    if table.crs is None:
        advice = "Write it with ogr2ogr -a_srs EPSG:28992, or whatever grid its numbers are in."
        raise InputError([Fault(str(path), "no coordinate system", "a coordinate system", advice)])
    table = table.to_crs(RD)
    faults = FaultList(path)
    table = table if "name" in table else table.assign(name=None)
    rows = checks.RowFaults.of_features(table, "name", faults)
    checks.check_geometry(table, _SHAPES, rows)
    faults.raise_if_any()
    lines = table[table.geometry.geom_type == "LineString"].reset_index(drop=True)
    if lines.empty:
        faults.add("no line", "at least one line", _CHECK)
        faults.raise_if_any()
    name = lines["name"].astype("str").str.strip().replace("", None)
    return GeoDataFrame({"name": name}, geometry=lines.geometry, crs=RD)
