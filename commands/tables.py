"""What a what-if comes to, in tables for the command line."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from rich.table import Table
from rich.text import Text

from commands.sentences import IN_WORDS, verdict_words
from geo.analysis.city import City
from geo.analysis.needs_weights import short_name
from geo.analysis.ranking import Badness, Verdict
from geo.siting.best import Siting
from geo.siting.reasons import SiteReason
from geo.whatif.impact import Touched

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
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
    """Show who some residents are."""
    ages = [(band.removeprefix("age_").replace("_", "-"), f"{some:,.0f}") for band, some in found.by_age.items()]
    needs = [
        (f"{short_name(need).replace('_', ' ')} (modelled)", "unknown" if some != some else f"{some:,.0f}")  # noqa: PLR0124 - NaN is unknown
        for need, some in found.by_need.items()
        if need != "share_65_plus"
    ]
    return text_table("Who they are", ("group", "residents"), [*ages, *needs])


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
    """Show what each place would be missed for, the most missed first."""
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


def curve_shown(curve: Sequence[Siting], greedy: Sequence[Siting]) -> Table:
    """Show what each further site adds, beside the greedy choice."""
    rows, before = [], 0.0
    for number, (best, quick) in enumerate(zip(curve, greedy, strict=True), start=1):
        state = "proven" if best.proven else f"gap {best.gap:.1%}"
        rows.append((f"{number}", f"{best.value:,.0f}", f"{best.value - before:,.0f}", state, f"{quick.value:,.0f}"))
        before = best.value
    headings = ("sites", "best", "adds", "", "greedy, for comparison")
    return text_table("What the first, second, ... site adds", headings, rows)


def comparison_shown(
    names: tuple[str, str], verdicts: dict[Badness, Verdict], ranks: dict[Badness, pd.DataFrame]
) -> Table:
    """Show two neighbourhoods beside each other, by every measure."""
    rows = []
    for badness, verdict in verdicts.items():
        by_name = ranks[badness].set_index("name").to_dict("index")
        first, second = by_name[names[0]], by_name[names[1]]
        rows.append(
            (
                IN_WORDS[badness],
                *(_value(one["value"], badness) for one in (first, second)),
                *(f"{one['rank']} ({one['rank_worst']}-{one['rank_best']})" for one in (first, second)),
                verdict_words(verdict),
            )
        )
    one, other = names
    headings = ("by", one, other, f"rank {one}", f"rank {other}", f"{one} worse?")
    return text_table("Today's headline, and ranks over all assumptions (1 is worst off)", headings, rows)


def _value(value: float, badness: Badness) -> str:
    if badness is Badness.GAP_SHARE:
        return f"{value:.0%}"
    return f"{value:,.0f}" if badness is Badness.NEED_GAP else f"{value:.2f}"


def groups_shown(groups: pd.DataFrame) -> Table:
    """Show how far groups walk, and how many of them have no place near."""
    rows = [
        (
            str(row["group"]).removeprefix("age_").removeprefix("share_").replace("_", " ")
            + (" (modelled)" if row["modelled"] else ""),
            f"{row['residents']:,.0f}",
            f"{row['mean_minutes']:.1f}",
            f"{row['dry']:,.0f}",
            f"{row['share_dry']:.1%}",
        )
        for row in groups.to_dict("records")
    ]
    return text_table("By group", ("group", "residents", "minutes", "without a place", "share"), rows)


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
