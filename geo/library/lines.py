"""Streets to walk on, from lines."""

from __future__ import annotations

import geopandas as gpd
import shapely

from geo.errors import FaultList
from geo.library.checks import LINES, check_geometry, raise_all
from geo.streets.table import meeting_ends, one_row_per_street, street_names


def streets_from_lines(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Turn lines into streets that people walk on in both directions.

    Streets meet where their ends are the same spot, to the centimetre. Lines that cross elsewhere do not meet: one may
    be a bridge. Cut them where they do, for instance with `shapely.node` or neatnet.

    Parameters
    ----------
    lines
        `LineString`s between crossings, in a CRS in metres; a column `name` is kept.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows and labels: `from_node`, `to_node`, `length` (m), `name` (text, or missing) and the line, turned
        round where it led to the lower number. Of a street that is drawn twice the first row stays.

    Raises
    ------
    TableError
        If there are no lines, other shapes, labels that occur twice, or no CRS in metres.

    Notes
    -----
    Every line is an edge between two nodes, as in the primal graph of Porta, Crucitti & Latora (2006,
    https://doi.org/10.1068/b32045).

    Examples
    --------
    >>> import geo
    >>> lines = geo.tiny_town().streets[["name", "geometry"]]
    >>> streets = geo.streets_from_lines(lines)
    >>> len(streets), int(streets["to_node"].max()) + 1, float(streets["length"].sum())
    (112, 64, 11200.0)
    """
    faults = FaultList("lines")
    check_geometry(faults, lines, LINES)
    raise_all(faults)
    shapes = shapely.force_2d(lines.geometry.to_numpy())
    start, end = meeting_ends(shapes)
    names = street_names(lines["name"] if "name" in lines else [None] * len(lines))
    return one_row_per_street(start, end, shapes, names, lines.index, lines.crs)
