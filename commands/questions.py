"""`riool equity`, `functions` and `hours`: who walks how far, to do what, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

import pandas as pd
import typer
from rich.table import Table

from commands.options import (
    CityToday,
    print_lines,
    with_city,
)
from commands.sentences import minutes_walk
from commands.tables import base_in_words, text_table
from geo.analysis.city import City
from geo.analysis.equity import Equity, equity, groups_table
from geo.analysis.functions import can_but_not, coverage_per_domain, coverage_per_function
from geo.analysis.hours import coverage_by_time, open_times
from geo.analysis.names import find_neighbourhood
from geo.measures.evaluation import Evaluation


@with_city
def equity_command(today: CityToday) -> None:
    """Say how unequally the walk to a meeting place is shared, and by whom."""
    groups = groups_table(today.city, today.evaluation)
    print_lines(*equity_sentences(equity(today.city, today.evaluation), groups, today.evaluation), groups_shown(groups))


@with_city
def functions_command(today: CityToday) -> None:
    """Say what people can do near home and what not: who can meet but not move."""
    both = can_but_not(today.city, today.evaluation)
    rows = [(str(can), *(f"{some:,.0f}" for some in row)) for can, row in zip(both.index, both.to_numpy(), strict=True)]
    print_lines(
        functions_shown(coverage_per_function(today.city, today.evaluation), "function", today.city),
        functions_shown(coverage_per_domain(today.city, today.evaluation), "domain", today.city),
        text_table("Residents who can (row) but cannot (column)", ("", *map(str, both.columns)), rows),
    )


@with_city
def hours_command(
    today: CityToday,
    *,
    start: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of the weeks looked at.")
    ] = None,
    weeks: Annotated[int, typer.Option(help="How many weeks.")] = 4,
    neighbourhood: Annotated[str | None, typer.Option(help="Only the residents of this neighbourhood.")] = None,
) -> None:
    """Say when there is a place open near home, as far as hours are known."""
    first = (start or datetime.now(UTC)).date()
    code = None if neighbourhood is None else find_neighbourhood(today.city, neighbourhood)
    times = open_times(today.city.places["opening_hours"], first, weeks)
    table = coverage_by_time(today.city, today.evaluation, times, code)
    selected = today.evaluation.selected
    print_lines(*hours_sentences(table, int(times.known[selected].sum()), int(selected.sum()), first, weeks))
    print_lines(hours_shown(table))


def equity_sentences(found: Equity, groups: pd.DataFrame, evaluation: Evaluation) -> list[str]:
    """Say how unequally the walk is shared."""
    ages = groups[groups["kind"] == "age"].sort_values("share_dry")
    far, close = ages.iloc[-1], ages.iloc[0]
    near = minutes_walk(evaluation)
    return [
        f"A resident walks {found.mean_minutes:.1f} minutes to the nearest meeting place on average.",
        f"Gini {found.gini:.2f}: 0 when everyone walks as far, 1 when a few walk all the minutes.",
        f"Without a place within {near}: {_dry(far)}, {_dry(close)}.",
        "Modelled: the share of a neighbourhood, spread evenly over its residents, households or adults (18 and over).",
    ]


def _dry(group: pd.Series[Any]) -> str:
    return f"{group['share_dry']:.0%} of those aged {_age(group['group'])}"


def _age(band: str) -> str:
    return str(band).removeprefix("age_").replace("_plus", " and over").replace("_", " to ")


def hours_sentences(times: pd.DataFrame, known: int, places: int, first: date, weeks: int) -> list[str]:
    """Say when places are open, and how little of it is known."""
    best = times.sort_values(["coverage_low", "coverage_high"]).iloc[-1]
    day = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[int(best["weekday"])]
    when = f"{day} {best['part']}"
    share = f"{best['coverage_low']:.0%} to {best['coverage_high']:.0%}"
    return [
        f"Of {places} places the hours of {known} are known. Low: only what is surely open; high: also what may be.",
        f"Best known: {when}, when {share} of residents have an open place near.",
        f"Looked at {weeks} weeks, from the week of {first.isoformat()}. Public holidays are not taken into account.",
    ]


_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def groups_shown(groups: pd.DataFrame) -> Table:
    """Show how far groups walk, and how many of them have no place near."""
    rows = [
        (
            str(row["group"]).removeprefix("age_").removeprefix("share_").replace("_", " "),
            f"{row['number']:,.0f}",
            base_in_words(row["base"], modelled=row["modelled"]),
            f"{row['mean_minutes']:.1f}",
            f"{row['dry']:,.0f}",
            f"{row['share_dry']:.1%}",
        )
        for row in groups.to_dict("records")
    ]
    return text_table("By group", ("group", "number", "of", "minutes", "without a place", "share"), rows)


def functions_shown(table: pd.DataFrame, label: str, city: City) -> Table:
    """Show coverage of the whole area by function or domain."""
    rows = [
        (str(row[label]), f"{row['covered']:,.0f}", f"{row['coverage']:.0%}", f"{row['gap']:,.0f}")
        for row in table[table["neighbourhood"] == city.code].to_dict("records")
    ]
    return text_table(f"By {label}", (label, "covered", "share", "in the gap"), rows)


def hours_shown(times: pd.DataFrame) -> Table:
    """Show coverage by day and part of the day, from low to high."""
    parts = list(dict.fromkeys(times["part"]))
    cell = {
        (row["weekday"], row["part"]): f"{row['coverage_low']:.0%}-{row['coverage_high']:.0%}"
        for row in times.to_dict("records")
    }
    rows = [(day, *(cell[number, part] for part in parts)) for number, day in enumerate(_DAYS)]
    return text_table("Residents with an open place near, low-high", ("", *parts), rows)
