"""Streets from graphs of OSMnx: each once, in true metres, with the labels they came with."""

from __future__ import annotations

import networkx as nx
import numpy as np
import osmnx as ox
import pytest
import shapely
from pandas.testing import assert_frame_equal

import geo
from geo.library.tiny_inputs import write_osm
from geo.sources.osm import read_streets


@pytest.fixture(scope="module")
def town():
    return geo.tiny_town()


def graph_of(*edges: tuple[int, int], crs: str = "EPSG:28992", **spots: tuple[float, float]) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(crs=crs)
    for name, (x, y) in spots.items():
        graph.add_node(int(name.removeprefix("n")), x=x, y=y)
    for start, end in edges:
        graph.add_edge(start, end, osmid=1)
    return graph


def test_a_graph_in_degrees_in_the_netherlands_becomes_rd(town):
    streets = geo.streets_from_graph(town.graph)
    assert streets.crs == "EPSG:28992"
    assert len(streets) == len(town.streets)
    np.testing.assert_allclose(streets["length"], 100.0, atol=1e-3)
    moved = streets.sort_values(["from_node", "to_node"]).geometry.to_numpy()
    assert shapely.hausdorff_distance(moved, town.streets.geometry.to_numpy()).max() < 1e-3


@pytest.mark.parametrize(
    ("longitude", "latitude", "crs"),
    [(8.54, 47.37, "EPSG:32632"), (-58.38, -34.6, "EPSG:32721"), (4.4, 50.5, "EPSG:32631")],
)
def test_a_graph_in_degrees_elsewhere_becomes_utm(longitude, latitude, crs):
    graph = graph_of((0, 1), crs="EPSG:4326", n0=(longitude, latitude), n1=(longitude + 0.01, latitude))
    streets = geo.streets_from_graph(graph)
    assert streets.crs == crs
    metres = ox.distance.great_circle(latitude, longitude, latitude, longitude + 0.01)
    assert streets["length"].tolist() == pytest.approx([metres], rel=0.004)


@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:32632", "EPSG:3035"])
def test_a_projected_graph_keeps_its_crs(crs, town):
    streets = geo.streets_from_graph(ox.project_graph(town.graph, to_crs=crs))
    assert streets.crs == crs
    np.testing.assert_allclose(streets["length"], 100.0, rtol=0.01)


def test_a_graph_in_web_mercator_is_refused(town):
    with pytest.raises(geo.TableError, match="on the ground"):
        geo.streets_from_graph(ox.project_graph(town.graph, to_crs="EPSG:3857"))


def test_the_labels_are_those_of_osmnx(town):
    streets = geo.streets_from_graph(town.graph)
    edges = ox.graph_to_gdfs(town.graph, nodes=False)
    assert streets.index.names == ["u", "v", "key"]
    assert streets.index.isin(edges.index).all()
    assert edges.loc[streets.index, "name"].tolist() == streets["name"].tolist()


def test_a_one_way_street_is_walked_both_ways(town):
    one_way = town.graph.copy()
    one_way.remove_edges_from([edge for edge in one_way.edges(keys=True) if edge[0] > edge[1]])
    assert_frame_equal(geo.streets_from_graph(one_way), geo.streets_from_graph(town.graph))


def test_the_direction_of_a_street_does_not_matter():
    spots = {"n5": (176_000.0, 318_000.0), "n9": (176_100.0, 318_000.0)}
    there, back = (geo.streets_from_graph(graph_of(edge, **spots)) for edge in ((5, 9), (9, 5)))
    assert there[["from_node", "to_node"]].to_numpy().tolist() == back[["from_node", "to_node"]].to_numpy().tolist()
    assert there.geometry.iloc[0].coords[:] == back.geometry.iloc[0].coords[:]


def test_loops_and_parallel_streets_are_kept_once():
    graph = graph_of((0, 1), (1, 0), n0=(176_000.0, 318_000.0), n1=(176_100.0, 318_000.0))
    bend = shapely.LineString([(176_000, 318_000), (176_050, 318_080), (176_100, 318_000)])
    loop = shapely.LineString([(176_000, 318_000), (175_950, 318_000), (175_950, 318_050), (176_000, 318_000)])
    graph.add_edge(0, 1, osmid=2, geometry=bend, name=["B", "A"])
    graph.add_edge(1, 0, osmid=2, geometry=bend.reverse())
    graph.add_edge(0, 0, osmid=3, geometry=loop)
    graph.add_edge(0, 0, osmid=3, geometry=loop.reverse())
    streets = geo.streets_from_graph(graph)
    assert sorted(streets["length"].round(1)) == [100.0, round(loop.length, 1), round(bend.length, 1)]
    assert set(streets["name"].fillna("")) == {"", "A / B"}


def test_a_file_of_osm_gives_the_same_streets_as_a_build(tmp_path):
    write_osm(tmp_path / "town.osm")
    built = read_streets(tmp_path / "town.osm")
    streets = geo.streets_from_graph(ox.graph_from_xml(tmp_path / "town.osm", simplify=False, retain_all=True))
    assert len(streets) == len(built)
    assert streets["length"].sum() == pytest.approx(built["length"].sum(), abs=1.0)
    assert set(streets["name"]) == set(built["name"])
