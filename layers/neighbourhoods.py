"""Draw the neighbourhoods in five classes, each with its figures in words."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from layers.drawing import Layer
from layers.escape import Html, escape_text
from layers.figures import AreaFigure, area_figures
from layers.measures import View
from layers.sentences import headline_sentences, tooltip_text, value_text
from layers.words import Words


def neighbourhood_tooltip(figure: AreaFigure, view: View, words: Words) -> Html:
    """Build what a hover says: the name and the figure."""
    return Html(f"<b>{escape_text(figure.name)}</b><br>{escape_text(tooltip_text(figure, view, words))}")


def neighbourhood_popup(figure: AreaFigure, view: View, words: Words) -> Html:
    """Build what a click says: the name, the figure large, and the neighbourhood in words."""
    big = ""
    if figure.status == "shown":
        big = f'<p class="riool-figure">{escape_text(value_text(figure.value, view.measure, words))}</p>'
    kicker = escape_text(words.text(f"measure.{view.measure.value}"))
    paragraphs = "".join(f"<p>{escape_text(sentence)}</p>" for sentence in headline_sentences(figure, view, words))
    modelled = escape_text(words.text("sentence.modelled"))
    return Html(
        f'<div class="riool-popup"><h2>{escape_text(figure.name)}</h2>'
        + (f'{big}<p class="riool-quiet">{kicker}</p>' if big else "")
        + f'{paragraphs}<p class="riool-quiet">{modelled}</p></div>'
    )


def neighbourhoods_layer(figures: pd.DataFrame, view: View, words: Words, *, popups: bool = True) -> Layer:
    """Make the map of a measure.

    The outlines come from the map's background; this sends classes and words only (about 1 kB per neighbourhood).

    Parameters
    ----------
    figures
        From `layers.figures.figures_for`.
    view
        What they are figures of.
    words
        The page's language.
    popups
        Whether a click opens a popup; without, a click on the map can mean something else.

    Returns
    -------
    Layer
        Dark means dry in every measure; stripes mean that the class depends on uncertain places, dots that there is no
        figure. A click tells `neighbourhoods` and the code.
    """
    rows = [
        [
            escape_text(figure.neighbourhood),
            figure.class_,
            figure.other_class,
            neighbourhood_tooltip(figure, view, words),
            neighbourhood_popup(figure, view, words) if popups else "",
        ]
        for figure in area_figures(figures)
    ]
    return Layer("neighbourhoods", words.text("map.layer.neighbourhoods"), {"rows": rows})


def outline_layer(codes: Iterable[str], words: Words) -> Layer:
    """Outline neighbourhoods that a reader chose; a layer of its own, so that choosing one draws nothing else anew.

    Parameters
    ----------
    codes
        Of the neighbourhoods; one that the background does not know is left out.
    words
        The page's language.

    Returns
    -------
    Layer
        Only to look at: a click goes to what lies below.
    """
    return Layer("outline", words.text("map.layer.neighbourhoods"), {"codes": [escape_text(code) for code in codes]})
