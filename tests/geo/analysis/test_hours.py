"""When is there a place open near home, as far as anybody knows?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.city import evaluate_city
from geo.analysis.hours import DayPart, coverage_by_time, open_times
from geo.errors import Problem, QuestionError
from geo.measures.assumptions import Assumptions
from tests.towns.whatif_cities import tiny_city

MONDAY = date(2026, 3, 2)
MORNING, AFTERNOON, EVENING = range(3)
MO, TU, WE, TH, FR, SA, SU = range(7)


def times_of(text, weeks: int = 4, start: date = MONDAY):
    found = open_times(pd.Series([text], dtype=object), start, weeks)
    return found.surely[0], found.perhaps[0], bool(found.known[0])


def test_office_hours_are_mornings_and_afternoons():
    surely, perhaps, known = times_of("Mo-Fr 09:00-17:00")
    assert known
    assert surely[:5, [MORNING, AFTERNOON]].all()
    assert not surely[:, EVENING].any()
    assert not surely[5:].any()
    assert np.array_equal(surely, perhaps)


def test_less_than_an_hour_is_not_open():
    surely, *_ = times_of("Mo 08:00-09:30; Tu 08:00-10:00")
    assert not surely[MO].any()
    assert surely[TU, MORNING]


def test_two_short_times_in_one_part_add_up():
    surely, *_ = times_of("Mo 09:00-09:40,10:00-10:40")
    assert surely[MO, MORNING]


def test_a_night_is_told_on_the_day_it_begins():
    surely, *_ = times_of("Fr 20:00-02:00")
    assert surely[FR, EVENING]
    assert not surely[SA].any()


def test_the_first_saturday_of_the_month_is_perhaps():
    surely, perhaps, known = times_of("Sa[1] 10:00-12:00")
    assert known
    assert not surely.any()
    assert perhaps[SA, MORNING]
    assert perhaps.sum() == 1


@pytest.mark.parametrize("text", [None, np.nan, "", "volgens afspraak", "Mo 25:00", "<script>"])
def test_hours_nobody_can_read_are_unknown_not_closed(text):
    surely, perhaps, known = times_of(text)
    assert not known
    assert not surely.any()
    assert perhaps.all()


@pytest.mark.parametrize("text", ['Mo 10:00-12:00 "op afspraak"', "Mo 10:00-12:00 unknown", "Mo"])
def test_by_appointment_or_a_day_without_hours_is_perhaps(text):
    surely, perhaps, _ = times_of(text)
    assert not surely.any()
    assert perhaps[MO, MORNING]
    assert not perhaps[TU:].any()


@pytest.mark.parametrize("text", ["24/7", "Mo-Su 00:00-24:00"])
def test_always_is_sure(text):
    assert times_of(text)[0].all()


def test_any_day_of_the_week_starts_in_its_week():
    for day in range(7):
        assert np.array_equal(
            times_of("We 10:00-12:00", start=MONDAY + timedelta(days=day))[0], times_of("We 10:00-12:00")[0]
        )


def test_seasons_are_those_of_the_weeks_asked():
    assert not times_of("Apr-Oct Mo 10:00-12:00")[1].any()
    assert times_of("Apr-Oct Mo 10:00-12:00", start=date(2026, 6, 1))[0][MO, MORNING]


@pytest.mark.parametrize("weeks", [0, -1, 54])
def test_a_number_of_weeks_without_sense_is_refused(weeks):
    with pytest.raises(QuestionError) as found:
        times_of("24/7", weeks)
    assert found.value.problem is Problem.BAD_NUMBER


@given(st.integers(0, 6), st.integers(0, 22), st.integers(1, 12))
def test_what_is_sure_is_also_perhaps(day, begin, hours):
    name = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")[day]
    surely, perhaps, _ = times_of(f"{name} {begin:02d}:00-{begin + hours:02d}:00")
    assert (perhaps | ~surely).all()


def test_coverage_lies_between_what_is_sure_and_what_may_be():
    city = tiny_city()
    evaluation = evaluate_city(city, Assumptions.headline(city.settings))
    times = open_times(city.places["opening_hours"], MONDAY)
    table = coverage_by_time(city, evaluation, times)
    assert len(table) == 7 * len(DayPart)
    assert (table["coverage_low"] <= table["coverage_high"]).all()
    # The living room is open on weekdays until five; of the others nobody knows.
    weekday = table[(table["weekday"] == WE) & (table["part"] == "morning")].iloc[0]
    sunday = table[(table["weekday"] == SU) & (table["part"] == "morning")].iloc[0]
    assert (weekday["places_low"], weekday["places_high"]) == (1, 3)
    assert (sunday["places_low"], sunday["places_high"]) == (0, 2)
    assert sunday["covered_low"] == 0
    assert weekday["covered_high"] == pytest.approx(city.residents @ (1 - evaluation.levels.dry))


def test_when_all_is_known_low_is_high():
    city = tiny_city()
    evaluation = evaluate_city(city, Assumptions.headline(city.settings))
    always = replace(city, places=city.places.assign(opening_hours="24/7"))
    table = coverage_by_time(always, evaluation, open_times(always.places["opening_hours"], MONDAY))
    covered = city.residents @ (1 - evaluation.levels.dry)
    assert table["covered_low"].to_list() == pytest.approx([covered] * 21)
    assert table["covered_low"].equals(table["covered_high"])


def test_one_neighbourhood_is_its_own_residents():
    city = tiny_city()
    evaluation = evaluate_city(city, Assumptions.headline(city.settings))
    times = open_times(city.places["opening_hours"], MONDAY)
    parts = [coverage_by_time(city, evaluation, times, code) for code in city.grouping.names]
    summed = sum(part["covered_high"] for part in parts)
    assert summed.to_list() == pytest.approx(coverage_by_time(city, evaluation, times)["covered_high"].to_list())
    assert parts[3]["coverage_high"].isna().all()


def test_the_number_of_days_alone_says_nothing_about_hours():
    city = tiny_city()
    only_days = city.places.assign(opening_hours=None, days_per_week=5.0)
    found = open_times(only_days["opening_hours"], MONDAY)
    assert not found.known.any()
    assert found.perhaps.all()
