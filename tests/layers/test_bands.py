"""The whole band of a figure, for a neighbourhood and for the area."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.vocabulary import Speed
from layers.bands import banded_city, banded_figures, driest_first
from layers.measures import Measure, View
from tests.towns.tiny_map import CITY, CODES, COVERED, RESIDENTS, coverage, neighbourhoods

HEADLINE = View.headline()


def everywhere(index):
    return [COVERED[uncertain][speed][index] for uncertain in (True, False) for speed in ("normal", "slow")]


@pytest.mark.parametrize("speed", list(Speed))
@pytest.mark.parametrize("uncertain", [True, False])
def test_the_band_is_the_same_however_one_looks(speed, uncertain):
    view = View(Measure.COVERAGE, replace(HEADLINE.assumptions, speed=speed, with_uncertain=uncertain))
    figures = banded_figures(neighbourhoods(), coverage(), view)
    assert list(figures["low"]) == pytest.approx([min(everywhere(index)) for index in range(3)])
    assert list(figures["high"]) == pytest.approx([max(everywhere(index)) for index in range(3)])
    assert list(figures["value"]) == pytest.approx(COVERED[uncertain][speed.value])


@pytest.mark.parametrize("measure", [measure for measure in Measure if measure is not Measure.NEED_GAP])
def test_the_band_of_the_area_holds_its_value(measure):
    view = replace(HEADLINE, measure=measure)
    figures = banded_figures(neighbourhoods(), coverage(), view)
    city = banded_city(figures, coverage(), view, CITY, "Stad")
    assert city.low <= city.value <= city.high
    assert city.low < city.high


def test_the_weighted_gap_of_the_area_is_the_sum_of_its_neighbourhoods():
    view = replace(HEADLINE, measure=Measure.NEED_GAP)
    figures = banded_figures(neighbourhoods(), coverage(), view, {"share_benefits": 2.0})
    city = banded_city(figures, coverage(), view, CITY, "Stad")
    gaps = [people * (1 - share) for people, share in zip(RESIDENTS, COVERED[True]["normal"], strict=True)]
    weighted = [gap * (1 + 2 * share) for gap, share in zip(gaps, (0.1, 0.2, 0.3), strict=True)]
    assert city.value == pytest.approx(sum(weighted))
    assert city.gap == pytest.approx(sum(gaps))


def test_the_driest_comes_first_and_the_small_not_at_all():
    for measure in (Measure.COVERAGE, Measure.GAP_DEPTH, Measure.LOOPED):
        view = replace(HEADLINE, measure=measure)
        found = driest_first(banded_figures(neighbourhoods(), coverage(), view), measure)
        assert [figure.neighbourhood for figure in found] == [CODES[1], CODES[0]]
