"""The value of knowing, against the list of everything that could be."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from geo.certainty.expected import reach_chances
from geo.certainty.value_of_knowing import value_of_knowing
from tests.geo.certainty.possible_towns import counts_in, possible, states, towns


def spread(outcomes):
    chance, value = np.array([c for c, _ in outcomes]), np.array([v for _, v in outcomes])
    mean = (chance * value).sum()
    return (chance * (value - mean) ** 2).sum()


@given(towns())
def test_knowing_a_place_narrows_as_much_as_the_list_of_all_states_says(town):
    places, homes = town
    listed = [(chance, taken, homes.residents[counts_in(places, taken) > 0].sum()) for chance, taken in states(places)]
    found = value_of_knowing(places, reach_chances(places), homes.residents)
    for place in range(len(places.existence)):
        mine = set(np.flatnonzero(places.place == place).tolist())
        by_spot, by_existence = {}, {}
        for chance, taken, covered in listed:
            spot = next((at for at in taken if at in mine), None)
            for known, key in ((by_spot, spot), (by_existence, spot is None)):
                total, value = known.get(key, (0.0, 0.0))
                known[key] = (total + chance, value + chance * covered)
        existence, both = (spread([(c, v / c) for c, v in known.values()]) for known in (by_existence, by_spot))
        np.testing.assert_allclose([found.existence[place], found.both[place]], [existence, both], atol=1e-7)


def test_what_is_known_is_worth_nothing_to_know():
    places = possible([[1, 0], [1, 1]], [0, 1], [1.0, 0.0])
    found = value_of_knowing(places, reach_chances(places), np.array([10.0, 20.0]))
    assert found.both.tolist() == [0.0, 0.0]
