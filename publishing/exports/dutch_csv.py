"""Write CSV that opens right in a Dutch Excel, with no cell as a formula."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from geo.vocabulary import WGS84
from publishing.exports.tables import ExportColumn, ExportTable
from publishing.rows import plain_cell

DELIMITER: Final = ";"
DECIMAL: Final = ","
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_DIGITS: Final = 6
_DEGREES: Final = (
    ExportColumn("longitude", "Lengtegraad (WGS 84) van het punt.", "Longitude (WGS 84) of the point.", "degrees"),
    ExportColumn("latitude", "Breedtegraad (WGS 84) van het punt.", "Latitude (WGS 84) of the point.", "degrees"),
)


def harmless(value: Any) -> Any:
    """Keep a spreadsheet from reading a text as a formula.

    A text that starts like a formula gets an apostrophe in front, which Excel and LibreOffice do not show; line breaks
    and control characters become spaces, for a terminal would obey them. Numbers and missing values stay.
    """
    if not isinstance(value, str):
        return value
    line = " ".join(plain_cell(value).splitlines())
    starts = value.startswith(_FORMULA) or line.lstrip().startswith(_FORMULA)
    return f"'{line}" if starts else line


def csv_columns(export: ExportTable) -> tuple[ExportColumn, ...]:
    """Give the data dictionary of the CSV: points as two columns, no other geometry."""
    kept = tuple(column for column in export.columns if column.name != "geometry")
    return (*kept, *_DEGREES) if _has_points(export) else kept


def _has_points(export: ExportTable) -> bool:
    return "geometry" in export.table.columns and set(export.table.geometry.dropna().geom_type) == {"Point"}


def csv_table(export: ExportTable) -> pd.DataFrame:
    """Give the rows of the CSV: harmless texts, rounded numbers, points in degrees."""
    table = pd.DataFrame(export.table.drop(columns="geometry", errors="ignore"))
    if _has_points(export):
        points = export.table.geometry.to_crs(WGS84)
        table = table.assign(longitude=points.x, latitude=points.y)
    for column in table.columns:
        if pd.api.types.is_float_dtype(table[column]):
            table[column] = table[column].round(_DIGITS)
        elif not (pd.api.types.is_bool_dtype(table[column]) or pd.api.types.is_numeric_dtype(table[column])):
            table[column] = pd.Series([harmless(one) for one in table[column]], index=table.index, dtype=object)
    return table


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Write rows with semicolons, decimal commas and a byte order mark, which is how a Dutch Excel knows UTF-8."""
    text = table.to_csv(index=False, sep=DELIMITER, decimal=DECIMAL, lineterminator="\r\n", na_rep="")
    return str(text).encode("utf-8-sig")


def dictionary_table(exports: tuple[ExportTable, ...]) -> pd.DataFrame:
    """Give the data dictionary of several tables as rows."""
    rows = [
        {
            "table": export.name,
            "column": column.name,
            "unit": column.unit,
            "meaning_nl": harmless(column.nl),
            "meaning_en": harmless(column.en),
        }
        for export in exports
        for column in csv_columns(export)
    ]
    return pd.DataFrame(rows)
