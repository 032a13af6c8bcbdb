"""Open, closed or not known; what is not known is never called closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.measures.opening_hours import TIME_ZONE, OpenState, open_intervals, open_now
from layers.opening_hours import open_sentence, opening_text
from layers.words import Words

MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=TIME_ZONE)
CHRISTMAS = datetime(2026, 12, 25, 12, 0, tzinfo=TIME_ZONE)


@pytest.mark.parametrize(
    ("hours", "moment", "state"),
    [
        ("Mo-Fr 09:00-17:00", MONDAY_NOON, OpenState.OPEN),
        ("Mo-Fr 13:00-16:00", MONDAY_NOON, OpenState.CLOSED),
        ("24/7", MONDAY_NOON, OpenState.OPEN),
        ("Mo off; Tu-Fr 12:00-18:00", MONDAY_NOON, OpenState.CLOSED),
        ("Mo-Fr 09:00-17:00; PH off", CHRISTMAS, OpenState.CLOSED),
        ("Mo-Fr 09:00-17:00; PH unknown", CHRISTMAS, OpenState.UNKNOWN),
        # Days without hours, remarks, and what nobody can read.
        ("Mo", MONDAY_NOON, OpenState.UNKNOWN),
        ('Mo-Su 12:00-17:00; "during Carnival off"', MONDAY_NOON, OpenState.UNKNOWN),
        ('Mo-Fr 09:00-17:00 "by appointment"', MONDAY_NOON, OpenState.UNKNOWN),
        ("elke dag, bel even", MONDAY_NOON, OpenState.UNKNOWN),
        ("", MONDAY_NOON, OpenState.UNKNOWN),
        ("   ", MONDAY_NOON, OpenState.UNKNOWN),
        (None, MONDAY_NOON, OpenState.UNKNOWN),
    ],
)
def test_the_state_of_a_place(hours, moment, state):
    assert open_now(hours, moment).state is state


def test_when_it_changes():
    assert open_now("Mo-Fr 09:00-17:00", MONDAY_NOON).until == MONDAY_NOON.replace(hour=17)
    assert open_now("24/7", MONDAY_NOON).until is None
    assert open_now("Jul-Aug 10:00-12:00", MONDAY_NOON).until is None


def test_the_hours_are_those_of_the_city_wherever_the_server_is():
    noon_in_tokyo = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert open_now("Mo-Fr 09:00-17:00", noon_in_tokyo).state is OpenState.CLOSED


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        open_now("24/7", datetime(2026, 11, 23, 12, 0))  # noqa: DTZ001 - that is the mistake


@given(st.text(max_size=80))
def test_whatever_stands_there_gives_a_state(text):
    assert open_now(text, MONDAY_NOON).state in OpenState


def test_sentences_in_both_languages():
    dutch, english = Words("nl"), Words("en")
    assert open_sentence("Mo-Fr 09:00-17:00", MONDAY_NOON, dutch) == "Nu open, tot 17:00"
    assert open_sentence("Mo-Fr 13:30-16:00", MONDAY_NOON, dutch) == "Nu dicht, weer open maandag om 13:30"
    assert open_sentence("Tu 12:00-18:00", MONDAY_NOON, english) == "Closed now, opens Tuesday at 12:00"
    assert open_sentence(None, MONDAY_NOON, dutch) == dutch.text("map.open.unknown")
    assert open_sentence("24/7", MONDAY_NOON, english) == english.text("map.open.now")
    assert open_sentence("Jul-Aug 10:00-12:00", MONDAY_NOON, english) == english.text("map.open.closed")


def test_the_register_s_own_words_come_first():
    place = SimpleNamespace(opening_text_nl="4 dagen per week", opening_text_en=None, opening_hours="Mo 10:00-12:00")
    assert opening_text(place, Words("nl")) == "4 dagen per week"
    assert opening_text(place, Words("en")) == "Monday 10:00 to 12:00"
    nan = float("nan")
    unknown = SimpleNamespace(opening_text_nl=None, opening_text_en=None, opening_hours=nan, days_per_week=nan)
    assert opening_text(unknown, Words("nl")) is None


MONDAY = datetime(2026, 3, 2)  # noqa: DTZ001 - as a clock at the place shows it


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo 10:00-12:00", [(10, 12, True)]),
        ("Mo 10:00-12:00,14:00-15:00", [(10, 12, True), (14, 15, True)]),
        ('Mo 10:00-12:00 "op afspraak"', [(10, 12, False)]),
        ("Mo 10:00-12:00 unknown", [(10, 12, False)]),
        ("Mo", [(0, 24, False)]),
        ("24/7", [(0, 24, True)]),
        ("Tu 10:00-12:00", []),
        ("Mo 20:00-26:00", [(20, 24, True)]),
    ],
)
def test_the_times_of_a_day_are_listed_with_how_sure_they_are(text, expected):
    found = open_intervals(text, MONDAY, MONDAY + timedelta(days=1))

    hours = [((each.begin - MONDAY) / timedelta(hours=1), (each.end - MONDAY) / timedelta(hours=1)) for each in found]
    assert [(*pair, each.is_sure) for pair, each in zip(hours, found, strict=True)] == expected


@pytest.mark.parametrize("text", ["", "volgens afspraak", "Mo 25:00", "<script>"])
def test_hours_that_cannot_be_read_have_no_times(text):
    assert open_intervals(text, MONDAY, MONDAY + timedelta(days=1)) is None
