"""The groups of sites of which only one fits."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.siting.solver import cell_groups, group_around, too_near


@given(st.integers(0, 10_000), st.floats(50, 1500))
@settings(max_examples=40)
def test_of_each_group_only_one_site_fits(seed, min_distance_m):
    points = np.random.default_rng(seed).random((30, 2)) * 1000
    near = too_near(points, min_distance_m)
    groups = cell_groups(points, min_distance_m)
    first, second = np.nonzero(near)
    groups += [group_around(points, near, int(a), int(b)) for a, b in zip(first[:5], second[:5], strict=True)]
    for group in groups:
        rivals = near[np.ix_(group, group)]
        assert rivals.sum() == len(group) * (len(group) - 1)
    assert not near.diagonal().any()
    assert np.array_equal(near, near.T)
