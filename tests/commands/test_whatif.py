"""The what-if commands, as a planner types them."""

from __future__ import annotations

import re
import subprocess
import sys
from urllib.parse import parse_qs

import pytest
from typer.testing import CliRunner

from commands.compare import comparison_sentences
from commands.riool import app
from commands.sentences import people
from commands.sites import siting_sentences
from geo.analysis.city import evaluate_city
from geo.analysis.ranking import Badness, Comparison
from geo.errors import Problem, QuestionError, RioolError
from geo.measures.assumptions import Assumptions
from geo.siting.best import Method, Siting
from geo.whatif.closure import closure
from geo.whatif.interval import change_interval
from tests.towns.tiny_bundle import HOSTILE, write_tiny_bundle
from tests.towns.whatif_cities import MAASTRICHT, maastricht


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town") / "bundle"
    write_tiny_bundle(folder)
    return folder


def ask(*command: str, bundle=MAASTRICHT):
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, [*command, "--bundle", str(bundle)])


def answer(*command: str, bundle=MAASTRICHT) -> str:
    result = ask(*command, bundle=bundle)
    assert result.exception is None, result.exception
    assert result.exit_code == 0
    return " ".join(result.output.split())


def refusal(*command: str, bundle=MAASTRICHT) -> QuestionError:
    result = ask(*command, bundle=bundle)
    assert isinstance(result.exception, QuestionError), result.output
    assert result.exception.args[0].endswith((".", "?"))
    return result.exception


def test_what_if_daalhoeve_closes():
    city = maastricht()
    found = closure(city, evaluate_city(city, Assumptions.headline(city.settings)), ["daalhoeve"])
    said = answer("closure", "Daalhoeve")
    low, high = change_interval(city, found.change).lost
    assert low < found.scale.no_longer_covered.residents < high
    assert f"Probably {people(low)} to {people(high)}:" in said
    assert f"about {people(found.scale.no_longer_covered.residents)} residents" in said
    assert f"For about {people(found.scale.walkers_longer)} residents the walk" in said
    for name in found.neighbourhoods["name"]:
        assert name in said
    assert re.search(r"one person households [^a-z]+ households [^,]", said)
    assert re.search(r" lonely [^a-z]+ adults, modelled", said)


def test_what_if_an_organisation_stops():
    said = answer("closure", "--organisation", "smile043")
    assert "SMILE043" in said
    assert "lose their last meeting place" in said


def test_what_each_place_would_be_missed_for():
    said = answer("closure", "--all")
    assert "sole-place residents" in said
    assert "daalhoeve" in said


def test_closing_what_nobody_counts_on(town):
    assert "closing changes nothing here" in answer("closure", "osm-node-1", bundle=town)


def test_a_hostile_name_is_text_and_nothing_more(town):
    said = answer("closure", "osm-node-1", "--selection", "all", bundle=town)
    assert HOSTILE in said


def test_opening_and_closing_at_once_ends_in_a_link():
    said = answer("open", "6229EA", "176500,317800", "--close", "daalhoeve", "--function", "meet")
    assert "win one within 10 minutes' walk" in said
    assert "lose their last one" in said
    link = parse_qs(re.search(r"As a link: \?(\S+)", said)[1])
    assert link["close"] == ["daalhoeve"]
    assert len(link["open"]) == 2


def test_where_the_next_two_should_come():
    said = answer("sites", "--count", "2", "--need", "lonely", "--exclude", "Randwyck", "--min-distance", "400")
    assert "The best 2 sites together give" in said
    assert "Proven" in said
    assert "greedy, for comparison" in said
    assert "need-weighted" in said
    assert "--certain asks the same without them" in said


def test_one_site_without_a_curve():
    said = answer("sites", "--slow", "--certain", "--minutes", "15")
    assert "The best site gives" in said
    assert "15 minutes' walk at a slower pace" in said
    assert "greedy" not in said
    assert "Uncertain places" not in said


def test_when_nothing_can_be_won_that_is_said():
    nothing = Siting((), 0.0, 0.0, Method.OPTIMAL, 0.0)
    assert siting_sentences(nothing, 2, "10 minutes' walk", weighted=False) == [
        "No candidate site gives a new meeting place within 10 minutes' walk to anyone."
    ]


