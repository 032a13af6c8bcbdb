"""The figures of a view are the bundle's own, with their class and their band."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.measures.assumptions import Assumptions
from geo.settings import WalkSettings
from geo.vocabulary import Selection, Speed
from layers.figures import (
    RANKING_MIN_RESIDENTS,
    area_figures,
    city_figure,
    driest_first,
    figures_for,
    is_old,
    whole_area,
)
from layers.measures import CLASS_COUNT, CLASSES, NO_CLASS, Measure, View
from tests.towns.tiny_map import CITY, CODES, COVERED, RESIDENTS, coverage, neighbourhoods

HEADLINE = View.headline()
measures = st.sampled_from(list(Measure))


def view(measure: Measure = Measure.COVERAGE, *, with_uncertain: bool = True, speed: Speed = Speed.NORMAL) -> View:
    return View(measure, Assumptions(Selection.HEADLINE, speed, 10, with_uncertain))


def figures(measure: Measure = Measure.COVERAGE, **changes):
    weights = {"share_lonely": 1.0} if measure is Measure.NEED_GAP else None
    return area_figures(figures_for(neighbourhoods(), coverage(), view(measure, **changes), weights))


@given(measures, st.floats(min_value=0, max_value=1e6))
def test_a_value_lies_in_the_range_of_its_class(measure, value):
    classes = CLASSES[measure]
    low, high = classes.range_of(classes.class_of(value))
    assert low is None or low <= value
    assert high is None or value < high


@given(measures, st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_drier_value_never_has_a_lower_class(measure, one, other):
    classes = CLASSES[measure]
    low, high = sorted([one, other])
    wetter, drier = (low, high) if classes.high_is_dry else (high, low)
    assert classes.class_of(wetter) <= classes.class_of(drier)


@pytest.mark.parametrize("measure", Measure)
def test_the_classes_of_a_measure_meet_and_are_open_at_both_ends(measure):
    classes = CLASSES[measure]
    ranges = sorted((classes.range_of(number) for number in range(1, CLASS_COUNT + 1)), key=lambda r: r[0] or -1)
    assert ranges[0][0] is None
    assert ranges[-1][1] is None
    assert [high for _, high in ranges[:-1]] == [low for low, _ in ranges[1:]] == list(classes.breaks)


@pytest.mark.parametrize("measure", Measure)
def test_the_wet_end_and_the_dry_end(measure):
    classes = CLASSES[measure]
    assert classes.class_of(0) == (1 if classes.high_is_dry else CLASS_COUNT)
    assert classes.class_of(1e9) == (CLASS_COUNT if classes.high_is_dry else 1)


def test_missing_has_no_class():
    assert CLASSES[Measure.GAP].class_of(math.nan) == NO_CLASS


def test_the_headline_view_is_that_of_the_settings():
    settings, assumptions = WalkSettings(), HEADLINE.assumptions
    assert assumptions.selection == settings.headline_selection
    assert assumptions.speed == settings.headline_speed
    assert assumptions.threshold == settings.headline_threshold_min
    assert assumptions.with_uncertain == settings.headline_with_uncertain


def test_coverage_with_its_band_and_class():
    north, south, quay = figures()
    assert [north.value, south.value, quay.value] == pytest.approx([0.95, 0.64, 0.0])
    assert (south.low, south.high) == pytest.approx((0.3, 0.64))
    assert (south.coverage_low, south.coverage_high) == pytest.approx((0.3, 0.64))
    assert (north.class_, north.other_class) == (1, NO_CLASS)
    assert (south.class_, south.other_class) == (3, 4)


def test_without_the_uncertain_places_the_other_end_is_shown():
    _, south, _ = figures(with_uncertain=False)
    assert south.value == pytest.approx(0.3)
    assert (south.class_, south.other_class) == (4, 3)


def test_few_residents_have_figures_but_no_class():
    quay = figures()[2]
    assert quay.residents < RANKING_MIN_RESIDENTS
    assert (quay.status, quay.class_, quay.other_class) == ("few", NO_CLASS, NO_CLASS)
    assert quay.gap == pytest.approx(20)


@pytest.mark.parametrize(("measure", "part"), [(Measure.DRY, 0.36), (Measure.SINGLE, 0.16), (Measure.LOOPED, 0.48)])
def test_redundancy_is_shown_as_a_share_of_the_residents(measure, part):
    assert figures(measure)[1].value == pytest.approx(part)


def test_the_gap_weighted_by_need():
    north, south, quay = figures(Measure.NEED_GAP)
    assert north.value == pytest.approx(50 * 1.5)
    assert south.value == pytest.approx(6410 * 0.36 * 1.4)
    known = (50 * 0.5 + 6410 * 0.36 * 0.4) / (50 + 6410 * 0.36)
    assert quay.value == pytest.approx(20 * (1 + known))


def test_without_weights_the_weighted_gap_is_the_gap():
    shown = figures_for(neighbourhoods(), coverage(), view(Measure.NEED_GAP))
    assert shown["value"].tolist() == pytest.approx(shown["gap"].tolist())


def test_a_neighbourhood_without_rows_is_unknown_and_not_zero():
    missing = coverage()
    missing = missing[missing["neighbourhood"] != CODES[0]]
    shown = area_figures(figures_for(neighbourhoods(), missing, HEADLINE))
    assert [figure.neighbourhood for figure in shown] == CODES
    assert shown[0].status == "unknown"
    assert shown[0].class_ == NO_CLASS
    assert math.isnan(shown[0].value)


def test_a_neighbourhood_without_residents_is_unknown():
    empty = coverage()
    here = empty["neighbourhood"] == CODES[0]
    empty.loc[here, ["residents", "covered", "gap", "dry", "single", "looped"]] = 0.0
    empty.loc[here, ["coverage", "gap_depth", "variety"]] = np.nan
    for measure in (Measure.COVERAGE, Measure.DRY, Measure.VARIETY):
        assert area_figures(figures_for(neighbourhoods(), empty, view(measure)))[0].status == "unknown"


def test_the_city():
    city = city_figure(coverage(), HEADLINE, CITY, "Stad")
    assert city.name == "Stad"
    assert city.residents == pytest.approx(sum(RESIDENTS))
    assert city.coverage == pytest.approx((950 + 6410 * 0.64) / sum(RESIDENTS))
    assert city.coverage_low == pytest.approx(
        sum(of * part for of, part in zip(RESIDENTS, COVERED[False]["normal"], strict=True)) / sum(RESIDENTS)
    )
    with pytest.raises(KeyError):
        city_figure(coverage(), HEADLINE, "GM9999", "Elders")


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("speed", Speed)
@pytest.mark.parametrize("uncertain", [True, False])
def test_the_value_lies_within_its_band_in_every_view(measure, speed, uncertain):
    shown = figures_for(neighbourhoods(), coverage(), View(measure, Assumptions(Selection.ALL, speed, 5, uncertain)))
    assert isinstance(shown, pd.DataFrame)
    for figure in area_figures(shown):
        assert figure.low <= figure.value <= figure.high
        assert figure.coverage_low <= figure.coverage <= figure.coverage_high
        assert figure.other_class in set(range(CLASS_COUNT + 1)) - {figure.class_} | {NO_CLASS}


def test_a_year_is_not_old_and_the_day_after_is() -> None:
    built = date(2026, 11, 23)
    assert not is_old(built, built)
    assert not is_old(built, date(2027, 11, 23))
    assert is_old(built, date(2027, 11, 24))


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(-1000, 5000))
def test_once_old_data_stay_old(built: date, days: int) -> None:
    today = built + timedelta(days=days) if days >= 0 or built > date(5, 1, 1) else built
    assert is_old(built, today + timedelta(days=1)) or not is_old(built, today)


def both(index, speed):
    return [COVERED[uncertain][speed.value][index] for uncertain in (True, False)]


@pytest.mark.parametrize("speed", list(Speed))
@pytest.mark.parametrize("uncertain", [True, False])
def test_without_intervals_the_band_is_with_and_without_uncertain_places(speed, uncertain):
    view = View(Measure.COVERAGE, replace(HEADLINE.assumptions, speed=speed, with_uncertain=uncertain))
    figures = figures_for(neighbourhoods(), coverage(), view)
    assert list(figures["low"]) == pytest.approx([min(both(index, speed)) for index in range(3)])
    assert list(figures["high"]) == pytest.approx([max(both(index, speed)) for index in range(3)])
    assert list(figures["value"]) == pytest.approx(COVERED[uncertain][speed.value])


@pytest.mark.parametrize("measure", [measure for measure in Measure if measure is not Measure.NEED_GAP])
def test_the_band_of_the_area_holds_its_value(measure):
    view = replace(HEADLINE, measure=measure)
    figures = figures_for(neighbourhoods(), coverage(), view)
    city = whole_area(figures, coverage(), view, CITY, "Stad")
    assert city.low <= city.value <= city.high
    assert city.low < city.high


def test_the_weighted_gap_of_the_area_is_the_sum_of_its_neighbourhoods():
    view = replace(HEADLINE, measure=Measure.NEED_GAP)
    figures = figures_for(neighbourhoods(), coverage(), view, {"share_benefits": 2.0})
    city = whole_area(figures, coverage(), view, CITY, "Stad")
    gaps = [people * (1 - share) for people, share in zip(RESIDENTS, COVERED[True]["normal"], strict=True)]
    weighted = [gap * (1 + 2 * share) for gap, share in zip(gaps, (0.1, 0.2, 0.3), strict=True)]
    assert city.value == pytest.approx(sum(weighted))
    assert city.gap == pytest.approx(sum(gaps))


def test_the_driest_comes_first_and_the_small_not_at_all():
    for measure in (Measure.COVERAGE, Measure.GAP_DEPTH, Measure.LOOPED):
        view = replace(HEADLINE, measure=measure)
        found = driest_first(figures_for(neighbourhoods(), coverage(), view), measure)
        assert [figure.neighbourhood for figure in found] == [CODES[1], CODES[0]]
