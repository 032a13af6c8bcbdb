"""The contract between what computes and what shows: one folder of tables, with their hashes and their origin."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.bundle.tables import TABLES
from geo.errors import BundleError, FaultList
from geo.storage import atomic_folder, sha256_of, write_json
from geo.vocabulary import RD

MANIFEST: Final = "bundle.json"
DICTIONARY: Final = "dictionary.json"
FORMAT: Final = 1
"""Raised when a change of the tables would mislead an older reader."""
_KEPT: Final = ("README.md", ".gitkeep")
_REBUILD: Final = "Build it again: riool build --inputs DIR --out DIR."


@dataclass(frozen=True)
class Bundle:
    """A published result, read table by table when it is asked for.

    Parameters
    ----------
    path
        The folder.
    manifest
        Content of `bundle.json`: area, built, parameters, tables, sources, caveats, report.
    """

    path: Path
    manifest: Mapping[str, Any]

    def table(self, name: str) -> pd.DataFrame:
        """Read one table (a GeoDataFrame in EPSG:28992 where it has geometry).

        Raises
        ------
        BundleError
            If the table is not there or cannot be read.
        """
        return _read_table(self.path, name)

    @cached_property
    def neighbourhoods(self) -> gpd.GeoDataFrame:
        """The table `neighbourhoods`."""
        return self.table("neighbourhoods")

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """The table `coverage`."""
        return self.table("coverage")

    @cached_property
    def demand(self) -> gpd.GeoDataFrame:
        """The table `demand`."""
        return self.table("demand")

    @cached_property
    def places(self) -> gpd.GeoDataFrame:
        """The table `places`."""
        return self.table("places")

    @cached_property
    def organisations(self) -> pd.DataFrame:
        """The table `organisations`."""
        return self.table("organisations")

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The table `figures`."""
        return self.table("figures")

    @cached_property
    def walks(self) -> pd.DataFrame:
        """The table `walks`."""
        return self.table("walks")

    @cached_property
    def streets(self) -> gpd.GeoDataFrame:
        """The table `streets`."""
        return self.table("streets")

    @cached_property
    def water(self) -> gpd.GeoDataFrame:
        """The table `water`."""
        return self.table("water")

    @cached_property
    def dictionary(self) -> dict[str, Any]:
        """The data dictionary: table -> `about` and `columns`, in Dutch and English."""
        content: dict[str, Any] = json.loads((self.path / DICTIONARY).read_text(encoding="utf-8"))
        return content


def _table_file(name: str) -> str:
    return f"{name}.parquet"


def _read_table(path: Path, name: str) -> pd.DataFrame:
    faults = FaultList(_table_file(name))
    file = path / _table_file(name)
    try:
        read = gpd.read_parquet if "geometry" in TABLES[name].columns else pd.read_parquet
        table: pd.DataFrame = read(file)
    except FileNotFoundError:
        faults.add("no such file", f"the table in {path}", _REBUILD)
    except (OSError, ValueError) as problem:
        faults.add(f"a file that cannot be read ({problem})", "GeoParquet or Parquet", _REBUILD)
    else:
        return table
    raise BundleError(faults.faults)


def read_bundle(path: Path) -> Bundle:
    """Open a bundle.

    Parameters
    ----------
    path
        Its folder.

    Returns
    -------
    Bundle
        Nothing but the manifest has been read; `geo.bundle.verify` checks the rest.

    Raises
    ------
    BundleError
        If there is no readable manifest or it has another format.
    """
    faults = FaultList(MANIFEST)
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.add(f"no bundle in {path}", "a folder made by 'riool build'", _REBUILD)
    except (OSError, ValueError) as problem:
        faults.add(f"a manifest that cannot be read ({problem})", "JSON", _REBUILD)
    else:
        if isinstance(manifest, dict) and manifest.get("format") == FORMAT:
            return Bundle(path, manifest)
        found = manifest.get("format") if isinstance(manifest, dict) else type(manifest).__name__
        faults.add(f"format {found!r}", f"format {FORMAT}", _REBUILD, field="format")
    raise BundleError(faults.faults)


def conform(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Check a table against its schema and put its columns in order.

    Parameters
    ----------
    name
        Name of the table.
    table
        With at least the columns of its schema.

    Returns
    -------
    pandas.DataFrame
        Only the columns of the schema, in its order, index from 0.

    Raises
    ------
    pandera.errors.SchemaErrors
        If the table breaks its schema: a fault of ours, not of an input.
    """
    schema = TABLES[name]
    ordered = table[list(schema.columns)].reset_index(drop=True)
    validated: pd.DataFrame = schema.validate(ordered, lazy=True)
    return validated


def _write_table(table: pd.DataFrame, file: Path) -> None:
    table.to_parquet(file, compression="zstd", index=False)


def _holds_other_files(out: Path) -> list[str]:
    ours = {MANIFEST, DICTIONARY, *(_table_file(name) for name in TABLES), *_KEPT}
    return sorted(child.name for child in out.iterdir() if child.name not in ours)


def check_target(out: Path) -> None:
    """Refuse a folder that holds anything but a bundle, before any work is done.

    Raises
    ------
    BundleError
        If the folder holds other files, or is a file.
    """
    faults = FaultList(str(out))
    if out.exists() and not out.is_dir():
        faults.add("a file", "a folder, or nothing yet", "Choose another --out.")
    elif out.is_dir() and (others := _holds_other_files(out)):
        faults.add(f"other files ({', '.join(others[:5])})", "an empty folder or a bundle", "Choose another --out.")
    if faults.faults:
        raise BundleError(faults.faults)


def write_bundle(
    tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any], dictionary: Mapping[str, Any], out: Path
) -> Bundle:
    """Write a bundle whole or not at all.

    Parameters
    ----------
    tables
        Every table of `geo.bundle.tables.TABLES`.
    manifest
        What goes into `bundle.json` besides format and table hashes.
    dictionary
        The data dictionary, written beside the tables.
    out
        Folder to make or replace. The last good bundle stays until the new one is complete.

    Returns
    -------
    Bundle
        The bundle just written.

    Raises
    ------
    BundleError
        If `out` holds anything but a bundle.
    StorageError
        If the disk refuses.
    """
    out = out.resolve()
    check_target(out)
    with atomic_folder(out) as fresh:
        listed = {}
        for name in TABLES:
            table = conform(name, tables[name])
            _write_table(table, fresh / _table_file(name))
            listed[name] = {"rows": len(table), "sha256": sha256_of(fresh / _table_file(name))}
        write_json(fresh / DICTIONARY, dictionary)
        write_json(fresh / MANIFEST, {"format": FORMAT, "crs": RD, **manifest, "tables": listed})
        for name in _KEPT:
            if (out / name).is_file():
                shutil.copy2(out / name, fresh / name)
    return read_bundle(out)
