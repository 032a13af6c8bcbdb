"""Read the streets people walk on, and points of interest, from a file of OpenStreetMap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import osmnx as ox
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.arrays import FloatArray, IntArray
from geo.errors import Fault, FaultList, InputError, quote
from geo.sources.files.packed import UnpackLimits, unpacked
from geo.streets.table import one_row_per_street, street_names
from geo.vocabulary import RD, WGS84

_GRID_M: Final = 0.01
_HEAD_BYTES: Final = 2000
_LIMITS: Final = UnpackLimits()
_MAGIC: Final = {".bz2": b"BZh", ".gz": b"\x1f\x8b"}


@dataclass(frozen=True, slots=True)
class WalkFilter:
    """Which ways people may walk on.

    Unlike OSMnx's `network_type="walk"`, cycleways and streets with a separately mapped sidewalk stay: in the
    Netherlands both are walked.

    Parameters
    ----------
    not_walked
        Values of `highway` that are no street for walkers, or not there yet.
    closed_access
        Values of `access` that close a way, unless `foot` opens it.
    open_foot
        Values of `foot` that open a way that `access` closes.
    closed_foot
        Values of `foot` that close a way.
    """

    not_walked: frozenset[str] = frozenset(
        {
            *("motorway", "motorway_link", "trunk", "trunk_link", "raceway", "busway", "bus_guideway"),
            *("abandoned", "construction", "demolished", "planned", "proposed", "razed", "no"),
            *("corridor", "escape", "platform", "rest_area", "services"),
        }
    )
    closed_access: frozenset[str] = frozenset({"private", "no"})
    open_foot: frozenset[str] = frozenset({"yes", "designated", "permissive", "public"})
    closed_foot: frozenset[str] = frozenset({"no", "private", "use_sidepath"})

    def keeps(self, tags: Mapping[str, str]) -> bool:
        """Whether people may walk on a way with these tags."""
        highway = tags.get("highway")
        if highway is None or highway in self.not_walked or tags.get("foot") in self.closed_foot:
            return False
        return tags.get("access") not in self.closed_access or tags.get("foot") in self.open_foot


@contextmanager
def _parsed(path: Path) -> Iterator[None]:
    """Turn what osmium and OSMnx throw about a file into a fault that a reader understands."""
    try:
        yield
    except (RuntimeError, ValueError, LookupError, osmium.InvalidLocationError, shapely.errors.ShapelyError) as problem:
        found = f"XML that cannot be read as a map ({quote(problem)})"
        advice = "Make the extract again, with every node of its ways, or download it again."
        raise InputError([Fault(path.name, found, "OSM nodes, ways and relations", advice)]) from problem


def check_osm_file(path: Path, limits: UnpackLimits = _LIMITS) -> None:
    """Make sure that a file is there, whole, and OSM XML, before it is parsed.

    Parameters
    ----------
    path
        `.osm`, `.osm.bz2` or `.osm.gz`.
    limits
        How large it may be when it is unpacked.

    Raises
    ------
    InputError
        If it is missing, empty, cut short, packed otherwise than its name says, too large, or no OSM XML.
    """
    faults = FaultList(path.name)
    expected = "OpenStreetMap XML (.osm, .osm.bz2 or .osm.gz)"
    if not path.is_file():
        faults.add("no such file", expected, f"Check the folder {path.parent}.")
    elif path.stat().st_size == 0:
        faults.add("an empty file (0 bytes)", expected, "Download it again.")
    elif path.suffix not in {".osm", ".xml", *_MAGIC}:
        faults.add(f"a file ending in '{path.suffix}'", expected, "Convert it to OSM XML first.")
    else:
        _check_content(path, expected, limits, faults)
    faults.raise_if_any()


def _check_content(path: Path, expected: str, limits: UnpackLimits, faults: FaultList) -> None:
    with path.open("rb") as raw:
        start = raw.read(4)
    magic = _MAGIC.get(path.suffix)
    if magic is not None and not start.startswith(magic):
        faults.add(f"content that is not {path.suffix}", f"a {path.suffix} file", "Rename or download it again.")
        return
    try:
        pieces = unpacked(path, limits)
        head = next(pieces, b"")[:_HEAD_BYTES]
        for _ in pieces:
            pass
    except InputError as problem:
        for fault in problem.faults:
            faults.add(fault.found, fault.expected, fault.advice)
        return
    if b"<osm" not in head:
        faults.add("no <osm> element at its start", expected, "Check that this is an OSM extract.")


def read_streets(path: Path, walk_filter: WalkFilter | None = None) -> gpd.GeoDataFrame:
    """Read the walkable streets of an OSM XML file.

    Parameters
    ----------
    path
        `.osm`, `.osm.bz2` or `.osm.gz`.
    walk_filter
        Which ways to keep.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per street between two crossings, both directions together: `from_node`, `to_node` (numbered from
        0), `length` (m), `name` (text or None), `LineString` in EPSG:28992 on a grid of 1 cm. Every connected part
        is kept.

    Raises
    ------
    InputError
        If the file is damaged or holds no walkable street.
    """
    check_osm_file(path)
    with _parsed(path):
        graph = _walkable_graph(path, walk_filter or WalkFilter())
    if graph.number_of_edges() == 0:
        faults = FaultList(path.name)
        faults.add("no walkable street", "ways with a 'highway' tag that people may walk on", "Check the extract.")
        faults.raise_if_any()
    return _to_streets(ox.simplify_graph(graph, edge_attrs_differ=["name"], remove_rings=False))


def _walkable_graph(path: Path, walk_filter: WalkFilter) -> nx.MultiDiGraph:
    """Read the ways that may be walked as a graph for OSMnx to simplify: an edge each way between nodes that follow.

    OSMnx reads such a file too, but keeps the tag `foot` only through a setting of the whole program.
    """
    spots: dict[int, dict[str, float]] = {}
    ways: dict[int, tuple[list[int], dict[str, str]]] = {}
    for element in osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY):
        if isinstance(element, osmium.osm.Node):
            spots[element.id] = {"x": element.lon, "y": element.lat}
        elif isinstance(element, osmium.osm.Way) and walk_filter.keeps(tags := dict(element.tags)):
            nodes = [ref for ref, _ in groupby(node.ref for node in element.nodes)]
            ways[element.id] = nodes, {"name": tags["name"]} if "name" in tags else {}
    graph = nx.MultiDiGraph(crs=WGS84)
    used = {node for nodes, _ in ways.values() if len(nodes) > 1 for node in nodes}
    if lost := used - spots.keys():
        raise KeyError(f"node {min(lost)} of a way is not there")
    graph.add_nodes_from((node, spot) for node, spot in spots.items() if node in used)
    for nodes, name in ways.values():
        graph.add_edges_from(pairwise(nodes), **name)
        graph.add_edges_from(((end, start) for start, end in pairwise(nodes)), **name)
    return graph


def _to_streets(graph: nx.MultiDiGraph) -> gpd.GeoDataFrame:
    """One row per street from a graph that holds every street in both directions."""
    number = {node: index for index, node in enumerate(sorted(graph.nodes))}
    edges = ox.graph_to_gdfs(graph, nodes=False, fill_edge_geometry=True).reset_index()
    edges = edges[edges["u"] <= edges["v"]].to_crs(RD)
    geometry = shapely.set_precision(edges.geometry.to_numpy(), _GRID_M, mode="pointwise")
    names = edges["name"] if "name" in edges else pd.Series(None, index=edges.index, dtype=object)
    length = shapely.length(geometry)
    start = edges["u"].map(number).to_numpy(dtype=np.int64)
    end = edges["v"].map(number).to_numpy(dtype=np.int64)
    start, end = _twins_joined(start, end, length, len(number))
    streets = one_row_per_street(start, end, geometry, street_names(names), edges.index, RD)
    streets = streets[streets["length"] > 0]
    streets["shape"] = shapely.to_wkb(shapely.normalize(streets.geometry.to_numpy()))
    streets = streets.sort_values(["from_node", "to_node", "shape"], kind="stable")
    return streets.drop(columns="shape").reset_index(drop=True)


def _twins_joined(start: IntArray, end: IntArray, length: FloatArray, nodes: int) -> tuple[IntArray, IntArray]:
    """Make one node of two that lie on the same spot of the grid with a street of 0 cm between them.

    Such a street is dropped, since no one walks it. Without this its ends would come apart, and with them the
    network: OpenStreetMap has many nodes that differ by a rounding.
    """
    flat = length == 0
    links = coo_array((np.ones(flat.sum()), (start[flat], end[flat])), shape=(nodes, nodes))
    _, group = connected_components(links, directed=False)
    joined = np.unique(group, return_index=True)[1]  # every group keeps the number of its first node
    _, number = np.unique(joined[group], return_inverse=True)
    return number[start], number[end]


def read_features(path: Path, tags: Mapping[str, bool | str | list[str]]) -> gpd.GeoDataFrame:
    """Read the points, lines and areas of an OSM XML file that carry one of these tags.

    Parameters
    ----------
    path
        `.osm`, `.osm.bz2` or `.osm.gz`.
    tags
        Per key the values, or True for any.

    Returns
    -------
    geopandas.GeoDataFrame
        As `osmnx.features_from_xml` gives, in EPSG:28992; an empty table where nothing carries these tags.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    check_osm_file(path)
    with _parsed(path):
        _read_through(path)
        try:
            features = ox.features_from_xml(path, tags={**tags})
        except ValueError:
            # The file was read through just before, so this is how OSMnx says that nothing carries these tags.
            return gpd.GeoDataFrame(geometry=[], crs=RD)
    return features.set_crs(WGS84, allow_override=True).to_crs(RD)


