"""The pipes: streets as wide as the number of residents who walk over them to their nearest place."""

from __future__ import annotations

from itertools import pairwise

import folium

from layers.background import FLOW_BREAKS
from layers.drawing import drawn_layer
from layers.escape import escape_text
from layers.words import Words


def flow_labels(words: Words) -> list[str]:
    """Say each class of flow above nobody, few to many.

    Parameters
    ----------
    words
        The page's language.

    Returns
    -------
    list of str
        One per class 1-5.
    """
    limits = [words.number(limit) for limit in FLOW_BREAKS]
    labels = [words.text("map.pipe", low=low, high=high) for low, high in pairwise(limits)]
    return [*labels, words.text("map.pipe.most", low=limits[-1])]


def pipes_layer(words: Words) -> folium.FeatureGroup:
    """Make the layer of the pipes.

    The lines come from the map's background, where they are grouped by flow; this sends the labels only.

    Parameters
    ----------
    words
        The page's language.

    Returns
    -------
    FeatureGroup
        Dry streets stay thin.
    """
    labels = [escape_text(label) for label in flow_labels(words)]
    return drawn_layer("pipes", words.text("map.layer.pipes"), {"labels": labels})
