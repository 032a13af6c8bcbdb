"""What is sure and what is not, in the reader's words: the driest neighbourhoods and whom to call."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from geo.measures.assumptions import Assumptions
from layers.words import Words
from tests.towns.tiny_bundle import HOSTILE
from tests.towns.tiny_context import HOSTILE_STRINGS
from tests.towns.whatif_cities import MAASTRICHT, maastricht
from views.shared import how_sure as module
from views.shared.how_sure import CALLS, PERHAPS, SURE, calls_html, expected_rows, how_sure
from views.state.look import Look
from views.state.state import ViewState


@pytest.fixture(params=["nl", "en"])
def look(request):
    state = ViewState()
    return Look(MAASTRICHT, request.param, state.view(), state.needs)


def ranked(look):
    rows = expected_rows(look)
    names = dict(zip(look.bundle.neighbourhoods["neighbourhood"], look.bundle.neighbourhoods["name"], strict=True))
    known = rows[rows["among_driest"].notna()]
    return {names[code]: chance for code, chance in zip(known["neighbourhood"], known["among_driest"], strict=True)}


def paragraphs(page):
    return re.findall(r"<p[^>]*>(.*?)</p>", page, flags=re.DOTALL)


def test_each_neighbourhood_is_listed_as_sure_or_perhaps_or_not_at_all(look):
    sure, perhaps = paragraphs(how_sure(look))[:2]
    chances = ranked(look)
    listing = look.words.listing
    surely = sorted((name for name in chances if chances[name] >= SURE), key=lambda name: -chances[name])
    maybe = sorted((name for name in chances if PERHAPS <= chances[name] < SURE), key=lambda name: -chances[name])
    assert surely
    assert maybe
    assert {name for name in chances if name in sure} >= set(surely)
    assert sure == look.words.text("sure.driest.sure", names=listing(surely)).replace("'", "&#x27;")
    for name in maybe:
        assert f"{name} ({round(chances[name] * 100)})" in perhaps.replace("&#x27;", "'")
    assert perhaps.count("(") == len(maybe)


def test_where_perhaps_a_path_is_missing_nothing_is_called_sure_without_saying_so(look):
    rows = expected_rows(look)
    driest = str(rows.loc[rows["among_driest"].idxmax(), "neighbourhood"])
    wettest = str(rows.loc[rows["among_driest"].idxmin(), "neighbourhood"])
    names = dict(zip(look.bundle.neighbourhoods["neighbourhood"], look.bundle.neighbourhoods["name"], strict=True))
    assert look.words.text("sure.driest.paths", names=names[driest]) in paragraphs(how_sure(look, frozenset({driest})))
    assert how_sure(look, frozenset({wettest})) == how_sure(look)


def test_where_no_neighbourhood_is_sure_it_says_so(look, monkeypatch):
    rows = expected_rows(look)
    rows = rows[rows["among_driest"].notna()].assign(among_driest=0.5)
    monkeypatch.setattr(module, "expected_rows", lambda _: rows)
    assert module._driest(look, frozenset())[0] == look.words.text("sure.driest.none")
    monkeypatch.setattr(module, "expected_rows", lambda _: rows.assign(among_driest=0.01))
    assert module._driest(look, frozenset()) == [look.words.text("sure.driest.none")]


def test_five_calls_are_listed_the_most_useful_first(look):
    items = re.findall(r"<li>(.*?)</li>", calls_html(look))
    assert len(items) == CALLS == 5
    table = module._unknown_places(look)
    for item, name in zip(items, table["name"], strict=False):
        assert str(name).split("'")[0].split("&")[0] in item
    assert look.words.text("sure.calls.title") in how_sure(look)


def test_without_unknowns_no_calls_are_asked_for(look, monkeypatch):
    monkeypatch.setattr(module, "_unknown_places", lambda _: pd.DataFrame())
    assert calls_html(look) == ""
    assert look.words.text("sure.calls.title") not in how_sure.__wrapped__(look)


def test_the_three_judgements_are_compared(look):
    city = expected_rows(look).set_index("neighbourhood").loc[look.area_code]
    said = module._judgements(look)
    for column in ("coverage", "coverage_cautious", "coverage_generous"):
        assert str(round(city[column] * 100)) in said


def test_both_languages_say_it_in_their_own_words():
    state = ViewState()
    pages = {lang: how_sure(Look(MAASTRICHT, lang, state.view(), state.needs)) for lang in ("nl", "en")}
    assert Words("nl").text("sure.title") in pages["nl"]
    assert Words("en").text("sure.title") in pages["en"]
    assert pages["nl"] != pages["en"]


@pytest.mark.parametrize("name", [HOSTILE, *HOSTILE_STRINGS])
def test_hostile_names_are_escaped(look, monkeypatch, name):
    table = module._unknown_places(look).head(2).assign(name=name)
    monkeypatch.setattr(module, "_unknown_places", lambda _: table)
    hoods = look.bundle.neighbourhoods.assign(name=name)
    hostile = SimpleNamespace(
        words=look.words,
        bundle=SimpleNamespace(neighbourhoods=hoods, expected=look.bundle.expected),
        assumptions=look.assumptions,
        area_code=look.area_code,
    )
    page = how_sure.__wrapped__(hostile)
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z][a-zA-Z0-9]*)", page))
    assert tags <= {"section", "h2", "h3", "p", "ol", "li"}
    assert "\u202e" not in page
    assert "\x00" not in page


def test_the_rows_are_those_of_the_readers_choices(look):
    city = maastricht()
    for threshold in city.settings.thresholds_min:
        assumptions = replace(Assumptions.headline(city.settings), threshold=threshold)
        asked = SimpleNamespace(bundle=look.bundle, assumptions=assumptions)
        rows = expected_rows(asked)
        assert set(rows["threshold"]) == {threshold}
        assert rows["neighbourhood"].is_unique
        assert len(rows) == len(city.grouping.names) + 1
