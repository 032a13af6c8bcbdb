"""The ground of the map: what it covers, who walks where, and borders that stay shared."""

from __future__ import annotations

import json

import pytest
import shapely

from geo.streets.water import water_areas
from geo.vocabulary import RD
from layers.background import FLOW_BREAKS, flow_classes, make_background
from layers.walks import flow_labels
from tests.browser.map_text import decoded
from tests.layers.drawn import DUTCH, background
from tests.towns.tiny_map import X, Y, neighbourhoods, streets, water


@pytest.mark.parametrize(
    ("flow", "class_"), [(0, 0), (0.9, 0), (1, 1), (49, 1), (50, 2), (999, 4), (1000, 5), (1e6, 5)]
)
def test_classes_of_flow(flow, class_):
    assert flow_classes([flow]).tolist() == [class_]


def test_the_background_knows_how_much_street_carries_whom():
    assert background().flow_metres == pytest.approx((1400, 1400, 1400, 0, 0, 1400))
    assert len(flow_labels(DUTCH)) == len(FLOW_BREAKS)


def test_the_background_covers_the_neighbourhoods():
    south, west, north, east = background().bounds
    assert 50.8 < south < north < 50.9
    assert 5.6 < west < east < 5.8


def test_borders_that_neighbours_share_stay_shared():
    border = [(X + 500 + (i % 2), Y + 10 * i) for i in range(51)]
    left = shapely.Polygon([(X, Y), *border, (X, Y + 500)])
    right = shapely.Polygon([*border, (X + 1000, Y + 500), (X + 1000, Y)])
    table = neighbourhoods()[:2].set_geometry([left, right], crs=RD)
    script = make_background(table, streets(), water_areas(water(), 50)).script
    sent = json.loads(script.removeprefix("riool.setBackground(").removesuffix(");"))
    one, other = (decoded(row[4])[0] for row in sent["neighbourhoods"])
    shared = set(one) & set(other)
    assert len(shared) >= 2
    assert len(one) < 10
    assert shapely.Polygon(one).intersection(shapely.Polygon(other)).area == pytest.approx(0, abs=1e-12)
