"""Legends, and the icons in them."""

from __future__ import annotations

import re

import pytest

from geo.vocabulary import Function, Kind
from layers.figures import figures_for
from layers.icons import FUNCTION_PATHS, KIND_SHAPES, function_icon, kind_icon
from layers.legend import legend_html, pipes_legend_html, places_legend_html
from tests.layers.drawn import DUTCH, ENGLISH, HEADLINE
from tests.towns.tiny_map import coverage, neighbourhoods


def test_the_legend_counts_every_neighbourhood_once():
    figures = figures_for(neighbourhoods(), coverage(), HEADLINE)
    shown = legend_html(figures, HEADLINE, DUTCH)
    counts = [int(number) for number in re.findall(r"<span>(\d+) buurt(?:en)?</span>", shown)]
    assert sum(counts[:-1]) == len(figures)
    assert counts[-1] == 1
    assert "&lt;" not in shown


@pytest.mark.parametrize("words", [DUTCH, ENGLISH], ids=repr)
def test_a_legend_is_a_list_under_a_heading(words):
    figures = figures_for(neighbourhoods(), coverage(), HEADLINE)
    for shown in (legend_html(figures, HEADLINE, words), places_legend_html(words), pipes_legend_html(words)):
        assert re.fullmatch(r"<section.*<h2>.+</h2>.*<ul>(<li.*</li>)+</ul></section>", shown)


def test_every_function_and_kind_has_its_own_shape():
    assert len(set(FUNCTION_PATHS.values())) == len(Function)
    assert len(set(KIND_SHAPES.values())) == len(Kind)


def test_an_icon_has_a_name_or_is_decoration():
    assert 'role="img" aria-label="Ontmoeten"' in function_icon(Function.MEET, title="Ontmoeten")
    assert 'aria-hidden="true"' in function_icon(Function.MEET)
    assert 'aria-label="a&quot;b"' in kind_icon(Kind.PUBLIC, title='a"b')
