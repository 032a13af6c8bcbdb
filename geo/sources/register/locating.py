"""Ask the address service for the places of the register, once, and keep the answers in their files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from ruamel.yaml.comments import CommentedMap

from geo.coordinates import to_points
from geo.errors import RioolError, near_names, or_else, quote
from geo.sources.addresses import HouseAddress, take_apart
from geo.sources.register.edit import as_text, block, file_of, open_document, place_node, save_document
from geo.sources.register.geocoding import AddressMatch, MatchOutcome, match_address
from geo.sources.register.model import Organisation, RegisterPlace, SetBy
from geo.sources.register.read import Register, read_register
from geo.sources.web.address_service import FoundAddress
from geo.vocabulary import LocationQuality, NotCounted

_DECIMALS = 6
"""Of a degree: 0.1 m, finer than any address."""


class Skipped(StrEnum):
    """Why a place was not asked about."""

    BY_HAND = "its point was set by hand"
    ASKED = "asked before"
    NO_NUMBER = "no street with a house number"
    OUTSIDE = "outside the area"


@dataclass(frozen=True, slots=True)
class Located:
    """What happened to one place.

    Parameters
    ----------
    place_id
        The place.
    skipped
        Why it was not asked about, or None if it was.
    match
        What the service answered, if it was asked.
    moved_m
        How far the point moved, in metres; None if it did not have one before or has none new.
    """

    place_id: str
    skipped: Skipped | None = None
    match: AddressMatch | None = None
    moved_m: float | None = None


class Geocoder(Protocol):
    """Whoever can look up an address."""

    def find(self, address: str, municipality: str | None) -> tuple[FoundAddress, ...]:
        """Look up an address, best answer first."""


@dataclass(frozen=True, slots=True)
class LocateOrder:
    """What to look up.

    Parameters
    ----------
    folder
        The register.
    municipality
        Four digits, without `GM`.
    today
        The date to keep with the answers, such as `2026-01-31`.
    places
        Ids; empty for all.
    force
        Ask again, also where a person set the point.
    """

    folder: Path
    municipality: str
    today: str
    places: Sequence[str] = ()
    force: bool = False


def locate(order: LocateOrder, geocoder: Geocoder) -> Iterator[Located]:
    """Ask for the places that need it, one by one, and keep each answer at once.

    A match replaces the point, unless a person set it. Anything else is kept as an answer, so that it is not asked
    again, and leaves the point alone.

    Parameters
    ----------
    order
        What to look up.
    geocoder
        Whom to ask.

    Yields
    ------
    Located
        What happened to each place, in the order of the register.

    Raises
    ------
    InputError
        If the register has faults.
    GeocoderError
        If the service fails; the answers before it are kept.
    RioolError
        If a place is asked for that the register does not have.
    """
    register = read_register(order.folder)
    _check_ids(register, order.places)
    for organisation in register.organisations.values():
        for place in organisation.places:
            if not order.places or place.id in order.places:
                yield _locate_one(order, organisation, place, geocoder)


def _check_ids(register: Register, wanted: Sequence[str]) -> None:
    known = list(register.place_ids)
    for name in wanted:
        if name not in known:
            hint = or_else(near_names(name, known), "'riool places list' shows them.")
            raise RioolError(f"The register has no place {quote(name)}. {hint}")


def _locate_one(order: LocateOrder, organisation: Organisation, place: RegisterPlace, geocoder: Geocoder) -> Located:
    wanted = take_apart(place.address)
    reason = _why_not(place, wanted, named=place.id in order.places, force=order.force)
    if wanted is None or reason is not None:
        return Located(place.id, skipped=reason)
    question = " ".join(part for part in (place.address, place.postcode, place.town) if part)
    # A place outside the area cannot be found inside it; its town stands in the question.
    municipality = None if place.not_counted is NotCounted.OUTSIDE_AREA else order.municipality
    match = match_address(wanted, place.postcode, municipality, geocoder.find(question, municipality))
    _keep(order, organisation, place, match)
    return Located(place.id, match=match, moved_m=_moved(place, match))


def _why_not(place: RegisterPlace, wanted: HouseAddress | None, *, named: bool, force: bool) -> Skipped | None:
    if wanted is None:
        return Skipped.NO_NUMBER
    if force:
        return None
    if place.location.set_by is SetBy.HAND:
        return Skipped.BY_HAND
    if place.geocoding is not None:
        return Skipped.ASKED
    if place.not_counted is NotCounted.OUTSIDE_AREA and not named:
        return Skipped.OUTSIDE
    return None


def _keep(order: LocateOrder, organisation: Organisation, place: RegisterPlace, match: AddressMatch) -> None:
    path = file_of(order.folder, organisation.id)
    document = open_document(path)
    node = place_node(document, place.id)
    found = match.address
    if found is not None:
        lon, lat = found.lonlat
        location = node["location"]
        location.pop("error_m", None)
        location.update(_point(lon, lat))
        if place.postcode is None and found.postcode is not None:
            _insert_after(node, "address", "postcode", found.postcode)
    record: dict[str, Any] = {
        "asked_on": order.today,
        "answer": match.outcome.value,
        "matched": found.weergavenaam if found is not None else None,
        "score": round(found.score, 3) if found is not None and found.score is not None else None,
        "candidates": list(match.candidates) or None,
    }
    if "geocoding" in node:
        node["geocoding"] = block(record)
    else:
        _insert_after(node, "location", "geocoding", block(record))
    save_document(order.folder, path, as_text(document))


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {
        "quality": LocationQuality.ADDRESS.value,
        "lat": round(lat, _DECIMALS),
        "lon": round(lon, _DECIMALS),
        "set_by": SetBy.GEOCODER.value,
    }


def _insert_after(node: CommentedMap, before: str, key: str, value: object) -> None:
    node.insert(list(node).index(before) + 1, key, value)


def _moved(place: RegisterPlace, match: AddressMatch) -> float | None:
    lon, lat = place.location.lon, place.location.lat
    if match.outcome is not MatchOutcome.MATCH or match.address is None or lon is None or lat is None:
        return None
    old, new = to_points([(lon, lat), match.address.lonlat])
    return None if old is None or new is None else float(old.distance(new))
