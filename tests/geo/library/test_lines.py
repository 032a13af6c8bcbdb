"""Streets from lines: they meet at their ends, and keep their labels."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

import geo


@pytest.fixture(scope="module")
def town():
    return geo.tiny_town()


def test_lines_keep_their_labels(town):
    lines = town.streets[["name", "geometry"]].sample(frac=1, random_state=1)
    streets = geo.streets_from_lines(lines)
    assert streets.index.tolist() == lines.index.tolist()
    assert streets["name"].tolist() == lines["name"].tolist()
    same = geo.walks(streets, town.residents, town.places).table["distance"]
    np.testing.assert_allclose(same, geo.walks(town.streets, town.residents, town.places).table["distance"], atol=20)


def test_lines_meet_to_the_centimetre_at_their_ends_only():
    def lines(*spots):
        return gpd.GeoDataFrame(geometry=[shapely.LineString(one) for one in spots], crs="EPSG:28992")

    x, y = 176_000.0, 318_000.0
    meeting = lines([(x, y), (x + 50, y)], [(x + 50.004, y), (x + 90, y)])
    apart = lines([(x, y), (x + 50, y)], [(x + 50.2, y), (x + 90, y)])
    crossing = lines([(x, y), (x + 50, y)], [(x + 25, y - 10), (x + 25, y + 10)])
    nodes = [geo.streets_from_lines(each)[["from_node", "to_node"]].to_numpy() for each in (meeting, apart, crossing)]
    assert [len(np.unique(each)) for each in nodes] == [3, 4, 4]


def test_a_line_drawn_twice_is_one_street(town):
    lines = town.streets[["geometry"]].reset_index(drop=True)
    back = lines.set_geometry(lines.reverse()).set_axis(lines.index + 1000)
    both = geo.streets_from_lines(gpd.GeoDataFrame(geometry=[*lines.geometry, *back.geometry], crs=lines.crs))
    assert both.index.tolist() == lines.index.tolist()


def test_heights_of_lines_count_for_nothing():
    hill = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0, 0), (30, 40, 120)])], crs="EPSG:32632")
    hill.geometry = hill.translate(500_000, 5_200_000)
    assert geo.streets_from_lines(hill)["length"].tolist() == pytest.approx([50.0])
