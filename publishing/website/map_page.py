"""The map page of the static site: folium draws it, a form beside it changes what it shows."""

from __future__ import annotations

from typing import Any, Final

from geo.measures.assumptions import assumptions_to_url
from geo.vocabulary import SELECTION_KINDS, Function, Selection, Speed
from layers.assets import MapLinks
from layers.background import Background
from layers.escape import Html, escape_text
from layers.figures import figures_for
from layers.folium_adapter import FoliumLayer, MapParts, base_map, map_parts
from layers.legend import legend_html, pipes_legend_html, places_legend_html
from layers.neighbourhoods import neighbourhoods_layer
from layers.places import places_layer
from layers.walks import flow_labels
from layers.words import Words
from publishing.context import PublishContext
from publishing.rows import places_of_organisation, plain_text, split_set
from publishing.website.data import SITE_MEASURES, headline, opening_words
from publishing.website.frame import PageHead, data_block, footer_html, head_html, header_html, styles_html
from publishing.website.pages import folder_of, neighbourhood_path, organisation_path, other_words

SCRIPTS: Final = ("vendor/leaflet/leaflet.js", "map/riool.js", "map/riool-layers.js")
"""What draws the map here, within `static`; nothing is asked of a server, so there is no home, route or scenario."""
SCRIPT, STYLE, BACKGROUND = "map.js", "map.css", "area.js"
"""Files in `assets`: `SCRIPTS` joined, the style sheet, and the ground of the map."""
IMAGES: Final = "vendor/leaflet/images"


def _options(choice: str, label: str, options: list[tuple[str, str]]) -> str:
    listed = "".join(f'<option value="{escape_text(value)}">{escape_text(label)}</option>' for value, label in options)
    return (
        f'<p><label for="choice-{choice}">{escape_text(label)}</label>'
        f'<select id="choice-{choice}" data-choice="{choice}" autocomplete="off">{listed}</select></p>'
    )


def _check(choice: str, label: str) -> str:
    return (
        f'<label class="site-check"><input type="checkbox" data-choice="{choice}" autocomplete="off"> '
        f"{escape_text(label)}</label>"
    )


def _choices(context: PublishContext, words: Words) -> str:
    text = words.text
    thresholds = [(str(one), words.minutes(one)) for one in context.city.settings.thresholds_min]
    functions = [("", text("site.function.any")), *((one.value, text(f"function.{one.value}")) for one in Function)]
    return (
        f"<details open><summary>{escape_text(text('site.choices'))}</summary>"
        + _options("functions", text("site.function"), functions)
        + _options(
            "selection", text("site.selection"), [(one.value, text(f"selection.{one.value}")) for one in Selection]
        )
        + _options("threshold", text("site.threshold"), thresholds)
        + _options("speed", text("site.speed"), [(one.value, text(f"speed.{one.value}")) for one in Speed])
        + _options(
            "measure", text("site.measure"), [(one.value, text(f"measure.{one.value}")) for one in SITE_MEASURES]
        )
        + _check("uncertain", text("site.uncertain"))
        + f"<fieldset><legend>{escape_text(text('site.layers'))}</legend>"
        + "".join(_check(name, text(f"site.layer.{name}")) for name in ("places", "pipes", "demand"))
        + "</fieldset></details>"
    )


def _search(words: Words) -> str:
    return (
        '<form class="site-search" id="site-search" role="search"><label for="site-asked">'
        f"{escape_text(words.text('site.search'))}</label>"
        '<input type="search" id="site-asked" autocomplete="postal-code" maxlength="80">'
        f"<button>{escape_text(words.text('site.search.button'))}</button></form>"
        '<h2 id="site-found-title" hidden></h2><ol class="site-results" id="site-found"></ol>'
        '<p id="site-said" role="status"></p>'
    )


def _panel(context: PublishContext, words: Words, drawn: str) -> Html:
    view = headline(context)
    figures = figures_for(context.bundle.neighbourhoods, context.bundle.weighed, view)
    lead = escape_text(opening_words(context, view, words))
    legend = legend_html(figures, view, words)
    return Html(
        f'<div class="site-panel site-top"><h1>{escape_text(words.text("site.title", area=context.area_name))}</h1>'
        f"<noscript><p>{escape_text(words.text('site.noscript'))} "
        f'<a href="neighbourhoods.html">{escape_text(words.text("site.neighbourhoods"))}</a>, '
        f'<a href="initiatives.html">{escape_text(words.text("site.organisations"))}</a></p></noscript>'
        f'{_search(words)}<p id="site-lead">{lead}</p></div><div class="site-map">{drawn}</div>'
        f'<div class="site-panel site-side"><div class="site-legend" id="site-legend">{legend}</div>'
        f"{_choices(context, words)}"
        f"<details><summary>{escape_text(words.text('map.legend'))}</summary>{places_legend_html(words)}"
        f"{pipes_legend_html(words)}</details></div>"
    )


