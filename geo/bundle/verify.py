"""Verify a bundle: files, hashes, schemas, references, sums and dictionary, with every fault named."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import pandas as pd
from pandera.errors import SchemaErrors

from geo.bundle.dictionary import missing_entries
from geo.bundle.store import REBUILD, Bundle, listed_table, read_table
from geo.bundle.tables import TABLES
from geo.errors import BundleError, Fault, FaultList, quote
from geo.storage import sha256_of
from geo.vocabulary import RD

_SHOWN = 5
_SUM_TOLERANCE = 1e-6

_REFERENCES = (
    ("demand", "neighbourhood", "neighbourhoods", "neighbourhood"),
    ("demand", "nearest_place", "places", "place_id"),
    ("places", "neighbourhood", "neighbourhoods", "neighbourhood"),
    ("walks", "from_id", "demand", "demand_id"),
    ("walks", "to_id", "places", "place_id"),
    ("site_walks", "from_id", "demand", "demand_id"),
    ("site_walks", "to_id", "demand", "demand_id"),
    ("positions", "place_id", "places", "place_id"),
    ("position_walks", "from_id", "demand", "demand_id"),
    ("position_walks", "to_id", "positions", "place_id"),
    ("figures", "organisation_id", "organisations", "organisation_id"),
)


def verify_bundle(bundle: Bundle) -> None:
    """Check files, hashes, schemas, references, sums and dictionary of a bundle.

    Parameters
    ----------
    bundle
        An opened bundle.

    Raises
    ------
    BundleError
        With every fault found.
    """
    faults: list[Fault] = []
    tables: dict[str, pd.DataFrame] = {}
    for name in TABLES:
        faults += _check_file(bundle, name)
        try:
            tables[name] = read_table(bundle.path, name)
        except BundleError as problem:
            faults += problem.faults
    for name, table in tables.items():
        faults += _check_schema(name, table)
    if not faults:
        faults += _check_references(tables) + _check_sums(tables, bundle.manifest)
    faults += _check_dictionary(bundle)
    if faults:
        raise BundleError(faults)


def _check_file(bundle: Bundle, name: str) -> list[Fault]:
    faults = FaultList(f"{name}.parquet")
    listed = listed_table(bundle.manifest, name)
    file = bundle.path / f"{name}.parquet"
    if listed is None:
        faults.add("no entry in bundle.json", "rows and sha256 of this table", REBUILD, field="tables")
    elif file.is_file() and (found := sha256_of(file)) != listed.get("sha256"):
        advice = f"The table was changed after the build. {REBUILD}"
        faults.add(f"sha256 {found[:12]}...", f"{str(listed.get('sha256'))[:12]}...", advice, field="sha256")
    return faults.faults


def _check_schema(name: str, table: pd.DataFrame) -> list[Fault]:
    faults = FaultList(f"{name}.parquet")
    crs = getattr(table, "crs", RD)
    if crs is None or crs != RD:
        faults.add(f"CRS {getattr(crs, 'name', None)}", RD, REBUILD, field="geometry")
    try:
        TABLES[name].validate(table, lazy=True)
    except SchemaErrors as problem:
        for (column, check), cases in problem.failure_cases.groupby(["column", "check"], sort=False, dropna=False):
            first = cases.iloc[0]
            others = f", and {len(cases) - 1} more" if len(cases) > 1 else ""
            row = None if pd.isna(first["index"]) else f"row {first['index']}"
            faults.add(f"{first['failure_case']!r}{others}", f"{check}", REBUILD, row=row, field=str(column))
    return faults.faults


def _check_references(tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    found: list[Fault] = []
    for table, column, other, key in _REFERENCES:
        faults = FaultList(f"{table}.parquet")
        values = tables[table][column].dropna()
        strangers = pd.unique(values[~values.isin(tables[other][key])])
        if len(strangers):
            shown = ", ".join(map(str, strangers[:_SHOWN]))
            faults.add(f"{len(strangers)} unknown values ({shown})", f"values of {other}.{key}", REBUILD, field=column)
        found += faults.faults
    return found


def _check_sums(tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, object]) -> list[Fault]:
    faults = FaultList("demand.parquet")
    official = tables["neighbourhoods"].set_index("neighbourhood")["residents"]
    summed = tables["demand"].groupby("neighbourhood")["residents"].sum().reindex(official.index, fill_value=0.0)
    for code in official.index[~np.isclose(official, summed, rtol=_SUM_TOLERANCE, atol=_SUM_TOLERANCE)]:
        faults.add(f"{summed[code]:.1f} residents", f"{official[code]:.1f}", REBUILD, row=str(code), field="residents")
    rows = {name: len(table) for name, table in tables.items()}
    if wrong := [name for name, count in rows.items() if (listed_table(manifest, name) or {}).get("rows") != count]:
        faults.add(f"other row counts in {', '.join(wrong)}", "those in bundle.json", REBUILD)
    return faults.faults


def _check_dictionary(bundle: Bundle) -> list[Fault]:
    faults = FaultList("dictionary.json")
    try:
        dictionary = json.loads((bundle.path / "dictionary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        faults.add(f"no readable dictionary ({quote(problem)})", "the data dictionary", REBUILD)
        return faults.faults
    for missing in missing_entries(dictionary):
        faults.add("no description", "Dutch and English text", REBUILD, field=missing)
    return faults.faults
