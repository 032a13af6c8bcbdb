"""Read one layer of a GeoPackage in the Dutch national grid."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pyogrio
from geopandas import GeoDataFrame
from pyproj import CRS

from geo.errors import Fault, FaultList, InputError, quote
from geo.sources.files.opening import check_file, understood
from geo.vocabulary import RD

_CONVERT: Final = "Convert it: ogr2ogr -t_srs EPSG:28992 new.gpkg old.gpkg"
_DECLARE: Final = "If the coordinates are Dutch metres, say so: ogr2ogr -a_srs EPSG:28992 new.gpkg old.gpkg"
_EMPTY: Final = "Download it again, or choose the file and layer of this area."

Box = tuple[float, float, float, float]
"""West, south, east, north in metres (EPSG:28992)."""


def read_layer(
    path: Path,
    *,
    layer: str | None = None,
    prefer: Sequence[str] = (),
    required: Sequence[str] = (),
    optional: Sequence[str] = (),
    bbox: Box | None = None,
) -> GeoDataFrame:
    """Read a layer of a GeoPackage.

    Parameters
    ----------
    path
        A GeoPackage.
    layer
        Name of the layer. Without it: the first of `prefer` that is there, else the only layer.
    prefer
        Usual names of the layer.
    required, optional
        Columns to read; those required must be there.
    bbox
        Only what touches this box, in metres.

    Returns
    -------
    GeoDataFrame
        In EPSG:28992, on the feature ids of the file.

    Raises
    ------
    InputError
        If the file is no whole GeoPackage, or the layer, a column, its rows or the right CRS are missing.
    """
    check_file(path)
    check_whole(path)
    with understood(path):
        name = _choose(path, layer, prefer)
        info = pyogrio.read_info(path, layer=name, force_feature_count=True)
    present = list(info["fields"])
    _check_layer(path, name, info, required)
    columns = [column for column in (*required, *optional) if column in present]
    with understood(path):
        table = pyogrio.read_dataframe(path, layer=name, columns=columns, bbox=bbox, fid_as_index=True, force_2d=True)
    if table.empty:
        # The count of a layer stands apart from its rows and may be wrong.
        found = f"an empty layer '{name}'" if bbox is None else f"no row of layer '{name}' in the box {bbox}"
        raise InputError([Fault(str(path), found, "at least one row", _EMPTY)])
    return table


def check_whole(path: Path) -> None:
    """Let SQLite read all of a GeoPackage, for the reader of features may stop without a word at a damaged page.

    Raises
    ------
    InputError
        If the database is damaged, cut off, or no GeoPackage.
    """
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with understood(path), closing(sqlite3.connect(uri, uri=True)) as database:
        (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    if verdict != "ok":
        found = f"a damaged database ({quote(verdict)})"
        raise InputError([Fault(str(path), found, "a whole GeoPackage", "Download it again.")])
    if not {"gpkg_contents", "gpkg_spatial_ref_sys"} <= tables:
        advice = "Export it as GeoPackage, or check that this is the right file."
        raise InputError([Fault(str(path), "a SQLite database that is no GeoPackage", "a GeoPackage", advice)])


def _choose(path: Path, layer: str | None, prefer: Sequence[str]) -> str:
    names = [str(name) for name, _ in pyogrio.list_layers(path)]
    wanted = [layer] if layer is not None else [name for name in prefer if name in names]
    if wanted and wanted[0] in names:
        return wanted[0]
    if layer is None and len(names) == 1:
        return names[0]
    found = f"the layers {', '.join(quote(name) for name in names[:12])}" if names else "no layers"
    usual = " or ".join(f"'{name}'" for name in prefer) or "exactly one"
    expected = f"a layer '{layer}'" if layer is not None else f"a layer {usual}"
    raise InputError([Fault(str(path), found, expected, "Name the layer to read, or check the file.")])


def _check_layer(path: Path, name: str, info: dict[str, Any], required: Sequence[str]) -> None:
    faults = FaultList(path)
    if info["features"] == 0:
        faults.add(f"an empty layer '{name}'", "at least one row", _EMPTY)
    present = list(info["fields"])
    for column in required:
        if column not in present:
            found = f"only the columns {', '.join(quote(field) for field in present[:12])} in layer '{name}'"
            faults.add(found, f"a column '{column}'", "Check that this is the right file and layer.", field=column)
    if info["geometry_type"] is None:
        faults.add(
            f"layer '{name}' without geometry", "a layer with geometry", "Choose another layer.", field="geometry"
        )
    else:
        _check_crs(name, info["crs"], faults)
    faults.raise_if_any()


def _check_crs(name: str, found: str | None, faults: FaultList) -> None:
    if not found:
        faults.add(f"no CRS in layer '{name}'", f"the CRS {RD}", _DECLARE, field="CRS")
        return
    crs = CRS.from_user_input(found)
    if crs.to_epsg() != CRS.from_user_input(RD).to_epsg():
        code = f"EPSG:{crs.to_epsg()}" if crs.to_epsg() else quote(crs.name)
        shown = f"the CRS {code} ({crs.name})" if crs.to_epsg() else f"the CRS {code}"
        faults.add(f"{shown} in layer '{name}'", f"the CRS {RD}", _CONVERT, field="CRS")
