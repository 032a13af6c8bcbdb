"""A GeoPackage with every table, its data dictionary and licence, styled for QGIS as the map is."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.vocabulary import Kind
from layers.background import FLOW_BREAKS
from layers.escape import escape_text
from layers.legend import class_range
from layers.measures import CLASS_COUNT, CLASSES, Measure
from layers.style import LIGHT
from layers.words import Words
from publishing.exports.dutch_csv import dictionary_table
from publishing.exports.tables import LICENCE_NAMES, ExportTable

_STYLES: Final = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT
  (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
"""
"""As QGIS itself makes it."""
_MOST: Final = 1e9
_MARKS: Final = {Kind.INITIATIVE: ("circle", 3.6), Kind.PUBLIC: ("square", 3.0), Kind.INFORMAL: ("circle", 1.8)}
_KIND_COLOURS: Final = {Kind.INITIATIVE: LIGHT.initiative, Kind.PUBLIC: LIGHT.public, Kind.INFORMAL: LIGHT.informal}
_HEAD: Final = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"


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


def _rgb(colour: str) -> str:
    return ",".join(str(int(colour[start : start + 2], 16)) for start in (1, 3, 5)) + ",255"


def _symbol(number: int, kind: str, layer: str, options: dict[str, str]) -> str:
    written = "".join(
        f'<Option name="{escape_text(name)}" type="QString" value="{escape_text(value)}"/>'
        for name, value in options.items()
    )
    return (
        f'<symbol name="{number}" type="{kind}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{layer}" enabled="1" locked="0" pass="0"><Option type="Map">{written}</Option></layer></symbol>'
    )


def _fill(number: int, colour: str) -> str:
    edge = {"outline_color": _rgb(LIGHT.boundary), "outline_width": "0.3", "outline_style": "solid"}
    return _symbol(number, "fill", "SimpleFill", {"color": _rgb(colour), "style": "solid", **edge})


def _line(number: int, colour: str, width: float) -> str:
    return _symbol(number, "line", "SimpleLine", {"line_color": _rgb(colour), "line_width": str(width)})


def _marker(number: int, colour: str, shape: str, size: float) -> str:
    options = {"color": _rgb(colour), "name": shape, "size": str(size), "outline_color": "255,255,255,255"}
    return _symbol(number, "marker", "SimpleMarker", options)


def _document(renderer: str) -> str:
    return f'{_HEAD}<qgis version="3.28.0" styleCategories="Symbology">{renderer}</qgis>'


def _graduated(column: str, ranges: list[tuple[float, float, str]], symbols: list[str]) -> str:
    listed = "".join(
        f'<range lower="{low}" upper="{high}" label="{escape_text(label)}" symbol="{number}" render="true"/>'
        for number, (low, high, label) in enumerate(ranges)
    )
    return _document(
        f'<renderer-v2 type="graduatedSymbol" attr="{column}" graduatedMethod="GraduatedColor" symbollevels="0" '
        f'enableorderby="0"><ranges>{listed}</ranges><symbols>{"".join(symbols)}</symbols></renderer-v2>'
    )


def _single(symbol: str) -> str:
    return _document(
        f'<renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0"><symbols>{symbol}</symbols></renderer-v2>'
    )


def neighbourhoods_style(words: Words) -> str:
    """Colour the neighbourhoods by coverage, in the five classes of the map."""
    classes = CLASSES[Measure.COVERAGE]
    ranges, symbols = [], []
    for number, class_ in enumerate(range(CLASS_COUNT, 0, -1)):
        low, high = classes.range_of(class_)
        ranges.append((low or 0.0, 1.0 if high is None else high, class_range(Measure.COVERAGE, class_, words)))
        symbols.append(_fill(number, LIGHT.classes[class_ - 1]))
    return _graduated("coverage", ranges, symbols)


def streets_style(words: Words) -> str:
    """Draw the streets as wide as the flow of people over them."""
    limits = [0.0, *FLOW_BREAKS, _MOST]
    labels = [
        f"{words.number(low)} - {words.number(high)}" if high < _MOST else f"> {words.number(low)}"
        for low, high in pairwise(limits)
    ]
    ranges = [(low, high, label) for (low, high), label in zip(pairwise(limits), labels, strict=True)]
    colours, widths = [LIGHT.line, *LIGHT.pipes], (0.15, 0.25, 0.4, 0.7, 1.1, 1.6)
    symbols = [_line(number, colour, width) for number, (colour, width) in enumerate(zip(colours, widths, strict=True))]
    return _graduated("flow", ranges, symbols)


def places_style(words: Words) -> str:
    """Draw the places by kind, each in its colour and shape."""
    categories = "".join(
        f'<category value="{kind.value}" type="string" label="{escape_text(words.text(f"kind.{kind.value}"))}" '
        f'symbol="{number}" render="true"/>'
        for number, kind in enumerate(Kind)
    )
    symbols = "".join(_marker(number, _KIND_COLOURS[kind], *_MARKS[kind]) for number, kind in enumerate(Kind))
    return _document(
        '<renderer-v2 type="categorizedSymbol" attr="kind" symbollevels="0" enableorderby="0">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
    )


def layer_styles(words: Words) -> dict[str, str]:
    """Give the QML of every layer, by table."""
    return {
        "neighbourhoods": neighbourhoods_style(words),
        "places": places_style(words),
        "demand": _single(_marker(0, LIGHT.muted, "circle", 1.0)),
        "streets": streets_style(words),
        "water": _single(_line(0, LIGHT.water_edge, 2.5)),
    }
