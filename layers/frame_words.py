"""What a map's frame says besides its layers, in the reader's language, told apart from the base map.

The base map must stay the same, byte for byte, for the frame to live on and the view to be kept; also when the reader
switches language.
"""

from __future__ import annotations

import folium

from layers.base import frame_settings
from layers.drawing import drawn_layer
from layers.words import Words


def frame_words_layer(words: Words, area: str, *, tiled: bool = False) -> folium.FeatureGroup:
    """Make a layer that draws nothing and puts the frame's words into a language.

    Needs `static/map/riool-around.js` in the page.

    Parameters
    ----------
    words
        The page's language.
    area
        Name of the area, for the map's title.
    tiled
        Whether background tiles are shown, which then are credited.

    Returns
    -------
    FeatureGroup
        For `st_folium(feature_group_to_add=...)`.
    """
    return drawn_layer("speak", words.text("map.title", area=area), frame_settings(words, area, tiled=tiled))
