"""`riool compare`: whether one neighbourhood is worse off than another, whatever the assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

import pandas as pd
import typer
from rich.table import Table

from commands.options import (
    BundleOption,
    NeedOption,
    print_lines,
)
from commands.tables import text_table
from geo.analysis.city import city_from_bundle, evaluate_city
from geo.analysis.drier import chance_drier_than
from geo.analysis.names import find_neighbourhood
from geo.analysis.needs_weights import NeedWeights, parse_weights
from geo.analysis.ranking import Badness, Comparison, Consensus, assumption_sets, explore, rank_intervals, worse_than
from geo.bundle.store import read_bundle
from geo.measures.assumptions import Assumptions
from geo.storage import DEFAULT_BUNDLE
from geo.vocabulary import Speed


def compare_command(
    one: Annotated[str, typer.Argument(help="A neighbourhood.")],
    other: Annotated[str, typer.Argument(help="Another.")],
    need: NeedOption = None,
    bundle: BundleOption = DEFAULT_BUNDLE,
) -> None:
    """Say whether one neighbourhood is really worse off than another, whatever the assumptions."""
    weights = parse_weights(need or [])
    city = city_from_bundle(read_bundle(bundle))
    codes = find_neighbourhood(city, one), find_neighbourhood(city, other)
    mine: list[NeedWeights] = [weights] if weights else []
    exploration = explore(city, assumption_sets(city.settings, mine))
    comparisons = {badness: worse_than(city, exploration, *codes, badness) for badness in Badness}
    ranks = {badness: rank_intervals(city, exploration, badness) for badness in Badness}
    called = dict(zip(city.grouping.names, map(str, city.neighbourhoods["name"]), strict=True))
    names = called[codes[0]], called[codes[1]]
    print_lines(*comparison_sentences(*names, comparisons), comparison_shown(names, comparisons, ranks))
    chance = chance_drier_than(city, evaluate_city(city, Assumptions.headline(city.settings)), *codes)
    if chance is not None:
        print_lines(
            f"With the headline's assumptions a smaller share of {names[0]} than of {names[1]} has a place near in "
            f"{chance:.0%} of the draws of which uncertain places are there, and where."
        )
    print_lines(
        f"Over {len(exploration.sets)} sets of assumptions: both speeds, "
        f"{', '.join(map(str, city.settings.thresholds_min))} minutes, uncertain places in or out, and needs: none, "
        "each alone, all" + (", yours." if mine else ".")
    )


IN_WORDS: Final = {
    Badness.GAP_SHARE: "share of residents without a place",
    Badness.GAP_DEPTH: "minutes too far per resident",
    Badness.NEED_GAP: "need-weighted residents without a place",
    Badness.NEED_GAP_RATE: "need-weighted gap per resident",
}


_EXCEPTIONS_TOLD: Final = 3


def consensus_words(comparison: Comparison) -> str:
    """Summarise a comparison over all assumptions: `always`, `never`, or in how many it holds."""
    if comparison.consensus is Consensus.ALWAYS:
        return "always"
    if comparison.consensus is Consensus.NEVER:
        return "never" if comparison.equal < comparison.total else "never: equal"
    return f"depends: {comparison.worse} of {comparison.total}"


def comparison_sentences(one: str, other: str, comparisons: Mapping[Badness, Comparison]) -> list[str]:
    """Say whether one neighbourhood is really worse off than another, whatever the assumptions."""
    answers = {comparison.consensus for comparison in comparisons.values()}
    if answers == {Consensus.ALWAYS}:
        return [f"{one} is worse off than {other}, whatever the assumptions."]
    if answers == {Consensus.NEVER}:
        return [f"{one} is not worse off than {other}, whatever the assumptions."]
    lines = [f"Is {one} worse off than {other}? That depends on what counts:"]
    lines += [f"- by {IN_WORDS[badness]}: {_how_often(comparison)}" for badness, comparison in comparisons.items()]
    return lines


def _how_often(comparison: Comparison) -> str:
    if comparison.consensus is Consensus.ALWAYS:
        return f"yes, in all {comparison.total} sets of assumptions."
    if comparison.consensus is Consensus.NEVER:
        return f"no, in none of {comparison.total} sets of assumptions."
    often = f"in {comparison.worse} of {comparison.total} sets of assumptions"
    if len(comparison.exceptions) > _EXCEPTIONS_TOLD:
        return f"{often}."
    return f"{often}; not with {'; nor with '.join(_in_words(one.assumptions) for one in comparison.exceptions)}."


def _in_words(assumptions: Assumptions) -> str:
    pace = "a slower pace" if assumptions.speed is Speed.SLOW else "normal pace"
    places = "all places" if assumptions.with_uncertain else "only places that are certain"
    return f"{assumptions.threshold} minutes, {pace} and {places}"


def comparison_shown(
    names: tuple[str, str], comparisons: dict[Badness, Comparison], ranks: dict[Badness, pd.DataFrame]
) -> Table:
    """Show two neighbourhoods beside each other, by every measure."""
    rows = []
    for badness, comparison in comparisons.items():
        by_name = ranks[badness].set_index("name").to_dict("index")
        first, second = by_name[names[0]], by_name[names[1]]
        rows.append(
            (
                IN_WORDS[badness],
                *(_value(one["value"], badness) for one in (first, second)),
                *(f"{one['rank']} ({one['rank_worst']}-{one['rank_best']})" for one in (first, second)),
                consensus_words(comparison),
            )
        )
    one, other = names
    headings = ("by", one, other, f"rank {one}", f"rank {other}", f"{one} worse?")
    return text_table("Today's headline, and ranks over all assumptions (1 is worst off)", headings, rows)


def _value(value: float, badness: Badness) -> str:
    if badness is Badness.GAP_SHARE:
        return f"{value:.0%}"
    return f"{value:,.0f}" if badness is Badness.NEED_GAP else f"{value:.2f}"
