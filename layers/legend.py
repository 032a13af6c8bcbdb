"""Write legends as lists of words beside a colour."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from geo.vocabulary import Function, Kind
from layers.background import FLOW_BREAKS
from layers.drawing import Layer
from layers.escape import Html, escape_text
from layers.figures import RANKING_MIN_RESIDENTS
from layers.icons import function_icon, kind_icon
from layers.measures import CLASS_COUNT, CLASSES, NO_CLASS, Measure, MeasureUnit, View
from layers.sentences import within
from layers.words import Words

_PIPE_WIDTHS: tuple[float, ...] = (1, 1.6, 2.6, 4, 6)
"""As in `static/map/riool.css`, where the map is seen whole."""


def class_range(measure: Measure, class_: int, words: Words) -> str:
    """Say from where to where a class goes.

    Parameters
    ----------
    measure
        What is shown.
    class_
        1 to 5.
    words
        The page's language.

    Returns
    -------
    str
        Such as '25% tot 50%'.
    """
    classes = CLASSES[measure]
    low, high = classes.range_of(class_)

    def limit(value: float) -> str:
        if classes.unit is MeasureUnit.SHARE:
            return words.percent(value)
        return words.number(value, 0 if float(value).is_integer() else 1)

    unit = "" if classes.unit is MeasureUnit.SHARE else f" {words.text(f'legend.unit.{classes.unit.value}')}"
    if low is None and high is not None:
        return words.text("legend.below", high=limit(high)) + unit
    if high is None and low is not None:
        return words.text("legend.from", low=limit(low)) + unit
    return words.text("legend.between", low=limit(low or 0), high=limit(high or 0)) + unit


def _item(swatch: str, label: str, note: str = "", *, below: bool = False) -> str:
    style = ' class="riool-words"' if below else ""
    return f"<li{style}>{swatch}<span>{escape_text(label)}</span><span>{escape_text(note)}</span></li>"


def _swatch(name: str) -> str:
    return f'<span class="riool-swatch riool-swatch-{name}" aria-hidden="true"></span>'


def legend_html(figures: pd.DataFrame, view: View, words: Words) -> Html:
    """Build the legend of a measure: its question, its classes from dry to well connected, and how many of each.

    Parameters
    ----------
    figures
        From `layers.figures.figures_for`.
    view
        What the map shows.
    words
        The page's language.

    Returns
    -------
    Html
        A `section` with a heading and a list; its looks are in `static/map/riool.css`.
    """
    counts = figures["class_"].value_counts()

    def count_of(class_: int) -> str:
        return words.text("legend.neighbourhoods", count=int(counts.get(class_, 0)))

    items = [
        _item(_swatch(str(class_)), class_range(view.measure, class_, words), count_of(class_))
        for class_ in range(CLASS_COUNT, 0, -1)
    ]
    if counts.get(NO_CLASS, 0):
        none = words.text("legend.none", count=RANKING_MIN_RESIDENTS)
        items.append(_item(_swatch("0"), none, count_of(NO_CLASS)))
    if unsure := int((figures["other_class"] != NO_CLASS).sum()):
        note = words.text("legend.neighbourhoods", count=unsure)
        items.append(_item(_swatch("uncertain"), words.text("legend.uncertain"), note))
    title = words.text(f"measure.{view.measure.value}")
    question = words.text(f"measure.{view.measure.value}.explain", **within(view, words))
    return _section(title, question, items)


def _section(title: str, text: str, items: list[str]) -> Html:
    lead = f"<p>{escape_text(text)}</p>" if text else ""
    return Html(f'<section class="riool-legend"><h2>{escape_text(title)}</h2>{lead}<ul>{"".join(items)}</ul></section>')


def places_legend_html(words: Words, *, masked: bool = False) -> Html:
    """Build the legend of the marks: three shapes, the hollow one, four icons (masked as in `layers.icons`)."""
    kinds = [_item(kind_icon(kind, 24, masked=masked), words.text(f"kind.{kind.value}")) for kind in Kind]
    unsure = '<span class="riool-unsure-mark" aria-hidden="true"></span>'
    functions = [
        _item(
            function_icon(function, 24, masked=masked),
            words.text(f"function.{function.value}"),
            words.text(f"function.{function.value}.explain"),
            below=True,
        )
        for function in Function
    ]
    items = [*kinds, _item(unsure, words.text("place.uncertain")), *functions]
    return _section(words.text("legend.places.title"), "", items)


def pipes_legend_html(words: Words) -> Html:
    """Build the legend of the pipes: a line as wide as on the map for each class of flow."""
    limits = [words.number(limit) for limit in FLOW_BREAKS]
    labels = [words.text("legend.between", low=low, high=high) for low, high in pairwise(limits)]
    labels.append(words.text("legend.from", low=limits[-1]))
    unit = words.text("legend.unit.residents")
    items = [
        _item(
            f'<span class="riool-swatch-pipe" style="height:{width}px;background:var(--riool-pipe-{number})" '
            'aria-hidden="true"></span>',
            f"{label} {unit}",
        )
        for number, (label, width) in enumerate(zip(labels, _PIPE_WIDTHS, strict=True), start=1)
    ]
    return _section(words.text("legend.pipes.title"), words.text("legend.pipes.explain"), items)


def demand_legend_html(view: View, words: Words) -> Html:
    """Build the legend of the dry postcodes: what a dot is, and why one is larger than another."""
    dot = '<span class="riool-dot-mark" aria-hidden="true"></span>'
    text = words.text("legend.demand.explain", **within(view, words))
    return _section(words.text("legend.demand.title"), text, [_item(dot, words.text("legend.demand.dot"))])


def legend_layer(legend: Html, words: Words) -> Layer:
    """Put a legend into the map's corner; on a small screen it starts folded.

    Parameters
    ----------
    legend
        One or more legends, joined.
    words
        The page's language.

    Returns
    -------
    Layer
        Comes and goes with the layer it explains.
    """
    label = words.text("map.legend")
    return Layer("legend", label, {"html": legend, "label": escape_text(label)})
