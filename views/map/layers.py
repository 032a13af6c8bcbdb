"""The layers of the map page, as text for its frame: made once per language and choice."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from geo.settings import settings_from_manifest
from layers.demand import demand_layer, dry_points
from layers.escape import Html
from layers.figures import figures_for
from layers.legend import demand_legend_html, legend_html, legend_layer, pipes_legend_html, places_legend_html
from layers.measures import View
from layers.neighbourhoods import neighbourhoods_layer
from layers.pipes import pipes_layer
from layers.places import places_layer
from layers.words import Language, Words
from views.map.finding import wanted
from views.shared.map_frame import layer_text
from views.shared.visit import Visit
from views.state.data import counted_places, open_bundle
from views.state.state import Extra, PlaceFilter, ViewState
from views.state.where import bundle_path


@lru_cache(maxsize=512)
def neighbourhoods_text(
    path: Path, language: Language, view: View, needs: tuple[tuple[str, float], ...], selected: str | None
) -> str:
    """Make the layer of the neighbourhoods."""
    bundle = open_bundle(path)
    figures = figures_for(bundle.neighbourhoods, bundle.coverage, view, dict(needs))
    return layer_text(neighbourhoods_layer(figures, view, Words(language), selected))


@lru_cache(maxsize=256)
def _places_text(path: Path, language: Language, choice: PlaceFilter) -> str:
    places = counted_places(path)
    function = choice.functions[0] if len(choice.functions) == 1 else None
    return layer_text(places_layer(places[wanted(places, choice)], Words(language), function))


def places_text(path: Path, language: Language, state: ViewState) -> str:
    """Make the layer of the places that the reader looks for."""
    return _places_text(path, language, state.places_wanted())


@lru_cache(maxsize=64)
def extra_text(path: Path, language: Language, extra: Extra, view: View) -> str:
    """Make the layer of the pipes, or of the dry postcodes."""
    words = Words(language)
    if extra is Extra.PIPES:
        return layer_text(pipes_layer(words))
    bundle = open_bundle(path)
    settings = settings_from_manifest(bundle.manifest)
    asked = view.assumptions
    points = dry_points(bundle.demand, asked.threshold, asked.speed, settings)
    return layer_text(demand_layer(points, asked.speed, words, settings))


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
    return "".join([*pieces, places_legend_html(words)])


@lru_cache(maxsize=512)
def _legend_text(
    path: Path, language: Language, view: View, needs: tuple[tuple[str, float], ...], show: tuple[Extra, ...]
) -> str:
    return layer_text(legend_layer(Html(legend_of(path, language, view, needs, show)), Words(language)))


def map_layers(visit: Visit, around: str, selected: str | None) -> list[str]:
    """Give all layers of the map page, bottom first.

    Parameters
    ----------
    visit
        What the reader has chosen.
    around
        The layer of home, route and reach.
    selected
        Neighbourhood to outline.
    """
    path, language, state = bundle_path(), visit.words.language, visit.state
    view, needs, show = state.view(), state.needs, state.show
    return [
        neighbourhoods_text(path, language, view, needs, selected),
        *(extra_text(path, language, extra, view) for extra in show),
        places_text(path, language, state),
        around,
        _legend_text(path, language, view, needs, show),
    ]
