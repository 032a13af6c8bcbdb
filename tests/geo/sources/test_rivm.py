"""Health estimates come in per neighbourhood, and apart from them those to compare with."""

from __future__ import annotations

import numpy as np
import pytest

from geo.errors import InputError
from geo.sources.rivm import OLDER_PEOPLE, read_health, read_health_reference

HEADING = "WijkenEnBuurten,Leeftijd,Marges,Perioden,Eenzaam,SterkEenzaam,MoeiteMetRondkomen,BeperkingInBewegen"
ROWS = (
    "NL01      ,20300,MW00000,2020JJ00,47.0,11.2,13.9,9.6",
    "GM0935    ,20300,MW00000,2020JJ00,52.7,15.2,15.9,12.0",
    "WK093500  ,20300,MW00000,2020JJ00,55.1,15.9,16.7,6.5",
    "BU09350001,20300,MW00000,2020JJ00,50,10,20,5",
    "BU09350000,20300,MW00000,2020JJ00,56,,.,-99997",
    "BU09350000,20300,MOG0095,2020JJ00,40,10,10,1",
    "BU09350000,80200,MW00000,2020JJ00,60,20,10,30",
    "BU09350000,20300,MW00000,2016JJ00,44,9,9,9",
)
SHARES = ["share_lonely", "share_severely_lonely", "share_hard_to_make_ends_meet", "share_limited_mobility"]


def written(tmp_path, *rows, heading=HEADING):
    path = tmp_path / "gezondheid.csv"
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


def faults_of(path, **choices):
    with pytest.raises(InputError) as caught:
        read_health(path, **choices)
    assert {fault.file for fault in caught.value.faults} == {str(path)}
    return caught.value.faults


def test_the_latest_estimates_for_adults_come_in_per_neighbourhood(tmp_path):
    table = read_health(written(tmp_path, *ROWS))

    assert list(table.columns) == ["neighbourhood", *SHARES, "year"]
    assert list(table["neighbourhood"]) == ["BU09350000", "BU09350001"]
    assert table.loc[0, "share_lonely"] == pytest.approx(0.56)
    assert table.loc[1, SHARES].tolist() == pytest.approx([0.5, 0.1, 0.2, 0.05])
    assert list(table["year"]) == [2020, 2020]


def test_what_is_missing_stays_missing(tmp_path):
    table = read_health(written(tmp_path, *ROWS))

    assert table.loc[0, SHARES[1:]].isna().all()


def test_another_age_group_or_year_can_be_asked(tmp_path):
    path = written(tmp_path, *ROWS)

    assert read_health(path, age=OLDER_PEOPLE)["share_lonely"].tolist() == [pytest.approx(0.6)]
    assert read_health(path, year=2016)["share_lonely"].tolist() == [pytest.approx(0.44)]


def test_the_others_stand_apart_with_their_level(tmp_path):
    table = read_health_reference(written(tmp_path, *ROWS))

    assert list(zip(table["code"], table["level"], strict=True)) == [
        ("GM0935", "municipality"),
        ("NL01", "country"),
        ("WK093500", "district"),
    ]
    assert table.loc[1, "share_lonely"] == pytest.approx(0.47)


def test_numbers_behind_the_names_change_per_edition(tmp_path):
    measures = "Eenzaam_27,ErnstigZeerErnstigEenzaam_28,MoeiteMetRondkomen_33,BeperkingInBewegen_9"
    heading = f"WijkenEnBuurten,Leeftijd,Marges,Perioden,{measures}"

    table = read_health(written(tmp_path, ROWS[3], heading=heading))

    assert table.loc[0, SHARES].tolist() == pytest.approx([0.5, 0.1, 0.2, 0.05])


def test_a_longer_name_is_not_taken_for_a_shorter_one(tmp_path):
    heading = HEADING.replace(",Eenzaam,", ",EmotioneelEenzaam,")

    (fault,) = faults_of(written(tmp_path, ROWS[3], heading=heading))

    assert (fault.row, fault.field) == (1, "Eenzaam")
    assert "'EmotioneelEenzaam'" in fault.found


def test_two_columns_for_one_measure_are_a_fault(tmp_path):
    (fault,) = faults_of(written(tmp_path, ROWS[3] + ",1", heading=HEADING + ",Eenzaam_25"))

    assert fault.found == "the columns 'Eenzaam', 'Eenzaam_25'"


@pytest.mark.parametrize(
    ("row", "field", "found"),
    [
        ("BU0935,20300,MW00000,2020JJ00,1,1,1,1", "WijkenEnBuurten", "'BU0935'"),
        ("BU09350002,18+,MW00000,2020JJ00,1,1,1,1", "Leeftijd", "'18+'"),
        ("BU09350002,20300,MW,2020JJ00,1,1,1,1", "Marges", "'MW'"),
        ("BU09350002,20300,MW00000,2020,1,1,1,1", "Perioden", "'2020'"),
        ("BU09350002,20300,MW00000,2020JJ00,101,1,1,1", "Eenzaam", "'101.0'"),
        ("BU09350002,20300,MW00000,2020JJ00,1,-1,1,1", "SterkEenzaam", "'-1.0'"),
        ("BU09350002,20300,MW00000,2020JJ00,1,1,veel,1", "MoeiteMetRondkomen", "'veel'"),
        ("BU09350001,20300,MW00000,2020JJ00,1,1,1,1", "WijkenEnBuurten", "'BU09350001, also in row 2'"),
    ],
)
def test_each_fault_is_told_with_its_row_and_column(tmp_path, row, field, found):
    (fault,) = faults_of(written(tmp_path, ROWS[3], row))

    assert (fault.row, fault.field, fault.found) == (3, field, found)
    assert fault.expected
    assert fault.advice


def test_all_faults_are_told_together(tmp_path):
    path = written(tmp_path, "BU1,20300,MW00000,2020JJ00,101,1,1,1", "BU09350001,20300,MW00000,2020JJ00,1,x,1,-2")

    assert {(fault.row, fault.field) for fault in faults_of(path)} == {
        (2, "WijkenEnBuurten"),
        (2, "Eenzaam"),
        (3, "SterkEenzaam"),
        (3, "BeperkingInBewegen"),
    }


@pytest.mark.parametrize(
    ("rows", "choices", "field", "found"),
    [
        (ROWS[:4], {"age": OLDER_PEOPLE}, "Leeftijd", "only the age keys 20300"),
        (ROWS[:4], {"year": 2012}, "Perioden", "only 2020JJ00"),
        (ROWS[5:6], {}, "Marges", "only margins"),
        (ROWS[:3], {}, "WijkenEnBuurten", "no neighbourhood"),
    ],
)
def test_it_says_when_nothing_is_left(tmp_path, rows, choices, field, found):
    (fault,) = faults_of(written(tmp_path, *rows), **choices)

    assert (fault.field, fault.found) == (field, found)


def test_the_real_estimates_pass(inputs_dir):
    path = inputs_dir / "gezondheid_2020.csv"
    for age in ("20300", OLDER_PEOPLE):
        table = read_health(path, age=age)
        assert table["neighbourhood"].is_unique
        assert table[SHARES].stack().dropna().between(0, 1).all()
        assert set(read_health_reference(path, age=age)["level"]) == {"country", "municipality", "district"}

    assert np.isnan(read_health(path, age=OLDER_PEOPLE).set_index("neighbourhood").loc["BU09350303", "share_lonely"])
