"""`riool compare`, `equity`, `functions` and `hours`: how the walk is shared, and whether a ranking holds."""

from __future__ import annotations

from datetime import UTC, datetime
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
from commands.sentences import comparison_sentences, equity_sentences, hours_sentences
from commands.tables import comparison_shown, functions_shown, groups_shown, hours_shown, text_table
from geo.analysis.city import city_from_bundle
from geo.analysis.equity import equity, groups_table
from geo.analysis.functions import can_but_not, coverage_per_domain, coverage_per_function
from geo.analysis.hours import coverage_by_time, open_times
from geo.analysis.names import find_neighbourhood
from geo.analysis.needs_weights import NeedWeights, parse_weights
from geo.analysis.ranking import Badness, assumption_sets, explore, rank_intervals, worse_than
from geo.bundle.store import read_bundle
from geo.paths import DEFAULT_BUNDLE


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
    verdicts = {badness: worse_than(city, exploration, *codes, badness) for badness in Badness}
    ranks = {badness: rank_intervals(city, exploration, badness) for badness in Badness}
    called = dict(zip(city.grouping.names, map(str, city.neighbourhoods["name"]), strict=True))
    names = called[codes[0]], called[codes[1]]
    say(*comparison_sentences(*names, verdicts), comparison_shown(names, verdicts, ranks))
    say(
        f"Over {len(exploration.sets)} sets of assumptions: both speeds, "
        f"{', '.join(map(str, city.settings.thresholds_min))} minutes, uncertain places in or out, and needs: none, "
        "each alone, all" + (", yours." if mine else ".")
    )


def equity_command(
    bundle: BundleOption = DEFAULT_BUNDLE,
    minutes: MinutesOption = None,
    selection: SelectionOption = None,
    *,
    slow: SlowOption = False,
    certain: CertainOption = False,
) -> None:
    """Say how unequally the walk to a meeting place is shared, and by whom."""
    look = look_at(bundle, minutes, selection, slow=slow, certain=certain)
    groups = groups_table(look.city, look.evaluation)
    say(*equity_sentences(equity(look.city, look.evaluation), groups, look.evaluation), groups_shown(groups))


def functions_command(
    bundle: BundleOption = DEFAULT_BUNDLE,
    minutes: MinutesOption = None,
    selection: SelectionOption = None,
    *,
    slow: SlowOption = False,
    certain: CertainOption = False,
) -> None:
    """Say what people can do near home and what not: who can meet but not move."""
    look = look_at(bundle, minutes, selection, slow=slow, certain=certain)
    both = can_but_not(look.city, look.evaluation)
    rows = [(str(can), *(f"{some:,.0f}" for some in row)) for can, row in zip(both.index, both.to_numpy(), strict=True)]
    say(
        functions_shown(coverage_per_function(look.city, look.evaluation), "function", look.city),
        functions_shown(coverage_per_domain(look.city, look.evaluation), "domain", look.city),
        text_table("Residents who can (row) but cannot (column)", ("", *map(str, both.columns)), rows),
    )


def hours_command(  # noqa: PLR0913 - each option of the command is an argument
    *,
    start: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of the weeks looked at.")
    ] = None,
    weeks: Annotated[int, typer.Option(help="How many weeks.")] = 4,
    neighbourhood: Annotated[str | None, typer.Option(help="Only the residents of this neighbourhood.")] = None,
    bundle: BundleOption = DEFAULT_BUNDLE,
    minutes: MinutesOption = None,
    selection: SelectionOption = None,
    slow: SlowOption = False,
    certain: CertainOption = False,
) -> None:
    """Say when there is a place open near home, as far as hours are known."""
    look = look_at(bundle, minutes, selection, slow=slow, certain=certain)
    first = (start or datetime.now(UTC)).date()
    code = None if neighbourhood is None else find_neighbourhood(look.city, neighbourhood)
    times = open_times(look.city.places["opening_hours"], first, weeks)
    table = coverage_by_time(look.city, look.evaluation, times, code)
    selected = look.evaluation.selected
    say(*hours_sentences(table, int(times.known[selected].sum()), int(selected.sum()), first, weeks))
    say(hours_shown(table))
