"""One place as one source knows it, before the sources are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
from shapely import Point

from geo.sources.register.model import NotCounted
from geo.vocabulary import RD, WGS84, Category, Confidence, Domain, Function, Kind, LocationQuality, YesNo

OSM_ELEMENTS: Final = ("node", "way", "relation")


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """One place according to one source.

    Parameters
    ----------
    place_id
        Of the register without a slash, of the municipal layer `prefix/name`, of OpenStreetMap `node/123`.
    name
        Empty if the source gives none.
    kind, category, functions, domains, organisations
        What it is and who runs it.
    address, postcode, website, opening_hours, opening_text_nl, opening_text_en, days_per_week
        As far as known.
    walk_in, free, wheelchair
        As far as known.
    point, quality, stated_error
        Where it is in EPSG:28992, how that was found, and how many metres it may be off if the source says so.
    confidence
        How sure it is that the place still exists.
    not_counted
        Why it takes no part in coverage whatever its location, if so.
    source, last_checked, note_nl, note_en
        Where this comes from, and what the reader should know.
    """

    place_id: str
    name: str
    kind: Kind
    category: Category
    functions: tuple[Function, ...]
    domains: tuple[Domain, ...]
    source: str
    organisations: tuple[str, ...] = ()
    address: str | None = None
    postcode: str | None = None
    opening_hours: str | None = None
    opening_text_nl: str | None = None
    opening_text_en: str | None = None
    days_per_week: float | None = None
    walk_in: YesNo = YesNo.UNKNOWN
    free: YesNo = YesNo.UNKNOWN
    wheelchair: YesNo = YesNo.UNKNOWN
    website: str | None = None
    point: Point | None = None
    quality: LocationQuality = LocationQuality.NONE
    stated_error: float | None = None
    confidence: Confidence = Confidence.HIGH
    not_counted: NotCounted | None = None
    last_checked: str | None = None
    note_nl: str | None = None
    note_en: str | None = None
    also_in: tuple[str, ...] = ()


def source_of(place_id: str) -> str:
    """Tell from its id which source a place is from: `register`, `municipal` or `osm`."""
    if "/" not in place_id:
        return "register"
    return "osm" if place_id.split("/", 1)[0] in OSM_ELEMENTS else "municipal"


def to_points(pairs: Sequence[tuple[float, float] | None]) -> list[Point | None]:
    """Turn longitudes and latitudes into points in EPSG:28992; None stays None.

    Parameters
    ----------
    pairs
        Longitude and latitude in degrees (EPSG:4326), or None.

    Returns
    -------
    list
        As many points, in metres.
    """
    known = gpd.GeoSeries([Point(pair) for pair in pairs if pair is not None], crs=WGS84).to_crs(RD)
    projected = iter(known)
    return [None if pair is None else next(projected) for pair in pairs]
