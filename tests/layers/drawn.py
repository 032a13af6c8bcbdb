"""The tiny town drawn: its background, all its layers, and the page that folium makes of them."""

from __future__ import annotations

from geo.settings import WalkSettings
from geo.streets.water import water_areas
from geo.vocabulary import Speed
from layers.assets import MapLinks
from layers.background import make_background
from layers.figures import figures_for
from layers.folium_adapter import FoliumLayer, base_map, page_html
from layers.legend import legend_html, legend_layer
from layers.measures import View
from layers.neighbourhoods import neighbourhoods_layer, outline_layer
from layers.places import places_layer
from layers.walks import demand_layer, dry_points, pipes_layer
from layers.words import Words
from tests.towns.tiny_map import CODES, coverage, demand, neighbourhoods, places, streets, water

DUTCH, ENGLISH = Words("nl"), Words("en")
HEADLINE = View.headline()
SETTINGS = WalkSettings()
LINKS = MapLinks.to_static("static")


def background(names=("Noord", "Zuid", "Kade")):
    return make_background(neighbourhoods(names), streets(), water_areas(water(), 50))


def every_layer(words=DUTCH, *, names=("Noord", "Zuid", "Kade"), found=None):
    figures = figures_for(neighbourhoods(names), coverage(), HEADLINE)
    dry = dry_points(demand(), 10, Speed.NORMAL, SETTINGS)
    return [
        neighbourhoods_layer(figures, HEADLINE, words),
        outline_layer([CODES[0]], words),
        places_layer(places() if found is None else found, words),
        pipes_layer(words),
        demand_layer(dry, Speed.NORMAL, words, SETTINGS),
        legend_layer(legend_html(figures, HEADLINE, words), words),
    ]


def page(words=DUTCH, *, layers=None, names=("Noord", "Zuid", "Kade"), **options):
    """The town as a page of its own."""
    ground = background(names)
    base = base_map(ground.bounds, words, **{"area": "Maastricht", "background": ground, "links": LINKS, **options})
    for layer in every_layer(words, names=names) if layers is None else layers:
        FoliumLayer(layer).add_to(base)
    return page_html(base, words)
