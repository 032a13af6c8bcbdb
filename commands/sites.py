"""`riool sites`: where the next places would reach most residents who have none near."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from commands.options import (
    CityToday,
    NeedOption,
    print_lines,
    with_city,
)
from commands.sentences import minutes_walk, people
from commands.tables import text_table
from geo.analysis.missing_paths import flagged_around, flagged_residents, missing_paths
from geo.analysis.names import find_neighbourhood
from geo.analysis.needs_weights import parse_weights, weighted_residents
from geo.siting.best import TIME_LIMIT_S, Siting, best_sites, greedy_sites, marginal_curve
from geo.siting.candidates import candidates_at, candidates_from_site_walks, sites_in_file
from geo.siting.interval import SitingInterval, siting_interval
from geo.siting.problem import siting_problem
from geo.siting.reasons import SiteReason, explain_sites

_CURVE_UP_TO = 5


@with_city
def sites_command(  # noqa: PLR0913 - each option of the command is an argument
    today: CityToday,
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
) -> None:
    """Find the postcodes, or buildings, where the next places would reach most residents who have none near; proven."""
    weights = parse_weights(need or [])
    city, asked = today.city, today.evaluation.assumptions
    excluded = [find_neighbourhood(city, name) for name in exclude or []]
    if at is None:
        candidates = candidates_from_site_walks(city, today.bundle.table("site_walks"), asked, excluded)
        note = "A candidate is the middle of a postcode"
    else:
        usable, left_out = sites_in_file(city, at)
        candidates = candidates_at(city, usable, asked, excluded)
        note = f"A candidate is a building in {at.name}, {len(usable)} in all ({len(left_out)} cannot be walked to)"
    problem = siting_problem(today.evaluation, candidates, weighted_residents(city, weights))
    best = best_sites(problem, count, min_distance_m=min_distance, time_limit_s=time_limit)
    names = dict(zip(city.grouping.names, map(str, city.neighbourhoods["name"]), strict=True))
    reasons = explain_sites(city, candidates, problem, best) if best.chosen else []
    print_lines(*path_sentences(reasons, flagged_residents(missing_paths(city, today.evaluation)), names))
    print_lines(*siting_sentences(best, count, minutes_walk(today.evaluation), weighted=weights is not None))
    sure = siting_interval(city, today.evaluation, problem, best) if best.chosen else None
    if sure is not None:
        print_lines(f"Probably {people(sure.low)} to {people(sure.high)} residents.")
    if reasons:
        print_lines(sites_shown(reasons, names))
    if sure is not None:
        print_lines(sureness_shown(reasons, sure))
    if curve and count > 1:
        upto = min(count, _CURVE_UP_TO)
        found = marginal_curve(problem, upto, min_distance_m=min_distance, time_limit_s=time_limit)
        quick = [greedy_sites(problem, number, min_distance_m=min_distance) for number in range(1, upto + 1)]
        print_lines(curve_shown(found, quick))
    print_lines(f"{note}; nobody has asked whether there is a room. Existing places stay.")
    if asked.with_uncertain:
        print_lines("Uncertain places count by how likely they are there; --certain asks the same without them.")


def path_sentences(reasons: Sequence[SiteReason], flagged: dict[str, float], names: dict[str, str]) -> list[str]:
    """Say, before a site is named, where perhaps a path is missing on the map instead of a place in the town."""
    around = flagged_around([(reason.neighbourhood, reason.by_neighbourhood) for reason in reasons], flagged)
    codes = dict.fromkeys(code for each in around for code in each)
    return [
        f"First look outside in {names[code]}: perhaps a path is missing on the map. About {people(flagged[code])} "
        "residents have a place near as the crow flies, and a long walk along the known streets."
        for code in codes
    ]


def siting_sentences(siting: Siting, asked: int, near: str, *, weighted: bool) -> list[str]:
    """Write how many residents the best sites cover, and how far they are from proven best."""
    who = "points (need-weighted residents)" if weighted else "residents"
    if not siting.chosen:
        return [f"No candidate site gives a new meeting place within {near} to anyone."]
    count = len(siting.chosen)
    sites = "The best site gives" if count == 1 else f"The best {count} sites together give"
    lines = [f"{sites} about {people(siting.value)} {who} a meeting place within {near}."]
    if siting.proven:
        lines.append("Proven: no other choice of candidates does better.")
    else:
        lines.append(
            f"The time was up: another choice may do better, by {siting.gap:.1%} of {siting.bound:,.0f} at most."
        )
    if count < asked:
        lines.append(f"{asked} were asked for; more than {count} would win nobody, or not fit at that distance.")
    return lines


def sites_shown(reasons: Sequence[SiteReason], names: dict[str, str]) -> Table:
    """Show the chosen sites and what speaks for them."""
    rows = []
    for reason in reasons:
        hosts = reason.nearby[reason.nearby["could_host"]]
        others = reason.nearby[~reason.nearby["could_host"]]
        near = [f"{row['name']} ({row['metres']:.0f} m)" for row in hosts.head(3).to_dict("records")]
        near += [str(name) for name in others["name"].head(2)]
        reached = [f"{names[code]} {some:,.0f}" for code, some in list(reason.by_neighbourhood.items())[:3]]
        rows.append(
            (
                reason.site_id,
                names.get(reason.neighbourhood, reason.neighbourhood),
                "; ".join(near) or "nothing we know of",
                "; ".join(reached),
                f"{reason.reaches.residents:,.0f}",
                f"{reason.reaches.by_age['age_65_plus']:,.0f}",
                f"{reason.alone.residents:,.0f}",
            )
        )
    headings = ("site", "in", "nearby (could host first)", "reaches", "residents", "aged 65+", "only this site")
    return text_table("Best sites", headings, rows, left=4)


def sureness_shown(reasons: Sequence[SiteReason], sure: SitingInterval) -> Table:
    """Show between which figures each site wins, and how often no other candidate would win much more."""
    rows = [
        (reason.site_id, f"{each.low:,.0f} - {each.high:,.0f}", f"{each.among_best:.0%}")
        for reason, each in zip(reasons, sure.sites, strict=True)
    ]
    return text_table("How sure: over draws of what may be", ("site", "adds probably", "among the best"), rows)


def curve_shown(curve: Sequence[Siting], greedy: Sequence[Siting]) -> Table:
    """Show what each further site adds, beside the greedy choice."""
    rows, before = [], 0.0
    for number, (best, quick) in enumerate(zip(curve, greedy, strict=True), start=1):
        state = "proven" if best.proven else f"gap {best.gap:.1%}"
        rows.append((f"{number}", f"{best.value:,.0f}", f"{best.value - before:,.0f}", state, f"{quick.value:,.0f}"))
        before = best.value
    headings = ("sites", "best", "adds", "", "greedy, for comparison")
    return text_table("What the first, second, ... site adds", headings, rows)
