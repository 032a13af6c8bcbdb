"""Every organisation in words, on the real bundle, in both languages."""

from __future__ import annotations

import numpy as np
import pytest

from geo.analysis.catchment import catchment
from geo.analysis.city import city_from_bundle, evaluate_city
from geo.bundle.store import read_bundle
from geo.measures.assumptions import Assumptions
from geo.vocabulary import AGE_BANDS, Speed
from layers.words import LANGUAGES, Words
from publishing.rows import iterate_rows, places_of_organisation, split_set
from tests import ROOT
from views.initiatives.texts import (
    absent_rows,
    challenges_section,
    figures_section,
    places_table,
    portrait,
    reach_section,
    source_line,
)

BOOKLET = {
    "BeiHuis",
    "Boeken voor Mensen",
    "Dress for Success Maastricht",
    "Stichting Werkhuis Maastricht",
    "Stichting Boerderij Daalhoeve",
    "Kinder- en zorgboerderij De Heeg",
    "Stichting SMILE043",
    "Stichting LEFteam",
    "Velorium",
    "Trajekt Maastricht",
    "Maastricht Vitale Stad",
}


@pytest.fixture(scope="module")
def bundle():
    return read_bundle(ROOT / "data" / "maastricht")


@pytest.fixture(scope="module")
def city(bundle):
    return city_from_bundle(bundle)


@pytest.fixture(scope="module")
def evaluation(city):
    return evaluate_city(city, Assumptions.headline(city.settings))


def page_of(bundle, city, evaluation, organisation, words):
    places = places_of_organisation(bundle.places, organisation.organisation_id)
    figures = bundle.figures[bundle.figures["organisation_id"] == organisation.organisation_id]
    return "".join(
        (
            portrait(organisation, words),
            places_table(places, organisation, words),
            reach_section(city, evaluation, places, words),
            figures_section(figures, words),
            challenges_section(organisation, words),
            source_line(organisation, words),
        )
    )


def test_everyone_in_the_booklet_is_in_the_register(bundle):
    names = set(bundle.organisations["name"])
    assert len(names) == len(BOOKLET)
    for expected in BOOKLET:
        assert any(name.startswith(expected) for name in names), expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_organisation_has_its_page(bundle, city, evaluation, language):
    words = Words(language)
    for organisation in iterate_rows(bundle.organisations):
        page = page_of(bundle, city, evaluation, organisation, words)
        assert words.text("initiatives.places") in page
        assert "2025" in page, "the date of the source"
        assert "nan" not in page.lower().replace("financ", "")
        assert "None" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_organisation_is_on_the_map_or_the_list_says_why_not(bundle, language):
    words = Words(language)
    absent = absent_rows(bundle.places, bundle.organisations, words)
    for organisation in iterate_rows(bundle.organisations):
        places = places_of_organisation(bundle.places, organisation.organisation_id)
        on_map = places["counted"].any()
        assert on_map or any(organisation.name in row[1] for row in absent), organisation.name
    assert all(row[2].strip() for row in absent)
    assert {"LEFteam Weert", "Maastricht Vitale Stad (MVS)"} & {row[0] for row in absent}


def test_a_hostile_name_is_text(bundle, city, evaluation):
    organisation = next(iterate_rows(bundle.organisations))._replace(
        name="<script>alert(1)</script>",
        summary_nl="{{ 7*7 }}<img src=x onerror=alert(1)>",
        website="javascript:alert(1)",
    )
    page = page_of(bundle, city, evaluation, organisation, Words("nl"))
    assert "<img" not in page
    assert "{{" not in page
    assert "javascript:" not in page


def test_an_organisation_without_places_or_figures_has_a_page_too(bundle, city, evaluation):
    organisation = next(iterate_rows(bundle.organisations))._replace(
        organisation_id="nobody", challenges_nl=None, more_websites="", website=None
    )
    page = page_of(bundle, city, evaluation, organisation, Words("nl"))
    assert Words("nl").text("initiatives.reach") not in page


def test_reach_counts_each_resident_once(city):
    everything = catchment(city, city.access.place_ids, np.inf)
    assert everything.residents == pytest.approx(city.residents.sum())
    assert everything.share == pytest.approx(1.0)
    near = catchment(city, city.access.place_ids, 800.0)
    assert sum(count for _, count in near.by_neighbourhood) == pytest.approx(near.residents)
    assert sum(near.by_age.values()) == pytest.approx(near.residents, rel=1e-6)
    assert tuple(near.by_age) == AGE_BANDS


def test_reach_grows_with_the_walk_and_with_every_place(city):
    ids = list(city.access.place_ids[:6])
    slow = catchment(city, ids[:3], city.settings.reach_m(10, Speed.SLOW))
    normal = catchment(city, ids[:3], city.settings.reach_m(10, Speed.NORMAL))
    more = catchment(city, ids, city.settings.reach_m(10, Speed.NORMAL))
    assert slow.residents <= normal.residents <= more.residents


def test_reach_of_nothing_is_nobody(city):
    assert catchment(city, ["no-such-place"], 800.0).residents == 0
    assert catchment(city, [], 800.0).by_neighbourhood == ()


def test_members_of_a_joined_set():
    assert split_set("meet;move") == ["meet", "move"]
    assert split_set("") == []
    assert split_set(None) == []
