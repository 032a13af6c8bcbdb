"""Checks at the door of the library: every table with a CRS in true metres, with points, and with residents."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import ProjError

from geo.arrays import BoolArray, FloatArray
from geo.errors import FaultList, OffStreetWarning, Problem, QuestionError, TableError, quote

POINTS: Final = ("Point",)
LINES: Final = ("LineString",)
STREET_COLUMNS: Final = ("from_node", "to_node", "length", "name")
_STRETCH: Final = 0.02
"""How far a metre of the CRS may be from one on the ground. Projections for one country or zone stay within 0.005."""
_AREA_MARGIN_DEGREES: Final = 2.0
"""How far outside the area for which a CRS is meant coordinates may lie; degrees called metres lie farther off."""
_SHOWN: Final = 3
_ONE_LABEL: Final = "one label per row"
_MAKE_STREETS: Final = "Make them with geo.streets_from_graph or geo.streets_from_lines."


def raise_all(*collected: FaultList) -> None:
    """Raise the faults of all tables together.

    Raises
    ------
    TableError
        If there are any.
    """
    faults = [fault for one in collected for fault in one.faults]
    if faults:
        raise TableError(faults)


def labels(index: Iterable[Any]) -> str:
    """Name the first few rows at fault."""
    named = [quote(one) for one in index]
    more = f" and {len(named) - _SHOWN:,} more" if len(named) > _SHOWN else ""
    return ", ".join(named[:_SHOWN]) + more


def check_geometry(faults: FaultList, table: Any, kinds: tuple[str, ...]) -> None:
    """Note what keeps a table from being used: its type, rows, index, shapes or CRS.

    Parameters
    ----------
    faults
        Where faults of this table are collected.
    table
        Anything; a GeoDataFrame is expected.
    kinds
        Geometry types that can be used.
    """
    if not isinstance(table, gpd.GeoDataFrame):
        faults.add(f"a {type(table).__name__}", "a GeoDataFrame", "Give a table with geometry.")
    elif table.active_geometry_name is None:
        faults.add("no geometry", "a geometry column", "Name it with set_geometry(...).", field="geometry")
    elif table.empty:
        faults.add("no rows", "at least one row", "Check what was read, and every filter after it.")
    else:
        _check_index(faults, table.index, kinds)
        _check_shapes(faults, table.geometry, kinds)
        check_crs(faults, table.crs, table.total_bounds)


def _check_index(faults: FaultList, index: pd.Index, kinds: tuple[str, ...]) -> None:
    if not index.is_unique:
        double = index[index.duplicated()].unique()
        faults.add(f"labels that occur twice ({labels(double)})", _ONE_LABEL, "Use reset_index().", field="index")
    if index.to_frame().isna().to_numpy().any():
        faults.add("rows without a label", _ONE_LABEL, "Use reset_index().", field="index")
    if index.nlevels > 1 and kinds == POINTS:
        faults.add(f"labels of {index.nlevels} levels", _ONE_LABEL, "Use reset_index().", field="index")


def _check_shapes(faults: FaultList, shapes: gpd.GeoSeries, kinds: tuple[str, ...]) -> None:
    expected = " or ".join(kinds)
    absent = shapes.isna() | shapes.is_empty
    if absent.any():
        advice = "Leave these rows out, or find out where they are."
        faults.add(f"no geometry in {labels(shapes.index[absent])}", expected, advice, field="geometry")
    wrong = ~absent & ~shapes.geom_type.isin(kinds)
    if wrong.any():
        found = f"{', '.join(sorted(shapes.geom_type[wrong].unique()))} in {labels(shapes.index[wrong])}"
        advice = "Use explode(), or a point in each such as centroid." if kinds == POINTS else "Use explode()."
        faults.add(found, expected, advice, field="geometry")
    if not absent.all() and not np.isfinite(shapely.get_coordinates(shapes.to_numpy())).all():
        faults.add("coordinates that are no number", "metres", "Leave these rows out.", field="geometry")


def check_crs(faults: FaultList, crs: CRS | None, bounds: FloatArray) -> None:
    """Note a CRS that is missing, or in which a metre is not a metre.

    Parameters
    ----------
    faults
        Where faults of this table are collected.
    crs
        Of the table.
    bounds
        Of its coordinates: west, south, east, north.
    """
    expected = "a CRS in metres, the same for every table"
    if crs is None:
        advice = "Say which one its coordinates are in with set_crs(...), then use to_crs(streets.crs)."
        faults.add("no CRS", expected, advice, field="geometry")
    elif crs.is_geographic:
        faults.add(f"{name_of(crs)}, in degrees", expected, "Use to_crs(streets.crs).", field="geometry")
    elif any(axis.unit_conversion_factor != 1.0 for axis in crs.axis_info[:2]):
        unit = crs.axis_info[0].unit_name
        faults.add(f"{name_of(crs)}, in {unit}", expected, "Use to_crs(streets.crs).", field="geometry")
    elif crs.is_projected and np.isfinite(bounds).all():
        _check_metre(faults, crs, (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)


def _check_metre(faults: FaultList, crs: CRS, x: float, y: float) -> None:
    """Note coordinates that a projected CRS was not made for, by the scale at their middle."""
    advice = "Use estimate_utm_crs() and to_crs(...), or mend the CRS with set_crs(..., allow_override=True)."
    geographic = CRS(crs.geodetic_crs).to_2d()
    longitude, latitude = Transformer.from_crs(crs.to_2d(), geographic, always_xy=True).transform(x, y)
    meant = crs.area_of_use
    if meant is not None and not _within((longitude, latitude), meant.bounds):
        found = f"coordinates around {x:,.0f}, {y:,.0f}, where {name_of(crs)} is not meant for"
        faults.add(found, f"coordinates in {meant.name}", advice, field="geometry")
        return
    try:
        scale = Proj(crs).get_factors(longitude, latitude)
    except ProjError:
        return
    if max(abs(scale.meridional_scale - 1), abs(scale.parallel_scale - 1)) > _STRETCH:
        found = f"{name_of(crs)}, whose metre is {1 / scale.meridional_scale:.2f} m on the ground"
        faults.add(found, "a CRS in which distances can be measured", advice, field="geometry")


def _within(lonlat: tuple[float, float], bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    margin = _AREA_MARGIN_DEGREES
    if not south - margin <= lonlat[1] <= north + margin:
        return False
    # An area across the date line has its east before its west.
    return west > east or west - margin <= lonlat[0] <= east + margin


def name_of(crs: CRS) -> str:
    """Name a CRS by its code, or in words."""
    authority = crs.to_authority()
    return ":".join(authority) if authority else str(crs.name)


def check_same_crs(faults: FaultList, crs: CRS | None, streets: CRS | None) -> None:
    """Note a table in another CRS than the streets."""
    if crs is not None and streets is not None and crs != streets and not crs.is_geographic:
        found, expected = name_of(crs), f"{name_of(streets)}, as the streets"
        faults.add(found, expected, "Use to_crs(streets.crs).", field="geometry")


def check_streets(faults: FaultList, streets: Any) -> None:
    """Note what keeps a table from being walked on: see `check_geometry`, and the columns of a network."""
    check_geometry(faults, streets, LINES)
    if not isinstance(streets, gpd.GeoDataFrame):
        return
    missing = [column for column in STREET_COLUMNS if column not in streets]
    if missing:
        faults.add("no such column", "streets between numbered nodes", _MAKE_STREETS, field=", ".join(missing))
        return
    length = pd.to_numeric(streets["length"], errors="coerce")
    if not (np.isfinite(length) & (length >= 0)).all():
        faults.add("lengths below 0 or missing", "metres", _MAKE_STREETS, field="length")
    for column in ("from_node", "to_node"):
        if not pd.api.types.is_integer_dtype(streets[column]) or (streets[column] < 0).any():
            faults.add("other than whole numbers from 0", "numbers of nodes", _MAKE_STREETS, field=column)


def check_on_streets(streets: Any, **tables: Any) -> None:
    """Refuse streets and points that cannot be used, with the faults of all of them.

    Parameters
    ----------
    streets
        Of `geo.streets_from_graph` or `geo.streets_from_lines`.
    **tables
        Points, by the name of the argument.

    Raises
    ------
    TableError
        Naming table, rows, column and what to do.
    """
    of_streets = FaultList("streets")
    check_streets(of_streets, streets)
    collected = [of_streets]
    for name, table in tables.items():
        faults = FaultList(name)
        check_geometry(faults, table, POINTS)
        if isinstance(table, gpd.GeoDataFrame) and isinstance(streets, gpd.GeoDataFrame):
            check_same_crs(faults, table.crs, streets.crs)
        collected.append(faults)
    raise_all(*collected)


def checked_water(water: gpd.GeoDataFrame | None, streets: gpd.GeoDataFrame) -> NDArray[Any]:
    """Return lines and polygons of water; none is no fault.

    Raises
    ------
    TableError
        If it is no table with geometry in the CRS of the streets.
    """
    if water is None:
        return np.empty(0, dtype=object)
    faults = FaultList("water")
    if not isinstance(water, gpd.GeoDataFrame):
        faults.add(f"a {type(water).__name__}", "a GeoDataFrame", "Give a table with geometry, or None.")
    elif water.crs is None or water.crs != streets.crs:
        found = "no CRS" if water.crs is None else name_of(water.crs)
        faults.add(found, f"{name_of(streets.crs)}, as the streets", "Use to_crs(streets.crs).", field="geometry")
    raise_all(faults)
    shapes: NDArray[Any] = water.geometry.to_numpy()
    drawn: NDArray[Any] = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    return drawn


def checked_residents(table: Any, name: str = "residents") -> FloatArray:
    """Return the residents of every row.

    Parameters
    ----------
    table
        With a column `residents`.
    name
        Of the argument.

    Returns
    -------
    numpy.ndarray
        P_i, shape `(k,)`.

    Raises
    ------
    TableError
        If the column is missing, or any value is missing, negative or no number.
    """
    faults, field = FaultList(name), "residents"
    expected = "how many people live at each point"
    if not isinstance(table, pd.DataFrame) or field not in table:
        faults.add("no such column", expected, "Name it with rename(columns={...: 'residents'}).", field=field)
        raise_all(faults)
    values = pd.to_numeric(table[field], errors="coerce").astype(np.float64)
    unknown = ~np.isfinite(values)
    if unknown.any():
        advice = "Missing is not 0: leave these points out, or estimate how many live there."
        faults.add(f"no number in {labels(values.index[unknown])}", expected, advice, field=field)
    if (values < 0).any():
        advice = "Some sources write -99997 for what they do not tell: leave these points out."
        faults.add(f"less than 0 in {labels(values.index[values < 0])}", expected, advice, field=field)
    raise_all(faults)
    return np.asarray(values.to_numpy(), dtype=np.float64)


def check_any_on_street(name: str, index: pd.Index, on_street: BoolArray, cap_m: float, *, stacklevel: int = 4) -> None:
    """Refuse points of which none is near a street, and warn of those that are not.

    Parameters
    ----------
    name
        Of the table.
    index
        Its labels, shape `(k,)`.
    on_street
        Which points were put on a street, shape `(k,)`.
    cap_m
        Longest leg to a street.
    stacklevel
        How many calls back the reader's own line is.

    Raises
    ------
    TableError
        If no point is near any street: then it is about another town.
    """
    if on_street.all():
        return
    if not on_street.any():
        faults = FaultList(name)
        advice = "Check that streets and points are of the same area, and that their CRS is the true one."
        faults.add(f"no point within {cap_m:g} m of a street", "points beside streets", advice, field="geometry")
        raise_all(faults)
    off = index[~on_street]
    warnings.warn(
        f"{name}: {len(off):,} of {len(index):,} points are on no street ({labels(off)}): farther than {cap_m:g} m "
        "from any, or only across water. Nobody walks from or to them.",
        OffStreetWarning,
        stacklevel=stacklevel,
    )


def check_number(name: str, number: float, *, infinite: bool = False) -> None:
    """Refuse a number that is not positive.

    Parameters
    ----------
    name
        Of the argument.
    number
        Metres, minutes or km/h.
    infinite
        Whether there may be no limit.

    Raises
    ------
    QuestionError
        If it is 0 or less, no number, or infinite where that makes no sense.
    """
    if not number > 0 or (np.isinf(number) and not infinite):
        sentence = f"{name} is {number:g}, which makes no sense. Give a number above 0."
        raise QuestionError(Problem.BAD_NUMBER, sentence, found=number)
