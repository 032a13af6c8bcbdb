"""One place as one source knows it, before the sources are put together."""

from __future__ import annotations

from dataclasses import dataclass

from shapely import Point

from geo.vocabulary import Category, Confidence, Domain, Function, Kind, LocationQuality, NotCounted, YesNo


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
