"""Make the ground of every map: neighbourhood outlines, streets and water, encoded once.

The neighbourhoods and the pipes are drawn on this geometry too, so that a switch of measure or threshold sends only
classes and words. The text is a script, so that a page can load it by address, or carry it inside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from geo.vocabulary import WGS84
from layers.encoding import encode_lines, encode_polygons
from layers.escape import escape_text, script_json

OUTLINE_TOLERANCE_M: Final = 5.0
"""Corners whose triangle is smaller than the square of this go (Visvalingam); shared borders move together."""
STREET_TOLERANCE_M: Final = 3.0
FLOW_BREAKS: Final = (1.0, 50.0, 200.0, 500.0, 1000.0)
"""Residents walking over a segment at which a pipe gets wider: class 0 (nobody) to class 5."""

Bounds = tuple[float, float, float, float]
"""South, west, north, east in degrees."""


@dataclass(frozen=True, slots=True)
class Background:
    """The constant part of every map of one area.

    Parameters
    ----------
    script
        JavaScript that hands the geometry to `riool`; serve it as `text/javascript` or give it to
        `layers.folium_adapter.base_map`.
    bounds
        Of the neighbourhoods, in degrees.
    flow_metres
        Metres of street per class of flow, 0 to 5.
    """

    script: str
    bounds: Bounds
    flow_metres: tuple[float, ...]


def flow_classes(flow: Iterable[float]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Give the class of flow (0-5) of each street segment."""
    return np.searchsorted(np.array(FLOW_BREAKS), np.asarray(list(flow), dtype=float), side="right").astype(np.int64)


def _outlines(neighbourhoods: gpd.GeoDataFrame) -> gpd.GeoSeries:
    simple = shapely.coverage_simplify(neighbourhoods.geometry.to_numpy(), OUTLINE_TOLERANCE_M)
    return gpd.GeoSeries(simple, index=neighbourhoods.index, crs=neighbourhoods.crs).to_crs(WGS84)


def _street_classes(streets: gpd.GeoDataFrame) -> list[gpd.GeoSeries]:
    classes = flow_classes(streets["flow"])
    merged: list[gpd.GeoSeries] = []
    for class_ in range(len(FLOW_BREAKS) + 1):
        lines = shapely.line_merge(
            shapely.multilinestrings(_line_parts(streets.geometry.to_numpy()[classes == class_]))
        )
        simple = shapely.simplify(shapely.get_parts(lines), STREET_TOLERANCE_M, preserve_topology=False)
        merged.append(gpd.GeoSeries(simple, crs=streets.crs).to_crs(WGS84))
    return merged


def _line_parts(geometry: np.ndarray[tuple[int], np.dtype[np.object_]]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    parts = shapely.get_parts(geometry)
    return parts[~shapely.is_empty(parts)]


def make_background(neighbourhoods: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, water: gpd.GeoDataFrame) -> Background:
    """Encode the geometry of an area for the map.

    Parameters
    ----------
    neighbourhoods, streets, water
        The tables of the bundle of those names, in metres; water as areas (a band around the river's midline).

    Returns
    -------
    Background
        The same tables give the same text, byte for byte.
    """
    outlines = _outlines(neighbourhoods)
    west, south, east, north = (float(value) for value in outlines.total_bounds)
    flow = flow_classes(streets["flow"])
    lengths = shapely.length(streets.geometry.to_numpy())
    inside = shapely.maximum_inscribed_circle(neighbourhoods.geometry.to_numpy())
    anchors = gpd.GeoSeries(shapely.get_point(inside, 0), crs=neighbourhoods.crs).to_crs(WGS84)
    data = {
        "neighbourhoods": [
            [escape_text(code), escape_text(name), round(point.y, 5), round(point.x, 5), encode_polygons([outline])]
            for code, name, point, outline in zip(
                neighbourhoods["neighbourhood"], neighbourhoods["name"], anchors, outlines, strict=True
            )
        ],
        "streets": [encode_lines(lines.to_numpy()) for lines in _street_classes(streets)],
        "water": encode_polygons(water.to_crs(WGS84).geometry.to_numpy()),
    }
    return Background(
        script=f"riool.setBackground({script_json(data)});",
        bounds=(south, west, north, east),
        flow_metres=tuple(float(lengths[flow == class_].sum()) for class_ in range(len(FLOW_BREAKS) + 1)),
    )
