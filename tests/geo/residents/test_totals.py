"""Every demand point lies in one neighbourhood, and every neighbourhood adds up to its official total."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.residents.age_bands import fill_age_bands
from geo.residents.totals import SCALED, official_totals, place_in_neighbourhoods, reconcile
from geo.sources.cbs.key_figures import read_key_figures
from geo.sources.cbs.neighbourhoods import read_neighbourhoods
from geo.sources.cbs.postcode6 import read_postcode6
from geo.vocabulary import AGE_BANDS
from tests.towns.tiny_layers import RD, SIDE, point, square

CODES = ("BU09350000", "BU09350001", "BU09350002")
# Tables are slow on a busy machine; how long an example takes is not what these tests are about.
PATIENT = settings(deadline=None, max_examples=50)


def neighbourhoods(*, residents=(100.0, 200.0, 300.0), year=2017):
    columns = {"neighbourhood": CODES, "residents": residents, "year": year}
    return GeoDataFrame(columns, geometry=[square(place) for place in range(3)], crs=RD)


def demand(points, **columns):
    count = len(points)
    table = {
        "demand_id": [f"6211A{chr(65 + number)}" for number in range(count)],
        "residents": 10.0,
        **dict.fromkeys(AGE_BANDS, 2.0),
        "households": 5.0,
        "one_person_households": 2.0,
        "benefits": 1.0,
        "year": 2021,
    }
    return GeoDataFrame({**table, **columns}, geometry=points, crs=RD)


def placed(points, **columns):
    return place_in_neighbourhoods(demand(points, **columns), neighbourhoods())


def test_a_point_lies_in_the_neighbourhood_that_holds_it():
    table = placed([point(2500), point(500), point(1500)])

    assert list(table["neighbourhood"]) == [CODES[2], CODES[0], CODES[1]]
    assert list(table["demand_id"]) == ["6211AA", "6211AB", "6211AC"]


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_a_point_on_a_shared_border_belongs_to_the_first_code_and_to_no_other(order):
    areas = neighbourhoods().iloc[order]

    table = place_in_neighbourhoods(demand([point(SIDE), point(2 * SIDE)]), areas)

    assert list(table["neighbourhood"]) == [CODES[0], CODES[1]]


def test_a_point_just_outside_belongs_to_the_nearest():
    table = placed([point(-99), point(3050), point(1400, -20)])

    assert list(table["neighbourhood"]) == [CODES[0], CODES[2], CODES[1]]


def test_a_point_equally_near_to_two_belongs_to_the_first_code():
    assert list(placed([point(SIDE, -30)])["neighbourhood"]) == [CODES[0]]


def test_every_postcode_outside_every_neighbourhood_is_named():
    points = demand([point(500), point(-101), point(50_000)])

    with pytest.raises(InputError) as caught:
        place_in_neighbourhoods(points, neighbourhoods(), file="pc6.gpkg")

    assert [(fault.file, fault.row) for fault in caught.value.faults] == [
        ("pc6.gpkg", "6211AB"),
        ("pc6.gpkg", "6211AC"),
    ]
    assert "outside every neighbourhood" in str(caught.value)
    assert "within 100 m" in str(caught.value)


def test_the_tolerance_is_a_choice():
    points = demand([point(-50)])

    assert list(place_in_neighbourhoods(points, neighbourhoods(), tolerance_m=50)["neighbourhood"]) == [CODES[0]]
    with pytest.raises(InputError, match="within 49 m"):
        place_in_neighbourhoods(points, neighbourhoods(), tolerance_m=49)


PLACES = st.lists(
    st.tuples(st.integers(-90, 3090), st.integers(-60, 1060)).filter(lambda xy: -60 <= xy[0] <= 3060),
    min_size=1,
    max_size=12,
    unique=True,
)


@PATIENT
@given(PLACES)
def test_placing_agrees_with_measuring_every_distance(places):
    areas = neighbourhoods()
    points = [point(x, y) for x, y in places]

    table = placed(points)

    for row in table.itertuples():
        metres = [shapely.distance(row.geometry, area) for area in areas.geometry]
        assert row.neighbourhood == CODES[int(np.argmin(metres))]


@PATIENT
@given(PLACES, st.randoms(use_true_random=False))
def test_the_order_of_the_points_does_not_matter(places, random):
    table = placed([point(x, y) for x, y in places])
    order = list(range(len(table)))
    random.shuffle(order)

    again = place_in_neighbourhoods(table.drop(columns="neighbourhood").iloc[order], neighbourhoods())

    assert again["neighbourhood"].to_dict() == table["neighbourhood"].to_dict()


def totals_of(key_figures, points=None, **choices):
    table = demand([point(500), point(1500), point(2500)], neighbourhood=CODES) if points is None else points
    return official_totals(neighbourhoods(**choices), key_figures, table).set_index("neighbourhood")


def key_figures(residents, year=2025):
    return pd.DataFrame({"neighbourhood": CODES, "residents": residents, "year": year})


def test_the_latest_official_year_is_taken_per_neighbourhood():
    totals = totals_of(key_figures([110.0, np.nan, 0.0]))

    assert totals["residents"].tolist() == [110.0, 200.0, 0.0]
    assert totals["residents_year"].tolist() == [2025, 2017, 2025]
    assert totals["residents_source"].tolist() == ["key_figures", "neighbourhoods", "key_figures"]


def test_older_key_figures_do_not_replace_newer_neighbourhoods():
    totals = totals_of(key_figures([1.0, 1.0, 1.0], year=2016))

    assert totals["residents"].tolist() == [100.0, 200.0, 300.0]


def test_of_one_year_the_key_figures_are_taken():
    assert totals_of(key_figures([1.0, 2.0, 3.0], year=2017))["residents"].tolist() == [1.0, 2.0, 3.0]


def test_without_any_official_figure_the_sum_of_the_points_is_taken_and_said():
    totals = totals_of(None, residents=(100.0, np.nan, 300.0))

    assert totals.loc[CODES[1]].tolist() == [10.0, 2021, "demand"]
    assert totals.loc[CODES[0], "residents_source"] == "neighbourhoods"


def test_a_neighbourhood_without_figures_and_without_points_has_nobody():
    points = demand([point(500)], neighbourhood=CODES[:1])

    totals = totals_of(None, points, residents=(100.0, np.nan, 0.0))

    assert totals.loc[CODES[1]].tolist() == [0.0, 2021, "demand"]


def test_figures_of_other_neighbourhoods_are_left_aside():
    figures = pd.DataFrame({"neighbourhood": ["BU03630000"], "residents": [9.0], "year": [2025]})

    assert list(totals_of(figures).index) == list(CODES)


def totals(residents):
    columns = {
        "neighbourhood": CODES,
        "residents": residents,
        "residents_year": 2025,
        "residents_source": "key_figures",
    }
    return pd.DataFrame(columns)


def test_counts_follow_the_factor_of_their_neighbourhood():
    points = demand(
        [point(1), point(2), point(3)], residents=[10.0, 30.0, 5.0], neighbourhood=[CODES[0]] * 2 + [CODES[1]]
    )

    result = reconcile(points, totals([60.0, 5.0, 0.0]))

    assert result.demand["residents"].tolist() == [15.0, 45.0, 5.0]
    assert result.demand["residents_published"].tolist() == [10.0, 30.0, 5.0]
    assert result.demand["age_65_plus"].tolist() == [3.0, 3.0, 2.0]
    assert result.demand["households"].tolist() == [7.5, 7.5, 5.0]
    assert result.demand["benefits"].tolist() == [1.5, 1.5, 1.0]
    factors = result.factors.set_index("neighbourhood")
    assert factors["residents_published"].tolist() == [40.0, 5.0, 0.0]
    assert factors["residents_factor"].tolist()[:2] == [1.5, 1.0]
    assert np.isnan(factors.loc[CODES[2], "residents_factor"])


def test_unknown_counts_stay_unknown():
    points = demand([point(1)], neighbourhood=CODES[0], benefits=np.nan)

    result = reconcile(points, totals([20.0, 0.0, 0.0]))

    assert result.demand["benefits"].isna().all()
    assert result.demand["households"].tolist() == [10.0]


def test_a_point_with_unknown_residents_is_left_out_and_named():
    points = demand([point(1), point(2)], neighbourhood=CODES[0], residents=[10.0, np.nan])

    result = reconcile(points, totals([20.0, 0.0, 0.0]))

    assert result.left_out == ("6211AB",)
    assert result.demand["residents"].tolist() == [20.0]


@pytest.mark.parametrize("residents", [[10.0, 0.0], [10.0, np.nan]])
def test_people_without_a_point_to_live_at_are_a_fault(residents):
    points = demand([point(1), point(1500)], neighbourhood=CODES[:2], residents=residents)

    with pytest.raises(InputError) as caught:
        reconcile(points, totals([10.0, 20.0, 30.0]), file="pc6.gpkg")

    assert [(fault.file, fault.row, fault.field) for fault in caught.value.faults] == [
        ("pc6.gpkg", CODES[1], "residents"),
        ("pc6.gpkg", CODES[2], "residents"),
    ]
    assert caught.value.faults[0].found == "no demand point with residents"
    assert "20 official residents (2025)" in caught.value.faults[0].expected
    assert "postcode" in caught.value.faults[0].advice


def test_a_neighbourhood_where_nobody_lives_and_nobody_was_counted_is_fine():
    points = demand([point(1), point(1500)], neighbourhood=CODES[:2], residents=[10.0, 0.0])

    result = reconcile(points, totals([10.0, 0.0, 0.0]))

    assert result.demand["residents"].tolist() == [10.0, 0.0]
    assert result.factors["residents_factor"].isna().tolist() == [False, True, True]


def test_people_counted_where_officially_nobody_lives_become_zero():
    points = demand([point(1), point(1500)], neighbourhood=CODES[:2])

    result = reconcile(points, totals([10.0, 0.0, 0.0]))

    assert result.demand["residents"].tolist() == [10.0, 0.0]
    assert result.factors["residents_factor"].tolist()[1] == 0.0


def test_a_point_in_a_neighbourhood_without_a_total_is_a_fault():
    points = demand([point(1), point(2)], neighbourhood=[CODES[0], "BU03630000"])

    with pytest.raises(InputError, match="BU03630000, field 'neighbourhood': found demand points in a neighbourhood"):
        reconcile(points, totals([10.0, 0.0, 0.0]))


def test_an_area_where_nobody_lives_is_a_fault():
    with pytest.raises(InputError, match="no residents in any neighbourhood"):
        reconcile(demand([point(1)], neighbourhood=CODES[0], residents=0.0), totals([0.0, 0.0, 0.0]))


COUNTS = st.integers(0, 2000).map(lambda fives: 5.0 * fives)


@st.composite
def towns(draw):
    """Points in three neighbourhoods, each with at least one resident, and official totals above 0."""
    residents = draw(st.lists(st.tuples(st.sampled_from(CODES), COUNTS), max_size=20))
    residents += [(code, draw(COUNTS.filter(bool))) for code in CODES]
    names, numbers = zip(*residents, strict=True)
    bands = {band: [draw(COUNTS) for _ in residents] for band in AGE_BANDS}
    columns = {"demand_id": [str(number) for number in range(len(residents))], "residents": numbers}
    points = demand([point(1)] * len(residents), **columns, **bands, neighbourhood=names)
    return points, totals([draw(COUNTS.filter(bool)) for _ in CODES])


@PATIENT
@given(towns())
def test_residents_and_age_bands_add_up_to_the_official_totals(town):
    points, official = town

    result = reconcile(fill_age_bands(points), official)

    sums = result.demand.groupby("neighbourhood")[["residents", *AGE_BANDS]].sum()
    expected = official.set_index("neighbourhood")["residents"]
    assert sums["residents"].to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-9)
    assert sums[list(AGE_BANDS)].sum(axis=1).to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-9)
    assert (result.factors["residents_factor"] > 0).all()
    assert (result.demand[list(SCALED)] >= 0).all(axis=None)
    assert result.demand["residents_published"].tolist() == points["residents"].tolist()


@PATIENT
@given(towns(), st.randoms(use_true_random=False))
def test_the_order_of_points_and_totals_does_not_change_who_lives_where(town, random):
    points, official = town
    order = list(range(len(points)))
    random.shuffle(order)

    one = reconcile(points, official).demand.set_index("demand_id")
    other = reconcile(points.iloc[order], official.iloc[::-1]).demand.set_index("demand_id")

    assert other.loc[one.index, "residents"].to_numpy() == pytest.approx(one["residents"].to_numpy(), rel=1e-12)


def test_the_residents_of_maastricht_add_up(inputs_dir):
    areas = read_neighbourhoods(inputs_dir / "buurten_2017.gpkg", municipality="GM0935")
    figures = read_key_figures(inputs_dir / "kerncijfers_2025.csv")
    points = place_in_neighbourhoods(read_postcode6(inputs_dir / "postcode6_2021.gpkg"), areas)

    result = reconcile(fill_age_bands(points, areas), official_totals(areas, figures, points))

    latest = figures.set_index("neighbourhood")["residents"]
    expected = latest.fillna(areas.set_index("neighbourhood")["residents"])
    sums = result.demand.groupby("neighbourhood")["residents"].sum()
    assert sums.to_numpy() == pytest.approx(expected.loc[sums.index].to_numpy(), rel=1e-9)
    assert set(sums.index) == set(areas["neighbourhood"])
    factors = result.factors.set_index("neighbourhood")
    assert set(factors.loc[latest.notna().loc[lambda known: known].index, "residents_year"]) == {2025}
    assert set(factors.loc[latest.isna().loc[lambda unknown: unknown].index, "residents_year"]) == {2017}
    assert result.demand[list(AGE_BANDS)].sum(axis=1).to_numpy() == pytest.approx(result.demand["residents"].to_numpy())
    assert result.left_out == ()
