"""Check that the two JSON files of a bundle hold what its readers ask for, each fault with its key."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from geo.errors import FaultList, quote
from geo.vocabulary import Selection, Speed

_LANGUAGES: Final = ("nl", "en")


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _text_or_none(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _positive(value: Any) -> bool:
    return _number(value) and value > 0


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53


def _minutes(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_whole(one) and one > 0 for one in value)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _languages(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(one in _LANGUAGES for one in value)


def _both_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(_texts(value.get(language)) for language in _LANGUAGES)


def _moment(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _speeds(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == set(Speed) and all(map(_positive, value.values()))


def _rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _counts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_whole, value.values()))


Check = Callable[[Any], bool]
_MANIFEST: Final[Mapping[str, tuple[Check, str]]] = {
    "area.code": (_text, "text"),
    "area.name": (_text, "text"),
    "area.languages": (_languages, "nl, en or both"),
    "area.report_email": (_text_or_none, "an e-mail address or null"),
    "built.at": (_moment, "a moment such as 2026-12-01T08:00:00+00:00"),
    "parameters.speeds_kmh": (_speeds, f"km/h for {' and '.join(Speed)}"),
    "parameters.thresholds_min": (_minutes, "a list of whole minutes"),
    "parameters.headline.selection": (lambda value: value in list(Selection), f"one of {', '.join(Selection)}"),
    "parameters.headline.threshold_min": (lambda value: _whole(value) and value > 0, "whole minutes"),
    "parameters.headline.speed": (lambda value: value in list(Speed), f"one of {', '.join(Speed)}"),
    "parameters.headline.with_uncertain": (lambda value: isinstance(value, bool), "true or false"),
    "parameters.cap_min": (_positive, "minutes"),
    "parameters.snap_cap_m": (_positive, "metres"),
    "parameters.walk_limit_m": (_positive, "metres"),
    "parameters.site_walk_limit_m": (_positive, "metres"),
    "parameters.water_half_width_m": (_number, "metres"),
    "parameters.ranking_min_residents": (_number, "a number"),
    "sources": (_rows, "a list of sources"),
    "report.residents": (_number, "a number"),
    "report.residents_published": (_number, "a number"),
    "report.demand_points_refused": (_rows, "a list of groups"),
    "report.demand_points_left_out": (_texts, "a list of texts"),
    "report.near_duplicates": (_rows, "a list of groups"),
    "report.places.not_counted": (_counts, "numbers by reason"),
    **{f"report.places.{name}": (_whole, "a whole number") for name in ("total", "counted", "uncertain")},
    **{f"report.network.{name}": (_number, "a number") for name in ("km", "residents_on_parts_without_place")},
}
"""What is asked of `bundle.json` besides its format: `geo.bundle.verify` checks its list of tables."""
_SOURCE: Final[Mapping[str, tuple[Check, str]]] = {
    **dict.fromkeys(("id", "title", "publisher", "url", "licence", "credit", "reference_date"), (_text, "text")),
    "tables": (_texts, "a list of texts"),
    "caveats": (_both_texts, "a list of texts in nl and in en"),
}
_ABSENT: Final = object()


def manifest_faults(manifest: Mapping[str, Any], file: str, advice: str) -> FaultList:
    """Name everything that `bundle.json` lacks, or that is of another kind.

    Parameters
    ----------
    manifest
        Its content.
    file
        What it is called in the faults.
    advice
        What to do about them.

    Returns
    -------
    FaultList
        Empty if all is well.
    """
    faults = FaultList(file)
    for field, found, expected in _wrong(manifest, _MANIFEST):
        faults.add(found, expected, advice, field=field)
    sources: Any = manifest.get("sources")
    for number, source in enumerate(sources if _rows(sources) else [], start=1):
        for field, found, expected in _wrong(source, _SOURCE):
            faults.add(found, expected, advice, field=f"sources[{number}].{field}")
    return faults


def _wrong(content: Mapping[str, Any], wanted: Mapping[str, tuple[Check, str]]) -> Iterator[tuple[str, str, str]]:
    for field, (is_right, expected) in wanted.items():
        value: Any = content
        for key in field.split("."):
            value = value.get(key, _ABSENT) if isinstance(value, dict) else _ABSENT
        if value is _ABSENT:
            yield field, "nothing", expected
        elif not is_right(value):
            yield field, quote(value), expected


def dictionary_faults(dictionary: Any, tables: Any, file: str, advice: str) -> FaultList:
    """Name every table and column that `dictionary.json` does not explain in both languages.

    Parameters
    ----------
    dictionary
        Its content.
    tables
        Names of tables that must be in it.
    file, advice
        As for `manifest_faults`.

    Returns
    -------
    FaultList
        Empty if all is well.
    """
    faults = FaultList(file)
    expected = "its meaning in nl and in en"
    entries = dictionary if isinstance(dictionary, dict) else {}
    if not entries:
        faults.add("no tables", "every table of this bundle", advice)
        return faults
    for name in {*entries, *tables}:
        entry = entries.get(name)
        about, columns = (entry.get("about"), entry.get("columns")) if isinstance(entry, dict) else (None, None)
        if not _explained(about):
            faults.add("no meaning", expected, advice, field=str(name))
        if not isinstance(columns, dict):
            faults.add("no columns", "the columns of this table", advice, field=str(name))
            continue
        for column, meaning in columns.items():
            if not _explained(meaning):
                faults.add("no meaning", expected, advice, field=f"{name}.{column}")
    return faults


def _explained(meaning: Any) -> bool:
    return isinstance(meaning, dict) and all(_text(meaning.get(language)) for language in _LANGUAGES)
