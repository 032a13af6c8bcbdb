"""Find the places behind one front door: same street and house number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from geo.analysis.city import City
from geo.sources.addresses import HouseAddress, letters, same_door, take_apart

_ONE_STREET_M: Final = 250.0
"""A municipality may have two streets of one name: places farther apart are two unless postcodes or towns tell."""


def at_same_address(city: City, place_ids: Iterable[str]) -> tuple[str, ...]:
    """Find the other counted places at the street and house number of some places.

    Where their points lie says nothing: a point may be the middle of a postcode or neighbourhood, which strangers
    share. Postcode and town must not differ where both places know theirs. A square called `Plein 1992` has no house
    number.

    Parameters
    ----------
    city
        The prepared bundle.
    place_ids
        Places of the bundle.

    Returns
    -------
    tuple of str
        In the order of `city.places`; places without a house number are at nobody's address.
    """
    asked = set(place_ids)
    streets = {letters(name) for name in set(city.ground.network.name) if isinstance(name, str)}
    doors = [
        (place, door)
        for place in city.places.itertuples(index=False)
        if (door := _door(place.address, streets)) is not None
    ]
    closing = [each for each in doors if each[0].place_id in asked]
    return tuple(
        str(place.place_id)
        for place, door in doors
        if place.place_id not in asked and any(_same(place, door, other, its_door) for other, its_door in closing)
    )


def _door(address: Any, streets: set[str]) -> HouseAddress | None:
    if not isinstance(address, str) or letters(address) in streets:
        return None
    return take_apart(address)


def _same(one: Any, door: HouseAddress, other: Any, its_door: HouseAddress) -> bool:
    if not same_door(door, its_door):
        return False
    codes = [letters(each.postcode) for each in (one, other) if isinstance(each.postcode, str)]
    if len(codes) > 1:
        return codes[0] == codes[1]
    return bool(door.town and its_door.town) or one.geometry.distance(other.geometry) <= _ONE_STREET_M
