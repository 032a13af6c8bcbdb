"""Compute once per run what the map page shows: home, places near it, a route, an isochrone, a neighbourhood."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
import streamlit as st

from geo.coordinates import to_lonlat, to_rd
from geo.measures.opening_hours import TIME_ZONE
from geo.settings import WalkSettings, minutes_for
from geo.streets.isochrone import isochrone
from geo.streets.routes import Route, WalkMap, Walks, route_to, walks_from_point
from geo.vocabulary import Speed
from layers.around import Around
from layers.figures import AreaFigure, area_figures
from views.shared.visit import Visit
from views.state.data import counted_places, places_wanted, walk_map
from views.state.look import Look, figures_of, look_of
from views.state.state import Position, Reach, ViewState

_HOME: Final = "riool-home"
_SIDE_M: Final = 350.0
"""How much is shown around a single point."""


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A place at walking distance.

    Parameters
    ----------
    index
        Row of the place in `views.state.data.counted_places`.
    place
        That row.
    distance
        Metres.
    minutes
        At each speed.
    """

    index: int
    place: Any
    distance: float
    minutes: dict[Speed, float]


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the map page shows in one run.

    Parameters
    ----------
    visit
        The reader's choices, their language, and the bundle.
    look
        What decides the figures.
    figure
        Of the neighbourhood that was asked for.
    asked
        Row of the place that a link leads to, whether it counts or not.
    walks
        From home; None without one, or where no street is near it.
    street
        Name of the street at home.
    near
        The places the reader looks for, the nearest first.
    chosen
        Row in `counted_places` of the place that the route leads to, or that was asked for.
    chosen_name
        Its name.
    around
        What the map draws of it.
    moment
        When the page was asked for.
    """

    visit: Visit
    look: Look
    figure: AreaFigure | None
    asked: Any | None
    walks: Walks | None
    street: str | None
    near: tuple[NearPlace, ...]
    chosen: int | None
    chosen_name: str
    around: Around
    moment: datetime


def scene_of(visit: Visit) -> Scene:
    """Compute all that the map page shows for the reader's choices."""
    state, look = visit.state, look_of(visit.state)
    streets, places = walk_map(look.path), counted_places(look.path)
    home = _home_at(state.at, streets) if state.at is not None else None
    walks = home.walks if home is not None else None
    near = _places_near(walks, places_wanted(look.path, state.places_wanted()), streets.settings) if walks else ()
    chosen = _chosen(state, places, near)
    route = route_to(streets, walks, chosen) if walks is not None and chosen is not None else None
    reach = _reach(state, look.path, streets, home, chosen)
    return Scene(
        visit=visit,
        look=look,
        figure=_figure(look, state.neighbourhood),
        asked=_chosen_place(visit),
        walks=walks,
        street=_street_name(streets, walks) if walks is not None else None,
        near=near,
        chosen=chosen,
        chosen_name="" if chosen is None else str(places["name"].iloc[chosen]),
        around=_around(visit, streets, chosen, route, reach),
        moment=datetime.now(TIME_ZONE),
    )


def _figure(look: Look, code: str | None) -> AreaFigure | None:
    figures = figures_of(look)
    return next(iter(area_figures(figures[figures["neighbourhood"] == code])), None)


def _chosen_place(visit: Visit) -> Any | None:
    places = visit.bundle.places
    return next(places[places["place_id"] == visit.state.place].itertuples(index=False), None)


@dataclass(slots=True)
class _Home:
    """What was computed from one position. Kept with the visitor and not with the server: it says where they live."""

    position: Position
    walks: Walks | None
    reach: dict[float, shapely.Geometry] = field(default_factory=dict)


def _home_at(position: Position, streets: WalkMap) -> _Home:
    kept: _Home | None = st.session_state.get(_HOME)
    if kept is None or kept.position != position:
        walks = walks_from_point(streets, to_metres(position), limit_m=streets.settings.walk_limit_m)
        kept = _Home(position, walks)
        st.session_state[_HOME] = kept
    return kept


def to_metres(position: Position) -> shapely.Point:
    """Turn a position of the address into a point in EPSG:28992."""
    return shapely.Point(to_rd(position.longitude, position.latitude))


