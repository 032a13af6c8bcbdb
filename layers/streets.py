"""The streets, faint behind everything: drawn by the base map, this layer switches them."""

from __future__ import annotations

import folium

from layers.drawing import drawn_layer
from layers.words import Words


def streets_layer(words: Words) -> folium.FeatureGroup:
    """Make the switch for the streets of the background.

    Parameters
    ----------
    words
        The page's language.

    Returns
    -------
    FeatureGroup
        Added, the streets show; removed, they do not.
    """
    return drawn_layer("streets", words.text("map.layer.streets"), {})
