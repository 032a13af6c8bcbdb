"""Read a bundle: one folder of tables, with their hashes and their origin."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.bundle.weighed import weighed_coverage
from geo.errors import BundleError, FaultList
from geo.folders import standing_folder

MANIFEST: Final = "bundle.json"
DICTIONARY: Final = "dictionary.json"
FORMAT: Final = 2
"""Raised when a change of the tables would mislead an older reader."""
WITH_GEOMETRY: Final = frozenset({"positions", "neighbourhoods", "demand", "places", "streets", "water"})
"""The tables that are GeoParquet. Whoever reads a bundle need not wait for the schemas, which say the same."""
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
    def expected(self) -> pd.DataFrame:
        """The table `expected`."""
        return self.table("expected")

    @cached_property
    def weighed(self) -> pd.DataFrame:
        """The table `coverage`, with uncertain places weighed by how likely they are there."""
        return weighed_coverage(self.coverage, self.expected)

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
    def positions(self) -> gpd.GeoDataFrame:
        """The table `positions`."""
        return self.table("positions")

    @cached_property
    def position_walks(self) -> pd.DataFrame:
        """The table `position_walks`."""
        return self.table("position_walks")

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


def table_file(name: str) -> str:
    """Name the file of a table."""
    return f"{name}.parquet"


def _read_table(path: Path, name: str) -> pd.DataFrame:
    faults = FaultList(table_file(name))
    file = path / table_file(name)
    try:
        read = gpd.read_parquet if name in WITH_GEOMETRY else pd.read_parquet
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
        Nothing but the manifest has been read; `geo.bundle.verify` checks the rest. What a killed build had put aside
        is brought back first, or read where it is when the disk may only be read.

    Raises
    ------
    BundleError
        If there is no readable manifest or it has another format.
    """
    faults = FaultList(MANIFEST)
    path = standing_folder(path)
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
