"""Turn places of the register and points of OpenStreetMap into drafts of places."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import geopandas as gpd
from shapely import Point

from geo.coordinates import to_points
from geo.sources.crosswalk_file import Crosswalk, Meaning, meaning_of
from geo.sources.files.field_types import is_date, is_hours, is_website
from geo.sources.place_draft import PlaceDraft
from geo.sources.register.model import Guest, Organisation, RegisterPlace
from geo.sources.register.read import Register
from geo.vocabulary import Confidence, Kind, LocationQuality, YesNo

Tags = Mapping[Hashable, object]
_WEBSITE_TAGS = ("website", "contact:website", "url")
_CHECKED_TAGS = ("check_date", "survey:date", "check_date:opening_hours")
_WHEELCHAIR = {"yes": YesNo.YES, "designated": YesNo.YES, "limited": YesNo.LIMITED, "no": YesNo.NO}
_FEE = {"yes": YesNo.NO, "no": YesNo.YES}


def register_drafts(register: Register) -> list[PlaceDraft]:
    """List the places of the register.

    Parameters
    ----------
    register
        Checked organisations with their places.

    Returns
    -------
    list of PlaceDraft
        In the order of the register, with points in EPSG:28992 where known.
    """
    places = [(each, place) for each in register.organisations.values() for place in each.places]
    lonlats = [_lonlat(place) for _, place in places]
    return [
        _register_draft(organisation, place, point)
        for (organisation, place), point in zip(places, to_points(lonlats), strict=True)
    ]


def _lonlat(place: RegisterPlace) -> tuple[float, float] | None:
    lon, lat = place.location.lon, place.location.lat
    return None if lon is None or lat is None else (lon, lat)


def _register_draft(organisation: Organisation, place: RegisterPlace, point: Point | None) -> PlaceDraft:
    opening = place.opening
    return PlaceDraft(
        place_id=place.id,
        name=place.name,
        kind=Kind.INITIATIVE,
        category=place.category,
        functions=place.functions or organisation.functions,
        domains=organisation.domains if place.domains is None else place.domains,
        source=place.source or organisation.source,
        organisations=(organisation.id, *place.also_run_by),
        address=_with_town(place),
        postcode=place.postcode,
        opening_hours=opening.hours,
        opening_text_nl=opening.text.nl if opening.text else None,
        opening_text_en=opening.text.en if opening.text else None,
        days_per_week=opening.days_per_week,
        walk_in=place.walk_in,
        free=place.free,
        wheelchair=place.wheelchair,
        website=place.website or organisation.website,
        point=point,
        quality=place.location.quality,
        stated_error=place.location.error_m,
        confidence=place.confidence,
        not_counted=place.not_counted,
        last_checked=place.last_checked,
        note_nl=_joined([place.note.nl if place.note else "", *(_guest(g, g.text.nl) for g in place.guests)]),
        note_en=_joined([place.note.en if place.note else "", *(_guest(g, g.text.en) for g in place.guests)]),
    )


def _with_town(place: RegisterPlace) -> str | None:
    return None if place.address is None else f"{place.address}, {place.town}"


def _guest(guest: Guest, text: str) -> str:
    return f"{guest.name}: {text}."


def _joined(parts: Sequence[str]) -> str | None:
    return " ".join(part for part in parts if part) or None


def osm_drafts(points: gpd.GeoDataFrame, crosswalk: Crosswalk, checked: str | None) -> list[PlaceDraft]:
    """List the meeting places among things on OpenStreetMap.

    Parameters
    ----------
    points
        Column `osm_id` (`node/123`), one column per tag, points in EPSG:28992.
    crosswalk
        What which tags mean.
    checked
        The date of the extract; a thing's own check date goes before it.

    Returns
    -------
    list of PlaceDraft
        In the order of the table; what is no meeting place is left out.
    """
    geometry = points.geometry.to_numpy()
    drafts = []
    for tags, point in zip(points.drop(columns=points.geometry.name).to_dict("records"), geometry, strict=True):
        meaning = meaning_of(str(tags["osm_id"]), tags, crosswalk)
        if meaning is not None:
            drafts.append(_osm_draft(tags, point, meaning, crosswalk.source, checked))
    return drafts


def _osm_draft(tags: Tags, point: Point, meaning: Meaning, source: str, checked: str | None) -> PlaceDraft:
    hours = _tag(tags, "opening_hours")
    free = _FEE.get(_tag(tags, "fee") or "", meaning.free)
    return PlaceDraft(
        place_id=str(tags["osm_id"]),
        name=_tag(tags, "name") or "",
        kind=meaning.kind,
        category=meaning.category,
        functions=meaning.functions,
        domains=meaning.domains,
        source=source,
        address=_osm_address(tags),
        postcode=_tag(tags, "addr:postcode"),
        opening_hours=hours if is_hours(hours) else None,
        # What no library can read, a person still can.
        opening_text_nl=None if is_hours(hours) else hours,
        opening_text_en=None if is_hours(hours) else hours,
        walk_in=meaning.walk_in,
        free=free,
        wheelchair=_WHEELCHAIR.get(_tag(tags, "wheelchair") or "", YesNo.UNKNOWN),
        website=next((text for key in _WEBSITE_TAGS if is_website(text := _tag(tags, key))), None),
        point=point,
        quality=LocationQuality.ADDRESS,
        confidence=Confidence.MEDIUM,
        not_counted=meaning.not_counted,
        last_checked=next((text for key in _CHECKED_TAGS if is_date(text := _tag(tags, key))), checked),
    )


def _tag(tags: Tags, key: str) -> str | None:
    value = tags.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _osm_address(tags: Tags) -> str | None:
    street, number, town = (_tag(tags, f"addr:{part}") for part in ("street", "housenumber", "city"))
    if street is None:
        return None
    line = f"{street} {number}" if number else street
    return f"{line}, {town}" if town else line
