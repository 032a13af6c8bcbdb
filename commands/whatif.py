"""`riool closure` and `riool open`: what if places close, or open."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.options import (
    CityToday,
    print_lines,
    with_city,
)
from commands.sentences import closure_sentences, names_of, range_sentences, scenario_sentences
from commands.tables import changes_shown, losses_shown, touched_table
from geo.analysis.names import find_organisation, find_places
from geo.errors import Problem, QuestionError
from geo.search.index import make_index
from geo.vocabulary import Function
from geo.whatif.closure import closure, closure_losses, places_of_organisation
from geo.whatif.impact import scale
from geo.whatif.interval import change_interval
from geo.whatif.pointing import point_from_text
from geo.whatif.scenario import Scenario, change, changes_table
from geo.whatif.scenario_text import scenario_to_text


@with_city
def closure_command(
    today: CityToday,
    *,
    places: Annotated[list[str] | None, typer.Argument(help="Ids or names of places that close together.")] = None,
    organisation: Annotated[str | None, typer.Option(help="Close all places that this organisation runs.")] = None,
    with_shared: Annotated[bool, typer.Option(help="Also the places it runs with others.")] = False,
    every: Annotated[bool, typer.Option("--all", help="What each place would be missed for, one at a time.")] = False,
) -> None:
    """Say what falls away when places close: whose only place it is, and whose walk grows."""
    if every:
        print_lines(losses_shown(closure_losses(today.city, today.evaluation)))
        return
    closing = list(find_places(today.city, places or [])) if places or organisation is None else []
    notes: list[str] = []
    if organisation is not None:
        runs = places_of_organisation(today.city, find_organisation(today.city, organisation))
        closing += [*runs.own, *(runs.shared if with_shared else ())]
        if runs.shared and not with_shared:
            notes.append(
                f"Run with others, so taken to stay open: {names_of(today.city, runs.shared)}. "
                "--with-shared closes these too."
            )
    if not closing:
        raise QuestionError(Problem.NOTHING_CHOSEN, " ".join(["Nothing closes, so nothing changes.", *notes]))
    found = closure(today.city, today.evaluation, closing)
    drawn = change_interval(today.city, found.change)
    print_lines(*closure_sentences(today.city, found), *range_sentences(drawn), *notes)
    if found.scale.no_longer_covered.residents > 0:
        print_lines(touched_table(found.scale.no_longer_covered))
    print_lines(changes_shown(changes_table(today.city, found.change), today.city))


@with_city
def open_command(
    today: CityToday,
    *,
    points: Annotated[
        list[str] | None, typer.Argument(help="X,Y in the Dutch grid, LAT,LON, a postcode or a street; one per place.")
    ] = None,
    close: Annotated[list[str] | None, typer.Option(help="A place that closes at the same time.")] = None,
    function: Annotated[list[Function] | None, typer.Option(help="What they are for; else everything.")] = None,
) -> None:
    """Say what changes when places open, and others close at the same time."""
    if not points:
        sentence = "No point was named, so nothing opens. Name one, such as a postcode."
        raise QuestionError(Problem.NOTHING_CHOSEN, sentence)
    tables = today.bundle
    index = make_index(tables.demand, tables.streets, tables.places, tables.neighbourhoods)
    functions = tuple(dict.fromkeys(function or Function))
    opened = tuple(point_from_text(point, index, functions) for point in points)
    closed = find_places(today.city, close) if close else ()
    scenario = Scenario(frozenset(closed), opened)
    changed = change(today.city, today.evaluation, scenario)
    found = scale(today.city, changed)
    print_lines(*scenario_sentences(today.city, opened, found, today.evaluation))
    if found.newly_covered.residents > 0:
        print_lines(touched_table(found.newly_covered))
    print_lines(changes_shown(changes_table(today.city, changed), today.city))
    print_lines(f"As a link: ?{scenario_to_text(scenario)}")
