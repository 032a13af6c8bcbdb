"""A GeoPackage with every table, styled for QGIS, its data dictionary and licence inside."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from layers.words import Words
from publishing.exports.dutch_csv import dictionary_table
from publishing.exports.exported import LICENCE_NAMES, ExportTable
from publishing.exports.qgis_styles import layer_styles

_STYLES: Final = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT
  (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
"""
"""As QGIS itself makes it."""


def _add(file: Path, name: str, table: pd.DataFrame, about: str, geometry_type: str | None = None) -> None:
    options: dict[str, Any] = {"layer_options": {"DESCRIPTION": about, "IDENTIFIER": name}}
    if geometry_type is not None:
        options["geometry_type"] = geometry_type
    pyogrio.write_dataframe(table, file, layer=name, driver="GPKG", append=file.exists(), **options)


def _geometry_type(table: gpd.GeoDataFrame) -> str:
    kinds = set(table.geometry.dropna().geom_type)
    if len(kinds) == 1:
        return str(next(iter(kinds)))
    return "MultiPolygon" if kinds == {"Polygon", "MultiPolygon"} else "Unknown"


def _licences(exports: tuple[ExportTable, ...]) -> pd.DataFrame:
    rows = [
        {
            "table": export.name,
            "licence": export.licence,
            "licence_name": LICENCE_NAMES[export.licence][0],
            "licence_url": LICENCE_NAMES[export.licence][1],
            "credits": "; ".join(export.credits),
            "about_nl": export.about["nl"],
            "about_en": export.about["en"],
        }
        for export in exports
    ]
    return pd.DataFrame(rows)


def _style(file: Path, styles: dict[str, str], moment: str) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(_STYLES)
        database.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
            " styleQML, styleSLD, useAsDefault, description, owner, update_time)"
            " VALUES ('', '', ?, 'geom', 'riool', ?, '', 1, 'Sociaal Riool', '', ?)",
            [(name, qml, moment) for name, qml in styles.items()],
        )
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', 'QGIS', ?)",
            (f"{moment[:10]}T00:00:00.000Z",),
        )


def geopackage_bytes(exports: tuple[ExportTable, ...], words: Words, built: str) -> bytes:
    """Write tables into one GeoPackage.

    Parameters
    ----------
    exports
        With and without geometry; metres, EPSG:28992.
    words
        Language of the legends in QGIS and of the layers' descriptions.
    built
        Date of the data, YYYY-MM-DD.

    Returns
    -------
    bytes
        Layers by the names of the tables, `data_dictionary`, `licence`, and `layer_styles`, which QGIS applies by
        itself.
    """
    with tempfile.TemporaryDirectory(prefix="riool-gpkg-") as scratch:
        file = Path(scratch) / "export.gpkg"
        for export in exports:
            table = export.table
            kind = _geometry_type(table) if isinstance(table, gpd.GeoDataFrame) else None
            _add(file, export.name, table, export.about[words.language], kind)
        _add(file, "data_dictionary", dictionary_table(exports), "Data dictionary")
        _add(file, "licence", _licences(exports), "Licence")
        spatial = {export.name for export in exports if "geometry" in export.table.columns}
        styles = {name: qml for name, qml in layer_styles(words).items() if name in spatial}
        _style(file, styles, f"{built}T00:00:00.000Z")
        return file.read_bytes()