def _setup(context: PublishContext, words: Words, names: dict[str, str]) -> dict[str, Any]:
    view, bundle = headline(context), context.bundle
    text = words.text
    folder = folder_of(words)
    return {
        "built": context.built,
        "map": names["map"],
        "layers": {"neighbourhoods": names["neighbourhoods"], "places": names["places"]},
        "data": f"{'../' if folder else ''}data/{words.language}/",
        "speeds": {speed.value: kmh for speed, kmh in context.city.settings.speeds_kmh.items()},
        "pipes": [escape_text(label) for label in flow_labels(words)],
        "headline": {
            "measure": view.measure.value,
            **assumptions_to_url(view.assumptions),
            "functions": "",
            "places": True,
            "pipes": False,
            "demand": False,
        },
        "pages": {
            "neighbourhoods": {
                code: neighbourhood_path(code, words).removeprefix(folder)
                for code in bundle.neighbourhoods["neighbourhood"]
            },
            "places": {
                place: organisation_path(split_set(run_by)[0], words).removeprefix(folder)
                for place, run_by in zip(bundle.places["place_id"], bundle.places["organisations"], strict=True)
                if split_set(run_by)
            },
            "organisations": {
                one: list(places_of_organisation(bundle.places, one)["place_id"])
                for one in bundle.organisations["organisation_id"]
            },
        },
        "words": {
            "none": text("site.search.none"),
            "nearest": text("site.search.nearest", place="{place}"),
            "found": text("site.search.button"),
            "far": text("site.search.far"),
            "minutes": text("site.minutes", minutes="{minutes}"),
            "about": text("site.minutes.about", minutes="{minutes}"),
            "more": text("site.more"),
            "moreOrganisation": text("site.more.organisation"),
            "offline": text("site.offline"),
        },
    }


def dataset_data(context: PublishContext, words: Words) -> dict[str, Any]:
    """Describe the map's data as schema.org does."""
    manifest = context.bundle.manifest
    described = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": words.text("site.title", area=context.area_name),
        "description": words.text(
            "site.description", area=context.area_name, places=words.number(len(context.city.places))
        ),
        "dateModified": context.built,
        "inLanguage": words.language,
        "license": "https://opendatacommons.org/licenses/odbl/1-0/",
        "isAccessibleForFree": True,
        "spatialCoverage": {"@type": "Place", "name": context.area_name},
        "creditText": "; ".join(plain_text(source["credit"]) for source in manifest["sources"]),
    }
    return described | ({"url": context.public_url} if context.public_url else {})


def map_page(context: PublishContext, background: Background, words: Words) -> bytes:
    """Write the page with the map.

    Parameters
    ----------
    context
        The bundle made ready.
    background
        The ground of the map, which stands in `assets/area.js`.
    words
        The page's language.
    """
    view = headline(context)
    title = words.text("site.title", area=context.area_name)
    description = words.text("site.description", area=context.area_name, places=words.number(len(context.city.places)))
    other = f"{folder_of(other_words(words))}index.html"
    head = PageHead(f"{folder_of(words)}index.html", other, title, description, "map", dataset_data(context, words))
    assets = f"{head.root}assets"
    links = MapLinks(
        scripts=(f"{assets}/{SCRIPT}", f"{assets}/{BACKGROUND}"),
        styles=(f"{assets}/{STYLE}",),
        fonts=f"{assets}/vendor/fonts",
        images=f"{assets}/{IMAGES}",
    )
    base = base_map(background.bounds, words, area=context.area_name, links=links)
    figures = figures_for(context.bundle.neighbourhoods, context.bundle.weighed, view)
    kinds = [kind.value for kind in SELECTION_KINDS[view.assumptions.selection]]
    shown = context.city.places[context.city.places["kind"].isin(kinds)]
    areas = FoliumLayer(neighbourhoods_layer(figures, view, words))
    places = FoliumLayer(places_layer(shown, words))
    areas.add_to(base)
    places.add_to(base)
    names = {"map": base.get_name(), "neighbourhoods": areas.get_name(), "places": places.get_name()}
    return _assembled(context, head, words, map_parts(base), names).encode("utf-8")


def _assembled(context: PublishContext, head: PageHead, words: Words, drawn: MapParts, names: dict[str, str]) -> str:
    setup = data_block(_setup(context, words, names), "application/json", "site-setup")
    own_head = f"{head_html(context, head, words, [drawn.script])}{drawn.header}{styles_html(head)}"
    return (
        f'<!DOCTYPE html><html lang="{words.language}"><head>{own_head}</head>'
        f"<body>{header_html(context, head, words)}"
        f'<main class="site-grid">{_panel(context, words, drawn.body)}</main>'
        f"{footer_html(context, head, words)}{setup}<script>{drawn.script}</script>"
        f'<script src="{head.root}assets/site/site.js" defer></script></body></html>'
    )
