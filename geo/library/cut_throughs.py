"""Streets with the cut-throughs that the map may lack."""

from __future__ import annotations

import geopandas as gpd

from geo.errors import FaultList
from geo.library.checks import check_number, check_streets, checked_water, raise_all
from geo.streets.cut_throughs import CutThroughRule, plausible_cut_throughs, with_links

_RULE = CutThroughRule()


def with_cut_throughs(
    streets: gpd.GeoDataFrame, *, longest_m: float = _RULE.longest_m, water: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Add short links where a street ends near another one and the walk round is far longer.

    Nobody has seen these links. Measure on both networks: what changes is how much the answer depends on paths that the
    map may lack, and no figure of its own.

    Parameters
    ----------
    streets
        Of `streets_from_graph` or `streets_from_lines`.
    longest_m
        The longest link, in metres.
    water
        Lines or polygons that a link may not cross.

    Returns
    -------
    geopandas.GeoDataFrame
        `from_node`, `to_node`, `length` (m), `name`, the line, and `modelled`: True for the links. Streets that a link
        meets are cut there, so rows are numbered anew.

    Raises
    ------
    TableError
        If the streets, or the water, are not what `walks` takes.
    QuestionError
        If the longest link is not a positive number.

    Notes
    -----
    A link is plausible when the walk round is at least 4 times as long and at least 150 m longer.

    Examples
    --------
    Two streets side by side, 20 m apart, which meet at one end only.

    >>> import geo, geopandas, shapely
    >>> corners = [(176000, 317000), (176300, 317000), (176300, 317020), (176000, 317020)]
    >>> lines = [shapely.LineString(corners[at : at + 2]) for at in range(3)]
    >>> streets = geo.streets_from_lines(geopandas.GeoDataFrame(geometry=lines, crs="EPSG:28992"))
    >>> more = geo.with_cut_throughs(streets)
    >>> more.loc[more["modelled"], "length"].tolist()
    [20.0, 20.0]
    """
    check_number("longest_m", longest_m)
    faults = FaultList("streets")
    check_streets(faults, streets)
    raise_all(faults)
    rule = CutThroughRule(longest_m=longest_m)
    return with_links(streets, plausible_cut_throughs(streets, checked_water(water, streets), rule))
