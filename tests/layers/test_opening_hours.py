"""Opening hours in words: what a rule says, and nothing where it says more than that."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.opening_hours import hours_in_words
from layers.words import LANGUAGES, Words

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DUTCH = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("24/7", "altijd open"),
        ("Mo-Fr 09:00-17:00", "maandag t/m vrijdag 09:00 tot 17:00"),
        ("Mo off; Tu, Th-Fr 12:00-18:00", "maandag dicht; dinsdag en donderdag t/m vrijdag 12:00 tot 18:00"),
        ("Sa[2] 10:00-12:00", "elke tweede zaterdag van de maand 10:00 tot 12:00"),
        ("Tu 09:00-12:00,13:00-16:00; PH off", "dinsdag 09:00 tot 12:00 en 13:00 tot 16:00; feestdagen dicht"),
        ("Tu-Fr 09:00-16:00, Sa 09:00-15:00", "dinsdag t/m vrijdag 09:00 tot 16:00; zaterdag 09:00 tot 15:00"),
        ("09:00-02:00; Dec 25 off", "elke dag 09:00 tot 02:00; 25 december dicht"),
        ("Th", "donderdag"),
    ],
)
def test_a_rule_in_words(hours, said):
    assert hours_in_words(hours, Words("nl")) == said


def test_in_english():
    said = hours_in_words("We-Su 12:00-17:00; Jan 1 off; PH unknown", Words("en"))
    assert said == "Wednesday to Sunday 12:00 to 17:00; 1 January closed; public holidays unknown"


@pytest.mark.parametrize(
    "hours",
    [
        "",
        " ; ",
        'We 12:00-17:00; "by appointment"',
        "Fr 00:00-02:00; 11:00-24:00",
        "week 1-20 Mo 10:00-12:00",
        "sunrise",
    ],
)
def test_what_is_more_than_that_is_not_told_by_half(hours):
    assert hours_in_words(hours, Words("nl")) is None


@given(st.sampled_from(range(7)), st.sampled_from(range(7)), st.sampled_from(LANGUAGES))
def test_every_day_is_called_by_its_own_name(first, last, language):
    said = hours_in_words(f"{DAYS[first]}-{DAYS[last]} 10:00-12:00", Words(language))
    assert said is not None
    if language == "nl":
        assert re.match(f"{DUTCH[first]} t/m {DUTCH[last]} ", said)
    else:
        assert said.startswith(DAYS[first])


@given(st.text(max_size=60))
def test_any_text_is_read_or_left(text):
    said = hours_in_words(text, Words("nl"))
    assert said is None or said.strip()
