"""GeoJSON and GeoParquet, read by tools that others made."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from publishing.context import PublishContext
from publishing.exports.tables import EXPORTED, SPATIAL
from tests.publishing.exports.reading import one_file


def test_ogrinfo_reads_every_spatial_file(context: PublishContext, folder: Path) -> None:
    if shutil.which("ogrinfo") is None:
        pytest.skip("ogrinfo (Debian: gdal-bin) is not installed")
    package = one_file(folder, "*.gpkg")
    for name in SPATIAL:
        told = subprocess.run(["ogrinfo", "-so", str(package), name], capture_output=True, text=True, check=True).stdout
        assert f"Feature Count: {len(getattr(context.bundle, name))}" in told
        assert "Amersfoort / RD New" in told
        (drawn,) = [file for file in folder.glob("*.geojson") if f"-{name}" in file.name]
        told = subprocess.run(["ogrinfo", "-so", "-al", str(drawn)], capture_output=True, text=True, check=True).stdout
        assert f"Feature Count: {len(getattr(context.bundle, name))}" in told
        assert "WGS 84" in told


def test_geojson_keeps_to_rfc_7946(folder: Path) -> None:
    for file in folder.glob("*.geojson"):
        text = file.read_text(encoding="utf-8")
        content = json.loads(text, parse_constant=pytest.fail)
        assert content["type"] == "FeatureCollection"
        assert "crs" not in content
        assert content["about"]["licence"]["url"].startswith("https://")
        for feature in content["features"]:
            assert set(feature) == {"type", "geometry", "properties"}
            assert set(feature["properties"]) <= set(content["about"]["columns"])
            if feature["geometry"] is None:
                continue
            shape = shapely.geometry.shape(feature["geometry"])
            west, south, east, north = shape.bounds
            assert -180 <= west <= east <= 180
            assert -90 <= south <= north <= 90
            for polygon in shapely.get_parts(shape):
                if polygon.geom_type == "Polygon":
                    assert polygon.exterior.is_ccw
                    assert polygon.exterior.is_closed
            for number in shapely.get_coordinates(shape).ravel():
                assert round(number, 7) == number


def test_geoparquet_says_what_it_holds(context: PublishContext, folder: Path) -> None:
    for name in EXPORTED:
        (file,) = [file for file in folder.glob("*.parquet") if f"2026-01-01-{name}" in file.name]
        table = gpd.read_parquet(file) if name in SPATIAL else pd.read_parquet(file)
        assert len(table) == len(getattr(context.bundle, name))
        if name in SPATIAL:
            assert table.crs == "EPSG:28992"
        schema = pq.read_schema(file)
        assert json.loads(schema.metadata[b"riool"])["licence"]["id"]
        assert all(schema.field(column).metadata[b"description"] for column in table.columns)
