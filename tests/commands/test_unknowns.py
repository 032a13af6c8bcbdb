"""`riool unknowns`: whom to call, as a planner asks."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from commands.riool import app
from geo.analysis.city import evaluate_city
from geo.analysis.unknowns import unknowns
from geo.errors import QuestionError
from geo.measures.assumptions import Assumptions
from tests.towns.whatif_cities import MAASTRICHT, maastricht


def ask(*command: str):
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["unknowns", *command, "--bundle", str(MAASTRICHT)])


def answer(*command: str) -> str:
    result = ask(*command)
    assert result.exception is None, result.exception
    return result.output


def ranked(code: str | None = None):
    city = maastricht()
    return unknowns(city, evaluate_city(city, Assumptions.headline(city.settings)), code)


def test_the_places_most_worth_a_call_come_first():
    said = answer()
    assert said.startswith("Worth a call to know better who in Maastricht has a place within")
    at = [said.index(name) for name in ranked()["name"].head(10)]
    assert at == sorted(at)
    assert "a judgement (data/certainty.yaml)" in said


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_are_listed_than_asked_for(most):
    table, said = ranked(), answer("--most", str(most))
    listed = [line for line in said.splitlines() if "whether it is there" in line or "where it is" in line]
    assert len(listed) == most
    for row, line in zip(table.head(most).itertuples(), listed, strict=True):
        assert line.strip("│ ").startswith(row.name)
        assert f"{row.existence:.0%}" in line
        assert f"{row.narrows:.1%}" in line
        asks_whether = row.existence_share >= row.position_share
        assert ("whether it is there" if asks_whether else "where it is") in line


def test_one_neighbourhood_has_its_own_calls():
    city = maastricht()
    codes = dict(zip(city.neighbourhoods["name"], city.neighbourhoods["neighbourhood"], strict=True))
    said = answer("--neighbourhood", "Amby", "--most", "1")
    assert "who in Amby has a place" in said
    assert ranked(codes["Amby"])["name"].iloc[0] in said


def test_where_nothing_is_uncertain_it_says_so():
    assert "Nothing uncertain changes the answer for Maastricht." in answer("--certain")


def test_an_unknown_neighbourhood_is_refused():
    result = ask("--neighbourhood", "Atlantis")
    assert isinstance(result.exception, QuestionError)
    assert "Atlantis" in str(result.exception)


def test_fewer_than_one_is_refused():
    assert ask("--most", "0").exit_code == 2
