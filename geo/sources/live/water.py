"""Take water, as areas, out of the OpenStreetMap file that was fetched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.sources.files.writing import write_gpkg
from geo.sources.live.osm_file import OSM_FILE
from geo.sources.live.osm_selection import WATER_TAGS
from geo.sources.live.task import FetchedFile
from geo.sources.osm import read_features
from geo.vocabulary import RD

WATER_FILE: Final = "water.gpkg"
SMALLEST_M2: Final = 1000.0
"""Smaller water is walked around; the text in data/live.toml says so."""
_USUAL_WIDTH_M: Final = {"river": 10.0, "canal": 10.0}
"""Of a river or canal drawn as a line, for which no width is given."""
_COARSE_M: Final = 1.0
_METRES: Final = re.compile(r"(\d+(?:\.\d+)?)(?:\s*m)?")
_AREAS: Final = ("Polygon", "MultiPolygon")
_LINES: Final = ("LineString", "MultiLineString")


def write_water(folder: Path, reach: BaseGeometry, osm: FetchedFile) -> FetchedFile | None:
    """Write the water in the file of streets and places as `water.gpkg`.

    Parameters
    ----------
    folder
        With the OSM file.
    reach
        What lies outside is left out, in EPSG:28992.
    osm
        What is known of the OSM file.

    Returns
    -------
    FetchedFile or None
        None if there is no water.

    Raises
    ------
    StorageError
        If the disk refuses.
    """
    features = read_features(folder / OSM_FILE, {key: sorted(values) for key, values in WATER_TAGS.items()})
    areas = water_areas_of(features, reach)
    if areas.empty:
        return None
    write_gpkg(folder / WATER_FILE, areas, "water")
    return FetchedFile("water", WATER_FILE, len(areas), osm.reference_date, osm.answers)


def water_areas_of(found: gpd.GeoDataFrame, reach: BaseGeometry) -> gpd.GeoDataFrame:
    """Make areas of what is tagged as water.

    Parameters
    ----------
    found
        Lines and areas with the tags `waterway`, `tunnel`, `width` and `name` where they have them, in EPSG:28992.
    reach
        Outline to cut at.

    Returns
    -------
    GeoDataFrame
        `name` (None if unknown) and polygons of at least `SMALLEST_M2`, largest first. Lines get their width, tunnels
        are left out: one walks over them.
    """
    found = found[_text(found, "tunnel").isin(["", "no"])]
    kind = found.geometry.geom_type
    lines, areas = found[kind.isin(_LINES)], found[kind.isin(_AREAS)]
    banks = lines.geometry.buffer(_widths(lines) / 2, cap_style="flat")
    shapes = pd.concat([areas.geometry, banks])
    names = pd.concat([_text(areas, "name"), _text(lines, "name")])
    clean = shapely.make_valid(shapely.simplify(shapes.to_numpy(), _COARSE_M))
    cut = shapely.intersection(clean, reach)
    table = gpd.GeoDataFrame({"name": names.replace("", None).to_numpy()}, geometry=cut, crs=RD)
    table = table.explode(ignore_index=True)
    table = table[(table.geometry.geom_type == "Polygon") & (table.geometry.area >= SMALLEST_M2)]
    order = np.lexsort((table.geometry.to_wkb().to_numpy(), -table.geometry.area.to_numpy()))
    return table.iloc[order].reset_index(drop=True)


def _text(table: gpd.GeoDataFrame, column: str) -> pd.Series[str]:
    if column not in table:
        return pd.Series("", index=table.index, dtype="str")
    texts = [value.strip() if isinstance(value, str) else "" for value in table[column]]
    return pd.Series(texts, index=table.index, dtype="str")


def _widths(lines: gpd.GeoDataFrame) -> pd.Series[float]:
    stated = [_METRES.fullmatch(text) for text in _text(lines, "width")]
    usual = [_USUAL_WIDTH_M.get(kind, 0.0) for kind in _text(lines, "waterway")]
    widths = [float(match[1]) if match else width for match, width in zip(stated, usual, strict=True)]
    return pd.Series(widths, index=lines.index, dtype="float64")
