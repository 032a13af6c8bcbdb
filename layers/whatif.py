"""Draw a scenario on the map: places that close or open, and the residents who gain or lose a place nearby."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.coordinates import to_lonlat
from geo.vocabulary import WGS84, Kind, LocationQuality
from layers.drawing import Layer, degrees
from layers.escape import escape_text
from layers.icons import KIND_SHAPES
from layers.places import is_inexact
from layers.words import Words

_SMALLEST_RADIUS_PX: Final = 2.5
_RADIUS_PER_ROOT: Final = 0.35


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A new place of a scenario, or a site for one.

    Parameters
    ----------
    place_id
        What a click on it gives back.
    x, y
        EPSG:28992, in metres.
    name
        What to call it.
    number
        Written in its mark, if it is one of a row.
    """

    place_id: str
    x: float
    y: float
    name: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class AffectedPoints:
    """Demand points whose residents gain or lose a place nearby.

    Parameters
    ----------
    points
        EPSG:28992, shape `(n, 2)`.
    people
        Residents, shape `(n,)`.
    wins
        Whether they win a place nearby, shape `(n,)`; else they lose the last one.
    """

    points: NDArray[Any]
    people: NDArray[Any]
    wins: NDArray[np.bool_]


def whatif_layer(
    places: gpd.GeoDataFrame,
    closed: Collection[str],
    opened: Sequence[NewPlace],
    affected: AffectedPoints,
    words: Words,
) -> Layer:
    """Draw a scenario.

    Parameters
    ----------
    places
        Those that count: `place_id`, `name`, `kind`, `uncertain`, `location_quality`, and points in metres. What is
        not exactly known is drawn hollow and dashed, as on every map.
    closed
        Ids of those that close.
    opened
        Those that open.
    affected
        Who wins or loses a place nearby.
    words
        The page's language.

    Returns
    -------
    Layer
        A click on a place tells `close` or `reopen` and its id, on a new place `unopen`, and anywhere else `open` and
        `latitude~longitude`.
    """
    known = places[~(places.geometry.isna() | places.geometry.is_empty)]
    points = known.to_crs(WGS84).geometry
    rows = [
        [
            escape_text(place.place_id),
            degrees(point.y),
            degrees(point.x),
            Kind(place.kind).value,
            int(place.place_id in closed),
            int(is_inexact(bool(place.uncertain), LocationQuality(place.location_quality))),
            _act_label(str(place.name), "reopen" if place.place_id in closed else "close", words),
        ]
        for place, point in zip(known.itertuples(index=False), points, strict=True)
    ]
    data = {
        "places": rows,
        "opened": [
            [escape_text(place.place_id), *_degrees(place.x, place.y), _act_label(place.name, "unopen", words)]
            for place in opened
        ],
        "dots": _dots(affected, words),
        "shapes": {kind.value: KIND_SHAPES[kind] for kind in Kind},
    }
    return Layer("whatif", words.text("map.layer.whatif"), data)


def sites_layer(sites: Sequence[NewPlace], affected: AffectedPoints, words: Words) -> Layer:
    """Draw sites for new places, numbered, and who would win by them.

    Parameters
    ----------
    sites
        In their order.
    affected
        Who wins a place nearby.
    words
        The page's language.

    Returns
    -------
    Layer
        Only to look at: a click does nothing.
    """
    rows = [
        [escape_text(site.place_id), *_degrees(site.x, site.y), f"<b>{escape_text(site.name)}</b>", site.number]
        for site in sites
    ]
    data = {"places": [], "opened": rows, "dots": _dots(affected, words), "shapes": {}, "still": True}
    return Layer("whatif", words.text("map.layer.sites"), data)


def _act_label(name: str, act: str, words: Words) -> str:
    return f"<b>{escape_text(name)}</b><br>{escape_text(words.text(f'map.whatif.{act}'))}"


def _degrees(x: float, y: float) -> tuple[float, float]:
    longitude, latitude = to_lonlat(x, y)
    return degrees(latitude), degrees(longitude)


def _dots(affected: AffectedPoints, words: Words) -> list[list[object]]:
    if not len(affected.points):
        return []
    longitudes, latitudes = to_lonlat(affected.points[:, 0], affected.points[:, 1])
    return [
        [
            degrees(latitude),
            degrees(longitude),
            round(_SMALLEST_RADIUS_PX + _RADIUS_PER_ROOT * float(np.sqrt(people)), 1),
            int(wins),
            escape_text(
                words.text(
                    "map.whatif.wins" if wins else "map.whatif.loses",
                    residents=words.text("residents", count=max(1, round(people))),
                )
            ),
        ]
        for latitude, longitude, people, wins in zip(latitudes, longitudes, affected.people, affected.wins, strict=True)
    ]
