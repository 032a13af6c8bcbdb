"""Postcodes come in as demand points with their residents by age, or every fault of the file is told at once."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.sources.cbs.postcode6 import read_postcode6
from geo.vocabulary import AGE_BANDS
from tests.towns.tiny_layers import point, postcode, square, write_layer

COLUMNS = [
    "demand_id",
    "residents",
    *AGE_BANDS,
    "households",
    "one_person_households",
    "benefits",
    "year",
    "geometry",
]


def read(tmp_path, rows, **choices):
    return read_postcode6(write_layer(tmp_path / "pc6.gpkg", rows, layer="postcode6"), **choices)


def faults_of(tmp_path, rows, **choices):
    with pytest.raises(InputError) as caught:
        read(tmp_path, rows, **choices)
    for fault in caught.value.faults:
        assert fault.file == str(tmp_path / "pc6.gpkg")
        assert fault.advice
    return caught.value.faults


def test_a_postcode_comes_in_under_our_names(tmp_path):
    table = read(tmp_path, [postcode("6211LK"), postcode("6211AL", geometry=point(300, 200))])

    assert list(table.columns) == COLUMNS
    assert list(table["demand_id"]) == ["6211AL", "6211LK"]
    first = table.iloc[0]
    assert first[["residents", *AGE_BANDS]].tolist() == [40, 5, 0, 15, 10, 5]
    assert first[["households", "one_person_households", "benefits", "year"]].tolist() == [20, 10, 5, 2021]
    assert first["geometry"].equals(point(300, 200))
    assert table.crs.to_epsg() == 28992


def test_numbers_that_are_stored_as_text_are_numbers(tmp_path):
    table = read(
        tmp_path, [postcode("6211LK", aantal_inwoners="35", jaarcode="2021", aantal_part_huishoudens=" 12.0 ")]
    )

    assert table.loc[0, ["residents", "households", "year"]].tolist() == [35, 12, 2021]


@pytest.mark.parametrize("column", ["aantal_inwoners", "aantal_inwoners_65_jaar_en_ouder", "aantal_part_huishoudens"])
@pytest.mark.parametrize("missing", [-99997, "-99997", None, ""])
def test_missing_is_missing_and_not_zero(tmp_path, column, missing):
    rows = [postcode("6211LK"), postcode("6211LL")]
    text = isinstance(missing, str)
    rows[0][column] = str(rows[0][column]) if text else rows[0][column]
    rows[1][column] = missing

    name = {"aantal_inwoners": "residents", "aantal_part_huishoudens": "households"}.get(column, "age_65_plus")
    values = read(tmp_path, rows)[name]

    assert np.isfinite(values[0])
    assert np.isnan(values[1])


def test_columns_that_an_edition_lacks_are_unknown(tmp_path):
    row = {key: value for key, value in postcode("6211LK").items() if "uitkering" not in key and "eenp" not in key}

    table = read(tmp_path, [row])

    assert table["benefits"].isna().all()
    assert table["one_person_households"].isna().all()
    assert table["households"].tolist() == [20]


def test_of_stacked_years_the_latest_is_taken_unless_asked(tmp_path):
    rows = [postcode("6211LK", jaarcode=year, aantal_inwoners=year - 2000) for year in (2019, 2021, 2020)]

    assert read(tmp_path, rows)[["year", "residents"]].to_numpy().tolist() == [[2021, 21]]
    assert read(tmp_path, rows, year=2019)[["year", "residents"]].to_numpy().tolist() == [[2019, 19]]
    (fault,) = faults_of(tmp_path, rows, year=2024)
    assert (fault.field, fault.found) == ("jaarcode", "only the years 2019, 2020, 2021")
    assert fault.expected == "rows of 2024"


def test_a_file_without_years_needs_one_given(tmp_path):
    row = {key: value for key, value in postcode("6211LK").items() if key != "jaarcode"}

    assert read(tmp_path, [row], year=2023)["year"].tolist() == [2023]
    (fault,) = faults_of(tmp_path, [row])
    assert (fault.field, fault.found) == ("jaarcode", "no year")


def test_a_polygon_is_put_at_a_point_within_it(tmp_path):
    hook = shapely.difference(square(0), square(0).buffer(-50).union(square(1).buffer(60)))

    geometry = read(tmp_path, [postcode("6211LK", geometry=hook)]).geometry.iloc[0]

    assert geometry.geom_type == "Point"
    assert hook.contains(geometry)
    assert not hook.contains(hook.centroid)


def test_a_box_leaves_out_the_rest_of_the_country(tmp_path):
    rows = [postcode("6211LK", geometry=point(0)), postcode("1012AB", geometry=point(-50_000, 150_000))]

    assert list(read(tmp_path, rows, bbox=(170_000, 310_000, 180_000, 320_000))["demand_id"]) == ["6211LK"]


@pytest.mark.parametrize(
    ("field", "value", "found", "expected"),
    [
        ("postcode6", "6211 LK", "'6211 LK'", "four digits and two capitals"),
        ("postcode6", "6211lk", "'6211lk'", "four digits and two capitals"),
        ("postcode6", "0211LK", "'0211LK'", "four digits and two capitals"),
        ("postcode6", "6211LK\n", r"'6211LK\n'", "four digits and two capitals"),
        (
            "postcode6",
            "\N{ARABIC-INDIC DIGIT SIX}211LK",
            "'\N{ARABIC-INDIC DIGIT SIX}211LK'",
            "four digits and two capitals",
        ),
        ("postcode6", None, "nothing", "four digits and two capitals"),
        ("aantal_inwoners", -5, "'-5.0'", "a number from 0"),
        ("aantal_inwoners_0_tot_15_jaar", -1, "'-1.0'", "a number from 0"),
        ("aantal_part_huishoudens", "<5", "'<5'", "a number"),
        ("aantal_personen_met_uitkering_onder_aowlft", -99989, "'-99989.0'", "a number from 0"),
        ("jaarcode", 21, "'21.0'", "a year such as 2021"),
        ("geometry", shapely.Point(5.69, 50.85), "'x 5.69, y 50.85'", "metres within the Dutch national grid"),
        ("geometry", None, "'no geometry'", "a point or a polygon"),
        ("geometry", shapely.LineString([(176000, 317000), (176001, 317000)]), "'LineString'", "a point or a polygon"),
    ],
)
def test_each_fault_is_told_with_its_row_column_found_and_expected(tmp_path, field, value, found, expected):
    (fault,) = faults_of(tmp_path, [postcode("6211AA"), postcode("6211LK", **{field: value})])

    assert fault.row.startswith("feature 2 (")
    assert (fault.field, fault.found) == (field, found)
    assert fault.expected.startswith(expected)


@pytest.mark.parametrize("place", [(-20_000, 317_000), (176_000, 100_000), (400_000, 317_000), (176_000, 700_000)])
def test_a_point_beyond_any_side_of_the_dutch_grid_is_a_fault(tmp_path, place):
    (fault,) = faults_of(tmp_path, [postcode("6211LK", geometry=shapely.Point(place))])

    assert fault.field == "geometry"
    assert fault.expected.startswith("metres within the Dutch national grid")


def test_a_postcode_twice_in_one_year_is_a_fault_and_in_two_years_not(tmp_path):
    (fault,) = faults_of(tmp_path, [postcode("6211LK"), postcode("6211LK", geometry=point(1))])

    assert (fault.row, fault.field) == ("feature 2 ('6211LK')", "postcode6")
    assert "also in feature 1" in fault.found


def test_all_faults_of_a_file_are_told_together(tmp_path):
    rows = [
        postcode("6211"),
        postcode("6211LK", aantal_inwoners=-10),
        postcode("6211LL", aantal_part_huishoudens=-3, geometry=shapely.Point(5.69, 50.85)),
    ]

    assert {(fault.row[:9], fault.field) for fault in faults_of(tmp_path, rows)} == {
        ("feature 1", "postcode6"),
        ("feature 2", "aantal_inwoners"),
        ("feature 3", "aantal_part_huishoudens"),
        ("feature 3", "geometry"),
    }


@pytest.mark.parametrize("residents", [0, -99997])
def test_a_file_in_which_nobody_lives_is_refused(tmp_path, residents):
    (fault,) = faults_of(tmp_path, [postcode("6211LK", aantal_inwoners=residents)])

    assert (fault.field, fault.found) == ("aantal_inwoners", "no residents in any row")


def test_missing_columns_are_told_together(tmp_path):
    rows = [{"pc6": "6211LK", "inwoners": 5, "geometry": point(1)}]

    faults = faults_of(tmp_path, rows)

    assert {"postcode6", "aantal_inwoners", "aantal_inwoners_65_jaar_en_ouder"} <= {fault.field for fault in faults}
    assert all("'pc6', 'inwoners'" in fault.found for fault in faults)


def test_longitude_and_latitude_are_refused_for_their_crs(tmp_path):
    path = write_layer(
        tmp_path / "pc6.gpkg",
        [postcode("6211LK", geometry=shapely.Point(5.69, 50.85))],
        layer="postcode6",
        crs="EPSG:4326",
    )

    with pytest.raises(
        InputError, match=r"field 'CRS': found the CRS EPSG:4326 .*expected the CRS EPSG:28992\. Convert"
    ):
        read_postcode6(path)


def test_the_real_postcodes_pass(inputs_dir):
    table = read_postcode6(inputs_dir / "postcode6_2021.gpkg")

    assert list(table.columns) == COLUMNS
    assert table["demand_id"].is_monotonic_increasing
    assert table["demand_id"].is_unique
    assert set(table["year"]) == {2021}
    # The notes with the inputs say how many people these are, and how many of them stand in an age band.
    assert table["residents"].sum() == 120_465
    assert table[list(AGE_BANDS)].sum().sum() / table["residents"].sum() == pytest.approx(0.91, abs=0.005)