def _read_through(path: Path) -> None:
    """See that a file is XML of OpenStreetMap from begin to end, and that every node has a place."""
    for element in osmium.FileProcessor(path):
        if isinstance(element, osmium.osm.Node) and not element.location.valid():
            raise ValueError(f"node {element.id} without latitude and longitude")


def read_points(path: Path, keys: Sequence[str]) -> gpd.GeoDataFrame:
    """Read the points and areas of an OSM XML file that carry one of these tags.

    Parameters
    ----------
    path
        `.osm`, `.osm.bz2` or `.osm.gz`.
    keys
        Tag keys, for instance `("amenity", "leisure")`.

    Returns
    -------
    geopandas.GeoDataFrame
        Column `osm_id` (`node/123`), one column per tag (missing where absent), points in EPSG:28992 (for ways and
        relations a point inside them), sorted by `osm_id`.

    Raises
    ------
    InputError
        If the file is damaged. No such point at all is an empty table, not a fault.
    """
    features = read_features(path, dict.fromkeys(keys, True))
    if features.empty:
        return gpd.GeoDataFrame({"osm_id": []}, geometry=[], crs=RD)
    tags = pd.DataFrame(features.drop(columns="geometry")).astype(object)
    tags = tags.where(tags.notna(), None)
    columns: dict[str, Any] = {"osm_id": [f"{element}/{number}" for element, number in features.index]}
    columns |= {key: tags[key].to_numpy() for key in sorted(tags.columns)}
    points = shapely.point_on_surface(features.geometry.to_numpy())
    return gpd.GeoDataFrame(columns, geometry=points, crs=RD).sort_values("osm_id", kind="stable", ignore_index=True)