def to_position(x: float, y: float) -> Position:
    """Turn a point in EPSG:28992 into a rounded position."""
    longitude, latitude = to_lonlat(x, y)
    return Position.rounded(latitude, longitude)


def _places_near(walks: Walks, places: gpd.GeoDataFrame, settings: WalkSettings) -> tuple[NearPlace, ...]:
    """List places that can be reached within the longest walk, the nearest first; their index is that of the walks."""
    distance = walks.place_distance[places.index]
    rows = np.flatnonzero(~np.isnan(distance))
    rows = rows[np.argsort(distance[rows], kind="stable")]
    return tuple(
        NearPlace(
            index=int(places.index[row]),
            place=place,
            distance=float(distance[row]),
            minutes={speed: minutes_for(float(distance[row]), kmh) for speed, kmh in settings.speeds_kmh.items()},
        )
        for row, place in zip(rows, places.iloc[rows].itertuples(index=False), strict=True)
    )


def _street_name(streets: WalkMap, walks: Walks) -> str | None:
    name = streets.network.name[int(walks.snaps.street[0])]
    return name if isinstance(name, str) else None


def _chosen(state: ViewState, places: gpd.GeoDataFrame, near: tuple[NearPlace, ...]) -> int | None:
    """Give the place asked for, else the nearest one."""
    if state.place is not None:
        rows = np.flatnonzero(places["place_id"].to_numpy(dtype=object) == state.place)
        if len(rows):
            return int(rows[0])
    return near[0].index if near else None


def _reach(
    state: ViewState, path: Path, streets: WalkMap, home: _Home | None, chosen: int | None
) -> shapely.Geometry | None:
    """Compute the area within walking distance of home, or of the chosen place."""
    metres = streets.settings.reach_m(state.assumptions.threshold, state.assumptions.speed)
    if state.reach is Reach.PLACE and chosen is not None:
        return _reach_of_place(path, chosen, metres)
    if state.reach is Reach.HOME and home is not None and home.walks is not None:
        if metres not in home.reach:
            home.reach[metres] = isochrone(streets, home.walks, metres)
        return home.reach[metres]
    return None


@lru_cache(maxsize=128)
def _reach_of_place(path: Path, index: int, metres: float) -> shapely.Geometry | None:
    streets = walk_map(path)
    walks = walks_from_point(streets, streets.place_points[index], limit_m=streets.settings.walk_limit_m)
    return isochrone(streets, walks, metres) if walks is not None else None


def _around(
    visit: Visit, streets: WalkMap, chosen: int | None, route: Route | None, reach: shapely.Geometry | None
) -> Around:
    """Collect home, route and reach for the map; embedded, the map opens at the neighbourhood it is about."""
    state = visit.state
    if visit.embedded and state.at is None and chosen is None and state.neighbourhood is not None:
        areas = visit.bundle.neighbourhoods
        area = areas.loc[areas["neighbourhood"] == state.neighbourhood, "geometry"].iloc[0]
        return Around(look_at=shapely.buffer(area, _SIDE_M), token=state.neighbourhood)
    home = to_metres(state.at) if state.at is not None else None
    target = streets.place_points[chosen] if chosen is not None else None
    return Around(
        home=home,
        target=target,
        route=route,
        reach=reach,
        look_at=_part_to_show(home, target, route, reach, asked=state.place is not None),
        token=f"{state.at}|{state.place}|{state.reach}" if home is not None or target is not None else "",
    )


def _part_to_show(
    home: shapely.Point | None,
    target: shapely.Point | None,
    route: Route | None,
    reach: shapely.Geometry | None,
    *,
    asked: bool,
) -> shapely.Geometry | None:
    """Choose what should come into view: a route to what was asked for, else the reach, else home, else the place."""
    lines = [route.line, route.first_leg, route.last_leg] if route is not None else []
    if lines and (asked or reach is None):
        return shapely.MultiLineString(lines)
    if reach is not None:
        return shapely.GeometryCollection([reach, *lines])
    point = home if home is not None else target
    around: shapely.Geometry | None = shapely.buffer(point, _SIDE_M) if point is not None else None
    return around
