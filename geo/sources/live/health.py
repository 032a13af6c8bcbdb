"""Fetch loneliness and other needs per neighbourhood, with margins, from RIVM's tables (OData version 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from geo.errors import Fault, InputError
from geo.sources.files.writing import write_csv
from geo.sources.live.gokoala import same_server
from geo.sources.live.settings import HealthTable
from geo.sources.live.task import FetchedFile, FetchTask, Remark, missing
from geo.sources.rivm import ADULTS, MEASURES, OLDER_PEOPLE
from geo.sources.web.answers import Answer, CachingClient
from geo.sources.web.errors import FetchError, RefusedError

_KEYS: Final = ("WijkenEnBuurten", "Leeftijd", "Marges", "Perioden")
_UNEXPECTED: Final = "The service may have changed; docs/live-sources.md says what we expect of it"
_MOST_PAGES: Final = 1000


def fetch_health(task: FetchTask) -> FetchedFile:
    """Fetch the estimates of the newest year and write them as `gezondheid_YEAR.csv`, margins included.

    Parameters
    ----------
    task
        Where to ask, and for which municipality.

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
    for edition in task.live.years.health:
        base = task.live.endpoints.health.format(table=edition.table)
        try:
            names, asked = _column_names(task.http, base)
        except RefusedError as refusal:
            if refusal.status != 404:
                raise
            tried.append(f"{edition.table} is not there")
            continue
        for year in edition.years:
            rows, answers = _rows(task, base, year, names)
            if _useful(rows, names):
                return _written(task, edition, year, rows, names, (asked, *answers))
            tried.append(f"{edition.table} has nothing for {year}")
    advice = "The map works without them; look at the table on the site of RIVM, and correct data/live.toml."
    raise InputError([Fault("RIVM", "; ".join(tried), f"estimates for the neighbourhoods of {task.code}", advice)])


def _column_names(http: CachingClient, base: str) -> tuple[dict[str, str], Answer]:
    """Ask the table what its columns are called: the number behind a name changes with every edition."""
    answer, content = http.get_json(f"{base.rstrip('/')}/DataProperties", {"$format": "json"})
    keys = [str(each.get("Key", "")) for each in _values(answer, content)]
    names = {}
    for aliases in MEASURES.values():
        pattern = re.compile(rf"(?:{'|'.join(map(re.escape, aliases))})(?:_[0-9]+)?")
        found = [key for key in keys if pattern.fullmatch(key)]
        if len(found) == 1:
            names[aliases[0]] = found[0]
    return names, answer


def _useful(rows: list[dict[str, Any]], names: dict[str, str]) -> bool:
    """Whether any neighbourhood has any figure; a table may hold rows for years in which there are none."""
    own = (row for row in rows if str(row.get(_KEYS[0], "")).startswith("BU"))
    return any(row.get(name) is not None for row in own for name in names.values())


def _rows(task: FetchTask, base: str, year: int, names: dict[str, str]) -> tuple[list[dict[str, Any]], list[Answer]]:
    """Read the neighbourhoods, their districts, the municipality and the country; both ages, value and margins."""
    digits = task.code.removeprefix("GM")
    rows, answers = [], []
    for prefix in (f"BU{digits}", f"WK{digits}", f"GM{digits}", "NL01"):
        for age in (ADULTS, OLDER_PEOPLE):
            chosen = f"startswith(WijkenEnBuurten,'{prefix}') and Leeftijd eq '{age}' and Perioden eq '{year}JJ00'"
            parameters = {"$format": "json", "$filter": chosen, "$select": ",".join([*_KEYS, *names.values()])}
            for answer, values in _pages(task.http, f"{base.rstrip('/')}/TypedDataSet", parameters):
                answers.append(answer)
                rows += values
        if not rows:
            break
    return rows, answers


def _pages(
    http: CachingClient, url: str, parameters: Mapping[str, str]
) -> Iterator[tuple[Answer, list[dict[str, Any]]]]:
    answer, content = http.get_json(url, parameters)
    seen = {answer.url}
    for _ in range(_MOST_PAGES):
        yield answer, _values(answer, content)
        following = content.get("odata.nextLink")
        if not following:
            return
        target = same_server(answer.url, following)
        if target in seen:
            raise FetchError(answer.url, "a next page that was read before", _UNEXPECTED)
        seen.add(target)
        answer, content = http.get_json(target)
    raise FetchError(answer.url, f"more than {_MOST_PAGES} pages", _UNEXPECTED)


def _values(answer: Answer, content: Any) -> list[dict[str, Any]]:
    values = content.get("value") if isinstance(content, dict) else None
    if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
        raise FetchError(answer.url, "JSON that is no OData table", _UNEXPECTED)
    return values


def _written(
    task: FetchTask,
    edition: HealthTable,
    year: int,
    rows: list[dict[str, Any]],
    names: dict[str, str],
    answers: tuple[Answer, ...],
) -> FetchedFile:
    columns = {key: [str(row.get(key) or "").strip() for row in rows] for key in _KEYS}
    for ours in (aliases[0] for aliases in MEASURES.values()):
        theirs = names.get(ours)
        columns[ours] = ["" if theirs is None or row.get(theirs) is None else str(row[theirs]).strip() for row in rows]
    table = pd.DataFrame(columns).sort_values(list(_KEYS), ignore_index=True)
    file = f"gezondheid_{year}.csv"
    write_csv(task.folder / file, table)
    absent = [ours for ours in (aliases[0] for aliases in MEASURES.values()) if ours not in names]
    return FetchedFile(
        "health",
        file,
        len(table),
        f"{year}-12-31",
        answers,
        tuple(_absent(name, edition.table) for name in absent),
        {"year": str(year)},
    )


def _absent(name: str, table: str) -> Remark:
    return missing(
        f"De cijfers '{name}' staan niet (meer) in tabel {table} van het RIVM.",
        f"The figures '{name}' are not, or no longer, in table {table} of RIVM.",
    )
