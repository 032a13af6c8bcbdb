"""Fetch loneliness and other needs per neighbourhood, with margins, from RIVM's tables (OData version 3)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from geo.errors import Fault, InputError
from geo.sources.files.writing import write_csv
from geo.sources.live.area_codes import CodeSet, doubt_remarks, doubtful_codes
from geo.sources.live.neighbourhoods import Neighbourhoods, read_areas
from geo.sources.live.odata import Row, Table
from geo.sources.live.task import FetchedFile, FetchTask, Remark, missing
from geo.sources.live.years import PassedOver, YearSearch, candidate_years
from geo.sources.rivm import ADULTS, MEASURES, OLDER_PEOPLE
from geo.sources.web.answers import Answer
from geo.sources.web.errors import RefusedError

_KEYS: Final = ("WijkenEnBuurten", "Leeftijd", "Marges", "Perioden")
_NOT_FOUND: Final = 404


@dataclass(frozen=True, slots=True)
class _Estimates:
    """The estimates of one year, and what the table calls our measures."""

    table: str
    year: int
    rows: list[Row]
    names: dict[str, str]


def fetch_health(task: FetchTask, where: Neighbourhoods) -> FetchedFile:
    """Fetch the estimates of the newest year and write them as `gezondheid_YEAR.csv`, margins included.

    The table keeps the codes of one year's boundaries. Where such a code may mean another area than the neighbourhood
    has now, its figures are left out and unknown: `geo.sources.live.area_codes` says when.

    Parameters
    ----------
    task
        Where to ask, and for which municipality.
    where
        Its neighbourhoods, as the figures will be joined to them.

    Returns
    -------
    FetchedFile
        The file written.

    Raises
    ------
    InputError
        If no table has estimates for this municipality.
    FetchError, StorageError
        If the service or the disk refuses.
    """
    tried = []
    for name in task.live.years.health_tables:
        table = Table(task.http, task.live.endpoints.health.format(table=name))
        try:
            names, asked = _column_names(table)
        except RefusedError as refusal:
            if refusal.status != _NOT_FOUND:
                raise
            tried.append(f"{name} is not there")
            continue
        search = _search(task, table)
        for year in search:
            rows, answers = _rows(task, table, year, names)
            if _useful(rows, names):
                found = _Estimates(name, year, rows, names)
                return _joinable(task, where, table, found, (*asked, *answers), search.remarks(year))
            search.pass_over(year, PassedOver.NO_FIGURES)
            tried.append(f"{name} has nothing for {year}")
    advice = "The map works without them; look at the table on the site of RIVM, and correct data/live.toml."
    raise InputError([Fault("RIVM", "; ".join(tried), f"estimates for the neighbourhoods of {task.code}", advice)])


def _search(task: FetchTask, table: Table) -> YearSearch:
    """List the years to ask for: those the table says it has; where it does not say, from this year down."""
    years, pinned = task.live.years, task.live.years.pinned.health
    listed = table.years()[: years.back + 1] if pinned is None else ()
    return YearSearch(
        "de schattingen van het RIVM", "the estimates of RIVM", listed or candidate_years(years, task.newest, pinned)
    )


def _joinable(
    task: FetchTask,
    where: Neighbourhoods,
    table: Table,
    found: _Estimates,
    answers: tuple[Answer, ...],
    remarks: tuple[Remark, ...],
) -> FetchedFile:
    """Write the estimates, without those whose code may mean another area than ours."""
    theirs, compared = _code_set(task, where, table)
    with_figures = {code for row in found.rows if _has_figures(row, found.names) for code in [_code_of(row)]}
    doubts = doubtful_codes(where.areas, where.year, theirs)
    doubts = {code: why for code, why in doubts.items() if code in with_figures}
    names = dict(zip(where.areas["buurtcode"], where.areas["buurtnaam"], strict=True))
    every = (*remarks, *doubt_remarks(doubts, names, where.year, theirs.year))
    return _written(task, found, doubts, (*answers, *compared), every)


def _code_set(task: FetchTask, where: Neighbourhoods, table: Table) -> tuple[CodeSet, tuple[Answer, ...]]:
    """Find out what the codes of a table mean; of another year than ours, with that year's outlines or their names."""
    year = table.boundaries_year()
    if year == where.year:
        return CodeSet(year, None, {}), ()
    if year is not None:
        try:
            areas = read_areas(task, year)
        except RefusedError:
            pass
        else:
            if len(areas.table):
                return CodeSet(year, areas.table, {}), areas.answers
    return CodeSet(year, None, table.area_names(f"BU{task.code.removeprefix('GM')}")), ()


