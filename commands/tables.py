"""Show what a what-if changes, in tables for the command line."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from rich.table import Table
from rich.text import Text

from geo.analysis.city import City
from geo.analysis.needs_weights import short_name
from geo.vocabulary import NEED_BASES, NeedBase
from geo.whatif.impact import Touched

_MOST_ROWS = 15


def text_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> Table:
    """Lay out cells as they are: names come from outside and may hold markup.

    Parameters
    ----------
    title, headings
        Words of ours.
    rows
        Cells.
    left
        How many columns, from the left, hold words; the others hold numbers.

    Returns
    -------
    rich.table.Table
        Folded where it does not fit, never cut.
    """
    table = Table(title=title, title_justify="left")
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="left" if number < left else "right", overflow="fold")
    for row in rows:
        table.add_row(*(Text("".join(one if one.isprintable() else " " for one in cell)) for cell in row))
    return table


def touched_table(found: Touched) -> Table:
    """Tabulate residents by age band and by need."""
    ages = [
        (band.removeprefix("age_").replace("_", "-"), f"{some:,.0f}", NeedBase.RESIDENTS.value)
        for band, some in found.by_age.items()
    ]
    needs = [
        (
            short_name(need).replace("_", " "),
            "unknown" if math.isnan(some) else f"{some:,.0f}",
            base_in_words(NEED_BASES[need], modelled=found.modelled[need]),
        )
        for need, some in found.by_need.items()
        if need != "share_65_plus"
    ]
    return text_table("Who they are", ("group", "number", "of"), [*ages, *needs])


def base_in_words(base: str, *, modelled: bool) -> str:
    """Say what a number counts: residents, households or adults, and whether it is an estimate."""
    return f"{base}, modelled" if modelled else str(base)


def changes_shown(table: pd.DataFrame, city: City) -> Table:
    """Show the neighbourhoods that change most, and the area."""
    inside = table[table["neighbourhood"] != city.code]
    moved = inside.assign(moved=(inside["covered_after"] - inside["covered_before"]).abs())
    deeper = (inside["gap_depth_after"] - inside["gap_depth_before"]).abs() > 0.05
    rows = moved[(moved["moved"] > 0) | deeper].sort_values("moved", ascending=False).head(_MOST_ROWS)
    headings = ("neighbourhood", "residents", "covered before", "after", "in the gap before", "after", "depth (min)")
    shown = [_change_row(row) for row in [*rows.to_dict("records"), *table.tail(1).to_dict("records")]]
    return text_table("What changes", headings, shown)


def _change_row(row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    return (
        str(row["name"]),
        f"{row['residents']:,.0f}",
        f"{row['coverage_before']:.0%}",
        f"{row['coverage_after']:.0%}",
        f"{row['gap_before']:,.0f}",
        f"{row['gap_after']:,.0f}",
        f"{row['gap_depth_before']:.1f} > {row['gap_depth_after']:.1f}",
    )


def losses_shown(losses: pd.DataFrame) -> Table:
    """Tabulate what residents would lose with each place, the largest loss first."""
    rows = losses.sort_values(["sole_residents", "extra_minutes"], ascending=False)
    cells = [
        (
            str(row["place_id"]),
            str(row["name"]),
            f"{row['sole_residents']:,.0f}",
            f"{row['age_65_plus']:,.0f}",
            f"{row['users']:,.0f}",
            "" if pd.isna(row["extra_minutes_mean"]) else f"{row['extra_minutes_mean']:.1f}",
        )
        for row in rows.to_dict("records")
    ]
    headings = ("place", "name", "sole-place residents", "aged 65+", "nearest for", "minutes more")
    return text_table("If one of them closes", headings, cells, left=2)
