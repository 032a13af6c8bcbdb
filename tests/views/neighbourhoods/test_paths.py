"""Where perhaps a path is missing, the card, the table and the sites say so; elsewhere they are silent."""

from __future__ import annotations

import pytest

from geo.analysis.missing_paths import flagged_residents, missing_paths
from layers.sentences import people
from layers.words import Words
from views.neighbourhoods.gaps import area_card, ranking
from views.neighbourhoods.paths import area_sentence, marked_name, perhaps_missing, site_areas, sites_sentence
from views.neighbourhoods.siting import sites_for
from views.state.look import look_of
from views.state.state import ViewState

RANDWYCK, AMBY = "BU09350600", "BU09350406"
LANGUAGES = pytest.mark.parametrize("language", ["nl", "en"])


def look_in(language="nl"):
    return look_of(ViewState(lang=language))


def test_the_page_flags_what_the_analysis_flags():
    look = look_in()

    assert perhaps_missing(look) == flagged_residents(missing_paths(look.city, look.evaluation))
    assert RANDWYCK in perhaps_missing(look)
    assert AMBY not in perhaps_missing(look)


@LANGUAGES
def test_the_card_says_how_many_residents_it_is_about(language):
    look = look_in(language)
    sentence = area_sentence(look, RANDWYCK)

    assert people(perhaps_missing(look)[RANDWYCK], look.words) in sentence
    assert sentence in area_card(look, RANDWYCK)
    assert area_sentence(look, AMBY) == ""


@LANGUAGES
def test_the_table_marks_in_words(language):
    look = look_in(language)
    marked = Words(language).text("neighbourhoods.paths.mark", name="Randwyck")

    assert marked_name(look, RANDWYCK, "Randwyck") == marked
    assert marked in ranking(look)
    assert marked_name(look, AMBY, "Amby") == "Amby"


def test_the_sites_name_where_to_look_once():
    look = look_in()
    areas = site_areas(look, sites_for(ViewState()).reasons)
    names = {code: code for each in areas for code in each}
    sentence = sites_sentence([*areas, *areas], names, look.words)

    assert names
    assert all(sentence.count(code) == 1 for code in names)
    assert sites_sentence([(), ()], {}, look.words) == ""
