"""The river: a band around its midline."""

from __future__ import annotations

import folium
import geopandas as gpd
import numpy as np
import shapely

from layers.drawing import drawn_layer
from layers.words import Words


def water_band(water: gpd.GeoDataFrame, half_width_m: float) -> gpd.GeoDataFrame:
    """Turn midlines into bands; areas stay as they are.

    Parameters
    ----------
    water
        Lines or areas in metres.
    half_width_m
        From the midline to the bank (`WalkSettings.water_half_width_m`).

    Returns
    -------
    GeoDataFrame
        The same rows, all areas.
    """
    shapes = water.geometry.to_numpy()
    is_line = shapely.get_dimensions(shapes) == 1
    bands = np.where(is_line, shapely.buffer(shapes, half_width_m, cap_style="flat"), shapes)
    return water.set_geometry(gpd.GeoSeries(bands, index=water.index, crs=water.crs))


def water_layer(words: Words) -> folium.FeatureGroup:
    """Make the switch for the water of the background.

    Parameters
    ----------
    words
        The page's language.

    Returns
    -------
    FeatureGroup
        Added, the water shows; removed, it does not.
    """
    return drawn_layer("water", words.text("map.layer.water"), {})
