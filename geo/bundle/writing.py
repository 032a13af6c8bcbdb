"""Write a bundle: every table checked against its schema, and the folder whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.bundle.store import DICTIONARY, FORMAT, MANIFEST, Bundle, read_bundle, table_file
from geo.bundle.tables import TABLES
from geo.errors import BundleError, FaultList
from geo.folders import atomic_folder, standing_folder
from geo.storage import SCRATCH, sha256_of, write_json
from geo.vocabulary import RD

_KEPT: Final = ("README.md", ".gitkeep")
_OF_THE_DISK: Final = "lost+found"
"""What stands in a folder on which a disk is mounted; nobody put it there."""


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
    ours = {MANIFEST, DICTIONARY, *(table_file(name) for name in TABLES), *_KEPT, _OF_THE_DISK}
    names = (child.name for child in out.iterdir())
    return sorted(name for name in names if name not in ours and not name.startswith(SCRATCH))


def check_target(out: Path) -> None:
    """Refuse a folder that holds anything but a bundle, before any work is done.

    A bundle that a killed build had put aside is brought back first: should this build fail too, it stands there.

    Raises
    ------
    BundleError
        If the folder holds other files, or is a file.
    """
    faults = FaultList(str(out))
    standing_folder(out)
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
    with atomic_folder(out, last=MANIFEST) as fresh:
        listed = {}
        for name in TABLES:
            table = conform(name, tables[name])
            _write_table(table, fresh / table_file(name))
            listed[name] = {"rows": len(table), "sha256": sha256_of(fresh / table_file(name))}
        write_json(fresh / DICTIONARY, dictionary)
        write_json(fresh / MANIFEST, {"format": FORMAT, "crs": RD, **manifest, "tables": listed})
        for name in _KEPT:
            if (out / name).is_file():
                shutil.copy2(out / name, fresh / name)
    return read_bundle(out)
