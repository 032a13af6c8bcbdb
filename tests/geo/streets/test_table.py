"""The table of streets: ends that meet, names as text, and every street once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.streets.table import meeting_ends, one_row_per_street, street_names
from tests.towns.small_networks import patient, street_lists


def test_ends_on_one_spot_have_one_number():
    lines = shapely.linestrings([[(0, 0), (5, 0)], [(5.004, 0), (9, 0)], [(5.02, 0), (9, 0)], [(9, 0), (0, 0)]])
    start, end = meeting_ends(lines)
    assert end[0] == start[1] != start[2]
    assert end[1] == end[2] == start[3]
    assert start[0] == end[3]


def test_names_are_text_or_none():
    assert street_names(["A", ["B", "A"], None, float("nan"), 3]).tolist() == ["A", "A / B", None, None, None]


@given(streets=street_lists(), twice=st.booleans(), seed=st.integers(0, 99))
@patient(100)
def test_a_street_that_is_drawn_twice_is_one(streets, twice, seed):
    start = np.array([street.start for street in streets])
    end = np.array([street.end for street in streets])
    lines = np.array([street.line for street in streets], dtype=object)
    if twice:
        start, end = np.concatenate([start, end]), np.concatenate([end, start])
        lines = np.concatenate([lines, shapely.reverse(lines)])
    order = np.random.default_rng(seed).permutation(len(lines))
    index = pd.Index([f"s{row}" for row in order])
    table = one_row_per_street(
        start[order], end[order], lines[order], np.full(len(lines), None, dtype=object), index, "EPSG:28992"
    )
    one_way = {(min(one.start, one.end), max(one.start, one.end), shapely.normalize(one.line).wkb) for one in streets}
    assert len(table) == len(one_way)
    assert (table["from_node"] <= table["to_node"]).all()
    for row in table.itertuples():
        street = streets[int(str(row.Index)[1:]) % len(streets)]
        assert row.geometry.coords[0] == (street if street.start <= street.end else _turned(street)).line.coords[0]
        assert row.length == pytest.approx(street.line.length)


def _turned(street):
    return type(street)(street.end, street.start, street.line.reverse())
