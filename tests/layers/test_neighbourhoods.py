"""The neighbourhoods on the map: classes and words, and the outline of those that were chosen."""

from __future__ import annotations

import json

from layers.figures import figures_for
from layers.neighbourhoods import neighbourhoods_layer, outline_layer
from tests.layers.drawn import DUTCH, HEADLINE
from tests.towns.tiny_map import CODES, coverage, neighbourhoods


def test_neighbourhoods_send_classes_and_words_only():
    figures = figures_for(neighbourhoods(), coverage(), HEADLINE)
    sent = neighbourhoods_layer(figures, HEADLINE, DUTCH).data
    assert [row[:3] for row in sent["rows"]] == [[CODES[0], 1, 0], [CODES[1], 3, 4], [CODES[2], 0, 0]]
    assert "4.100 (64%)" in sent["rows"][1][4]
    assert len(json.dumps(sent)) / len(figures) < 1200


def test_without_popups_a_click_can_mean_something_else():
    figures = figures_for(neighbourhoods(), coverage(), HEADLINE)
    rows = neighbourhoods_layer(figures, HEADLINE, DUTCH, popups=False).data["rows"]
    assert [row[4] for row in rows] == ["", "", ""]


def test_an_outline_names_the_chosen_in_their_order():
    assert outline_layer([CODES[1], CODES[0]], DUTCH).data == {"codes": [CODES[1], CODES[0]]}


def test_an_outline_leaves_the_neighbourhoods_as_they_are():
    figures = figures_for(neighbourhoods(), coverage(), HEADLINE)
    one, other = (neighbourhoods_layer(figures, HEADLINE, DUTCH).json() for _ in "ab")
    assert one == other
