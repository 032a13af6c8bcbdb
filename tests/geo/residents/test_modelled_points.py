"""A few residents whom no postcode shows are put amid their streets, and nobody else is moved."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.residents.modelled_points import MOST_RESIDENTS, with_stand_ins
from geo.residents.totals import SCALED, reconcile

RD = "EPSG:28992"
CODES = ["BU00010000", "BU00010001", "BU00010002"]
SQUARES = [shapely.box(column * 100, 0, column * 100 + 100, 100) for column in range(3)]
NEIGHBOURHOODS = GeoDataFrame({"neighbourhood": CODES}, geometry=SQUARES, crs=RD)
STREETS = GeoDataFrame(
    geometry=[
        shapely.LineString([(110, 50), (130, 50)]),
        shapely.LineString([(140, 50), (160, 50)]),
        shapely.LineString([(170, 50), (190, 50)]),
        shapely.LineString([(90, 10), (90, 30)]),
    ],
    crs=RD,
)


def demand(residents):
    points = [shapely.Point(50 + 100 * n, 20) for n in range(len(residents))]
    columns = {
        "demand_id": [f"1000A{chr(65 + n)}" for n in range(len(residents))],
        "neighbourhood": CODES[: len(residents)],
        "year": 2024,
        **{name: [float(value) for value in residents] for name in SCALED},
    }
    return GeoDataFrame(columns, geometry=points, crs=RD)


def totals(*residents):
    columns = {"residents": [float(value) for value in residents], "residents_year": 2025}
    return pd.DataFrame({"neighbourhood": CODES, **columns, "residents_source": "neighbourhoods"})


def test_the_few_of_a_neighbourhood_without_a_point_get_one_amid_its_streets():
    table, added = with_stand_ins(demand([50]), NEIGHBOURHOODS, totals(50, 15, 0), STREETS)

    assert added == ("BU00010001",)
    point = table.set_index("demand_id").loc["BU00010001"]
    assert point["residents"] == 15.0
    assert point["year"] == 2025
    assert point["neighbourhood"] == "BU00010001"
    assert pd.isna(point["households"])
    assert point.geometry.equals(shapely.Point(150, 50))
    assert table.crs == RD


def test_without_any_street_the_point_lies_within():
    table, added = with_stand_ins(demand([50, 50]), NEIGHBOURHOODS, totals(50, 50, 10), STREETS)

    assert added == ("BU00010002",)
    assert SQUARES[2].contains(table.geometry.iloc[-1])


def test_points_that_say_nobody_or_nothing_do_not_hide_the_few():
    table, added = with_stand_ins(demand([50, float("nan"), 0]), NEIGHBOURHOODS, totals(50, 15, 20), STREETS)

    assert added == ("BU00010001", "BU00010002")
    assert reconcile(table, totals(50, 15, 20)).demand["residents"].sum() == pytest.approx(85)


def test_many_without_a_point_stay_a_fault():
    too_many = totals(50, MOST_RESIDENTS + 1, 0)
    table, added = with_stand_ins(demand([50]), NEIGHBOURHOODS, too_many, STREETS)

    assert added == ()
    with pytest.raises(InputError, match="no demand point with residents"):
        reconcile(table, too_many)


@given(
    shown=st.lists(st.integers(1, 500), min_size=3, max_size=3),
    official=st.lists(st.integers(0, 500), min_size=3, max_size=3),
)
def test_nothing_is_added_where_residents_are_shown(shown, official):
    before = demand(shown)
    table, added = with_stand_ins(before, NEIGHBOURHOODS, totals(*official), STREETS)

    assert added == ()
    assert table is before


@given(st.lists(st.integers(0, int(MOST_RESIDENTS)), min_size=3, max_size=3).filter(any))
def test_everyone_is_somewhere_whatever_the_totals(official):
    table, added = with_stand_ins(demand([]), NEIGHBOURHOODS, totals(*official), STREETS)
    found = reconcile(table, totals(*official)).demand

    assert found["residents"].sum() == pytest.approx(sum(official))
    assert set(added) == {code for code, count in zip(CODES, official, strict=True) if count}
