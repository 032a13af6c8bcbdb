"""Read loneliness and other needs per neighbourhood: estimates of a model by RIVM and GGD, no counts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa

from geo.errors import FaultList, quote
from geo.sources.cbs.codes import DISTRICT, NEIGHBOURHOOD
from geo.sources.files import checks
from geo.sources.files.csv import read_csv

ADULTS: Final = "20300"
"""Key of 18 years and older in the column Leeftijd."""
OLDER_PEOPLE: Final = "80200"
"""Key of 65 years and older."""
_VALUE: Final = "MW00000"
MEASURES: Final = {
    "share_lonely": ("Eenzaam",),
    "share_severely_lonely": ("SterkEenzaam", "ErnstigZeerErnstigEenzaam"),
    "share_hard_to_make_ends_meet": ("MoeiteMetRondkomen",),
    "share_limited_mobility": ("BeperkingInBewegen",),
}
"""Our column, and the names it has had at RIVM; a new edition puts another number behind it (`Eenzaam_25`)."""
_LEVELS: Final = {"NL": "country", "GM": "municipality", "WK": "district", "BU": "neighbourhood"}
_KEYS: Final = ("WijkenEnBuurten", "Leeftijd", "Marges", "Perioden")
_CHECK: Final = "Check that this is table 50120NED or 50150NED, unchanged."
_KEY_SCHEMA: Final = pa.DataFrameSchema(
    {
        "WijkenEnBuurten": checks.code_column(
            rf"NL[0-9]{{2}}|GM[0-9]{{4}}|{DISTRICT}|{NEIGHBOURHOOD}", "a code of NL, GM, WK or BU and digits", _CHECK
        ),
        "Leeftijd": checks.code_column(r"[0-9]{5}", "an age key such as 20300", _CHECK),
        "Marges": checks.choice_column((_VALUE, "MOG0095", "MBG0095"), _CHECK),
        "Perioden": checks.code_column(r"[0-9]{4}JJ00", "a year such as 2020JJ00", _CHECK),
    }
)


def read_health(path: Path, *, age: str = ADULTS, year: int | None = None) -> pd.DataFrame:
    """Read the estimates per neighbourhood.

    Parameters
    ----------
    path
        CSV in the form of RIVM's tables 50120NED and 50150NED.
    age
        Key of the age group.
    year
        Which edition; by default the latest in the file.

    Returns
    -------
    DataFrame
        Sorted by `neighbourhood`, with `share_lonely`, `share_severely_lonely`, `share_hard_to_make_ends_meet`,
        `share_limited_mobility` (0 to 1, NaN if missing) and `year`. Model estimates.

    Raises
    ------
    InputError
        With all faults of the file together.
    """
    table = _read(path, age, year)
    own = table[table["level"] == "neighbourhood"].rename(columns={"code": "neighbourhood"})
    if own.empty:
        faults = FaultList(path)
        faults.add("no neighbourhood", "codes that begin with BU", _CHECK, field="WijkenEnBuurten")
        faults.raise_if_any()
    return own.drop(columns="level").reset_index(drop=True)


def read_health_reference(path: Path, *, age: str = ADULTS, year: int | None = None) -> pd.DataFrame:
    """Read the estimates to compare with: of the country, the municipality and its districts.

    Returns
    -------
    DataFrame
        As `read_health`, with `code` and `level` (`country`, `municipality` or `district`) for `neighbourhood`.

    Raises
    ------
    InputError
        With all faults of the file together.
    """
    table = _read(path, age, year)
    return table[table["level"] != "neighbourhood"].reset_index(drop=True)


def _read(path: Path, age: str, year: int | None) -> pd.DataFrame:
    table = read_csv(path, _KEYS)
    faults = FaultList(path)
    table = table.assign(**{column: table[column].str.strip() for column in _KEYS})
    rows = checks.RowFaults.of_rows(table, faults)
    names = _columns_of(list(table.columns), faults)
    checks.check_schema(table, _KEY_SCHEMA, rows)
    schema = pa.DataFrameSchema(
        {c: checks.number_column("a percentage from 0 to 100", high=100) for c in names.values()}
    )
    table = table.assign(**checks.as_numbers(table, names.values(), rows))
    checks.check_schema(table, schema, rows)
    faults.raise_if_any()
    table = _chosen(table, age, year, faults)
    checks.check_unique(table["WijkenEnBuurten"], "WijkenEnBuurten", rows)
    faults.raise_if_any()
    result = pd.DataFrame(
        {
            "code": table["WijkenEnBuurten"],
            "level": table["WijkenEnBuurten"].str[:2].map(_LEVELS),
            **{name: table[column] / 100 for name, column in names.items()},
            "year": table["Perioden"].str[:4].astype("int64"),
        }
    )
    return result.sort_values("code", ignore_index=True)


def _columns_of(present: list[str], faults: FaultList) -> dict[str, str]:
    """Find each measure, whatever number stands behind its name in this edition."""
    names = {}
    for measure, aliases in MEASURES.items():
        pattern = re.compile(rf"(?:{'|'.join(aliases)})(?:_[0-9]+)?")
        found = [column for column in present if pattern.fullmatch(column)]
        if len(found) == 1:
            names[measure] = found[0]
        else:
            shown = ", ".join(quote(column) for column in (found or present)[:12])
            expected = f"one column '{aliases[0]}', with or without a number behind it"
            faults.add(f"the columns {shown}", expected, _CHECK, 1, aliases[0])
    return names


def _chosen(table: pd.DataFrame, age: str, year: int | None, faults: FaultList) -> pd.DataFrame:
    ages = sorted(set(table["Leeftijd"]))
    if age not in ages:
        advice = "Choose another age group or another file."
        faults.add(f"only the age keys {', '.join(ages)}", f"rows of {age}", advice, field="Leeftijd")
    table = table[(table["Leeftijd"] == age) & (table["Marges"] == _VALUE)]
    if table.empty and not faults.faults:
        faults.add("only margins", f"rows of {_VALUE}, the estimate itself", _CHECK, field="Marges")
    faults.raise_if_any()
    periods = sorted(set(table["Perioden"]))
    wanted = periods[-1] if year is None else f"{year}JJ00"
    if wanted not in periods:
        advice = "Choose one of those years or another file."
        faults.add(f"only {', '.join(periods)}", f"rows of {wanted}", advice, field="Perioden")
    faults.raise_if_any()
    return table[table["Perioden"] == wanted]
