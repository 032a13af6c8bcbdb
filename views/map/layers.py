"""The layers of the map page, made once per language and choice."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from geo.settings import settings_from_manifest
from layers.escape import Html
from layers.figures import figures_for
from layers.legend import demand_legend_html, legend_html, legend_layer, pipes_legend_html, places_legend_html
from layers.measures import View
from layers.neighbourhoods import neighbourhoods_layer, outline_layer
from layers.places import places_layer
from layers.walks import demand_layer, dry_points, pipes_layer
from layers.words import Language, Words
from views.map.finding import wanted
from views.shared.map_frame import FrameLayer, frame_layer
from views.shared.visit import Visit
from views.state.data import counted_places, open_bundle
from views.state.state import Extra, PlaceFilter
from views.state.where import bundle_path


@lru_cache(maxsize=512)
def _neighbourhoods(path: Path, language: Language, view: View, needs: tuple[tuple[str, float], ...]) -> FrameLayer:
    bundle = open_bundle(path)
    figures = figures_for(bundle.neighbourhoods, bundle.coverage, view, dict(needs))
    return frame_layer(neighbourhoods_layer(figures, view, Words(language)))


@lru_cache(maxsize=256)
def _places(path: Path, language: Language, choice: PlaceFilter) -> FrameLayer:
    places = counted_places(path)
    function = choice.functions[0] if len(choice.functions) == 1 else None
    return frame_layer(places_layer(places[wanted(places, choice)], Words(language), function))


@lru_cache(maxsize=64)
def _extra(path: Path, language: Language, extra: Extra, view: View) -> FrameLayer:
    words = Words(language)
    if extra is Extra.PIPES:
        return frame_layer(pipes_layer(words))
    bundle = open_bundle(path)
    settings = settings_from_manifest(bundle.manifest)
    asked = view.assumptions
    points = dry_points(bundle.demand, asked.threshold, asked.speed, settings)
    return frame_layer(demand_layer(points, asked.speed, words, settings))


@lru_cache(maxsize=512)
def legend_of(
    path: Path, language: Language, view: View, needs: tuple[tuple[str, float], ...], show: tuple[Extra, ...]
) -> str:
    """Make the legend of all that is shown, as HTML."""
    bundle, words = open_bundle(path), Words(language)
    figures = figures_for(bundle.neighbourhoods, bundle.coverage, view, dict(needs))
    pieces = [legend_html(figures, view, words)]
    if Extra.PIPES in show:
        pieces.append(pipes_legend_html(words))
    if Extra.DRY in show:
        pieces.append(demand_legend_html(view, words))
    return "".join([*pieces, places_legend_html(words, masked=True)])


@lru_cache(maxsize=512)
def _legend(
    path: Path, language: Language, view: View, needs: tuple[tuple[str, float], ...], show: tuple[Extra, ...]
) -> FrameLayer:
    return frame_layer(legend_layer(Html(legend_of(path, language, view, needs, show)), Words(language)))


@lru_cache(maxsize=256)
def _outline(language: Language, code: str) -> FrameLayer:
    return frame_layer(outline_layer([code], Words(language)))


def map_layers(visit: Visit, around: FrameLayer) -> list[FrameLayer]:
    """Give all layers of the map page, bottom first.

    Parameters
    ----------
    visit
        What the reader has chosen.
    around
        The layer of home, route and reach.
    """
    path, language, state = bundle_path(), visit.words.language, visit.state
    view, needs, show = state.view(), state.needs, state.show
    return [
        _neighbourhoods(path, language, view, needs),
        *([_outline(language, state.neighbourhood)] if state.neighbourhood else []),
        *(_extra(path, language, extra, view) for extra in show),
        _places(path, language, state.places_wanted()),
        around,
        _legend(path, language, view, needs, show),
    ]
