"""What lies around the reader: the walks from where they are, and the places they asked for in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
import streamlit as st

from geo.arrays import BoolArray
from geo.coordinates import to_lonlat, to_rd
from geo.settings import WalkSettings, minutes_for
from geo.streets.routes import WalkMap, Walks, walks_from_point
from geo.vocabulary import SELECTION_KINDS, SET_SEPARATOR, Kind, Speed
from views.state.data import counted_places, walk_map
from views.state.state import PlaceFilter, Position, ViewState
from views.state.where import bundle_path

_WALKS: Final = "riool-walks"


@dataclass(frozen=True, slots=True)
class Near:
    """A place at walking distance.

    Parameters
    ----------
    index
        Row of the place in `views.state.data.counted_places`.
    place
        That row.
    distance
        Metres.
    minutes, slow_minutes
        At both speeds.
    """

    index: int
    place: Any
    distance: float
    minutes: float
    slow_minutes: float


def to_metres(position: Position) -> shapely.Point:
    """Turn a position of the address into a point in EPSG:28992."""
    return shapely.Point(to_rd(position.longitude, position.latitude))


def to_position(x: float, y: float) -> Position:
    """Turn a point in EPSG:28992 into a rounded position."""
    longitude, latitude = to_lonlat(x, y)
    return Position.rounded(latitude, longitude)


def walks_from(position: Position) -> Walks | None:
    """Walk from a position in every direction; None where no street is near.

    What was found is kept for this visitor's next click, and goes when they go: it says where they live.
    """
    kept = st.session_state.get(_WALKS)
    if kept is not None and kept[0] == position:
        found: Walks | None = kept[1]
        return found
    ground = walk_map(bundle_path())
    found = walks_from_point(ground, to_metres(position), limit_m=ground.settings.walk_limit_m)
    st.session_state[_WALKS] = (position, found)
    return found


def walks_from_place(ground: WalkMap, index: int) -> Walks | None:
    """Walk from a place in every direction."""
    return walks_from_point(ground, ground.place_points[index], limit_m=ground.settings.walk_limit_m)


def wanted(places: gpd.GeoDataFrame, choice: PlaceFilter) -> BoolArray:
    """Tell which places the reader looks for.

    Parameters
    ----------
    places
        Rows of the table `places`.
    choice
        Selection, uncertain places in or out, and filters; within one filter any match will do.

    Returns
    -------
    numpy.ndarray
        One truth per place.
    """
    kinds = choice.kinds or SELECTION_KINDS[choice.selection]
    chosen = places["kind"].isin([Kind(kind).value for kind in kinds])
    if not choice.with_uncertain:
        chosen &= ~places["uncertain"]
    for column, values in (("functions", choice.functions), ("domains", choice.domains)):
        if values:
            asked = {value.value for value in values}
            chosen &= places[column].map(lambda text, asked=asked: bool(asked & set(text.split(SET_SEPARATOR))))
    return np.asarray(chosen, dtype=bool)


def nearest(walks: Walks, state: ViewState, settings: WalkSettings) -> list[Near]:
    """List the places the reader looks for, the nearest first.

    Parameters
    ----------
    walks
        From where they are.
    state
        What they look for.
    settings
        Walking speeds.

    Returns
    -------
    list of Near
        All that can be reached within the longest walk.
    """
    places = counted_places(bundle_path())
    distance = walks.place_distance
    rows = np.flatnonzero(wanted(places, state.places_wanted()) & ~np.isnan(distance))
    rows = rows[np.argsort(distance[rows], kind="stable")]
    table = list(places.iloc[rows].itertuples(index=False))
    return [
        Near(
            index=int(row),
            place=place,
            distance=float(distance[row]),
            minutes=minutes_for(float(distance[row]), settings.speeds_kmh[Speed.NORMAL]),
            slow_minutes=minutes_for(float(distance[row]), settings.speeds_kmh[Speed.SLOW]),
        )
        for row, place in zip(rows, table, strict=True)
    ]


def street_name(ground: WalkMap, walks: Walks) -> str | None:
    """Name the street from which walks start, if it has a name."""
    name = ground.network.name[int(walks.snaps.street[0])]
    return name if isinstance(name, str) else None
