"""The build of what is not known: a chance for every counted place, positions, walks and expected coverage."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.analysis.city import city_from_bundle
from geo.areas import read_area
from geo.bundle.store import read_bundle
from geo.library.tiny_inputs import write_town
from geo.pipeline.build import build
from geo.pipeline.certainty import with_existence
from geo.sources.certainty_settings import read_certainty_settings
from tests import ROOT

SETTINGS = read_certainty_settings(ROOT / "data" / "certainty.yaml")
CHANCES = ["existence_cautious", "existence", "existence_generous"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    area = read_area(write_town(folder))
    return build(area, folder / "inputs", folder / "bundle")


@pytest.fixture(scope="module")
def places():
    return read_bundle(ROOT / "data" / "maastricht").table("places")


def test_only_counted_places_have_a_chance(places):
    found = with_existence(places.drop(columns=CHANCES), SETTINGS)
    assert found[CHANCES].notna().all(axis=1).equals(places["counted"].astype(bool))
    assert found[CHANCES].isna().all(axis=1).equals(~places["counted"].astype(bool))


def test_the_chances_of_the_committed_bundle_follow_from_its_places_and_the_table(places):
    found = with_existence(places.drop(columns=CHANCES), SETTINGS)
    for column in CHANCES:
        np.testing.assert_allclose(found[column], places[column], atol=1e-9, err_msg=column)


def test_a_place_keeps_its_chance_whatever_stands_beside_it(places):
    counted = places[places["counted"]]
    # Years count from the newest confirmation, so one place of every date stays.
    few = pd.concat([counted.tail(30), counted.drop_duplicates("last_checked")]).drop_duplicates("place_id")
    assert len(few) < len(counted) / 2
    found = with_existence(few.drop(columns=CHANCES), SETTINGS)
    np.testing.assert_allclose(found["existence"], few["existence"], atol=1e-9)


def test_every_counted_place_stands_somewhere_and_nothing_else_does(built):
    counted = built.table("places").query("counted")["place_id"]
    assert set(built.table("positions")["place_id"]) == set(counted)


def test_walks_go_from_demand_points_to_positions_within_the_limit(built):
    walks, positions = built.table("position_walks"), built.table("positions")
    assert set(walks["from_id"]) <= set(built.table("demand")["demand_id"])
    spots = set(zip(positions["place_id"], positions["position"], strict=True))
    assert set(zip(walks["to_id"], walks["position"], strict=True)) <= spots
    assert walks["distance"].max() <= city_from_bundle(built).settings.longest_reach_m


def test_every_choice_of_the_reader_has_a_row_for_each_neighbourhood_and_the_whole(built):
    city = city_from_bundle(built)
    names = {*city.grouping.names, city.code}
    for _, rows in built.expected.groupby(["selection", "speed", "threshold"]):
        assert set(rows["neighbourhood"]) == names
        assert len(rows) == len(names)
    choices = built.expected[["selection", "speed", "threshold"]].drop_duplicates()
    assert len(choices) == 3 * len(city.settings.speeds_kmh) * len(city.settings.thresholds_min)


def test_the_whole_is_the_sum_of_its_neighbourhoods(built):
    city = city_from_bundle(built)
    for _, rows in built.expected.groupby(["selection", "speed", "threshold"]):
        parts, whole = rows[rows["neighbourhood"] != city.code], rows[rows["neighbourhood"] == city.code].iloc[0]
        for column in ("residents", "gap", "single", "looped"):
            assert parts[column].sum() == pytest.approx(whole[column], abs=1e-6)
