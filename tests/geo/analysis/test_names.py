"""What people type, and what the bundle knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.names import find_neighbourhood, find_organisation, find_places
from geo.bundle.store import read_bundle
from geo.errors import Problem, QuestionError, near_names, or_else, quote
from geo.search.index import SearchIndex, make_index
from geo.vocabulary import Function
from geo.whatif.pointing import point_from_text
from tests.towns.tiny_bundle import X, Y
from tests.towns.whatif_cities import MAASTRICHT, maastricht, tiny_city


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    bundle = read_bundle(MAASTRICHT)
    return make_index(bundle.demand, bundle.streets, bundle.places, bundle.neighbourhoods)


@pytest.mark.parametrize("asked", ["huiskamer", "De Huiskamer", "de huiskamer ", "HUISK"])
def test_a_place_is_found_by_id_name_or_part(asked):
    assert find_places(tiny_city(), [asked]) == ("huiskamer",)


def test_places_are_found_once_in_the_order_asked():
    assert find_places(tiny_city(), ["gymzaal", "huiskamer", "De Huiskamer"]) == ("gymzaal", "huiskamer")


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ([], Problem.NOTHING_CHOSEN),
        (["huiskammer"], Problem.UNKNOWN_PLACE),
        (["zz"], Problem.UNKNOWN_PLACE),
        ([""], Problem.UNKNOWN_PLACE),
        (["praathuis"], Problem.PLACE_NOT_COUNTED),
    ],
)
def test_places_that_cannot_be_meant(asked, problem):
    with pytest.raises(QuestionError) as found:
        find_places(tiny_city(), asked)
    assert found.value.problem is problem


def test_near_names_are_suggested():
    with pytest.raises(QuestionError, match="De Huiskamer") as found:
        find_places(tiny_city(), ["De Huiskammer"])
    assert "De Huiskamer" in found.value.values["near"]


def test_when_several_places_fit_they_are_listed():
    with pytest.raises(QuestionError, match="by its id") as found:
        find_places(maastricht(), ["smile"])
    assert found.value.problem is Problem.SEVERAL_PLACES
    assert len(found.value.values["near"]) > 1


def test_part_of_a_name_prefers_places_that_count():
    city = maastricht()
    (found,) = find_places(city, ["Daalhoeve"])
    assert found in set(city.places["place_id"])


def test_an_organisation_and_a_neighbourhood_are_found_alike():
    city = maastricht()
    assert find_organisation(city, "smile043") == find_organisation(city, "SMILE")
    assert find_neighbourhood(city, "amby") == find_neighbourhood(city, "BU09350406")
    # Its name is also part of others.
    assert (
        city.neighbourhoods.set_index("neighbourhood").loc[find_neighbourhood(city, "Sint Pieter"), "name"]
        == "Sint Pieter"
    )


@pytest.mark.parametrize(
    ("find", "problem"),
    [(find_organisation, Problem.UNKNOWN_ORGANISATION), (find_neighbourhood, Problem.UNKNOWN_NEIGHBOURHOOD)],
)
def test_what_is_not_there_is_said(find, problem):
    with pytest.raises(QuestionError) as found:
        find(tiny_city(), "Atlantis")
    assert found.value.problem is problem
    assert "Known:" in str(found.value)


@given(st.text(max_size=300))
def test_any_text_is_a_place_or_a_question(asked):
    try:
        said, found = "", find_places(tiny_city(), [asked])
    except QuestionError as problem:
        said, found = str(problem), ()
    assert bool(said) != bool(found)
    assert len(said) < 600
    assert said.isprintable()


def test_strange_text_is_quoted_short_and_on_one_line():
    assert quote("a\nb\x1b[31m") == r"'a\nb\x1b[31m'"
    assert len(quote("x" * 500)) == 60


def test_names_that_hold_or_resemble_what_was_asked():
    assert near_names("hoeve", ["Daalhoeve", "De Heeg"]) == ("Daalhoeve",)
    assert near_names("Hegg", ["Daalhoeve", "Heeg"]) == ("Heeg",)
    assert near_names("", ["Daalhoeve"]) == ()
    assert len(near_names("plek", [f"plek {number}" for number in range(9)])) == 3
    assert or_else([], "Nothing.") == "Nothing."


@pytest.mark.parametrize("text", ["176500,317800", "176500 317800", " 176500.4 ; 317799.9 "])
def test_metres_in_the_dutch_grid(text, index):
    found = point_from_text(text, index)
    assert (found.x, found.y) == (176500.0, 317800.0)


def test_latitude_and_longitude(index):
    found = point_from_text("50.851368,5.690972", index)
    # The Vrijthof.
    assert found.x == pytest.approx(176_400, abs=300)
    assert found.y == pytest.approx(317_900, abs=300)
    assert found.x == round(found.x)


@pytest.mark.parametrize("text", ["6211AL", "6211 al", "6211al"])
def test_a_postcode(text, index):
    demand = maastricht().demand
    demand = demand[demand["stands_for"]].set_index("postcode")
    point = demand.geometry["6211AL"]
    found = point_from_text(text, index, (Function.MEET,))
    assert (found.x, found.y) == (round(point.x), round(point.y))
    assert found.functions == (Function.MEET,)
    assert "6211AL" in str(found)


def test_a_street_is_a_point_too(index):
    assert "Brusselsestraat" in str(point_from_text("brusselsestraat", index))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Problem.NO_POINT),
        ("1,2,3", Problem.NO_POINT),
        ("nan,nan", Problem.NO_POINT),
        ("Brusselstraat", Problem.NO_POINT),
        ("9999ZZ", Problem.UNKNOWN_POSTCODE),
        ("<script>", Problem.NO_POINT),
        ("1e3,1e3", Problem.NO_POINT),
        ("Amby", Problem.NO_POINT),
    ],
)
def test_what_is_no_point_is_said(text, problem, index):
    with pytest.raises(QuestionError) as found:
        point_from_text(text, index)
    assert found.value.problem is problem


def test_a_misspelt_street_is_suggested(index):
    with pytest.raises(QuestionError, match="Brusselsestraat"):
        point_from_text("Brusselstraat", index)


def test_a_point_far_away_stays_a_point(index):
    # Whether a place can stand there is for whoever opens it to say.
    found = point_from_text(f"{X:.0f},{Y:.0f}", index)
    assert (found.x, found.y) == (X, Y)
