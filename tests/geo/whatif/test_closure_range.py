"""What closing comes to with and without the uncertain places."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from geo.analysis.city import evaluate_city
from geo.errors import QuestionError
from geo.measures.assumptions import Assumptions
from geo.whatif.closure import closure
from geo.whatif.closure_range import closure_range
from tests.towns.whatif_cities import LOOKS, SEEDS, invented_city, maastricht, tiny_city


@given(SEEDS, LOOKS)
@settings(max_examples=20)
def test_both_ends_are_closures(seed, look):
    city = invented_city(seed % 20)
    place = str(city.access.place_ids[0])
    found = closure_range(city, [place], look)
    for end, counted in ((found.every, True), (found.certain, False)):
        alone = closure(city, evaluate_city(city, replace(look, with_uncertain=counted)), [place])
        if end is None:
            assert not alone.closed
        else:
            assert end.closed == alone.closed
            assert end.scale.no_longer_covered.residents == alone.scale.no_longer_covered.residents
    assert found.least <= found.every.scale.no_longer_covered.residents <= found.most


def test_where_no_certain_place_closes_there_is_one_figure():
    city = tiny_city()
    doubtful = city.places.assign(uncertain=city.places["place_id"] == "huiskamer")
    found = closure_range(replace(city, places=doubtful), ["huiskamer"])
    assert found.every.closed == ("huiskamer",)
    assert found.certain is None
    assert found.least == found.most
    assert not found.differs


def test_without_uncertain_places_nothing_differs():
    city = tiny_city()
    sure = replace(city, places=city.places.assign(uncertain=False))
    assert not closure_range(sure, ["huiskamer"]).differs


def test_a_place_beside_an_uncertain_one_is_missed_more_when_that_is_not_there():
    city = maastricht()
    found = closure_range(city, ["lefteam"])
    assert found.certain is not None
    assert found.differs
    assert found.most == found.certain.scale.no_longer_covered.residents
    headline = Assumptions.headline(city.settings)
    assert found.least == closure(city, evaluate_city(city, headline), ["lefteam"]).scale.no_longer_covered.residents


def test_closing_nothing_is_no_question():
    with pytest.raises(QuestionError):
        closure_range(tiny_city(), [])