def _column_names(table: Table) -> tuple[dict[str, str], tuple[Answer, ...]]:
    """Ask the table what its columns are called: the number behind a name changes with every edition."""
    rows, answers = table.rows("DataProperties")
    keys = [str(each.get("Key", "")) for each in rows]
    names = {}
    for aliases in MEASURES.values():
        pattern = re.compile(rf"(?:{'|'.join(map(re.escape, aliases))})(?:_[0-9]+)?")
        found = [key for key in keys if pattern.fullmatch(key)]
        if len(found) == 1:
            names[aliases[0]] = found[0]
    return names, answers


def _code_of(row: Row) -> str:
    return str(row.get(_KEYS[0], "")).strip()


def _has_figures(row: Row, names: dict[str, str]) -> bool:
    return any(row.get(name) is not None for name in names.values())


def _useful(rows: list[Row], names: dict[str, str]) -> bool:
    """Whether any neighbourhood has any figure; a table may hold rows for years in which there are none."""
    return any(_has_figures(row, names) for row in rows if _code_of(row).startswith("BU"))


def _rows(task: FetchTask, table: Table, year: int, names: dict[str, str]) -> tuple[list[Row], list[Answer]]:
    """Read the neighbourhoods, their districts, the municipality and the country; both ages, value and margins."""
    digits = task.code.removeprefix("GM")
    rows, answers = [], []
    for prefix in (f"BU{digits}", f"WK{digits}", f"GM{digits}", "NL01"):
        for age in (ADULTS, OLDER_PEOPLE):
            chosen = f"startswith(WijkenEnBuurten,'{prefix}') and Leeftijd eq '{age}' and Perioden eq '{year}JJ00'"
            asked = {"$filter": chosen, "$select": ",".join([*_KEYS, *names.values()])}
            for answer, values in table.pages("TypedDataSet", asked):
                answers.append(answer)
                rows += values
        if not rows:
            break
    return rows, answers


def _written(
    task: FetchTask,
    found: _Estimates,
    doubtful: Collection[str],
    answers: tuple[Answer, ...],
    remarks: tuple[Remark, ...],
) -> FetchedFile:
    columns = {key: [str(row.get(key) or "").strip() for row in found.rows] for key in _KEYS}
    measures = [aliases[0] for aliases in MEASURES.values()]
    for ours in measures:
        theirs = found.names.get(ours)
        columns[ours] = ["" if _code_of(row) in doubtful else _figure(row, theirs) for row in found.rows]
    table = pd.DataFrame(columns).sort_values(list(_KEYS), ignore_index=True)
    file = f"gezondheid_{found.year}.csv"
    write_csv(task.folder / file, table)
    absent = tuple(_absent(ours, found.table) for ours in measures if ours not in found.names)
    words = {"year": str(found.year)}
    day = f"{found.year}-12-31"
    return FetchedFile("health", file, len(table), day, answers, (*absent, *remarks), words)


def _figure(row: Row, name: str | None) -> str:
    value: Any = None if name is None else row.get(name)
    return "" if value is None else str(value).strip()


def _absent(name: str, table: str) -> Remark:
    return missing(
        f"De cijfers '{name}' staan niet (meer) in tabel {table} van het RIVM.",
        f"The figures '{name}' are not, or no longer, in table {table} of RIVM.",
    )
