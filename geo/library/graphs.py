"""Streets to walk on, from a graph of OSMnx."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import networkx as nx
import numpy as np
import osmnx as ox
import pandas as pd
import shapely
from pyproj import CRS

from geo.errors import FaultList
from geo.library.checks import LINES, check_geometry, raise_all
from geo.streets.table import one_row_per_street, street_names
from geo.vocabulary import RD

_MAKE_GRAPH: Final = "Make it with OSMnx, such as osmnx.graph_from_place(..., network_type='walk')."


def streets_from_graph(graph: nx.MultiDiGraph) -> gpd.GeoDataFrame:
    """Turn a graph of OSMnx into streets that people walk on in both directions.

    A street that the graph holds in both directions becomes one; where it has one direction only (a one-way street
    for cars), people walk both ways. Streets keep the shape they have in the graph, and their length is measured along
    it. Every connected part is kept.

    Parameters
    ----------
    graph
        Any graph of OSMnx: simplified or not, projected or not. A projected graph keeps its CRS, which must be in
        metres. A graph in degrees is converted to EPSG:28992 if it lies within the bounds for which that is meant,
        the Netherlands, and to the UTM zone of its middle elsewhere.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per street, labelled by `u`, `v`, `key` as in `osmnx.graph_to_gdfs`: `from_node`, `to_node` (numbered
        from 0 in the order of OSMnx's nodes), `length` (m), `name` (text, or missing) and a `LineString`. Convert
        points with `to_crs(streets.crs)`.

    Raises
    ------
    TableError
        If it is no such graph, has no streets, or its CRS does not measure metres.

    Notes
    -----
    Graph and geometry are those of OSMnx (Boeing 2025, https://doi.org/10.1111/gean.70009).

    Examples
    --------
    >>> import geo
    >>> graph = geo.tiny_town().graph
    >>> graph.graph["crs"], graph.number_of_edges()
    ('epsg:4326', 224)
    >>> streets = geo.streets_from_graph(graph)
    >>> streets.crs.to_string(), len(streets)
    ('EPSG:28992', 112)
    >>> streets[["from_node", "to_node", "length", "name"]].head(2).round(1)
             from_node  to_node  length      name
    u v key
    0 1 0            0        1   100.0  Straat 0
      8 0            0        8   100.0  Straat 8
    """
    edges = _edges_of(graph)
    if edges.crs.is_geographic:
        edges = edges.to_crs(_metric_crs(edges))
    faults = FaultList("graph")
    check_geometry(faults, edges, LINES)
    raise_all(faults)
    numbers = pd.Index(sorted(graph.nodes))
    return one_row_per_street(
        numbers.get_indexer(edges.index.get_level_values("u")).astype(np.int64),
        numbers.get_indexer(edges.index.get_level_values("v")).astype(np.int64),
        edges.geometry.to_numpy(),
        street_names(edges["name"] if "name" in edges else [None] * len(edges)),
        edges.index,
        edges.crs,
    )


def _edges_of(graph: Any) -> gpd.GeoDataFrame:
    faults = FaultList("graph")
    if not isinstance(graph, nx.MultiDiGraph):
        faults.add(f"a {type(graph).__name__}", "a MultiDiGraph of OSMnx", _MAKE_GRAPH)
    elif graph.graph.get("crs") is None:
        faults.add("no CRS", "graph.graph['crs']", _MAKE_GRAPH, field="crs")
    elif graph.number_of_edges() == 0:
        faults.add("no streets", "at least one edge", _MAKE_GRAPH)
    elif any("x" not in data or "y" not in data for _, data in graph.nodes(data=True)):
        faults.add("nodes without coordinates", "x and y of every node", _MAKE_GRAPH, field="x, y")
    raise_all(faults)
    return ox.graph_to_gdfs(graph, nodes=False, fill_edge_geometry=True)


def _metric_crs(edges: gpd.GeoDataFrame) -> CRS:
    """EPSG:28992 where that is meant for all of the graph, else the UTM zone of its middle."""
    dutch = CRS(RD)
    extent, meant = shapely.box(*edges.to_crs(dutch.geodetic_crs).total_bounds), dutch.area_of_use
    if meant is not None and shapely.box(*meant.bounds).covers(extent):
        return dutch
    return CRS(edges.estimate_utm_crs())
