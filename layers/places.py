"""Draw places: kind by shape and colour, function by icon, hollow where the spot is not exactly known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.vocabulary import SET_SEPARATOR, WGS84, Function, Kind, LocationQuality, UncertainReason, YesNo, source_of
from layers.drawing import Layer, degrees
from layers.escape import Html, escape_text, safe_link
from layers.icons import FUNCTION_PATHS, KIND_SHAPES, function_icon, kind_icon
from layers.opening_hours import opening_text
from layers.words import Words

_MOST_SPECIAL_FIRST: Final = (Function.MOVE, Function.DEVELOP, Function.JOIN_IN, Function.MEET)
"""Nearly every place is for meeting, so a mark shows the rarest thing one can do there."""
_ON_TOP: Final[Mapping[Kind, int]] = {Kind.INFORMAL: 0, Kind.PUBLIC: 1000, Kind.INITIATIVE: 2000}
_ROUGH: Final = UncertainReason.LOCATION.value
TYPICAL_ERROR_M: Final[Mapping[LocationQuality, float]] = {
    LocationQuality.ADDRESS: 0.0,
    LocationQuality.POSTCODE: 100.0,
    LocationQuality.STREET: 200.0,
    LocationQuality.AREA: 500.0,
}
"""How far off a point may be when the place does not say so itself."""


def _set_of(joined: str) -> list[str]:
    return [part for part in joined.split(SET_SEPARATOR) if part]


def mark_function(functions: str) -> Function | None:
    """Choose the function whose icon a mark carries.

    Parameters
    ----------
    functions
        Joined, as in the table `places`.

    Returns
    -------
    Function | None
        The most special one, None when no function is known.
    """
    known = set(_set_of(functions))
    return next((function for function in _MOST_SPECIAL_FIRST if function.value in known), None)


def is_inexact(uncertain: bool, quality: LocationQuality) -> bool:
    """Whether a place must not be drawn as an exact mark."""
    return uncertain or quality is LocationQuality.AREA


def _error_m(place: Any, quality: LocationQuality) -> float:
    stated = place.location_error
    return float(stated) if stated is not None and not math.isnan(stated) else TYPICAL_ERROR_M.get(quality, 0.0)


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _if_known(answer: str) -> str | None:
    return None if answer == YesNo.UNKNOWN else YesNo(answer).value


def _opening(place: Any, words: Words) -> Html:
    return escape_text(opening_text(place, words) or words.text("unknown"))


def _category(place: Any, words: Words) -> str:
    key = f"category.{place.category}"
    return words.text(key) if words.has(key) else words.text(f"kind.{place.kind}")


def _row(place: Any, latitude: float, longitude: float, function: Function | None, words: Words) -> dict[str, object]:
    quality = LocationQuality(place.location_quality)
    inexact = is_inexact(bool(place.uncertain), quality)
    mark = function or mark_function(place.functions)
    row: dict[str, object] = {
        "i": escape_text(place.place_id),
        "n": escape_text(_text_or_none(place.name) or _category(place, words)),
        "y": degrees(latitude),
        "x": degrees(longitude),
        "k": Kind(place.kind).value,
        "c": escape_text(_category(place, words)),
        "g": mark.value if mark else None,
        "f": [Function(name).value for name in _set_of(place.functions)],
        "o": _opening(place, words),
        "b": YesNo(place.walk_in).value,
        "a": escape_text(_text_or_none(place.address)),
        "q": quality.value,
        "d": escape_text(words.date(place.last_checked)) if _text_or_none(place.last_checked) else None,
        "s": source_of(place.place_id),
        "w": safe_link(place.website),
        "p": _if_known(place.free),
        "h": _if_known(place.wheelchair),
        "u": _text_or_none(place.uncertain_reason) or (_ROUGH if inexact else None),
        "e": round(_error_m(place, quality)) if inexact else None,
        "r": None if place.counted else escape_text(place.counted_reason),
    }
    return {key: value for key, value in row.items() if value not in (None, "", [])}


def _popup_words(places: pd.DataFrame, words: Words) -> dict[str, object]:
    def text_of(key: str) -> Html:
        return escape_text(words.text(key))

    return {
        "kindIcons": {kind.value: kind_icon(kind, 16, words.text(f"kind.{kind.value}")) for kind in Kind},
        "shapes": dict(KIND_SHAPES),
        "order": {kind.value: order for kind, order in _ON_TOP.items()},
        "glyphs": dict(FUNCTION_PATHS),
        "functionIcons": {function.value: function_icon(function, 18) for function in Function},
        "functions": {function.value: text_of(f"function.{function.value}") for function in Function},
        "here": text_of("place.functions"),
        "qualities": {quality.value: text_of(f"quality.{quality.value}") for quality in LocationQuality},
        "answers": {answer.value: text_of(f"answer.{answer.value}") for answer in YesNo},
        "reasons": {reason: text_of(f"reason.{reason}") for reason in sorted(places["counted_reason"].unique())},
        "sources": {source: text_of(f"source.{source}") for source in ("register", "municipal", "osm")},
        "labels": {
            "opening": text_of("place.opening"),
            "walkIn": text_of("place.walk_in"),
            "free": text_of("place.free"),
            "wheelchair": text_of("place.wheelchair"),
            "address": text_of("place.address"),
            "location": text_of("place.location"),
            "checked": text_of("place.last_checked"),
            "source": text_of("place.source"),
        },
        "website": text_of("place.website"),
        "newWindow": text_of("place.website.new_window"),
        "uncertain": {reason.value: text_of(f"place.uncertain.{reason.value}") for reason in UncertainReason},
    }


def places_layer(places: gpd.GeoDataFrame, words: Words, function: Function | None = None) -> Layer:
    """Draw places.

    Parameters
    ----------
    places
        The table of the bundle, in metres, filtered as the reader chose; places without a point are left out.
    words
        The page's language.
    function
        When the reader looks for one function, every mark carries its icon; else the most special one of each place.

    Returns
    -------
    Layer
        A drop is an initiative, a block a public place, a ring an informal one. Places that are uncertain, or known by
        neighbourhood only, are drawn hollow and dashed, from nearby with a dashed disc as wide as their location error.
        A click tells `places` and the id.
    """
    known = places[~(places.geometry.isna() | places.geometry.is_empty)]
    points = known.to_crs(WGS84).geometry
    rows = [
        _row(place, point.y, point.x, function, words)
        for place, point in zip(known.itertuples(index=False), points, strict=True)
    ]
    data = {"rows": rows, "words": _popup_words(known, words)}
    return Layer("places", words.text("map.layer.places"), data)
