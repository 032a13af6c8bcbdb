"""Figures in words, as a reader sees them."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from geo.measures.assumptions import Assumptions
from geo.vocabulary import Selection, Speed
from layers.figures import AreaFigure, area_figures, figures_for
from layers.legend import class_range
from layers.measures import Measure, View
from layers.sentences import (
    area_sentences,
    band_sentence,
    coverage_sentence,
    headline_sentences,
    hundred_range,
    hundred_reason,
    people,
    redundancy_sentence,
    tooltip_text,
    value_text,
    variety_sentence,
)
from layers.words import Words
from tests.towns.tiny_map import coverage, neighbourhoods

DUTCH, ENGLISH = Words("nl"), Words("en")
LANGUAGES = pytest.mark.parametrize("words", [DUTCH, ENGLISH], ids=repr)
HEADLINE = View.headline()


def south(view: View = HEADLINE) -> AreaFigure:
    return area_figures(figures_for(neighbourhoods(), coverage(), view))[1]


def test_the_main_sentence():
    assert coverage_sentence(south(), HEADLINE, DUTCH) == (
        "Van de 6.410 bewoners van Zuid kunnen er ongeveer 4.100 (64%) "
        "binnen 10 minuten naar een ontmoetingsplek lopen."
    )
    assert coverage_sentence(south(), HEADLINE, ENGLISH) == (
        "Of the 6,410 residents of Zuid about 4,100 (64%) can walk to a meeting place within 10 minutes."
    )


@LANGUAGES
def test_all_and_nobody_have_their_own_sentence(words):
    everyone = replace(south(), covered=6410.0, gap=0.0, coverage=1.0)
    nobody = replace(south(), covered=0.0, gap=6410.0, coverage=0.0)
    told = {coverage_sentence(figure, HEADLINE, words) for figure in (south(), everyone, nobody)}
    assert len(told) == 3
    assert not any("%" in sentence for sentence in told - {coverage_sentence(south(), HEADLINE, words)})


@LANGUAGES
def test_one_person_too_far_is_not_everyone(words):
    nearly = replace(south(), covered=6409.0, gap=1.0, coverage=6409 / 6410)
    assert coverage_sentence(nearly, HEADLINE, words) != coverage_sentence(
        replace(south(), covered=6410.0, gap=0.0, coverage=1.0), HEADLINE, words
    )


@LANGUAGES
def test_the_band_stands_beside_the_figure(words):
    assert "30%" in band_sentence(south(), words)
    assert "64%" in band_sentence(south(), words)
    same = replace(south(), coverage_low=0.64, coverage_high=0.64)
    assert band_sentence(same, words) == words.text("sentence.band.none")


@LANGUAGES
def test_a_figure_that_is_missing_is_not_told_as_zero(words):
    unknown = replace(
        south(), status="unknown", coverage=math.nan, value=math.nan, variety=math.nan, residents=math.nan
    )
    assert area_sentences(unknown, HEADLINE, words) == [words.text("sentence.unknown", name="Zuid")]
    assert band_sentence(unknown, words) == ""
    assert redundancy_sentence(unknown, words) == ""
    assert variety_sentence(unknown, words) == ""
    assert "0" not in tooltip_text(unknown, HEADLINE, words)


@LANGUAGES
def test_few_residents_are_not_compared(words):
    few = area_figures(figures_for(neighbourhoods(), coverage(), HEADLINE))[2]
    assert area_sentences(few, HEADLINE, words) == [words.text("sentence.few", residents="20", name="Kade")]
    assert "%" not in tooltip_text(few, HEADLINE, words)


@LANGUAGES
@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("selection", Selection)
@pytest.mark.parametrize("speed", Speed)
def test_every_view_can_be_told(words, measure, selection, speed):
    view = View(measure, Assumptions(selection, speed, 15, with_uncertain=True))
    told = [tooltip_text(south(view), view, words), *area_sentences(south(view), view, words)]
    assert all(sentence.strip() and "{" not in sentence for sentence in told)
    assert len(set(told)) == len(told)
    assert (
        headline_sentences(south(view), view, words) == told[1 : 1 + len(headline_sentences(south(view), view, words))]
    )
    assert (words.text("sentence.slow") in told) == (speed is Speed.SLOW)


def test_the_tooltip_gives_the_range_only_when_there_is_one():
    assert tooltip_text(south(), HEADLINE, DUTCH) == "64% kan lopen (waarschijnlijk 30% tot 64%)"
    assert tooltip_text(replace(south(), low=0.64), HEADLINE, DUTCH) == "64% kan lopen"


@pytest.mark.parametrize(
    ("residents", "told"), [(0.4, "0"), (12.6, "13"), (99.4, "99"), (104.0, "100"), (6414.0, "6.410")]
)
def test_residents_are_written_no_more_exactly_than_they_are_known(residents, told):
    assert people(residents, DUTCH) == told


@pytest.mark.parametrize(
    ("measure", "value", "told"),
    [
        (Measure.COVERAGE, 0.64, "64%"),
        (Measure.GAP, 2310.0, "2.310 bewoners"),
        (Measure.GAP, 1.0, "1 bewoner"),
        (Measure.GAP_DEPTH, 2.54, "2,5 minuten"),
        (Measure.VARIETY, 3.21, "3,2"),
    ],
)
def test_a_value_has_its_unit(measure, value, told):
    assert value_text(value, measure, DUTCH) == told


@pytest.mark.parametrize(
    ("measure", "class_", "told"),
    [
        (Measure.COVERAGE, 1, "90% of meer"),
        (Measure.COVERAGE, 3, "50% tot 75%"),
        (Measure.COVERAGE, 5, "minder dan 25%"),
        (Measure.GAP, 5, "1.000 of meer bewoners"),
        (Measure.GAP_DEPTH, 2, "0,1 tot 0,5 minuten"),
        (Measure.VARIETY, 5, "minder dan 0,5 functies"),
    ],
)
def test_the_classes_in_words(measure, class_, told):
    assert class_range(measure, class_, DUTCH) == told


def opening(low: float, high: float) -> AreaFigure:
    return replace(south(), coverage=high, low=low, high=high)


@LANGUAGES
def test_the_opening_gives_a_range_of_100_residents_and_the_reason(words):
    normal, slow = opening(0.642, 0.831), opening(0.314, 0.496)
    assert hundred_range(normal, words) == ("64", "83")
    reason = hundred_reason(normal, slow, HEADLINE, words)
    assert words.text("sentence.of_100.why") in reason
    assert words.text("sentence.from_to", low="31", high="50") in reason


@LANGUAGES
def test_the_opening_gives_no_reason_where_nothing_is_uncertain(words):
    same = opening(0.5, 0.5)
    assert words.text("sentence.of_100.why") not in hundred_reason(same, same, HEADLINE, words)


def test_nobody_and_everybody_only_when_true():
    assert hundred_range(opening(0.001, 0.999), ENGLISH) == ("fewer than 1", "more than 99")
    assert hundred_range(opening(0.0, 1.0), ENGLISH) == ("0", "100")


@LANGUAGES
def test_a_weighted_gap_is_never_written_as_a_number_of_residents(words):
    written = value_text(14_090, Measure.NEED_GAP, words)
    assert words.text("points", count=14_090) == written
    assert written != value_text(14_090, Measure.GAP, words)
    assert words.text("legend.unit.residents") not in class_range(Measure.NEED_GAP, 3, words)
