"""What each of the best sites is worth, and what is near it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csc_array

from geo.siting.best import Method, Siting, best_sites
from geo.siting.candidates import Candidates, candidates_from_site_walks
from geo.siting.problem import SitingProblem, siting_problem
from geo.siting.reasons import NEARBY_M, explain_sites, nearby_places
from tests.towns.siting_problems import maastricht_question
from tests.towns.whatif_cities import tiny_city


def test_each_site_is_explained():
    city, evaluation, walks = maastricht_question()
    candidates = candidates_from_site_walks(city, walks, evaluation.assumptions)
    problem = siting_problem(evaluation, candidates, city.residents)
    found = best_sites(problem, 3)
    reasons = explain_sites(city, candidates, problem, found)
    assert [reason.candidate for reason in reasons] == list(found.chosen)
    assert sum(reason.alone.residents for reason in reasons) <= found.value + 1e-6
    for reason in reasons:
        assert reason.site_id == candidates.ids[reason.candidate]
        assert sum(reason.by_neighbourhood.values()) == pytest.approx(reason.reaches.residents)
        assert sum(reason.reaches.by_age.values()) == pytest.approx(reason.reaches.residents)
        assert (reason.nearby["metres"] <= NEARBY_M).all()
        assert reason.nearby["metres"].is_monotonic_increasing


def test_sites_that_overlap_share_their_people():
    city = tiny_city()
    both = np.ones((len(city.residents), 2), dtype=bool)
    codes = np.array(city.grouping.names[:2], dtype=object)
    candidates = Candidates(np.array(["a", "b"], dtype=object), np.zeros((2, 2)), codes, csc_array(both))
    problem = SitingProblem(city.residents, both, candidates.points, np.ones(len(city.residents)))
    reasons = explain_sites(city, candidates, problem, Siting((0, 1), 0.0, 0.0, Method.OPTIMAL, 0.0))
    assert reasons[0].reaches.residents == pytest.approx(city.residents.sum())
    assert reasons[0].alone.residents == 0


def test_nearby_are_places_whose_point_is_known():
    city = tiny_city()
    library = city.all_places.set_index("place_id").geometry["bibliotheek"]
    found = nearby_places(city, library.x, library.y, within_m=5_000)
    assert found["place_id"].iloc[0] == "bibliotheek"
    assert bool(found["could_host"].iloc[0])
    # Of the sports hall only the neighbourhood is known, of the other nothing.
    assert not {"gymzaal", "praathuis"} & set(found["place_id"])
    assert isinstance(found, pd.DataFrame)
    assert nearby_places(city, 0.0, 0.0).empty
