"""The data dictionary: what every column of every table means, in Dutch and English."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from geo.bundle.tables import TABLES
from geo.storage import DICTIONARY

UNITS: Final = frozenset({"m", "min", "share", "residents", "households", "functions", "days_per_week", "year"})
"""The closed list of units: metres, minutes, a fraction from 0 to 1, and what is counted."""


def read_dictionary(path: Path = DICTIONARY) -> dict[str, Any]:
    """Read the dictionary.

    Parameters
    ----------
    path
        YAML file: table -> `about: {nl, en}` and `columns: {name: {nl, en, unit}}`; `unit`, one of `UNITS`, only where
        a column has one.

    Returns
    -------
    dict
        The same, as plain dicts.
    """
    with path.open(encoding="utf-8") as content:
        loaded: dict[str, Any] = YAML(typ="safe").load(content)
    return loaded


def missing_entries(dictionary: object) -> list[str]:
    """List the tables and columns (`table.column`) that lack a text in either language, or that no table has."""
    missing: list[str] = []
    tables = _mapping(dictionary)
    for name, schema in TABLES.items():
        entry = _mapping(tables.get(name))
        missing += [name] if not _both(entry.get("about")) else []
        columns = _mapping(entry.get("columns"))
        missing += [f"{name}.{column}" for column in schema.columns if not _both(columns.get(column))]
        missing += [f"{name}.{column} (no such column)" for column in columns if column not in schema.columns]
    return missing + [f"{name} (no such table)" for name in tables if name not in TABLES]


def _mapping(entry: object) -> Mapping[str, Any]:
    return entry if isinstance(entry, Mapping) else {}


def _both(entry: Any) -> bool:
    return isinstance(entry, Mapping) and all(isinstance(entry.get(one), str) and entry[one] for one in ("nl", "en"))
