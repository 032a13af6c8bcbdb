"""Draw the reader's surroundings: home, the walk to a place, and how far one gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.streets.routes import Route
from geo.vocabulary import RD, WGS84
from layers.drawing import Layer, degrees
from layers.encoding import encode_lines, encode_polygons
from layers.escape import Html, escape_text
from layers.words import Words

_TOLERANCE_M = 2.0
ACTS = ("home", "about", "route", "reach")
"""What a reader can do from a popup, in the words of `map.act.*`."""


@dataclass(frozen=True, slots=True)
class Around:
    """Home, chosen place, route and area within reach to draw; all in EPSG:28992.

    Parameters
    ----------
    home
        Where the reader searches from.
    target
        The place they chose.
    route
        The walk from one to the other.
    reach
        How far one gets.
    look_at
        What should come into view, once per `token`.
    token
        Changes when the reader should be taken somewhere else.
    """

    home: shapely.Point | None = None
    target: shapely.Point | None = None
    route: Route | None = None
    reach: shapely.Geometry | None = None
    look_at: shapely.Geometry | None = None
    token: str = ""


def _to_degrees(shapes: list[Any]) -> list[Any]:
    return list(gpd.GeoSeries(shapes, crs=RD).to_crs(WGS84))


def _spot(point: shapely.Point | None) -> list[float] | None:
    if point is None:
        return None
    (located,) = _to_degrees([point])
    return [degrees(located.y), degrees(located.x)]


def _frame(shape: shapely.Geometry | None, token: str) -> dict[str, object] | None:
    if shape is None or shapely.is_empty(shape):
        return None
    west, south, east, north = (degrees(value) for value in shapely.bounds(_to_degrees([shape])[0]))
    return {"bounds": [[south, west], [north, east]], "token": escape_text(token)}


def _shapes(around: Around) -> dict[str, object]:
    drawn: dict[str, object] = {
        "home": _spot(around.home),
        "target": _spot(around.target),
        "look": _frame(around.look_at, around.token),
    }
    if around.reach is not None and not shapely.is_empty(around.reach):
        simple = np.asarray(shapely.simplify(around.reach, _TOLERANCE_M))
        drawn["reach"] = encode_polygons(_to_degrees([simple.item()]))
    if around.route is not None:
        drawn["route"] = encode_lines(_to_degrees([around.route.line]))
        drawn["legs"] = encode_lines(_to_degrees([around.route.first_leg, around.route.last_leg]))
    return {key: value for key, value in drawn.items() if value is not None}


def act_words(words: Words) -> Mapping[str, Html]:
    """Give the labels of the buttons in popups."""
    return {act: escape_text(words.text(f"map.act.{act}")) for act in ACTS}


def around_layer(around: Around, words: Words) -> Layer:
    """Draw what is around a reader, and give the popups of the other layers their buttons.

    Parameters
    ----------
    around
        What there is to draw; all of it may be absent.
    words
        The page's language.

    Returns
    -------
    Layer
        A button in a popup tells one of `ACTS`, and `latitude~longitude` for `home`, else the id of what the popup is
        about.
    """
    texts = {**act_words(words), "here": escape_text(words.text("map.here"))}
    return Layer("around", words.text("map.layer.around"), {**_shapes(around), "words": texts})
