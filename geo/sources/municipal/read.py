"""A municipality's own table of meeting places, mapped to our words by a few lines of settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from geo.coordinates import to_points
from geo.errors import FaultList, did_you_mean, quote
from geo.sources.municipal.model import MunicipalSettings
from geo.sources.municipal.rows import RowReader
from geo.sources.municipal.table import read_municipal_table
from geo.sources.place_draft import PlaceDraft


def read_municipal(path: Path, settings: MunicipalSettings) -> tuple[PlaceDraft, ...]:
    """Read and check a municipal table of places.

    Parameters
    ----------
    path
        A CSV in UTF-8 with a heading row and coordinates, a GeoJSON or a GeoPackage.
    settings
        Which column and which category means what, and what is known better about single rows.

    Returns
    -------
    tuple of PlaceDraft
        One per row, in the order of the file, with points in EPSG:28992.

    Raises
    ------
    InputError
        With all faults: columns that are missing, categories that the settings do not know, coordinates that are
        incomplete, swapped or abroad, words outside their lists, rows that stand twice, settings for rows that are
        not there.
    """
    faults = FaultList(path)
    rows = _rows(path, settings, faults)
    _check_twice(rows, faults)
    known_better = {each.row: each for each in settings.rows}
    drafts = [row.draft(known_better.get(row.cells["name"])) for row in rows]
    pairs = [row.point() for row in rows]
    _check_overrides(list(known_better), [row.cells["name"] for row in rows], faults)
    faults.raise_if_any()
    points = to_points(pairs)
    return tuple(replace(draft, point=point) for draft, point in zip(drafts, points, strict=True) if draft is not None)


def _rows(path: Path, settings: MunicipalSettings, faults: FaultList) -> list[RowReader]:
    columns = settings.columns.present
    table = read_municipal_table(path, settings)
    all_alike = {} if settings.category_of_all is None else {"category": settings.category_of_all}
    return [
        RowReader(
            {ours: str(row[theirs]).strip() for ours, theirs in columns.items()} | all_alike, number, settings, faults
        )
        for number, row in zip(table.index.tolist(), table.to_dict("records"), strict=True)
    ]


def _check_twice(rows: list[RowReader], faults: FaultList) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if row.place_id in first:
            advice = "Take one of the two out, or give it another name."
            expected = f"each place once (see row {first[row.place_id]})"
            faults.add(quote(row.cells["name"]), expected, advice, row.number, row.settings.columns.name)
        first.setdefault(row.place_id, row.number)


def _check_overrides(wanted: list[str], names: list[str], faults: FaultList) -> None:
    for name in wanted:
        if name not in names:
            advice = f"{did_you_mean(name, names)}Correct the name under 'rows' in the settings of this layer."
            faults.add(f"no row called {quote(name)}", "a row for each row in the settings", advice)
