"""Dry postcodes as dots."""

from __future__ import annotations

from geo.vocabulary import Speed
from layers.walks import demand_layer, dry_points
from tests.layers.drawn import DUTCH, SETTINGS
from tests.towns.tiny_map import demand


def test_dry_points_are_those_without_a_place_in_reach():
    assert dry_points(demand(), 10, Speed.NORMAL, SETTINGS)["demand_id"].tolist() == ["6211AB", "6211AC"]
    assert dry_points(demand(), 15, Speed.NORMAL, SETTINGS)["demand_id"].tolist() == ["6211AC"]
    assert dry_points(demand(residents=[0.0, 0.0, 0.0]), 5, Speed.SLOW, SETTINGS).empty


def test_a_dot_grows_with_its_residents_and_says_how_far():
    rows = demand_layer(demand(), Speed.NORMAL, DUTCH, SETTINGS).data["rows"]
    radii = [row[3] for row in rows]
    assert radii == sorted(radii, reverse=True)
    assert rows[1][4] == "25 bewoners, 15 minuten van de dichtstbijzijnde plek"
    assert rows[2][4] == "9 bewoners, geen plek te bereiken"
