"""The layers of the map page, each made once per way of looking, and the legend."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import streamlit as st

from geo.measures.assumptions import Assumptions
from geo.settings import settings_from_manifest
from layers.around import Around, around_layer
from layers.escape import Html
from layers.legend import demand_legend_html, legend_html, legend_layer, pipes_legend_html, places_legend_html
from layers.neighbourhoods import neighbourhoods_layer
from layers.walks import demand_layer, dry_points, pipes_layer
from layers.words import Language, Words
from views.map.scene import Scene
from views.shared.map_frame import FrameLayer, frame_layer
from views.shared.map_layers import outline_on_map, places_on_map
from views.state.data import open_bundle
from views.state.look import MOST_LOOKS, Look, figures_of
from views.state.state import Extra

_AROUND: Final = "riool-around"


def map_layers(scene: Scene) -> list[FrameLayer]:
    """Give all layers of the map page, bottom first."""
    look, state = scene.look, scene.visit.state
    return [
        _neighbourhoods(look),
        *outline_on_map(look.lang, state.neighbourhood),
        *(_extra(look.path, look.lang, extra, look.assumptions) for extra in state.show),
        places_on_map(look.path, look.lang, state.places_wanted()),
        _around(scene),
        _legend(look, state.show),
    ]


@lru_cache(maxsize=MOST_LOOKS)
def _neighbourhoods(look: Look) -> FrameLayer:
    return frame_layer(neighbourhoods_layer(figures_of(look), look.view, look.words))


@lru_cache(maxsize=64)
def _extra(path: Path, language: Language, extra: Extra, asked: Assumptions) -> FrameLayer:
    words = Words(language)
    if extra is Extra.PIPES:
        return frame_layer(pipes_layer(words))
    bundle = open_bundle(path)
    settings = settings_from_manifest(bundle.manifest)
    points = dry_points(bundle.demand, asked.threshold, asked.speed, settings)
    return frame_layer(demand_layer(points, asked.speed, words, settings))


def _around(scene: Scene) -> FrameLayer:
    """Give the layer of home, route and reach, kept with the visitor until it changes: it says where they live."""
    words, state = scene.visit.words, scene.visit.state
    if scene.around == Around():
        return _nothing_around(words.language)
    asked = state.assumptions if scene.around.reach is not None else None
    key = (words.language, state.at, scene.chosen, state.place, state.reach, asked, scene.around.token)
    kept = st.session_state.get(_AROUND)
    if kept is None or kept[0] != key:
        kept = (key, frame_layer(around_layer(scene.around, words)))
        st.session_state[_AROUND] = kept
    layer: FrameLayer = kept[1]
    return layer


@lru_cache(maxsize=4)
def _nothing_around(language: Language) -> FrameLayer:
    return frame_layer(around_layer(Around(), Words(language)))


@lru_cache(maxsize=MOST_LOOKS)
def legend_of(look: Look, show: tuple[Extra, ...]) -> Html:
    """Make the legend of all that is shown."""
    words = look.words
    pieces = [legend_html(figures_of(look), look.view, words)]
    if Extra.PIPES in show:
        pieces.append(pipes_legend_html(words))
    if Extra.DRY in show:
        pieces.append(demand_legend_html(look.view, words))
    return Html("".join([*pieces, places_legend_html(words, masked=True)]))


@lru_cache(maxsize=MOST_LOOKS)
def _legend(look: Look, show: tuple[Extra, ...]) -> FrameLayer:
    return frame_layer(legend_layer(legend_of(look, show), look.words))
