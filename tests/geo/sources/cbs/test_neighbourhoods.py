"""Neighbourhoods come in checked and named, or every fault of the file is told at once."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.sources.cbs.neighbourhoods import read_neighbourhoods
from tests.towns.tiny_layers import neighbourhood, square, write_layer

AGE_SHARES = ("share_0_14", "share_15_24", "share_25_44", "share_45_64", "share_65_plus")
CODES = ("BU09350000", "BU09350001", "BU09350002")
BOWTIE = shapely.Polygon([(176000, 317000), (177000, 318000), (177000, 317000), (176000, 318000)])


def read(tmp_path, rows, **choices):
    path = write_layer(tmp_path / "buurten.gpkg", rows, layer="buurten")
    return read_neighbourhoods(path, **{"municipality": "GM0935", **choices})


def faults_of(tmp_path, rows, **choices):
    with pytest.raises(InputError) as caught:
        read(tmp_path, rows, **choices)
    for fault in caught.value.faults:
        assert fault.file == str(tmp_path / "buurten.gpkg")
        assert fault.advice
    return caught.value.faults


def test_a_neighbourhood_comes_in_under_our_names(tmp_path):
    table = read(tmp_path, [neighbourhood(code) for code in reversed(CODES)])

    assert tuple(table["neighbourhood"]) == CODES
    first = table.iloc[0]
    assert (first["name"], first["district"], first["residents"], first["year"]) == (
        "Binnenstad",
        "WK093500",
        100.0,
        2017,
    )
    assert first[[*AGE_SHARES, "share_one_person_households"]].tolist() == pytest.approx(
        [0.1, 0.2, 0.3, 0.15, 0.25, 0.5]
    )
    assert table.crs.to_epsg() == 28992
    assert set(table.geom_type) == {"MultiPolygon"}
    assert table.geometry.iloc[0].equals(square(0))


def test_codes_with_letters_and_a_municipality_in_digits_come_in(tmp_path):
    rows = [neighbourhood("BU0363AF08", wijkcode="WK0363AF", gemeentecode="0363")]

    assert list(read(tmp_path, rows, municipality="GM0363")["district"]) == ["WK0363AF"]


def test_water_and_other_municipalities_are_left_out(tmp_path):
    rows = [
        neighbourhood(CODES[0]),
        neighbourhood(CODES[1], water="JA", aantal_inwoners=-99997),
        neighbourhood("BU09360002", gemeentecode="GM0936"),
        neighbourhood("BU09980003", gemeentecode="GM0998", water="B"),
    ]

    assert list(read(tmp_path, rows)["neighbourhood"]) == [CODES[0]]


@pytest.mark.parametrize("missing", [-99990, -99991, -99995, -99997, -99999999, None])
def test_what_cbs_marks_as_missing_is_missing(tmp_path, missing):
    changes = {"aantal_inwoners": missing, "percentage_personen_65_jaar_en_ouder": missing}

    table = read(tmp_path, [neighbourhood(CODES[0], **changes), neighbourhood(CODES[1])])

    assert np.isnan(table.loc[0, "residents"])
    assert np.isnan(table.loc[0, "share_65_plus"])
    assert table.loc[1, "residents"] == 100


def test_zero_residents_are_zero_and_not_missing(tmp_path):
    assert read(tmp_path, [neighbourhood(CODES[0], aantal_inwoners=0)])["residents"].tolist() == [0.0]


def test_shares_that_the_file_lacks_are_missing_and_not_zero(tmp_path):
    row = {key: value for key, value in neighbourhood(CODES[0]).items() if not key.startswith("percentage_eenp")}

    assert read(tmp_path, [row])["share_one_person_households"].isna().all()


def test_the_year_may_be_given_where_the_file_has_none(tmp_path):
    row = {key: value for key, value in neighbourhood(CODES[0]).items() if key != "jaar"}

    assert read(tmp_path, [row], year=2024)["year"].tolist() == [2024]
    (fault,) = faults_of(tmp_path, [row])
    assert (fault.field, fault.found) == ("jaar", "no year")


@pytest.mark.parametrize(
    ("field", "value", "found", "expected"),
    [
        ("buurtcode", "0935000X", "'0935000X'", "a code such as BU09350000"),
        ("buurtcode", "BU09350001\n", r"'BU09350001\n'", "a code such as BU09350000"),
        ("buurtcode", None, "nothing", "a code such as BU09350000"),
        ("buurtnaam", " ", "' '", "a name"),
        ("buurtnaam", None, "nothing", "a name"),
        ("wijkcode", "WK0935", "'WK0935'", "a code such as WK093500"),
        ("water", "nee", "'nee'", "one of JA, NEE, B"),
        ("aantal_inwoners", -5, "'-5.0'", "a number of residents from 0"),
        ("aantal_inwoners", "veel", "'veel'", "a number"),
        ("aantal_inwoners", "inf", "'inf'", "a number"),
        ("percentage_personen_0_tot_15_jaar", 101.0, "'101.0'", "a percentage from 0 to 100"),
        ("jaar", 217, "'217.0'", "a year such as 2021"),
        ("jaar", -99997, "nothing", "a year such as 2021"),
        ("geometry", None, "'no geometry'", "a polygon"),
        ("geometry", shapely.Point(176000, 317000), "'Point'", "a polygon"),
        ("geometry", shapely.Polygon(), "'no geometry'", "a polygon"),
        ("geometry", shapely.box(5.6, 50.8, 5.7, 50.9), "'x 5.6, y 50.8'", "metres within the Dutch national grid"),
    ],
)
def test_each_fault_is_told_with_its_row_column_found_and_expected(tmp_path, field, value, found, expected):
    (fault,) = faults_of(tmp_path, [neighbourhood(CODES[0]), neighbourhood(CODES[1], **{field: value})])

    assert fault.row.startswith("feature 2 (")
    assert (fault.field, fault.found) == (field, found)
    assert fault.expected.startswith(expected)


def test_invalid_geometry_is_told_with_its_reason_and_not_repaired(tmp_path):
    (fault,) = faults_of(tmp_path, [neighbourhood(CODES[0], geometry=BOWTIE)])

    assert fault.row == "feature 1 ('BU09350000')"
    assert fault.field == "geometry"
    assert "Self-intersection[176500 317500]" in fault.found


def test_a_code_that_stands_there_twice_names_both_rows(tmp_path):
    (fault,) = faults_of(tmp_path, [neighbourhood(CODES[0]), neighbourhood(CODES[1]), neighbourhood(CODES[0])])

    assert fault.row == "feature 3 ('BU09350000')"
    assert "also in feature 1" in fault.found
    assert fault.expected == "each code once"


def test_all_faults_of_a_file_are_told_together(tmp_path):
    rows = [
        neighbourhood(CODES[0], wijkcode="?"),
        neighbourhood(CODES[1], aantal_inwoners=-1, geometry=BOWTIE),
        neighbourhood(CODES[2], water="misschien", percentage_personen_0_tot_15_jaar=200.0),
    ]

    faults = faults_of(tmp_path, rows)

    assert {(fault.row[:9], fault.field) for fault in faults} == {
        ("feature 1", "wijkcode"),
        ("feature 2", "aantal_inwoners"),
        ("feature 2", "geometry"),
        ("feature 3", "water"),
        ("feature 3", "percentage_personen_0_tot_15_jaar"),
    }


def test_of_very_many_faults_the_rest_is_counted(tmp_path):
    rows = [neighbourhood(f"BU093500{number:02d}", wijkcode="?") for number in range(25)]

    faults = faults_of(tmp_path, rows)

    assert len(faults) == 21
    assert faults[-1].found == "the same kind of fault in 5 more rows"


def test_a_code_that_disagrees_with_its_municipality_leaves_no_silent_hole(tmp_path):
    (fault,) = faults_of(tmp_path, [neighbourhood(CODES[0]), neighbourhood(CODES[1], gemeentecode="GM0936")])

    assert (fault.row, fault.field) == ("feature 2 ('BU09350001')", "gemeentecode")
    assert fault.found == "'GM0936'"
    assert fault.expected.startswith("GM0935")


@pytest.mark.parametrize("changes", [{"gemeentecode": "GM0363"}, {"water": "JA"}])
def test_it_says_when_nothing_is_left(tmp_path, changes):
    code = "BU03630000" if "gemeentecode" in changes else CODES[0]

    (fault,) = faults_of(tmp_path, [neighbourhood(code, **changes)])

    assert "no neighbourhood on land of GM0935" in fault.found
    assert changes.get("gemeentecode", "GM0935") in fault.found


def test_a_municipality_that_is_no_code_is_refused(tmp_path):
    (fault,) = faults_of(tmp_path, [neighbourhood(CODES[0])], municipality="Maastricht' OR 1=1")

    assert fault.expected == "a code such as GM0935"


def test_missing_columns_are_told_together(tmp_path):
    row = {"buurtcode": CODES[0], "gemeentecode": "GM0935", "geometry": square(0)}

    assert {fault.field for fault in faults_of(tmp_path, [row])} == {
        "buurtnaam",
        "wijkcode",
        "water",
        "aantal_inwoners",
    }


def test_the_order_of_the_rows_does_not_matter(tmp_path):
    rows = [neighbourhood(code, aantal_inwoners=10 * place) for place, code in enumerate(CODES)]
    forward, backward = tmp_path / "forward", tmp_path / "backward"
    forward.mkdir()
    backward.mkdir()

    assert read(forward, rows).equals(read(backward, rows[::-1]))


def test_the_real_neighbourhoods_pass(inputs_dir):
    table = read_neighbourhoods(inputs_dir / "buurten_2017.gpkg", municipality="GM0935")

    assert table["neighbourhood"].is_unique
    assert table["residents"].notna().all()
    assert set(table["year"]) == {2017}
    assert table["share_65_plus"].dropna().between(0, 1).all()
    assert table.is_valid.all()
    ages = table[list(AGE_SHARES)].dropna().sum(axis=1)
    assert ages.between(0.97, 1.03).all()
