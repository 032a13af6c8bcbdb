"""The address of a page: every choice survives the way out and back in, and nothing wrong gets through."""

from __future__ import annotations

from dataclasses import fields, replace
from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.measures.assumptions import URL_NAMES, Assumptions
from geo.vocabulary import NEED_COLUMNS, Domain, Function, Kind, Selection, Speed
from geo.whatif.scenario import Scenario
from layers.measures import Measure
from views.state.params import PARAMS, parse, to_params
from views.state.state import (
    DISTANCES_APART,
    HEADLINE,
    MOST_SITES,
    MOST_WEIGHT,
    SETTINGS,
    Extra,
    Known,
    Part,
    Position,
    Reach,
    ViewState,
)

KNOWN = Known(
    neighbourhoods=frozenset({"BU00010001", "BU00010002"}),
    organisations=frozenset({"huiskamer"}),
    places=frozenset({"huiskamer", "node/123"}),
    bounds=(50.7, 5.5, 51.0, 5.9),
)

NAMES = {*PARAMS, *URL_NAMES}


def some_of(kind):
    return st.sets(st.sampled_from(list(kind))).map(lambda chosen: tuple(one for one in kind if one in chosen))


NEEDS = st.dictionaries(st.sampled_from(NEED_COLUMNS), st.integers(1, int(MOST_WEIGHT * 10))).map(
    lambda weights: tuple((column, weights[column] / 10) for column in NEED_COLUMNS if column in weights)
)
POSITIONS = st.builds(Position.rounded, st.floats(50.7, 51.0), st.floats(5.5, 5.9))
KNOWN_STATES = {
    "lang": st.sampled_from(["nl", "en"]),
    "assumptions": st.builds(
        Assumptions,
        st.sampled_from(Selection),
        st.sampled_from(Speed),
        st.sampled_from(SETTINGS.thresholds_min),
        st.booleans(),
    ),
    "measure": st.sampled_from(Measure),
    "needs": NEEDS,
    "neighbourhood": st.none() | st.sampled_from(sorted(KNOWN.neighbourhoods)),
    "other": st.none() | st.sampled_from(sorted(KNOWN.neighbourhoods)),
    "organisation": st.none() | st.just("huiskamer"),
    "place": st.none() | st.sampled_from(sorted(KNOWN.places)),
    "at": st.none() | POSITIONS,
    "functions": some_of(Function),
    "domains": some_of(Domain),
    "kinds": some_of(Kind),
    "reach": st.sampled_from(Reach),
    "show": some_of(Extra),
    "sites": st.integers(1, MOST_SITES),
    "part": st.sampled_from(Part),
    "scenario": st.sampled_from([Scenario(), Scenario(closed=frozenset({"huiskamer"}))]),
    "apart": st.sampled_from(DISTANCES_APART),
    "excluded": st.sets(st.sampled_from(sorted(KNOWN.neighbourhoods))).map(lambda codes: tuple(sorted(codes))),
    "weighted": st.booleans(),
}


@st.composite
def states(draw):
    chosen = {name: draw(values) for name, values in KNOWN_STATES.items()}
    return replace(ViewState(), **chosen)


def test_every_field_stands_in_the_address_under_its_own_name():
    assert set(KNOWN_STATES) == {*PARAMS, "assumptions"} == {field.name for field in fields(ViewState)}


def test_every_link_that_was_shared_means_what_it_meant():
    link = "selection=all&speed=slow&threshold=5&measure=gap&uncertain=0&neighbourhood=BU00010002&functions=meet~move"
    state, faults = parse(dict(parse_qsl(link)), KNOWN)
    assert faults == ()
    assert state == ViewState(
        assumptions=Assumptions(Selection.ALL, Speed.SLOW, 5, with_uncertain=False),
        measure=Measure.GAP,
        neighbourhood="BU00010002",
        functions=(Function.MEET, Function.MOVE),
    )
    assert to_params(state) == dict(parse_qsl(link))


@given(states())
def test_a_view_survives_the_address(state):
    found, faults = parse(to_params(state), KNOWN)
    assert found == state
    assert faults == ()


@given(states())
def test_an_address_needs_no_escapes_but_for_ids(state):
    params = {name: text for name, text in to_params(state).items() if name not in {"place", "scenario"}}
    assert all(quote(value, safe="~") == value for value in params.values())


def test_the_opening_view_has_an_empty_address():
    assert to_params(ViewState()) == {}
    assert parse({}, KNOWN) == (ViewState(), ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lang", "fr"),
        ("selection", "everything"),
        ("speed", ""),
        ("threshold", "7"),
        ("threshold", "10.0"),
        ("threshold", "1e400"),
        ("measure", "Wie kan er lopen"),
        ("uncertain", "true"),
        ("needs", "share_lonely"),
        ("needs", "share_lonely-0"),
        ("needs", "share_lonely-nan"),
        ("needs", "share_lonely-99"),
        ("needs", "residents-1"),
        ("neighbourhood", "BU99999999"),
        ("other", "<script>alert(1)</script>"),
        ("organisation", "../../etc/passwd"),
        ("place", "{{ 7*7 }}"),
        ("place", "x" * 500),
        ("at", "50.85"),
        ("at", "50.85~5.69~1"),
        ("at", "nan~nan"),
        ("at", "inf~5.7"),
        ("at", "52.37~4.90"),
        ("functions", "meet~fly"),
        ("domains", "~"),
        ("kinds", "Initiative"),
        ("reach", "moon"),
        ("show", "pipes,dry"),
        ("sites", "0"),
        ("sites", "-1"),
    ],
)
def test_a_wrong_part_is_named_and_the_rest_still_holds(name, text):
    state, faults = parse({name: text, "speed" if name != "speed" else "selection": "slow"}, KNOWN)
    assert name in [fault.param for fault in faults]
    if name != "speed":
        assert state == replace(ViewState(), assumptions=replace(HEADLINE, speed=Speed.SLOW))


@given(st.dictionaries(st.sampled_from([*NAMES, "utm_source", "embed"]), st.text(max_size=60)))
def test_whatever_stands_in_an_address_gives_a_view(params):
    state, faults = parse(params, KNOWN)
    assert {fault.param for fault in faults} <= NAMES
    again, _ = parse(to_params(state), KNOWN)
    assert again == state


def test_what_others_put_in_an_address_is_left_alone():
    assert parse({"utm_source": "mail", "fbclid": "x"}, KNOWN) == (ViewState(), ())


def test_a_position_is_rounded_to_about_ten_metres():
    state, _ = parse({"at": "50.85123456~5.69876543"}, KNOWN)
    assert state.at == Position(50.8512, 5.6988)
    assert to_params(state) == {"at": "50.8512~5.6988"}


def test_sets_are_written_in_one_order():
    one, _ = parse({"functions": "move~meet"}, KNOWN)
    other, _ = parse({"functions": "meet~move~meet"}, KNOWN)
    assert to_params(one) == to_params(other) == {"functions": "meet~move"}
