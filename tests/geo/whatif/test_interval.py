"""How sure a loss or gain is: no width without doubt, the same draws before and after, around what is expected."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from geo.analysis.city import City, evaluate_city
from geo.certainty.draws import homes_in
from geo.whatif.interval import change_interval, touched_rows
from geo.whatif.new_places import OpenedPlace
from geo.whatif.scenario import Change, Scenario, change
from tests.geo.certainty.possible_towns import counts_in, states
from tests.towns.uncertain_cities import LOOK, UNCERTAIN, uncertain_city
from tests.towns.whatif_cities import SEEDS, maastricht

ROUNDED = {"abs": 1e-6}


def asked(city: City, *, closed: frozenset[str] = frozenset(), walks: np.ndarray | None = None) -> Change:
    """Close places, and open some to which everyone's walk is given."""
    opened = () if walks is None else tuple(OpenedPlace(0.0, 0.0) for _ in range(walks.shape[1]))
    return change(city, evaluate_city(city, LOOK), Scenario(closed, opened), walks)


def ids_of(city: City, *, most: int) -> frozenset[str]:
    """The first places that take part: the uncertain ones come first."""
    return frozenset(map(str, city.access.place_ids[evaluate_city(city, LOOK).selected][:most]))


def expected(city: City, changed: Change) -> tuple[float, float]:
    return float(city.residents @ changed.lost), float(city.residents @ changed.won)


@given(SEEDS)
@settings(max_examples=30)
def test_without_doubt_it_has_no_width_and_is_the_exact_change(seed):
    city = uncertain_city(seed % 40, uncertain=0)
    walks = city.access.distance[:, :1] + 50.0
    changed = asked(city, closed=ids_of(city, most=3), walks=walks)
    found = change_interval(city, changed, draws=20)
    lost, won = expected(city, changed)
    assert found.lost == pytest.approx((lost, lost), **ROUNDED)
    assert found.won == pytest.approx((won, won), **ROUNDED)


@given(SEEDS)
@settings(max_examples=20)
def test_it_holds_what_the_list_of_all_states_says(seed):
    city = uncertain_city(seed % 40)
    changed = asked(city, closed=ids_of(city, most=2))
    before = changed.before
    places = city.possible.within(before.reach_m, before.selected)
    closes = np.flatnonzero(~changed.after.selected[before.selected])
    outcomes = []
    for chance, taken in states(places):
        stay = [at for at in taken if places.place[at] not in closes]
        gone = (counts_in(places, taken) > 0) & (counts_in(places, stay) == 0)
        outcomes.append((city.residents[gone].sum(), chance))
    value, chance = np.array(sorted(outcomes)).T
    # With 1000 draws the 5th percentile lies between the 2nd and the 8th: five standard errors off on either side.
    upto = np.cumsum(chance)
    ends = [value[min(np.searchsorted(upto, share), len(value) - 1)] for share in (0.015, 0.085, 0.915, 0.985)]
    found = change_interval(city, changed)
    assert ends[0] - 1e-6 <= found.lost[0] <= ends[1] + 1e-6
    assert ends[2] - 1e-6 <= found.lost[1] <= ends[3] + 1e-6
    assert (chance * value).sum() == pytest.approx(expected(city, changed)[0], **ROUNDED)
    assert found.won == (0.0, 0.0)


def test_what_is_expected_lies_between_the_ends_in_maastricht():
    city = maastricht()
    changed = change(city, evaluate_city(city, LOOK), Scenario(frozenset({"daalhoeve"})))
    found = change_interval(city, changed, draws=300)
    lost, _ = expected(city, changed)
    assert found.lost[0] < lost < found.lost[1]
    assert found.won == (0.0, 0.0)


@given(SEEDS)
@settings(max_examples=20)
def test_the_same_content_gives_the_same_answer(seed):
    city = uncertain_city(seed % 40)
    changed = asked(city, closed=ids_of(city, most=3))
    again = replace(city, possible=replace(city.possible, existence=dict(city.possible.existence)))
    assert change_interval(city, changed) == change_interval(again, asked(again, closed=ids_of(again, most=3)))


@given(SEEDS)
@settings(max_examples=20)
def test_a_place_that_closes_and_opens_again_at_the_same_spot_changes_nothing(seed):
    city = uncertain_city(seed % 40)
    sure = len(city.access.place_ids) - 1
    assert sure >= UNCERTAIN
    closed = frozenset({str(city.access.place_ids[sure])})
    if not evaluate_city(city, LOOK).selected[sure]:
        return
    changed = asked(city, closed=closed, walks=city.access.distance[:, [sure]])
    found = change_interval(city, changed)
    assert found.lost == (0.0, 0.0)
    assert found.won == (0.0, 0.0)


@given(SEEDS)
@settings(max_examples=20)
def test_places_that_come_and_go_are_never_lost_to_one_that_opens(seed):
    city = uncertain_city(seed % 40)
    city = replace(city, demand=city.demand.assign(postcode="6211AA"))
    dry = evaluate_city(city, LOOK).levels.dry
    walks = np.full((len(dry), 1), np.inf)
    walks[dry.argmax()] = 0.0
    found = change_interval(city, asked(city, walks=walks))
    # All homes share a postcode, so all are drawn; unpaired draws would lose who had an uncertain place before.
    assert found.lost == (0.0, 0.0)
    assert found.won[1] > 0


def test_nothing_that_changes_has_no_width():
    city = uncertain_city(1)
    found = change_interval(city, asked(city))
    assert (found.lost, found.won) == ((0.0, 0.0), (0.0, 0.0))


def test_where_nothing_is_weighed_there_is_one_answer():
    city = uncertain_city(1)
    without = change(city, evaluate_city(city, replace(LOOK, with_uncertain=False)), Scenario(ids_of(city, most=1)))
    assert change_interval(city, without) is None
    plain = replace(city, possible=None)
    assert change_interval(plain, asked(plain, closed=ids_of(plain, most=1))) is None


def test_all_homes_of_a_postcode_are_drawn_when_one_is_touched():
    city = uncertain_city(1)
    shared = replace(city, demand=city.demand.assign(postcode=np.arange(len(city.residents)) // 2))
    touched = np.zeros(len(city.residents), dtype=bool)
    touched[[3, 8]] = True
    rows = touched_rows(shared, touched)
    assert rows.tolist() == [2, 3, 8, 9]
    homes = homes_in(shared.demand.iloc[rows], shared.residents[rows])
    assert homes.postcode.tolist() == [0, 0, 1, 1]
    assert homes.residents.tolist() == city.residents[rows].tolist()


def test_an_opened_place_wins_no_more_than_whoever_lives_within_its_reach():
    city = uncertain_city(2)
    home = shapely.get_coordinates(city.demand.geometry.to_numpy())[0]
    scenario = Scenario(opened=(OpenedPlace(float(home[0]), float(home[1])),))
    changed = change(city, evaluate_city(city, LOOK), scenario)
    near = changed.after.opened_m <= changed.after.reach_m
    found = change_interval(city, changed)
    assert 0 <= found.won[0] <= found.won[1] <= city.residents[near].sum() + 1e-6
    assert found.lost == (0.0, 0.0)
