"""Two catalogues that say the same, and numbers and dates as each language writes them."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.vocabulary import (
    NEED_COLUMNS,
    Category,
    Confidence,
    CountedReason,
    Domain,
    Function,
    Kind,
    LocationQuality,
    Selection,
    Speed,
    UncertainReason,
    YesNo,
)
from layers.measures import Measure, MeasureUnit
from layers.words import LANGUAGES, Words, catalogue, placeholders
from tests import ROOT

DUTCH, ENGLISH = Words("nl"), Words("en")


def forms(entry):
    return entry if isinstance(entry, dict) else {"": entry}


def test_the_languages_have_the_same_keys():
    assert catalogue("nl").keys() == catalogue("en").keys()


@pytest.mark.parametrize("key", sorted(catalogue("nl")))
def test_the_languages_have_the_same_placeholders_and_forms(key):
    dutch, english = forms(catalogue("nl")[key]), forms(catalogue("en")[key])
    assert dutch.keys() == english.keys()
    assert set(dutch) in ({""}, {"one", "other"})
    assert {name: placeholders(text) for name, text in dutch.items()} == {
        name: placeholders(text) for name, text in english.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_a_tidy_string(language):
    for key, entry in catalogue(language).items():
        for text in forms(entry).values():
            assert isinstance(text, str), key
            assert text, key
            assert text == text.strip(), key
            assert "  " not in text, key


@pytest.mark.parametrize("words", [DUTCH, ENGLISH], ids=repr)
@pytest.mark.parametrize(
    ("prefix", "members"),
    [
        ("kind", Kind),
        ("function", Function),
        ("domain", Domain),
        ("category", Category),
        ("quality", LocationQuality),
        ("confidence", Confidence),
        ("answer", YesNo),
        ("reason", CountedReason),
        ("selection", Selection),
        ("selection.place", Selection),
        ("speed", Speed),
        ("measure", Measure),
        ("tooltip", Measure),
        ("legend.unit", MeasureUnit),
        ("place.uncertain", UncertainReason),
        ("need", NEED_COLUMNS),
        ("source", ("register", "municipal", "osm")),
    ],
)
def test_every_word_of_the_tables_can_be_said(words, prefix, members):
    assert [member for member in members if not words.has(f"{prefix}.{member}")] == []


def literal_keys():
    """The keys that the code asks for by name."""
    for folder in ("layers", "views"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                asked = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "text"
                if asked and node.args and isinstance(node.args[0], ast.Constant):
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node.args[0].value


def test_the_code_asks_only_for_words_that_are_there():
    asked = list(literal_keys())
    assert asked
    assert [(where, key) for where, key in asked if isinstance(key, str) and not DUTCH.has(key)] == []


def test_placeholders_are_filled():
    assert DUTCH.text("between", low="1", high="2") == "tussen 1 en 2"
    assert ENGLISH.text("between", low="1", high="2") == "between 1 and 2"


@given(st.text())
def test_a_value_with_braces_stays_as_it_is(value):
    assert value in DUTCH.text("sentence.unknown", name=value)


@pytest.mark.parametrize(
    ("count", "dutch", "english"),
    [
        (0, "0 bewoners", "0 residents"),
        (1, "1 bewoner", "1 resident"),
        (2, "2 bewoners", "2 residents"),
        (6410, "6.410 bewoners", "6,410 residents"),
    ],
)
def test_plurals_and_thousands(count, dutch, english):
    assert DUTCH.text("residents", count=count) == dutch
    assert ENGLISH.text("residents", count=count) == english


def test_a_missing_word_or_value_is_named():
    with pytest.raises(KeyError, match=r"no\.such\.key.*nl\.yaml"):
        DUTCH.text("no.such.key")
    with pytest.raises(KeyError, match="high"):
        DUTCH.text("between", low="1")
    with pytest.raises(KeyError, match="count="):
        DUTCH.text("residents")


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="'de'"):
        Words("de")


@pytest.mark.parametrize(
    ("share", "dutch", "english"),
    [
        (0.0, "0%", "0%"),
        (0.001, "minder dan 1%", "less than 1%"),
        (0.005, "minder dan 1%", "less than 1%"),
        (0.01, "1%", "1%"),
        (0.99, "99%", "99%"),
        (0.64, "64%", "64%"),
        (0.996, "meer dan 99%", "more than 99%"),
        (1.0, "100%", "100%"),
    ],
)
def test_all_and_none_are_said_only_when_true(share, dutch, english):
    assert DUTCH.percent(share) == dutch
    assert ENGLISH.percent(share) == english


@given(st.floats(min_value=0, max_value=1))
def test_nearly_everyone_is_not_everyone(share):
    assert (DUTCH.percent(share) == "100%") == (share == 1)
    assert (DUTCH.percent(share) == "0%") == (share == 0)


@pytest.mark.parametrize(
    ("value", "digits", "dutch"),
    [
        (0, 0, "0 minuten"),
        (0.4, 0, "minder dan 1 minuut"),
        (1, 0, "1 minuut"),
        (9.6, 0, "10 minuten"),
        (2.54, 1, "2,5 minuten"),
    ],
)
def test_minutes(value, digits, dutch):
    assert DUTCH.minutes(value, digits) == dutch


@pytest.mark.parametrize(
    ("metres", "dutch", "english"),
    [
        (14, "10 meter", "10 metres"),
        (449, "450 meter", "450 metres"),
        (994, "990 meter", "990 metres"),
        (996, "1,0 kilometer", "1.0 kilometres"),
        (1240, "1,2 kilometer", "1.2 kilometres"),
    ],
)
def test_distances(metres, dutch, english):
    assert DUTCH.distance(metres) == dutch
    assert ENGLISH.distance(metres) == english


@pytest.mark.parametrize(
    ("date", "dutch", "english"),
    [
        ("2025-02-03", "3 februari 2025", "3 February 2025"),
        ("2025-02", "februari 2025", "February 2025"),
        ("2025", "2025", "2025"),
        ("2025-02-31", "2025-02-31", "2025-02-31"),
        ("voorjaar", "voorjaar", "voorjaar"),
    ],
)
def test_dates_as_far_as_known(date, dutch, english):
    assert DUTCH.date(date) == dutch
    assert ENGLISH.date(date) == english


def test_lists():
    assert DUTCH.listing(["a"]) == "a"
    assert DUTCH.listing(["a", "b", "c"]) == "a, b en c"
    assert ENGLISH.listing(["a", "b", "c"]) == "a, b and c"


def test_words_of_one_language_are_the_same_key_for_a_cache():
    assert len({Words("nl"), Words("nl"), Words("en")}) == 2
