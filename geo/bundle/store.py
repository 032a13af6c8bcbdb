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
import pyarrow.parquet as pq
from pyarrow import ArrowException
from shapely.errors import ShapelyError

from geo.bundle.shapes import dictionary_faults, manifest_faults
from geo.bundle.weighed import weighed_coverage
from geo.errors import BundleError, FaultList, quote
from geo.folders import standing_folder
from geo.storage import sha256_of

MANIFEST: Final = "bundle.json"
DICTIONARY: Final = "dictionary.json"
FORMAT: Final = 2
"""Raised when a change of the tables would mislead an older reader."""
WITH_GEOMETRY: Final = frozenset({"positions", "neighbourhoods", "demand", "places", "streets", "water"})
"""The tables that are GeoParquet. Whoever reads a bundle need not wait for the schemas, which say the same."""
REBUILD: Final = "Build it again: riool build --inputs DIR --out DIR."
_MOST_ROWS: Final = 100_000_000
"""A file of some hundreds of bytes can state more rows than any memory holds."""
_UNREADABLE: Final = (
    *(OSError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RuntimeError, MemoryError),
    *(ArrowException, ShapelyError),
)
"""What the readers of Parquet and of shapes throw about a file that is odd."""


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
            If the table is not there, cannot be read, or is not the one that was built.
        """
        faults = FaultList(table_file(name))
        listed = listed_table(self.manifest, name)
        file = self.path / table_file(name)
        if listed is None:
            faults.add("no entry in bundle.json", "rows and sha256 of this table", REBUILD, field="tables")
        elif file.is_file() and sha256_of(file) != listed.get("sha256"):
            # Whoever asks for a column need not look whether it is there: a build checks every table it writes.
            found = "another table than was built"
            faults.add(found, "the table as built", f"It was changed. {REBUILD}", field="sha256")
        if faults.faults:
            raise BundleError(faults.faults)
        return read_table(self.path, name)

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
        """The data dictionary: table -> `about` and `columns`, in Dutch and English.

        Raises
        ------
        BundleError
            If it cannot be read, or leaves a table or column unexplained.
        """
        content: dict[str, Any] = _read_json(self.path, DICTIONARY, "a dictionary")
        tables = self.manifest.get("tables")
        faults = dictionary_faults(content, tables if isinstance(tables, dict) else (), DICTIONARY, REBUILD)
        if faults.faults:
            raise BundleError(faults.faults)
        return content


def table_file(name: str) -> str:
    """Name the file of a table."""
    return f"{name}.parquet"


def listed_table(manifest: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """Give what `bundle.json` says of a table; None where it says nothing that makes sense."""
    tables = manifest.get("tables")
    listed = tables.get(name) if isinstance(tables, dict) else None
    return listed if isinstance(listed, dict) else None


def read_table(path: Path, name: str) -> pd.DataFrame:
    """Read a table of the bundle in a folder, whether or not it is the one that was built.

    Raises
    ------
    BundleError
        If it is not there or cannot be read.
    """
    faults = FaultList(table_file(name))
    file = path / table_file(name)
    try:
        if (rows := pq.read_metadata(file).num_rows) > _MOST_ROWS:
            raise ValueError(f"{rows} rows")
        read = gpd.read_parquet if name in WITH_GEOMETRY else pd.read_parquet
        table: pd.DataFrame = read(file)
    except FileNotFoundError:
        faults.add("no such file", f"the table in {path}", REBUILD)
    except _UNREADABLE as problem:
        faults.add(f"a file that cannot be read ({quote(problem)})", "GeoParquet or Parquet", REBUILD)
    else:
        return table
    raise BundleError(faults.faults)


def _read_json(path: Path, name: str, what: str) -> Any:
    faults = FaultList(name)
    try:
        return json.loads((path / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.add(f"no such file in {path}", "JSON", REBUILD)
    except (OSError, ValueError, RecursionError) as problem:
        faults.add(f"{what} that cannot be read ({quote(problem)})", "JSON", REBUILD)
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
        If there is no readable manifest, it has another format, or lacks what its readers ask for.
    """
    path = standing_folder(path)
    faults = FaultList(MANIFEST)
    if not (path / MANIFEST).is_file():
        faults.add(f"no bundle in {path}", "a folder made by 'riool build'", REBUILD)
        raise BundleError(faults.faults)
    manifest = _read_json(path, MANIFEST, "a manifest")
    found = manifest.get("format") if isinstance(manifest, dict) else type(manifest).__name__
    if not isinstance(manifest, dict) or found != FORMAT:
        faults.add(f"format {found!r}", f"format {FORMAT}", REBUILD, field="format")
    else:
        faults = manifest_faults(manifest, MANIFEST, REBUILD)
    if faults.faults:
        raise BundleError(faults.faults)
    return Bundle(path, manifest)
