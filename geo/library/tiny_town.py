"""A tiny invented town to try things on: streets, residents, places, and sites where a next place could come."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import geopandas as gpd
import networkx as nx
import pandas as pd
import shapely

from geo.library.lines import streets_from_lines
from geo.library.tiny_inputs import BLOCK, CAFE, CENTRES, NEIGHBOURHOODS, POSTCODES, SIDE, SOUTH, WEST
from geo.vocabulary import RD, WGS84

_SITES: Final = {"school": (305.0, 510.0), "church": (690.0, 590.0), "station": (705.0, 300.0)}


@dataclass(frozen=True)
class TinyTown:
    """An invented town of 700 m by 700 m, in EPSG:28992.

    Parameters
    ----------
    streets
        A grid, as `geo.streets_from_lines` makes it.
    residents
        Points labelled by `postcode`: `neighbourhood`, `residents`.
    places
        Points labelled by `place`: `functions`.
    sites
        Points labelled by `site`, where a next place could come.
    """

    streets: gpd.GeoDataFrame
    residents: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """The same streets as a graph of OSMnx: in degrees, every street in both directions."""
        graph = nx.MultiDiGraph(crs=WGS84.lower())
        for street in self.streets.to_crs(WGS84).itertuples():
            ends = (street.from_node, street.to_node)
            for node, (x, y) in zip(ends, street.geometry.coords, strict=True):
                graph.add_node(node, x=x, y=y)
            for start, end in (ends, ends[::-1]):
                graph.add_edge(start, end, osmid=street.Index, name=street.name, length=street.length)
        return graph


def tiny_town() -> TinyTown:
    """Make the tiny town of the examples.

    Returns
    -------
    TinyTown
        Tables `streets`, `residents`, `places` and `sites`, and the streets as a `graph` of OSMnx.

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> town.residents[["neighbourhood", "residents"]]
             neighbourhood  residents
    postcode
    1000AA            West      110.0
    1000AB            West      110.0
    1000AC            West      110.0
    1000AD            Oost       70.0
    1000AE            Oost       70.0
    1000AF            Oost       70.0
    """
    return TinyTown(_streets(), _residents(), _places(), _points("site", _SITES))


def _streets() -> gpd.GeoDataFrame:
    """Draw the grid block by block, in the order in which a build numbers its streets."""
    corners = [[(WEST + across * BLOCK, SOUTH + up * BLOCK) for up in range(SIDE)] for across in range(SIDE)]
    ways = [*corners, *map(list, zip(*corners, strict=True))]
    blocks = [
        (f"Straat {number}", shapely.LineString(ends)) for number, way in enumerate(ways) for ends in pairwise(way)
    ]
    names, lines = zip(*blocks, strict=True)
    streets = streets_from_lines(gpd.GeoDataFrame({"name": names}, geometry=list(lines), crs=RD))
    return streets.sort_values(["from_node", "to_node"], ignore_index=True)


def _residents() -> gpd.GeoDataFrame:
    """Spread the residents of each neighbourhood evenly over its postcodes."""
    points = _points("postcode", POSTCODES)
    in_each = len(points) // len(NEIGHBOURHOODS)
    points["neighbourhood"] = [name for name in NEIGHBOURHOODS for _ in range(in_each)]
    points["residents"] = [total / in_each for total in NEIGHBOURHOODS.values() for _ in range(in_each)]
    return points


def _places() -> gpd.GeoDataFrame:
    centres, cafe = _points("place", CENTRES), _points("place", {"Café De Proef": CAFE})
    return pd.concat([centres.assign(functions="meet;join_in"), cafe.assign(functions="meet")])


def _points(label: str, spots: dict[str, tuple[float, float]]) -> gpd.GeoDataFrame:
    points = [shapely.Point(WEST + x, SOUTH + y) for x, y in spots.values()]
    return gpd.GeoDataFrame(geometry=points, index=pd.Index(list(spots), name=label), crs=RD)
