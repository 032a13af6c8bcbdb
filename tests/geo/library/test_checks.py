"""What cannot be used, or would give wrong figures without a word, is refused with table, rows and what to do."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

import geo
from geo.errors import QuestionError


@pytest.fixture(scope="module")
def town():
    return geo.tiny_town()


def faults_of(ask) -> list:
    with pytest.raises(geo.TableError) as caught:
        ask()
    assert all(fault.advice.endswith(".") for fault in caught.value.faults)
    return list(caught.value.faults)


def fault_of(ask):
    (fault,) = faults_of(ask)
    return fault


def test_residents_in_another_crs_are_no_coverage_of_0(town):
    belgian = town.residents.to_crs("EPSG:31370")
    fault = fault_of(lambda: geo.walks(town.streets, belgian, town.places))
    assert (fault.file, fault.field, fault.found) == ("origins", "geometry", "EPSG:31370")
    assert "EPSG:28992" in fault.expected
    assert "to_crs(streets.crs)" in fault.advice


def test_degrees_are_refused(town):
    fault = fault_of(lambda: geo.walks(town.streets, town.residents, town.places.to_crs("EPSG:4326")))
    assert (fault.file, fault.found) == ("destinations", "EPSG:4326, in degrees")


def test_no_crs_is_refused(town):
    fault = fault_of(lambda: geo.nearest(town.streets, town.residents.set_crs(None, allow_override=True), town.places))
    assert (fault.file, fault.found) == ("origins", "no CRS")


@pytest.mark.parametrize(
    ("crs", "found"),
    [
        ("EPSG:3857", "0.63 m on the ground"),
        ("EPSG:2263", "in US survey foot"),
        ("EPSG:4326", "in degrees"),
        ("EPSG:27700", "is not meant for"),
    ],
)
def test_streets_in_no_true_metres_are_refused(crs, found, town):
    fault = fault_of(lambda: geo.streets_from_lines(town.streets[["geometry"]].to_crs(crs)))
    assert fault.file == "lines"
    assert found in fault.found


def test_degrees_called_metres_are_refused(town):
    mislabelled = town.streets[["geometry"]].to_crs("EPSG:4326").set_crs("EPSG:28992", allow_override=True)
    assert "is not meant for" in fault_of(lambda: geo.streets_from_lines(mislabelled)).found


@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:32631", "EPSG:25831", "EPSG:31370", "EPSG:3035", "EPSG:7415"])
def test_streets_in_any_true_metres_are_kept(crs, town):
    lines = town.streets[["geometry"]].to_crs(crs)
    streets = geo.streets_from_lines(lines)
    assert streets.crs == crs
    assert streets["length"].sum() == pytest.approx(11_200, rel=0.002)


def test_a_local_grid_in_metres_is_kept():
    local = 'ENGCRS["a town",EDATUM["a corner"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]'
    lines = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (100, 0)])], crs=local)
    assert geo.streets_from_lines(lines)["length"].tolist() == [100.0]


def test_empty_tables_are_refused(town):
    faults = faults_of(lambda: geo.walks(town.streets.iloc[:0], town.residents.iloc[:0], town.places.iloc[:0]))
    assert [(fault.file, fault.found) for fault in faults] == [
        ("streets", "no rows"),
        ("origins", "no rows"),
        ("destinations", "no rows"),
    ]


def test_what_is_no_table_of_points_is_refused(town):
    plain = pd.DataFrame(town.residents.drop(columns="geometry"))
    squares = town.places.set_geometry(town.places.buffer(50))
    one, other = faults_of(lambda: geo.walks(town.streets, plain, squares))
    assert one.found == "a DataFrame"
    assert other.found.startswith("Polygon in 'Buurthuis Oost', 'Buurthuis West'")
    assert "centroid" in other.advice


@pytest.mark.parametrize("shape", [None, shapely.Point(), shapely.Point(np.inf, 0.0)])
def test_missing_points_are_refused(shape, town):
    residents = town.residents.copy()
    residents.loc["1000AC", "geometry"] = shape
    assert "geometry" in fault_of(lambda: geo.walks(town.streets, residents, town.places)).field


def test_labels_that_occur_twice_are_refused(town):
    double = pd.concat([town.residents, town.residents.head(1)])
    fault = fault_of(lambda: geo.walks(town.streets, double, town.places))
    assert (fault.field, fault.found) == ("index", "labels that occur twice ('1000AA')")


def test_labels_that_are_missing_or_of_several_levels_are_refused(town):
    unnamed = town.residents.set_axis([None, *town.residents.index[1:]])
    levels = town.places.set_index("functions", append=True)
    one, other = faults_of(lambda: geo.walks(town.streets, unnamed, levels))
    assert (one.found, other.found) == ("rows without a label", "labels of 2 levels")


def test_all_faults_of_all_tables_come_together(town):
    streets = town.streets.drop(columns=["length", "to_node"])
    faults = faults_of(lambda: geo.walks(streets, town.residents.to_crs("EPSG:4326"), "places"))
    assert [fault.file for fault in faults] == ["streets", "origins", "destinations"]
    assert faults[0].field == "to_node, length"


@pytest.mark.parametrize(
    ("column", "values"), [("length", -1.0), ("length", np.nan), ("from_node", 0.5), ("to_node", -1)]
)
def test_streets_with_broken_columns_are_refused(column, values, town):
    broken = town.streets.assign(**{column: values})
    assert fault_of(lambda: geo.walks(broken, town.residents, town.places)).field == column


def test_streets_that_are_no_lines_are_refused(town):
    several = town.streets.dissolve("name")[["geometry"]]
    fault = fault_of(lambda: geo.streets_from_lines(several))
    assert fault.found.startswith("MultiLineString in")
    assert "explode" in fault.advice


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (np.nan, "no number in '1000AB'"),
        (np.inf, "no number in '1000AB'"),
        (-99997.0, "less than 0 in '1000AB'"),
    ],
)
def test_residents_that_are_missing_or_negative_are_refused(value, found, town):
    walks = geo.walks(town.streets, town.residents, town.places)
    residents = town.residents.copy()
    residents.loc["1000AB", "residents"] = value
    asked = (
        lambda: geo.coverage(residents, walks),
        lambda: geo.equity(residents, walks),
        lambda: geo.flow(town.streets, residents, town.places),
        lambda: geo.closure(residents, walks, "Buurthuis Oost"),
    )
    for ask in asked:
        fault = fault_of(ask)
        assert (fault.file, fault.field, fault.found) == ("residents", "residents", found)


def test_words_are_no_residents(town):
    walks = geo.walks(town.streets, town.residents, town.places)
    residents = town.residents.assign(residents="many")
    assert "no number" in fault_of(lambda: geo.gap(residents, walks)).found


def test_residents_without_their_column_are_refused(town):
    walks = geo.walks(town.streets, town.residents, town.places)
    fault = fault_of(lambda: geo.gap(town.residents.rename(columns={"residents": "people"}), walks))
    assert fault.found == "no such column"
    assert "rename" in fault.advice


def test_residents_of_other_walks_are_refused(town):
    walks = geo.walks(town.streets, town.residents, town.places)
    fewer, turned = town.residents.iloc[1:], town.residents.iloc[::-1]
    strange, moved = town.residents.rename(index={"1000AA": "9999ZZ"}), town.residents.copy()
    moved.geometry = moved.geometry.to_numpy()[::-1]
    found = [fault_of(lambda table=table: geo.coverage(table, walks)) for table in (fewer, turned, strange, moved)]
    assert [fault.field for fault in found] == ["index", "index", "index", "geometry"]
    assert "9999ZZ" in found[2].found


def test_columns_to_group_by_are_there_and_whole(town):
    walks = geo.walks(town.streets, town.residents, town.places)
    assert "neighbourhood" in fault_of(lambda: geo.coverage(town.residents, walks, by="buurt")).expected
    holes = town.residents.assign(neighbourhood=["West", None, "West", "Oost", "Oost", np.nan])
    fault = fault_of(lambda: geo.coverage(holes, walks, by="neighbourhood"))
    assert fault.found == "no value in '1000AB', '1000AF'"


def test_functions_are_the_four(town):
    walks = geo.walks(town.streets, town.residents, town.places)
    strange = town.places.assign(functions=["meet", "dance", "meet;sing"])
    fault = fault_of(lambda: geo.variety(town.residents, strange, walks))
    assert (fault.file, fault.field) == ("places", "functions")
    assert "dance" in fault.found
    assert fault_of(lambda: geo.variety(town.residents, strange[["geometry"]], walks)).found == "no such column"
    assert fault_of(lambda: geo.variety(town.residents, town.places.iloc[::-1], walks)).field == "index"


def test_streets_of_another_town_are_refused(town):
    far = town.streets.set_geometry(town.streets.translate(20_000))
    faults = fault_of(lambda: geo.walks(far, town.residents, town.places))
    assert faults.found == "no point within 250 m of a street"
    assert fault_of(lambda: geo.isochrones(far, town.places)).file == "points"


def test_points_on_no_street_are_named_in_a_warning(town):
    residents = town.residents.copy()
    residents.loc["1000AF", "geometry"] = shapely.affinity.translate(residents.geometry["1000AF"], 5_000)
    with pytest.warns(geo.OffStreetWarning, match=r"origins: 1 of 6 points are on no street \('1000AF'\)") as caught:
        walks = geo.walks(town.streets, residents, town.places)
    assert caught[0].filename == __file__
    assert "1000AF" not in set(walks.table["from_id"])
    assert not geo.coverage(residents, walks, minutes=30)["1000AF"]
    with pytest.warns(geo.OffStreetWarning, match="points: 1 of 6") as caught:
        areas = geo.isochrones(town.streets, residents)
    assert caught[0].filename == __file__
    assert areas.isna().to_dict() == {name: name == "1000AF" for name in residents.index}


def test_water_is_in_the_crs_of_the_streets(town):
    canal = gpd.GeoDataFrame(geometry=[shapely.LineString([(176_350, 317_900), (176_350, 319_000)])], crs="EPSG:28992")
    for wrong in (canal.to_crs("EPSG:4326"), canal.set_crs(None, allow_override=True), canal.geometry):
        fault = fault_of(lambda water=wrong: geo.walks(town.streets, town.residents, town.places, water=water))
        assert fault.file == "water"
    geo.walks(town.streets, town.residents, town.places, water=canal.iloc[:0])


@pytest.mark.parametrize("number", [0, -1, np.nan, np.inf])
def test_numbers_that_make_no_sense_are_refused(number, town):
    walks = geo.walks(town.streets, town.residents, town.places)
    asked = (
        lambda: geo.walks(town.streets, town.residents, town.places, limit_m=number),
        lambda: geo.walks(town.streets, town.residents, town.places, snap_cap_m=number),
        lambda: geo.isochrones(town.streets, town.places, minutes=number),
        lambda: geo.coverage(town.residents, walks, minutes=number),
        lambda: geo.coverage(town.residents, walks, speed_kmh=number),
        lambda: geo.depth(town.residents, walks, cap_min=number),
        lambda: geo.best_sites(town.residents, walks, walks, time_limit_s=number),
    )
    for ask in asked:
        with pytest.raises(QuestionError):
            ask()


def test_walks_that_were_not_looked_for_are_not_taken_for_none(town):
    walks = geo.walks(town.streets, town.residents, town.places, limit_m=500)
    assert geo.coverage(town.residents, walks, minutes=6.25).sum() == 4
    with pytest.raises(QuestionError, match="limit_m=800 or more"):
        geo.coverage(town.residents, walks, minutes=10)
    with pytest.raises(QuestionError, match="limit_m=2400 or more"):
        geo.depth(town.residents, walks, minutes=5)
    with pytest.raises(QuestionError, match="limit_m=2400 or more"):
        geo.equity(town.residents, walks)


@pytest.mark.parametrize("graph", [nx.MultiDiGraph(), nx.MultiDiGraph(crs="epsg:4326"), nx.DiGraph(), "Maastricht"])
def test_what_is_no_graph_of_streets_is_refused(graph):
    assert fault_of(lambda: geo.streets_from_graph(graph)).file == "graph"


def test_a_graph_without_coordinates_is_refused():
    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_edge(1, 2)
    assert fault_of(lambda: geo.streets_from_graph(graph)).field == "x, y"


def test_our_errors_are_ours():
    assert issubclass(geo.TableError, geo.RioolError)
    assert issubclass(QuestionError, geo.RioolError)
