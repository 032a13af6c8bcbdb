"""What is worth knowing: against the list of all states, and nothing for what is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from geo.analysis.city import City, evaluate_city
from geo.analysis.unknowns import unknowns
from tests.geo.certainty.possible_towns import counts_in, states
from tests.towns.uncertain_cities import LOOK, UNCERTAIN, uncertain_city
from tests.towns.whatif_cities import SEEDS, maastricht


def with_chances(city: City) -> City:
    """Put the chances in the table of places too, as a bundle has them."""
    return replace(city, places=city.places.assign(existence=city.possible.existence[""]))


def variance(chance: np.ndarray, value: np.ndarray) -> float:
    mean = (chance * value).sum() / chance.sum()
    return float((chance * (value - mean) ** 2).sum() / chance.sum())


@given(SEEDS)
@settings(max_examples=15)
def test_the_worth_of_a_call_is_that_of_the_list_of_all_states(seed):
    city = with_chances(uncertain_city(seed % 40))
    today = evaluate_city(city, LOOK)
    places = city.possible.within(today.reach_m, today.selected)
    listed = [(chance, taken, city.residents[counts_in(places, taken) > 0].sum()) for chance, taken in states(places)]
    chance, covered = (np.array([each[index] for each in listed]) for index in (0, 2))
    whole = variance(chance, covered)
    table = unknowns(city, today).set_index("place_id")
    assert table["narrows"].is_monotonic_decreasing
    for number, place_id in enumerate(city.access.place_ids[today.selected]):
        mine = set(np.flatnonzero(places.place == number).tolist())
        there = np.array([bool(mine & set(taken)) for _, taken, _ in listed])
        mean = {here: np.average(covered[there == here], weights=chance[there == here]) for here in set(there.tolist())}
        if len(mean) < 2:
            assert place_id not in table.index or table.loc[place_id, "existence_share"] == 0
            continue
        differs = abs(mean[True] - mean[False])
        if place_id not in table.index:
            # Left out: known for sure it would narrow the interval by less than a thousandth, or by what draws miss.
            assert chance[there].sum() * chance[~there].sum() * differs**2 < 0.005 * max(whole, 1e-9)
            continue
        row = table.loc[place_id]
        assert row["residents"] == pytest.approx(differs, abs=1e-6)
        share = chance[there].sum() * chance[~there].sum() * differs**2 / whole
        # The variance itself comes from 1000 draws: within a fifth of the exact one.
        assert row["existence_share"] == pytest.approx(share, rel=0.25, abs=1e-9)


def test_what_is_certain_is_not_worth_a_call():
    city = with_chances(uncertain_city(3))
    known = set(map(str, city.access.place_ids[UNCERTAIN:]))
    table = unknowns(city, evaluate_city(city, LOOK))
    assert len(table) > 0
    assert not known & set(table["place_id"])


def test_where_nothing_is_uncertain_nobody_is_called():
    city = with_chances(uncertain_city(3, uncertain=0))
    assert unknowns(city, evaluate_city(city, LOOK)).empty
    some = with_chances(uncertain_city(3))
    assert unknowns(some, evaluate_city(some, replace(LOOK, with_uncertain=False))).empty
    assert unknowns(replace(some, possible=None), evaluate_city(some, LOOK)).empty


def test_for_one_neighbourhood_only_places_near_it_are_called():
    city = with_chances(uncertain_city(5))
    today = evaluate_city(city, LOOK)
    places = city.possible.within(today.reach_m, today.selected)
    ids = city.access.place_ids[today.selected]
    for code in city.grouping.names:
        inside = (city.demand["neighbourhood"] == code).to_numpy() & (city.residents > 0)
        near = {str(ids[one]) for one in places.place[places.reach[inside].toarray().any(axis=0)]}
        table = unknowns(city, today, code)
        assert set(table["place_id"]) <= near
        assert (table["residents"] <= city.residents[inside].sum() + 1e-6).all()


def test_in_maastricht_shares_stay_within_the_whole():
    city = maastricht()
    today = evaluate_city(city, LOOK)
    table = unknowns(city, today)
    assert (table["existence_share"] >= 0).all()
    assert (table["position_share"] >= 0).all()
    assert table["narrows"].between(0, 1).all()
    assert (table["existence_share"] + table["position_share"]).sum() < 1.2
    assert unknowns(city, today).equals(table)
