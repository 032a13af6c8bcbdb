"""What the map page is about in one run: home, the places near it, the walk to one of them, and how far one gets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import shapely
import streamlit as st

from geo.streets.isochrone import isochrone
from geo.streets.routes import Route, WalkMap, Walks, route_to
from layers.around import Around, around_layer
from layers.words import Language, Words
from views.map.finding import Near, nearest, to_metres, walks_from, walks_from_place
from views.shared.map_frame import FrameLayer, frame_layer
from views.state.data import counted_places, open_bundle, walk_map
from views.state.state import Position, Reach, ViewState
from views.state.where import bundle_path

_REACH: Final = "riool-reach"
_AROUND: Final = "riool-around"
_SIDE_M: Final = 350.0
"""How much is shown around a single point."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is to show and to say.

    Parameters
    ----------
    ground
        Streets and places.
    walks
        From home; None without one, or where no street is near it.
    near
        The places the reader looks for, the nearest first.
    chosen
        Index of the place that the route leads to, or that was asked for.
    around
        What the map draws of it.
    """

    ground: WalkMap
    walks: Walks | None
    near: list[Near]
    chosen: int | None
    around: Around


def scene_of(state: ViewState, *, embedded: bool = False) -> Scene:
    """Put together what the reader's choices mean; embedded, the map opens at the neighbourhood it is about."""
    ground = walk_map(bundle_path())
    walks = walks_from(state.at) if state.at is not None else None
    near = nearest(walks, state, ground.settings) if walks is not None else []
    chosen = _chosen(state, near)
    route = route_to(ground, walks, chosen) if walks is not None and chosen is not None else None
    reach = _reach(state, ground, walks, chosen)
    around = Around(
        home=to_metres(state.at) if state.at is not None else None,
        target=ground.place_points[chosen] if chosen is not None else None,
        route=route,
        reach=reach,
        look_at=_look_at(state, ground, chosen, route, reach),
        token=f"{state.at}|{state.place}|{state.reach}" if state.at is not None or chosen is not None else "",
    )
    if embedded and not around.token and state.neighbourhood is not None:
        around = replace(around, look_at=_area_and_neighbours(state.neighbourhood), token=state.neighbourhood)
    return Scene(ground, walks, near, chosen, around)


def _area_and_neighbours(code: str) -> shapely.Geometry:
    areas = open_bundle(bundle_path()).neighbourhoods
    area: shapely.Geometry = shapely.buffer(areas.loc[areas["neighbourhood"] == code, "geometry"].iloc[0], _SIDE_M)
    return area


def _chosen(state: ViewState, near: list[Near]) -> int | None:
    """Give the place asked for, else the nearest one."""
    if state.place is not None:
        rows = np.flatnonzero(counted_places(bundle_path())["place_id"].to_numpy(dtype=object) == state.place)
        if len(rows):
            return int(rows[0])
    return near[0].index if near else None


def _reach(state: ViewState, ground: WalkMap, walks: Walks | None, chosen: int | None) -> shapely.Geometry | None:
    metres = ground.settings.reach_m(state.assumptions.threshold, state.assumptions.speed)
    if state.reach is Reach.PLACE and chosen is not None:
        return _reach_of_place(bundle_path(), chosen, metres)
    if state.reach is Reach.HOME and walks is not None and state.at is not None:
        return _reach_of_home(state.at, ground, walks, metres)
    return None


@lru_cache(maxsize=128)
def _reach_of_place(path: Path, index: int, metres: float) -> shapely.Geometry | None:
    ground = walk_map(path)
    walks = walks_from_place(ground, index)
    return isochrone(ground, walks, metres) if walks is not None else None


def _reach_of_home(at: Position, ground: WalkMap, walks: Walks, metres: float) -> shapely.Geometry:
    """Kept with the visitor, not with the server: it says where they live."""
    kept = st.session_state.get(_REACH)
    areas: dict[float, shapely.Geometry] = kept[1] if kept is not None and kept[0] == at else {}
    if metres not in areas:
        areas[metres] = isochrone(ground, walks, metres)
    st.session_state[_REACH] = (at, areas)
    return areas[metres]


def _look_at(
    state: ViewState, ground: WalkMap, chosen: int | None, route: Route | None, reach: shapely.Geometry | None
) -> shapely.Geometry | None:
    lines = [route.line, route.first_leg, route.last_leg] if route is not None else []
    if lines and (state.place is not None or reach is None):
        return shapely.MultiLineString(lines)
    if reach is not None:
        return shapely.GeometryCollection([reach, *lines])
    if state.at is not None:
        return shapely.buffer(to_metres(state.at), _SIDE_M)
    if chosen is not None:
        around: shapely.Geometry = shapely.buffer(ground.place_points[chosen], _SIDE_M)
        return around
    return None


@lru_cache(maxsize=4)
def _nothing_around(language: Language) -> FrameLayer:
    return frame_layer(around_layer(Around(), Words(language)))


def around_layer_of(scene: Scene, state: ViewState, words: Words) -> FrameLayer:
    """Make the layer of home, route and reach; kept until it changes."""
    if scene.around == Around():
        return _nothing_around(words.language)
    far = state.assumptions if scene.around.reach is not None else None
    key = (words.language, state.at, scene.chosen, state.place, state.reach, far, scene.around.token)
    kept = st.session_state.get(_AROUND)
    if kept is None or kept[0] != key:
        kept = (key, frame_layer(around_layer(scene.around, words)))
        st.session_state[_AROUND] = kept
    layer: FrameLayer = kept[1]
    return layer
