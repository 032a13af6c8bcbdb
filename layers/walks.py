"""Draw dry postcodes, and streets as wide as the number of residents who walk over them."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np

from geo.settings import WalkSettings, minutes_for
from geo.vocabulary import WGS84, Speed
from layers.background import FLOW_BREAKS
from layers.drawing import Layer, degrees
from layers.escape import escape_text
from layers.words import Words

_SMALLEST_RADIUS_PX: Final = 2.5
_RADIUS_PER_ROOT: Final = 0.55
"""Radius grows with the root of the residents, so that the area of a dot is what grows with them."""


def dry_points(demand: gpd.GeoDataFrame, threshold: float, speed: Speed, settings: WalkSettings) -> gpd.GeoDataFrame:
    """Select the demand points with residents and no place within reach.

    Parameters
    ----------
    demand
        The table of the bundle; `nearest_distance` is missing where nothing can be reached.
    threshold
        Minutes.
    speed
        Who walks.
    settings
        Walking speeds.

    Returns
    -------
    GeoDataFrame
        The same columns, fewer rows.
    """
    reached = demand["nearest_distance"] <= settings.reach_m(threshold, speed)
    return demand[~reached & (demand["residents"] > 0)]


def demand_layer(points: gpd.GeoDataFrame, speed: Speed, words: Words, settings: WalkSettings) -> Layer:
    """Draw demand points as dots, their area in proportion to the residents.

    Parameters
    ----------
    points
        From `dry_points`, in metres.
    speed
        Who walks, for the minutes said.
    words
        The page's language.
    settings
        Walking speeds.

    Returns
    -------
    Layer
        A click tells `demand` and the id.
    """
    located = points.to_crs(WGS84)
    rows = []
    for row, point in zip(points.itertuples(), located.geometry, strict=True):
        residents = words.text("residents", count=max(1, round(row.residents)))
        if np.isnan(row.nearest_distance):
            label = words.text("map.demand.unreachable", residents=residents)
        else:
            minutes = words.minutes(minutes_for(row.nearest_distance, settings.speeds_kmh[speed]))
            label = words.text("map.demand", residents=residents, minutes=minutes)
        radius = _SMALLEST_RADIUS_PX + _RADIUS_PER_ROOT * float(np.sqrt(row.residents))
        rows.append(
            [
                escape_text(row.demand_id),
                degrees(point.y),
                degrees(point.x),
                round(radius, 1),
                escape_text(label),
            ]
        )
    return Layer("demand", words.text("map.layer.demand"), {"rows": rows})


def flow_labels(words: Words) -> list[str]:
    """Say each class of flow above nobody, few to many.

    Parameters
    ----------
    words
        The page's language.

    Returns
    -------
    list of str
        One per class 1-5.
    """
    limits = [words.number(limit) for limit in FLOW_BREAKS]
    labels = [words.text("map.pipe", low=low, high=high) for low, high in pairwise(limits)]
    return [*labels, words.text("map.pipe.most", low=limits[-1])]


def pipes_layer(words: Words) -> Layer:
    """Make the pipes: streets as wide as the number of residents who walk over them to their nearest place.

    The lines come from the map's background, where they are grouped by flow; this sends the labels only.

    Parameters
    ----------
    words
        The page's language.

    Returns
    -------
    Layer
        Dry streets stay thin.
    """
    labels = [escape_text(label) for label in flow_labels(words)]
    return Layer("pipes", words.text("map.layer.pipes"), {"labels": labels})
