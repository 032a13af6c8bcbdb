"""Key figures come in per neighbourhood; what is missing stays missing."""

from __future__ import annotations

import numpy as np
import pytest

from geo.errors import InputError
from geo.sources.cbs.key_figures import read_key_figures

HEADING = "buurtcode,aantal_inwoners,woningvoorraad,percentage_eenpersoonshuishoudens,jaar\n"


def read(tmp_path, *rows):
    path = tmp_path / "kerncijfers.csv"
    path.write_text(HEADING + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return read_key_figures(path)


def faults_of(tmp_path, *rows):
    with pytest.raises(InputError) as caught:
        read(tmp_path, *rows)
    assert {fault.file for fault in caught.value.faults} == {str(tmp_path / "kerncijfers.csv")}
    return caught.value.faults


def test_figures_come_in_under_our_names(tmp_path):
    table = read(tmp_path, "BU09350001,1675.0,1072,75.5,2025", "BU09350000,0,0,,2025")

    assert table.to_dict("list") == {
        "neighbourhood": ["BU09350000", "BU09350001"],
        "residents": [0.0, 1675.0],
        "dwellings": [0.0, 1072.0],
        "share_one_person_households": [pytest.approx(np.nan, nan_ok=True), 0.755],
        "year": [2025, 2025],
    }


@pytest.mark.parametrize("missing", ["", " ", ".", "-99997", "-99995.0"])
def test_missing_is_missing_and_not_zero(tmp_path, missing):
    table = read(tmp_path, f"BU09350000,{missing},{missing},{missing},2025")

    assert table[["residents", "dwellings", "share_one_person_households"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("row", "field", "found", "expected"),
    [
        ("GM0935,1,1,1,2025", "buurtcode", "'GM0935'", "a code such as BU09350000"),
        (",1,1,1,2025", "buurtcode", "''", "a code such as BU09350000"),
        ("BU09350002,-5,1,1,2025", "aantal_inwoners", "'-5.0'", "a number of residents from 0"),
        ("BU09350002,1,veel,1,2025", "woningvoorraad", "'veel'", "a number"),
        ('BU09350002,1,1,"50,5",2025', "percentage_eenpersoonshuishoudens", "'50,5'", "a number"),
        ("BU09350002,1,1,100.1,2025", "percentage_eenpersoonshuishoudens", "'100.1'", "a percentage from 0 to 100"),
        ("BU09350002,1,1,1,", "jaar", "nothing", "a year such as 2021"),
        ("BU09350002,1,1,1,2025.5", "jaar", "'2025.5'", "a year such as 2021"),
        ("BU09350000,1,1,1,2025", "buurtcode", "'BU09350000, also in row 2'", "each code once"),
    ],
)
def test_each_fault_is_told_with_its_row_column_found_and_expected(tmp_path, row, field, found, expected):
    (fault,) = faults_of(tmp_path, "BU09350000,10,5,50,2025", row)

    assert (fault.row, fault.field, fault.found, fault.expected) == (3, field, found, expected)
    assert f"kerncijfers.csv, row 3, field '{field}': found {found}; expected {expected}." in str(fault)


def test_all_faults_are_told_together(tmp_path):
    faults = faults_of(tmp_path, "x,1,1,1,2025", "BU09350001,-1,-1,101,2025", "BU09350002,1,1,1,nu")

    assert [(fault.row, fault.field) for fault in sorted(faults, key=lambda fault: (fault.row, fault.field))] == [
        (2, "buurtcode"),
        (3, "aantal_inwoners"),
        (3, "percentage_eenpersoonshuishoudens"),
        (3, "woningvoorraad"),
        (4, "jaar"),
    ]


def test_the_real_key_figures_pass(inputs_dir):
    table = read_key_figures(inputs_dir / "kerncijfers_2025.csv")

    assert set(table["year"]) == {2025}
    # The notes with the inputs say that the six smallest neighbourhoods are missing.
    assert table["residents"].isna().sum() == 6
    assert table["share_one_person_households"].dropna().between(0, 1).all()