def test_a_choice_that_is_not_proven_says_how_far_off_it_may_be():
    said = siting_sentences(Siting((3,), 90.0, 100.0, Method.OPTIMAL, 60.0), 2, "10 minutes' walk", weighted=False)
    assert "by 10.0% of 100 at most" in said[1]
    assert "2 were asked for" in said[2]


def test_is_amby_worse_off_than_heer():
    said = answer("compare", "Amby", "Heer", "--need", "lonely=3")
    assert "Is Amby worse off than Heer?" in said
    assert "rank Amby" in said
    assert "yours" in said


def comparisons(*pairs: tuple[int, int, int]) -> dict[Badness, Comparison]:
    return {badness: Comparison(*pair) for badness, pair in zip(Badness, pairs, strict=True)}


def test_a_clear_case_is_said_clearly():
    always, never = (12, 0, 0), (0, 2, 10)
    assert comparison_sentences("A", "B", comparisons(always, always, always, always)) == [
        "A is worse off than B, whatever the assumptions."
    ]
    assert comparison_sentences("A", "B", comparisons(never, never, never, never)) == [
        "A is not worse off than B, whatever the assumptions."
    ]
    mixed = comparison_sentences("A", "B", comparisons(always, never, always, (5, 1, 6)))
    assert len(mixed) == 1 + len(Badness)
    assert "no, in none of 12" in mixed[2]
    assert "in 5 of 12" in mixed[4]


def test_who_walks_how_far():
    said = answer("equity")
    assert "Gini" in said
    assert "65 plus" in said
    assert "modelled" in said


def test_what_people_can_do_near_home():
    said = answer("functions")
    assert "develop" in said
    assert "learning" in said


def test_when_places_are_open():
    said = answer("hours", "--from", "2026-03-02", "--weeks", "2", "--neighbourhood", "Heer")
    assert "the hours of" in said
    assert "Looked at 2 weeks, from the week of 2026-03-02" in said


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        (["closure"], Problem.NOTHING_CHOSEN),
        (["closure", "Dalhoeve"], Problem.UNKNOWN_PLACE),
        (["closure", "--organisation", "nobody"], Problem.UNKNOWN_ORGANISATION),
        (["closure", "daalhoeve", "--minutes", "0"], Problem.BEYOND_THE_TABLES),
        (["open"], Problem.NOTHING_CHOSEN),
        (["open", "176713,317809"], Problem.IN_WATER),
        (["open", "1,1"], Problem.OUTSIDE_AREA),
        (["open", "here"], Problem.NO_POINT),
        (["open", "6229EA", "--close", "nowhere"], Problem.UNKNOWN_PLACE),
        (["sites", "--count", "0"], Problem.NO_SITES_ASKED),
        (["sites", "--count", "100000"], Problem.TOO_MANY_SITES),
        (["sites", "--need", "lonely=-1"], Problem.NEGATIVE_WEIGHT),
        (["sites", "--need", "all=0"], Problem.ALL_ZERO_WEIGHTS),
        (["sites", "--exclude", "Ambie"], Problem.UNKNOWN_NEIGHBOURHOOD),
        (["compare", "Amby", "Amby"], Problem.SAME_TWICE),
        (["compare", "Amby", "Atlantis"], Problem.UNKNOWN_NEIGHBOURHOOD),
        (["hours", "--weeks", "0"], Problem.BAD_NUMBER),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(command, problem):
    assert refusal(*command).problem is problem


def test_a_shared_place_stays_open_unless_asked(town):
    result = ask("closure", "--organisation", "steunpunt", bundle=town)
    assert isinstance(result.exception, QuestionError)
    assert result.exception.problem is Problem.ORGANISATION_WITHOUT_PLACE


def test_without_a_bundle_the_advice_is_to_build_one(tmp_path):
    result = ask("equity", bundle=tmp_path / "none")
    assert isinstance(result.exception, RioolError)
    assert "riool build" in str(result.exception)


def test_the_command_prints_the_sentence_and_ends_with_2():
    command = [sys.executable, "-c", "from commands.riool import main; main()", "closure", "Dalhoeve"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=MAASTRICHT.parent.parent)
    assert done.returncode == 2
    assert "Did you mean" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_few_people_are_not_counted_out():
    assert people(4.2) == "fewer than 10"
    assert people(0) == "0"
    assert people(1964.97) == "1,960"
