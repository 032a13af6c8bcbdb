"""Files that are written whole or not at all, and that come out the same from the same content."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyogrio
from geopandas import GeoDataFrame
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from geo.errors import StorageError

SCRATCH: Final = ".part-"
"""How the name of a file begins that is not whole yet."""
_CLOCK: Final = "OGR_CURRENT_DATE"
_NO_MOMENT: Final = "1970-01-01T00:00:00.000Z"
"""GeoPackages hold the moment of their last change; ours does not depend on the clock."""


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to, and put it in the place of `path` when all went well.

    Yields
    ------
    Path
        In the same folder, with the same endings, for writers look at those.

    Raises
    ------
    StorageError
        If the disk refuses; what stood there before still stands there.
    """
    scratch = path.with_name(f"{SCRATCH}{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield scratch
        scratch.replace(path)
    except OSError as problem:
        raise StorageError(path, problem) from problem
    finally:
        scratch.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with written_whole(path) as scratch:
        scratch.write_bytes(content)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON in UTF-8, whole or not at all."""
    write_bytes(path, (json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode())


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV; missing is an empty cell."""
    write_bytes(path, table.to_csv(index=False, lineterminator="\n").encode())


def write_gpkg(path: Path, table: GeoDataFrame, layer: str) -> None:
    """Write one layer as a GeoPackage; the same table gives the same bytes.

    Parameters
    ----------
    path
        Ends in .gpkg.
    table
        With a CRS; a column with both numbers and text is written as text.
    layer
        Name of the layer.
    """
    text = {name: _one_type(table[name]) for name in table.columns if name != table.geometry.name}
    before = pyogrio.get_gdal_config_option(_CLOCK)
    pyogrio.set_gdal_config_options({_CLOCK: _NO_MOMENT})
    try:
        with written_whole(path) as scratch:
            try:
                pyogrio.write_dataframe(table.assign(**text), scratch, layer=layer, driver="GPKG")
            except (DataSourceError, DataLayerError, FeatureError) as problem:
                # GDAL tells of a full disk in its own words.
                raise OSError(str(problem)) from problem
    finally:
        pyogrio.set_gdal_config_options({_CLOCK: before})


def _one_type(column: pd.Series[Any]) -> pd.Series[Any]:
    if column.dtype != object:
        return column
    kinds = set(column.dropna().map(type))
    if len(kinds) <= 1 and not kinds & {list, dict}:
        return column
    return column.map(lambda value: value if value is None or pd.isna(value) else str(value))
