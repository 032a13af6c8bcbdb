"""CSV opens right in a Dutch Excel, and nothing in it is a formula."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from publishing.context import PublishContext
from publishing.exports.dutch_csv import csv_bytes, harmless
from tests.publishing.exports.reading import one_file

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def test_csv_opens_in_a_dutch_excel(context: PublishContext, folder: Path) -> None:
    for file in folder.glob("*.csv"):
        raw = file.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
        assert len({len(row) for row in rows}) == 1
        for row in rows[1:]:
            for cell in row:
                number = cell.replace(",", ".").lstrip("-").replace("e-", "", 1)
                assert not cell.startswith(FORMULA) or number.replace(".", "", 1).isdigit(), cell
    table = pd.read_csv(one_file(folder, "*neighbourhoods*.csv"), sep=";", decimal=",", encoding="utf-8-sig")
    expected = context.bundle.neighbourhoods["coverage"].round(6)
    pd.testing.assert_series_equal(table["coverage"], expected, check_names=False)


@given(st.text())
def test_no_text_becomes_a_formula_or_a_second_row(text: str) -> None:
    safe = harmless(text)
    assert not safe.startswith(FORMULA)
    assert not safe.lstrip().startswith(FORMULA)
    table = pd.DataFrame({"a": [safe], "b": [1.5]})
    decoded = csv_bytes(table).decode("utf-8-sig", errors="surrogatepass") if text.isprintable() else None
    if decoded is not None:
        rows = list(csv.reader(io.StringIO(decoded, newline=""), delimiter=";"))
        assert rows == [["a", "b"], [safe, "1,5"]]
