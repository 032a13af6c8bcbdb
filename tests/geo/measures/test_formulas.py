"""The formulas, on figures that were worked out by hand (`tests/towns/worked_town.py`)."""

from __future__ import annotations

import numpy as np

from geo.measures.access import functions_of
from geo.measures.formulas import (
    Redundancy,
    count_by_function,
    count_places,
    covered_residents,
    excess_minutes,
    is_redundancy,
    need_weighted,
    variety,
)
from geo.measures.grouping import Grouping, share_of
from geo.settings import metres_in, minutes_for
from tests.towns.worked_town import ALL, PLACE_TABLE, RESIDENTS


def test_coverage_within_3_minutes(worked_access):
    """At 4.8 km/h 3 minutes are 240 m: a, b and d have a place, c has not."""
    reach = metres_in(3, 4.8)
    covered = covered_residents(RESIDENTS, worked_access.nearest(), reach)
    assert covered.tolist() == [100.0, 40.0, 0.0, 20.0]
    areas = Grouping(("W", "E", "N"), np.array([0, 0, 1, 1]))
    per_area, people = areas.total(covered), areas.total(RESIDENTS)
    assert per_area.tolist() == [140.0, 20.0, 0.0]
    np.testing.assert_array_equal(share_of(per_area, people), [1.0, 0.25, np.nan])


def test_the_gap_and_its_depth_within_2_minutes(worked_access):
    """At 4.8 km/h, 80 m a minute: 2.5, 1.875, 3.5 and 2.875 minutes; beyond 2 minutes 0.5, 0, 1.5 and 0.875."""
    minutes = minutes_for(worked_access.nearest(), 4.8)
    assert minutes.tolist() == [2.5, 1.875, 3.5, 2.875]
    excess = excess_minutes(minutes, 2.0, 30.0)
    assert excess.tolist() == [0.5, 0.0, 1.5, 0.875]
    assert (RESIDENTS * excess).sum() == 50.0 + 90.0 + 17.5
    assert excess_minutes(minutes, 2.0, 3.0).tolist() == [0.5, 0.0, 1.0, 0.875]


def test_redundancy_within_5_minutes(worked_access):
    """400 m: a reaches p (r is 410 m away); b p and r; c q (r is 410 m away); d all three."""
    count = count_places(worked_access.within(400.0))
    assert count.tolist() == [1, 2, 1, 3]
    people = {level: RESIDENTS[is_redundancy(count, level)].sum() for level in Redundancy}
    assert people == {Redundancy.DRY: 0.0, Redundancy.SINGLE: 160.0, Redundancy.LOOPED: 60.0}


def test_variety_within_5_minutes(worked_access):
    """a meets and joins in at p; b moves at r too; c meets and develops at q; d finds all four."""

    def found(selected: np.ndarray) -> list[int]:
        return variety(count_by_function(worked_access.within(400.0, selected), functions_of(PLACE_TABLE))).tolist()

    assert found(ALL) == [2, 3, 2, 4]
    assert found(np.array([True, True, False])) == [2, 2, 2, 3]
    assert found(~ALL) == [0, 0, 0, 0]


def test_need_weights():
    """W has 20 % and 50 % need; of E the first is unknown and takes W's, the only one known."""
    needs = np.array([[0.2, 0.5], [0.2, 0.5], [np.nan, 0.0], [np.nan, 0.0]])
    weighted = need_weighted(RESIDENTS, needs, np.array([1.0, 2.0]))
    np.testing.assert_allclose(weighted, [220.0, 88.0, 72.0, 24.0])
