"""`riool closure`, `open` and `sites`: what if, on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.options import (
    BundleOption,
    CertainOption,
    MinutesOption,
    NeedOption,
    SelectionOption,
    SlowOption,
    look_at,
    say,
)
from commands.questions import compare_command, equity_command, functions_command, hours_command
from commands.sentences import closure_sentences, minutes_walk, names_of, scenario_sentences, siting_sentences
from commands.tables import changes_shown, curve_shown, losses_shown, sites_shown, touched_table
from geo.analysis.names import find_neighbourhood, find_organisation, find_places
from geo.analysis.needs_weights import parse_weights, weighted_residents
from geo.errors import Problem, QuestionError
from geo.paths import DEFAULT_BUNDLE
from geo.search.index import make_index
from geo.siting.best import TIME_LIMIT_S, best_sites, greedy_sites, marginal_curve
from geo.siting.candidates import candidates_at, candidates_from_site_walks, sites_in_file
from geo.siting.problem import siting_problem
from geo.siting.reasons import explain_sites
from geo.vocabulary import Function
from geo.whatif.closure import closure, closure_losses, places_of_organisation
from geo.whatif.impact import scale
from geo.whatif.pointing import point_from_text
from geo.whatif.scenario import Scenario, change, changes_table
from geo.whatif.scenario_text import scenario_to_text

_CURVE_UP_TO = 5


def closure_command(  # noqa: PLR0913 - each option of the command is an argument
    *,
    places: Annotated[list[str] | None, typer.Argument(help="Ids or names of places that close together.")] = None,
    organisation: Annotated[str | None, typer.Option(help="Close all places that this organisation runs.")] = None,
    with_shared: Annotated[bool, typer.Option(help="Also the places it runs with others.")] = False,
    every: Annotated[bool, typer.Option("--all", help="What each place would be missed for, one at a time.")] = False,
    bundle: BundleOption = DEFAULT_BUNDLE,
    minutes: MinutesOption = None,
    selection: SelectionOption = None,
    slow: SlowOption = False,
    certain: CertainOption = False,
) -> None:
    """Say what falls away when places close: whose only place it is, and whose walk grows."""
    look = look_at(bundle, minutes, selection, slow=slow, certain=certain)
    if every:
        say(losses_shown(closure_losses(look.city, look.evaluation)))
        return
    closing = list(find_places(look.city, places or [])) if places or organisation is None else []
    notes: list[str] = []
    if organisation is not None:
        runs = places_of_organisation(look.city, find_organisation(look.city, organisation))
        closing += [*runs.own, *(runs.shared if with_shared else ())]
        if runs.shared and not with_shared:
            notes.append(
                f"Run with others, so taken to stay open: {names_of(look.city, runs.shared)}. "
                "--with-shared closes these too."
            )
    if not closing:
        raise QuestionError(Problem.NOTHING_CHOSEN, " ".join(["Nothing closes, so nothing changes.", *notes]))
    found = closure(look.city, look.evaluation, closing)
    say(*closure_sentences(look.city, found), *notes)
    if found.scale.no_longer_covered.residents > 0:
        say(touched_table(found.scale.no_longer_covered))
    say(changes_shown(changes_table(look.city, found.change), look.city))


def open_command(  # noqa: PLR0913 - each option of the command is an argument
    *,
    points: Annotated[
        list[str] | None, typer.Argument(help="X,Y in the Dutch grid, LAT,LON, a postcode or a street; one per place.")
    ] = None,
    close: Annotated[list[str] | None, typer.Option(help="A place that closes at the same time.")] = None,
    function: Annotated[list[Function] | None, typer.Option(help="What they are for; else everything.")] = None,
    bundle: BundleOption = DEFAULT_BUNDLE,
    minutes: MinutesOption = None,
    selection: SelectionOption = None,
    slow: SlowOption = False,
    certain: CertainOption = False,
) -> None:
    """Say what changes when places open, and others close at the same time."""
    if not points:
        sentence = "No point was named, so nothing opens. Name one, such as a postcode."
        raise QuestionError(Problem.NOTHING_CHOSEN, sentence)
    look = look_at(bundle, minutes, selection, slow=slow, certain=certain)
    tables = look.bundle
    index = make_index(tables.demand, tables.streets, tables.places, tables.neighbourhoods)
    functions = tuple(dict.fromkeys(function or Function))
    opened = tuple(point_from_text(point, index, functions) for point in points)
    closed = find_places(look.city, close) if close else ()
    scenario = Scenario(frozenset(closed), opened)
    changed = change(look.city, look.evaluation, scenario)
    found = scale(look.city, changed)
    say(*scenario_sentences(look.city, opened, found, look.evaluation))
    if found.newly_covered.residents > 0:
        say(touched_table(found.newly_covered))
    say(changes_shown(changes_table(look.city, changed), look.city))
    say(f"As a link: ?{scenario_to_text(scenario)}")


def sites_command(  # noqa: PLR0913 - each option of the command is an argument
    *,
    count: Annotated[int, typer.Option(help="How many sites.")] = 1,
    need: NeedOption = None,
    exclude: Annotated[list[str] | None, typer.Option(help="A neighbourhood where no site may come.")] = None,
    at: Annotated[
        Path | None, typer.Option(help="A file of buildings instead of postcodes: candidate-sites.gpkg of riool fetch.")
    ] = None,
    min_distance: Annotated[float, typer.Option(help="Metres between sites, as the crow flies.")] = 0.0,
    time_limit: Annotated[float, typer.Option(help="Seconds to prove each number of sites.")] = TIME_LIMIT_S,
    curve: Annotated[bool, typer.Option(help="Show what the first, second, ... site adds.")] = True,
    bundle: BundleOption = DEFAULT_BUNDLE,
    minutes: MinutesOption = None,
    selection: SelectionOption = None,
    slow: SlowOption = False,
    certain: CertainOption = False,
) -> None:
    """Find the postcodes, or buildings, where the next places would reach most residents who have none near; proven."""
    weights = parse_weights(need or [])
    look = look_at(bundle, minutes, selection, slow=slow, certain=certain)
    city, asked = look.city, look.evaluation.assumptions
    excluded = [find_neighbourhood(city, name) for name in exclude or []]
    if at is None:
        candidates = candidates_from_site_walks(city, look.bundle.table("site_walks"), asked, excluded)
        note = "A candidate is the middle of a postcode"
    else:
        usable, left_out = sites_in_file(city, at)
        candidates = candidates_at(city, usable, asked, excluded)
        note = f"A candidate is a building in {at.name}, {len(usable)} in all ({len(left_out)} cannot be walked to)"
    problem = siting_problem(look.evaluation, candidates, weighted_residents(city, weights))
    best = best_sites(problem, count, min_distance_m=min_distance, time_limit_s=time_limit)
    names = dict(zip(city.grouping.names, map(str, city.neighbourhoods["name"]), strict=True))
    say(*siting_sentences(best, count, minutes_walk(look.evaluation), weighted=weights is not None))
    if best.chosen:
        say(sites_shown(explain_sites(city, candidates, problem, best), names))
    if curve and count > 1:
        upto = min(count, _CURVE_UP_TO)
        found = marginal_curve(problem, upto, min_distance_m=min_distance, time_limit_s=time_limit)
        quick = [greedy_sites(problem, number, min_distance_m=min_distance) for number in range(1, upto + 1)]
        say(curve_shown(found, quick))
    say(f"{note}; nobody has asked whether there is a room. Existing places stay.")
    if asked.with_uncertain:
        say("Uncertain places are taken to be there; --certain asks the same without them.")


def register_whatif(app: typer.Typer) -> None:
    """Add the what-if commands to `riool`.

    Parameters
    ----------
    app
        The command they become part of.
    """
    app.command("closure")(closure_command)
    app.command("open")(open_command)
    app.command("sites")(sites_command)
    app.command("compare")(compare_command)
    app.command("equity")(equity_command)
    app.command("functions")(functions_command)
    app.command("hours")(hours_command)
