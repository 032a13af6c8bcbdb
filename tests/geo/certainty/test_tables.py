"""The tables of what is not known, as the committed bundle of Maastricht holds them."""

from __future__ import annotations

from math import prod

import numpy as np
import pandas as pd
import pytest

from geo.analysis.city import city_from_bundle
from geo.bundle.store import read_bundle
from geo.vocabulary import SELECTION_KINDS, Selection, Speed
from tests import ROOT

ROUNDED = 5.1e-9
"""The bundle keeps eight decimals: half a unit of the last, and a little for sums in another order."""


@pytest.fixture(scope="module")
def bundle():
    return read_bundle(ROOT / "data" / "maastricht")


@pytest.fixture(scope="module")
def city(bundle):
    return city_from_bundle(bundle)


def dry_by_hand(bundle, kinds, reach, column) -> pd.Series:
    """The chance that nothing is within reach: the product over all places of 1 - e_j q_jk, from the stored tables."""
    places = bundle.table("places")
    chosen = places[places["counted"] & places["kind"].isin(kinds)].set_index("place_id")[column]
    positions = bundle.table("positions").groupby("place_id").size()
    walks = bundle.table("position_walks")
    near = walks[(walks["distance"] <= reach) & walks["to_id"].isin(chosen.index)]
    hits = near.groupby(["from_id", "to_id"]).size()
    place = hits.index.get_level_values("to_id")
    chance = hits.to_numpy() * chosen.loc[place].to_numpy() / positions.loc[place].to_numpy()
    miss = pd.Series(1.0 - chance, index=hits.index.get_level_values("from_id"))
    return miss.groupby(level=0).agg(prod).reindex(bundle.table("demand")["demand_id"], fill_value=1.0)


@pytest.mark.parametrize("model", ["", "_cautious", "_generous"])
@pytest.mark.parametrize(
    ("selection", "speed", "threshold"),
    [
        (Selection.HEADLINE, Speed.NORMAL, 10),
        (Selection.HEADLINE, Speed.SLOW, 5),
        *((one, Speed.NORMAL, 15) for one in Selection if one is not Selection.HEADLINE),
    ],
)
def test_expected_coverage_is_what_the_stored_positions_give(bundle, city, model, selection, speed, threshold):
    reach = city.settings.reach_m(threshold, speed)
    kinds = [kind.value for kind in SELECTION_KINDS[selection]]
    dry = dry_by_hand(bundle, kinds, reach, f"existence{model}").to_numpy()
    demand = bundle.table("demand")
    people = demand["residents"].to_numpy()
    rows = bundle.expected
    rows = rows[(rows["selection"] == selection) & (rows["speed"] == speed) & (rows["threshold"] == threshold)]
    stored = rows.set_index("neighbourhood")
    assert stored.loc[city.code, f"coverage{model}"] == pytest.approx(people @ (1 - dry) / people.sum(), abs=ROUNDED)
    for code, inside in demand.groupby("neighbourhood").indices.items():
        covered = people[inside] @ (1 - dry[inside])
        if people[inside].sum() > 0:
            assert stored.loc[code, f"coverage{model}"] == pytest.approx(covered / people[inside].sum(), abs=ROUNDED)
        else:
            assert np.isnan(stored.loc[code, f"coverage{model}"])


def test_a_longer_threshold_and_a_faster_walk_never_lower_it(bundle):
    for _, rows in bundle.expected.groupby(["neighbourhood", "selection", "speed"]):
        for column in ("coverage", "coverage_cautious", "coverage_generous"):
            steps = rows.sort_values("threshold")[column].diff().dropna()
            assert (steps >= 0).all()
    table = bundle.expected.set_index(["neighbourhood", "selection", "threshold"])
    slow, normal = (table[table["speed"] == speed]["coverage"] for speed in (Speed.SLOW, Speed.NORMAL))
    assert ((normal - slow).dropna() >= 0).all()


def test_it_lies_between_the_cautious_and_the_generous_table(bundle):
    rows = bundle.expected.dropna(subset=["coverage"])
    assert (rows["coverage_cautious"] <= rows["coverage"]).all()
    assert (rows["coverage"] <= rows["coverage_generous"]).all()
    ends = rows[["low", "fifth", "median", "four_fifths", "high"]]
    assert (ends.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert ((rows["error"] >= 0) & (rows["low"] >= 0) & (rows["high"] <= 1)).all()


def test_dry_single_and_looped_are_everyone(bundle):
    rows = bundle.expected
    together = rows["gap"] + rows["single"] + rows["looped"]
    np.testing.assert_allclose(together, rows["residents"], atol=1e-6)
    known = rows.dropna(subset=["coverage"])
    np.testing.assert_allclose(known["gap"], known["residents"] * (1 - known["coverage"]), atol=1e-3)


def test_ranks_are_those_of_the_neighbourhoods_that_are_ranked(bundle):
    for _, rows in bundle.expected.groupby(["selection", "speed", "threshold"]):
        ranked = rows.dropna(subset=["among_driest"])
        assert (ranked["rank_low"] <= ranked["rank_high"]).all()
        assert ranked["rank_low"].min() >= 1
        assert ranked["rank_high"].max() <= len(ranked)
        assert rows["rank_low"].notna().equals(rows["among_driest"].notna())


def test_no_walk_goes_beyond_the_longest_threshold_at_the_fastest_speed(bundle, city):
    walks = bundle.table("position_walks")
    assert walks["distance"].min() >= 0
    assert walks["distance"].max() <= city.settings.longest_reach_m
    assert not walks.duplicated(["from_id", "to_id", "position"]).any()


def test_every_counted_place_has_positions_numbered_from_nought(bundle):
    places, positions = bundle.table("places"), bundle.table("positions")
    assert set(positions["place_id"]) == set(places.loc[places["counted"], "place_id"])
    numbered = positions.groupby("place_id")["position"].agg(["min", "max", "size"])
    assert (numbered["min"] == 0).all()
    assert (numbered["max"] + 1 == numbered["size"]).all()
    walks = bundle.table("position_walks")
    last = walks.groupby("to_id")["position"].max()
    assert (last < numbered["size"].loc[last.index]).all()
    chances = places.loc[places["counted"], ["existence_cautious", "existence", "existence_generous"]]
    assert (chances.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert chances["existence_cautious"].min() >= 0
    assert chances["existence_generous"].max() <= 1
    assert places.loc[~places["counted"], "existence"].isna().all()
