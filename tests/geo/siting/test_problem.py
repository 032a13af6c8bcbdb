"""A smaller question with the same answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.siting.problem import reduce_problem
from tests.towns.siting_problems import random_problem


@given(st.integers(0, 10_000))
@settings(max_examples=30)
def test_reducing_the_question_keeps_its_answer(seed):
    problem = random_problem(seed, 40, 20)
    reduced = reduce_problem(problem, keep_alternatives=False)
    wider = reduce_problem(problem, keep_alternatives=True)
    assert reduced.weight.sum() == pytest.approx(problem.weight[problem.reaches.any(axis=1)].sum())
    assert set(reduced.candidates) <= set(wider.candidates)
    for candidate in range(problem.reaches.shape[1]):
        # Whatever it reaches, one that is left reaches too.
        rest = problem.reaches[:, candidate][:, None] & ~problem.reaches[:, reduced.candidates]
        assert not problem.reaches[:, candidate].any() or (~rest.any(axis=0)).any()
    assert len(np.unique(reduced.reaches, axis=0)) == len(reduced.weight)
