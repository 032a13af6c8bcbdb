"""What commands share: the options of the city they are about, and how lines are printed."""

from __future__ import annotations

import inspect

import pytest

from commands.options import CityToday, print_lines, with_city
from geo.measures.assumptions import Assumptions
from geo.vocabulary import Selection, Speed
from tests.towns.tiny_bundle import write_tiny_bundle


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return write_tiny_bundle(tmp_path_factory.mktemp("town") / "bundle").path


def test_a_command_gets_the_city_under_the_options_that_were_given(tiny):
    given = []

    @with_city
    def command(today: CityToday, *, count: int = 1) -> None:
        """Count."""
        given.append((today.bundle.path, today.evaluation.assumptions, count))

    command(bundle=tiny, minutes=5, selection=Selection.ALL, slow=True, certain=True, count=3)
    assert given == [(tiny, Assumptions(Selection.ALL, Speed.SLOW, 5, with_uncertain=False), 3)]


def test_what_the_options_leave_open_is_as_on_the_first_map(tiny):
    given = []

    @with_city
    def command(today: CityToday) -> None:
        given.append((today.evaluation.assumptions, Assumptions.headline(today.city.settings)))

    command(bundle=tiny, minutes=None, selection=None, slow=False, certain=False)
    assert given[0][0] == given[0][1]


def test_own_options_come_first_and_the_city_is_none_of_them():
    @with_city
    def command(today: CityToday, *, count: int = 1) -> None:
        """Count."""

    shown = inspect.signature(command).parameters
    assert list(shown) == ["count", "bundle", "minutes", "selection", "slow", "certain"]
    assert command.__doc__ == "Count."


def test_what_a_terminal_would_obey_is_not_printed(capsys):
    print_lines("a [red]name[/red]\x1b[31m")
    assert capsys.readouterr().out == "a [red]name[/red] [31m\n"
