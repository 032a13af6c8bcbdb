"""A neighbourhood code joins figures only where it means the same area."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.sources.live.area_codes import SAME_AREA, CodeSet, Doubt, doubt_remarks, doubtful_codes


def areas(**boxes):
    return gpd.GeoDataFrame(
        {"buurtcode": list(boxes), "buurtnaam": [f"Buurt {code}" for code in boxes]},
        geometry=[shapely.box(*box) for box in boxes.values()],
        crs="EPSG:28992",
    )


OWN = areas(BU1=(0, 0, 100, 100), BU2=(100, 0, 200, 100))


def test_codes_of_the_same_year_mean_the_same():
    assert doubtful_codes(OWN, 2024, CodeSet(2024, None, {})) == {}


def test_outlines_that_changed_places_are_other_areas():
    swapped = areas(BU1=(100, 0, 200, 100), BU2=(0, 0, 100, 100))

    # Their names are the same: a name alone would have joined them.
    names = {"BU1": "Buurt BU1", "BU2": "Buurt BU2"}
    doubts = doubtful_codes(OWN, 2025, CodeSet(2024, swapped, names))

    assert doubts == {"BU1": Doubt.OTHER_AREA, "BU2": Doubt.OTHER_AREA}


def test_a_new_name_for_the_same_outline_is_no_doubt():
    assert doubtful_codes(OWN, 2025, CodeSet(2024, OWN, {"BU1": "Vroeger", "BU2": "Toen"})) == {}


@given(width=st.floats(min_value=1.0, max_value=400.0))
def test_a_border_may_shift_by_a_tenth_of_the_area(width):
    theirs = areas(BU1=(0, 0, width, 100))
    common = min(width, 100.0) / max(width, 100.0)

    doubts = doubtful_codes(OWN.iloc[:1], 2025, CodeSet(2024, theirs, {}))

    if abs(common - SAME_AREA) > 1e-6:
        assert (doubts == {}) == (common > SAME_AREA)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"BU1": "buurt  bu1"}, None),
        ({"BU1": "Elders"}, Doubt.OTHER_NAME),
        ({"BU1": ""}, Doubt.NO_PROOF),
        ({}, Doubt.NO_PROOF),
    ],
)
@pytest.mark.parametrize("year", [2024, None])
def test_without_outlines_the_names_decide(names, expected, year):
    assert doubtful_codes(OWN.iloc[:1], 2025, CodeSet(year, None, names)).get("BU1") is expected


def test_the_finding_names_each_neighbourhood_by_its_reason():
    doubts = {"BU1": Doubt.OTHER_AREA, "BU2": Doubt.NOT_THEN, "BU3": Doubt.OTHER_AREA}
    (told,) = doubt_remarks(doubts, {"BU1": "Oost", "BU2": "West"}, 2025, 2024)

    assert told.en.endswith(
        "Of 3 neighbourhood(s) they are unknown therefore: Oost (BU1), BU3 (BU3): this code had another area then; "
        "West (BU2): this code did not exist then."
    )
    assert doubt_remarks({}, {}, 2025, 2024) == ()
