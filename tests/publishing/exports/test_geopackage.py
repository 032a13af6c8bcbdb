"""The GeoPackage: every table in metres, with styles that QGIS can read."""

from __future__ import annotations

import sqlite3
import xml.etree.ElementTree as ET
from pathlib import Path

import geopandas as gpd

from publishing.context import PublishContext
from publishing.exports.tables import EXPORTED, SPATIAL
from tests.publishing.exports.reading import one_file


def test_the_geopackage_holds_every_table_in_metres(context: PublishContext, folder: Path) -> None:
    file = one_file(folder, "*.gpkg")
    for name in SPATIAL:
        layer = gpd.read_file(file, layer=name)
        assert layer.crs == "EPSG:28992"
        assert len(layer) == len(getattr(context.bundle, name))
    with sqlite3.connect(file) as database:
        tables = {row[0] for row in database.execute("SELECT table_name FROM gpkg_contents")}
        assert {*EXPORTED, "data_dictionary", "licence", "layer_styles"} == tables
        styles = dict(database.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault"))
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    assert set(styles) == set(SPATIAL)
    for qml in styles.values():
        renderer = ET.fromstring(qml).find("renderer-v2")  # noqa: S314 - we wrote it
        assert renderer is not None
        used = {node.get("symbol") for node in renderer.iter() if node.get("symbol")}
        assert used <= {node.get("name") for node in renderer.findall("symbols/symbol")}
