"""Squares of 100 m come in at their centres, and a shape that lies elsewhere than its code is a fault."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.sources.cbs.postcode6 import read_postcode6
from geo.sources.cbs.squares import centres_of, read_squares
from tests.towns.tiny_layers import COUNTS, postcode, write_layer

CORNER = (176_300, 317_200)
CODE = "E1763N3172"


def cell(code=CODE, *, corner=CORNER, **changes):
    shape = shapely.box(corner[0], corner[1], corner[0] + 100, corner[1] + 100)
    return {"crs28992res100m": code, **COUNTS, "geometry": shape, **changes}


def read(tmp_path, rows, **choices):
    path = write_layer(tmp_path / "vk100.gpkg", rows, layer="vierkant_100m")
    return read_squares(path, **{"year": 2024, **choices})


def faults_of(tmp_path, rows, **choices):
    with pytest.raises(InputError) as caught:
        read(tmp_path, rows, **choices)
    assert {fault.file for fault in caught.value.faults} == {str(tmp_path / "vk100.gpkg")}
    return caught.value.faults


def test_a_square_is_a_demand_point_at_its_centre(tmp_path):
    table = read(tmp_path, [cell()])

    first = table.iloc[0]
    assert (first["demand_id"], first["residents"], first["year"]) == (CODE, 40, 2024)
    assert first["geometry"].equals(shapely.Point(CORNER[0] + 50, CORNER[1] + 50))
    assert table.crs.to_epsg() == 28992


def test_the_columns_are_those_of_postcodes(tmp_path):
    postcodes = write_layer(tmp_path / "pc6.gpkg", [postcode("6211LK")], layer="postcode6")

    assert list(read(tmp_path, [cell()]).columns) == list(read_postcode6(postcodes).columns)


def test_the_example_of_cbs(tmp_path):
    assert centres_of(pd.Series(["E0975N4520"])).iloc[0].equals(shapely.Point(97_550, 452_050))


@settings(deadline=None)
@given(east=st.integers(0, 9999), north=st.integers(0, 9999))
def test_the_corner_of_the_square_of_a_centre_gives_its_code(east, north):
    code = f"E{east:04d}N{north:04d}"

    centre = centres_of(pd.Series([code])).iloc[0]

    assert f"E{int(centre.x // 100):04d}N{int(centre.y // 100):04d}" == code
    assert (centre.x % 100, centre.y % 100) == (50, 50)


@pytest.mark.parametrize("shape", [shapely.Point(176_350, 317_250), shapely.box(176_299.5, 317_200, 176_400, 317_300)])
def test_a_point_within_the_square_or_a_small_shift_is_no_fault(tmp_path, shape):
    assert len(read(tmp_path, [cell(geometry=shape)])) == 1


@pytest.mark.parametrize("shift", [100, -2])
def test_a_shape_that_lies_elsewhere_than_its_code_is_a_fault(tmp_path, shift):
    (fault,) = faults_of(tmp_path, [cell(corner=(CORNER[0] + shift, CORNER[1]))])

    assert (fault.row, fault.field) == (f"feature 1 ('{CODE}')", "geometry")
    assert fault.found == f"'a shape {50 + abs(shift)} m from the centre of its square'"
    assert fault.expected == "a shape within the square of its code"


def test_codes_doubles_and_numbers_are_told_together(tmp_path):
    rows = [cell(), cell(), cell("E176N317"), cell("E1764N3172", corner=(176_400, 317_200), aantal_inwoners=-1)]

    assert [(fault.row[:9], fault.field) for fault in faults_of(tmp_path, rows)] == [
        ("feature 3", "crs28992res100m"),
        ("feature 4", "aantal_inwoners"),
        ("feature 2", "crs28992res100m"),
    ]


def test_the_year_must_be_said_for_cbs_writes_it_in_the_name_only(tmp_path):
    (fault,) = faults_of(tmp_path, [cell()], year=None)

    assert (fault.field, fault.found) == ("jaarcode", "no year")


def test_a_text_that_is_no_code_has_no_centre():
    assert centres_of(pd.Series(["E0975N452"])).x.isna().all()
