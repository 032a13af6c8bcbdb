"""Read a CSV as text, row by row, so that every fault can name its row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from geo.errors import FaultList, quote
from geo.sources.files.opening import check_file, understood


def read_csv(path: Path, required: Sequence[str]) -> pd.DataFrame:
    """Read a comma-separated table in UTF-8, everything as text.

    Parameters
    ----------
    path
        A CSV with one heading row.
    required
        Columns that must be there; others are kept too.

    Returns
    -------
    DataFrame
        Text columns; an empty cell is an empty string. The index is the row as a spreadsheet counts it: the first row
        of data is 2.

    Raises
    ------
    InputError
        If the file is not there, is no CSV in UTF-8, lacks a column, has one twice, has a row of another length, or has
        no rows at all.
    """
    check_file(path)
    with understood(path), path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, strict=True))
    faults = FaultList(path)
    heading = [name.strip() for name in rows[0]] if rows else []
    _check_heading(heading, required, faults)
    faults.raise_if_any()
    kept = {number: row for number, row in enumerate(rows[1:], start=2) if row}
    for number, row in kept.items():
        if len(row) != len(heading):
            advice = "Put quotes around text that has a comma in it, and fill the row up."
            faults.add(f"{len(row)} cells", f"{len(heading)} cells, as in the heading", advice, number)
    if not kept:
        faults.add("a heading and no rows", "at least one row", "Export or download the table again.")
    faults.raise_if_any()
    return pd.DataFrame(list(kept.values()), index=pd.Index(list(kept), name="row"), columns=heading, dtype="str")


def _check_heading(heading: Sequence[str], required: Sequence[str], faults: FaultList) -> None:
    missing = [name for name in required if name not in heading]
    if missing and len(heading) == 1 and ";" in heading[0]:
        faults.add(f"a heading with semicolons: {quote(heading[0])}", "commas", "Save it as comma-separated CSV.", 1)
        return
    for name in missing:
        found = f"only the columns {', '.join(quote(column) for column in heading[:12])}"
        faults.add(found, f"a column '{name}'", "Add the column, or check that this is the right file.", 1, name)
    for name, count in Counter(heading).items():
        if count > 1:
            faults.add(f"the column {count} times", "each column once", "Remove or rename the others.", 1, name)
