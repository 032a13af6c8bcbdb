"""Read one layer of a GeoPackage in the Dutch national grid."""

from __future__ import annotations

import json
import sqlite3
import warnings
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS
from shapely.errors import ShapelyError

from geo.errors import Fault, FaultList, InputError, quote
from geo.sources.files.opening import check_file, understood
from geo.vocabulary import RD

_CONVERT: Final = "Convert it: ogr2ogr -t_srs EPSG:28992 new.gpkg old.gpkg"
_DECLARE: Final = "If the coordinates are Dutch metres, say so: ogr2ogr -a_srs EPSG:28992 new.gpkg old.gpkg"
_MOST_NAMED: Final = 20
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
    table = read_shapes(path, layer=name, columns=columns, bbox=bbox, fid_as_index=True)
    if table.empty:
        # The count of a layer stands apart from its rows and may be wrong.
        found = f"an empty layer '{name}'" if bbox is None else f"no row of layer '{name}' in the box {bbox}"
        raise InputError([Fault(str(path), found, "at least one row", _EMPTY)])
    return table


def read_shapes(path: Path, **options: Any) -> Any:
    """Read a file with shapes, in two dimensions.

    Parameters
    ----------
    path
        A file that was checked.
    **options
        As `pyogrio.read_dataframe` takes them.

    Returns
    -------
    GeoDataFrame or DataFrame
        The latter if nothing in the file has a shape. Shapes that the reader cannot make out are None.

    Raises
    ------
    InputError
        If it cannot be read; shapes that break the rules of geometry are named by their feature.
    """
    try:
        # Coordinates that are no number come in, for the door to refuse with their row.
        with understood(path), np.errstate(invalid="ignore"), warnings.catch_warnings():
            # A column of mixed values: its texts come in as they are, which is what the doors ask for.
            warnings.filterwarnings("ignore", message="Could not parse column")
            return pyogrio.read_dataframe(path, force_2d=True, **options)
    except ShapelyError as problem:
        raise _broken_shapes(path, options, problem) from problem


def _broken_shapes(path: Path, options: Mapping[str, Any], problem: ShapelyError) -> InputError:
    """Find the shapes that cannot be made, one by one: the reader stops at the first without saying which."""
    choice = {name: value for name, value in options.items() if name in {"layer", "bbox"}}
    with understood(path):
        _, fids, shapes, _ = pyogrio.raw.read(path, columns=[], return_fids=True, force_2d=True, **choice)
    faults = FaultList(path)
    reason = str(problem).partition(": ")[2] or str(problem)
    advice = "Repair it, for instance with 'Fix geometries' in QGIS, and look at the result."
    for fid, shape in zip(fids, shapes, strict=True):
        try:
            with np.errstate(invalid="ignore"):
                shapely.from_wkb(shape)
        except ShapelyError:
            faults.add(f"a shape that cannot be made ({quote(reason)})", "valid geometry", advice, f"feature {fid}")
    if not faults.faults:
        faults.add(f"a shape that cannot be made ({quote(reason)})", "valid geometry", advice)
    faults.faults = faults.faults[:_MOST_NAMED]
    return InputError(faults.faults)


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


def read_shapes_file(path: Path) -> Any:
    """Read the only layer of a GeoPackage or GeoJSON, whole, in the grid it is in; see `read_shapes`.

    Raises
    ------
    InputError
        If the file is not there, is no such file, or cannot be read.
    """
    check_file(path)
    if path.suffix.lower() == ".gpkg":
        check_whole(path)
    else:
        _check_json(path)
    with understood(path):
        layers = [(str(name), kind is not None) for name, kind in pyogrio.list_layers(path)]
    # QGIS keeps its styles in a layer without shapes.
    names = [name for name, has_shapes in layers if has_shapes] or [name for name, _ in layers]
    if len(names) != 1:
        found = f"the layers {', '.join(quote(name) for name in names[:12])}" if names else "no layers"
        raise InputError([Fault(str(path), found, "one layer", "Export only the layer that is meant.")])
    return read_shapes(path, layer=names[0])


def _check_json(path: Path) -> None:
    """See that a GeoJSON is JSON: the library guesses from the content, and would follow an XML to other files.

    Raises
    ------
    InputError
        If it is not.
    """
    with understood(path):
        try:
            content = json.loads(path.read_text(encoding="utf-8-sig"))
        except (json.JSONDecodeError, RecursionError) as problem:
            found = f"text that is no JSON ({quote(problem)})"
            raise InputError([Fault(str(path), found, "GeoJSON", "Export it again as GeoJSON.")]) from problem
    if not isinstance(content, dict):
        raise InputError([Fault(str(path), "JSON without features", "GeoJSON", "Export it again as GeoJSON.")])


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
