"""Check places on the ground: which neighbourhood they are in, whether in water or too far from any street."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.errors import Fault, FaultList, InputError
from geo.residents.neighbourhoods import neighbourhood_of
from geo.streets.snapping import Snaps
from geo.streets.water import in_water
from geo.vocabulary import CountedReason, LocationQuality, source_of


def refuse_places_in_water(places: gpd.GeoDataFrame, areas: NDArray[Any]) -> gpd.GeoDataFrame:
    """Stop at a place that people put into the river; leave out one that OpenStreetMap, or a middle point, did.

    Parameters
    ----------
    places
        Columns `place_id`, `source`, `location_quality`, `counted`, `counted_reason`, geometry.
    areas
        Polygons of water.

    Returns
    -------
    geopandas.GeoDataFrame
        Places in water that nobody put there by hand are no longer counted, with the reason `in_water`.

    Raises
    ------
    InputError
        If a place of the register or a municipal list lies in water: its point is wrong and can be mended.
    """
    wet = in_water(places.geometry.to_numpy(), areas)
    from_osm = np.array([source_of(place_id) == "osm" for place_id in places["place_id"]], dtype=bool)
    # The middle of a neighbourhood may happen to lie in a pond: nobody put the place there.
    stated = ~from_osm & (places["location_quality"] != LocationQuality.AREA.value).to_numpy()
    faults: list[Fault] = []
    for _, place in places[wet & stated].iterrows():
        where = FaultList(f"place '{place['place_id']}' ({place['source']})")
        spot = f"a point in the water (x {place.geometry.x:.0f}, y {place.geometry.y:.0f})"
        where.add(spot, "a point on land", "Correct its latitude and longitude.", field="lat, lon")
        faults += where.faults
    if faults:
        raise InputError(faults)
    return _not_counted(places, wet & ~stated, CountedReason.IN_WATER)


def leave_out_refused(places: gpd.GeoDataFrame, snaps: Snaps) -> gpd.GeoDataFrame:
    """No longer count the places that could not be put on a street, with the reason `far_from_street`.

    Parameters
    ----------
    places
        All places.
    snaps
        One snap per place, in the same order.

    Returns
    -------
    geopandas.GeoDataFrame
        The same places.
    """
    refused = places["counted"].to_numpy(dtype=bool) & ~snaps.ok
    return _not_counted(places, refused, CountedReason.FAR_FROM_STREET)


def _not_counted(places: gpd.GeoDataFrame, which: NDArray[np.bool_], reason: CountedReason) -> gpd.GeoDataFrame:
    places = places.copy()
    places["counted"] = places["counted"] & ~which
    places["counted_reason"] = places["counted_reason"].mask(which, reason.value)
    return places


def with_neighbourhood(places: gpd.GeoDataFrame, neighbourhoods: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Fill in the neighbourhood each place lies in; missing outside all of them.

    Parameters
    ----------
    places
        With geometry in EPSG:28992 or none.
    neighbourhoods
        Columns `neighbourhood`, geometry. A point on a shared border goes to the first code.

    Returns
    -------
    geopandas.GeoDataFrame
        With column `neighbourhood` filled.
    """
    return places.assign(neighbourhood=neighbourhood_of(places.geometry, neighbourhoods))


def require_counted(places: gpd.GeoDataFrame) -> None:
    """Stop when no place counts: a map of gaps without places would say that nobody has anything.

    Raises
    ------
    InputError
        With what was found instead.
    """
    if not places["counted"].any():
        faults = FaultList("places")
        reasons = places["counted_reason"].value_counts().to_dict()
        found = f"no place that counts ({len(places)} places: {reasons or 'none read'})"
        faults.add(found, "at least one counted place with a point", "Check the register and the lists of places.")
        faults.raise_if_any()
