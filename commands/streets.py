"""`riool streets`: how much the answer depends on paths that the map of streets may lack."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import pandas as pd
import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from commands.options import CityToday, print_lines, with_city
from commands.sentences import minutes_walk
from commands.tables import text_table
from commands.terminal import Terminal
from geo.analysis.city import City, evaluate_city, tables_for_questions
from geo.analysis.street_sensitivity import (
    StreetsCompared,
    city_on_streets,
    compare_streets,
    coverage_changes,
    with_cut_throughs,
)
from geo.measures.evaluation import Evaluation
from geo.sources.osm import read_streets
from geo.streets.network import streets_within
from geo.streets.walks import reach_area

err = Terminal(stderr=True)
_STEPS: Final = ("streets", "walks", "positions", "questions")
_POINT: Final = 0.01


@with_city
def streets_command(
    today: CityToday,
    *,
    points: Annotated[float, typer.Option(min=0, help="List neighbourhoods that change by more points than this.")] = 5,
    osm: Annotated[
        Path | None, typer.Option(help="Compare with the streets of this extract of OpenStreetMap instead.")
    ] = None,
) -> None:
    """Walk the town again with plausible cut-throughs, or on other streets, and say what changes."""
    tables = tables_for_questions(today.bundle)
    with _progress() as step:
        step("streets")
        if osm is None:
            modelled = with_cut_throughs(tables)
            streets, label = modelled.streets, "with cut-throughs (modelled)"
            about = f"Added: {modelled.links:,} plausible cut-throughs, {modelled.km:,.1f} km; nobody has seen them."
        else:
            around = reach_area(today.bundle.neighbourhoods, today.city.settings)
            streets, label = streets_within(read_streets(osm), around), f"on {osm.name}"
            about = f"Compared: the streets of the bundle with those of {osm.name}, without streets added by hand."
        other = city_on_streets(today.bundle.manifest, tables, streets, step)
    before = (today.city, today.evaluation)
    after = (other, evaluate_city(other, today.evaluation.assumptions))
    print_lines(about)
    if osm is not None:
        print_lines(*network_sentences(compare_streets(before, after)))
    show_changes(before, after, label, points * _POINT)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=len(_STEPS))
        yield lambda name: bar.update(task, completed=_STEPS.index(name), description=name)


def network_sentences(found: StreetsCompared) -> list[str]:
    """Say how long two networks are, in how many parts, and how the walk to the nearest place changes."""
    (km, other_km), (whole, other_whole) = found.km, found.parts
    lines = [f"Streets: {km:,.1f} km in {whole:,} part(s), there {other_km:,.1f} km in {other_whole:,} part(s)."]
    if not np.isnan(found.median_change_m):
        lines.append(
            f"The walk to the nearest place changes by {found.median_change_m:+,.0f} m for the middle resident."
        )
    return lines


def show_changes(before: tuple[City, Evaluation], after: tuple[City, Evaluation], label: str, more_than: float) -> None:
    """Print the expected coverage on two networks, of the area and of the neighbourhoods that change most."""
    city, evaluation = before
    table = coverage_changes(before, after)
    whole, parts = table.iloc[-1], table.iloc[:-1]
    near = minutes_walk(evaluation)
    print_lines(
        f"{city.name}: {whole['before']:.1%} of residents have a place within {near}; "
        f"{label} {whole['after']:.1%} ({round(whole['change'] * 100, 1) + 0.0:+.1f} points)."
    )
    changed = parts[parts["change"].abs() > more_than].sort_values("change", key=abs, ascending=False, kind="stable")
    bound = f"{more_than * 100:g} points"
    if changed.empty:
        print_lines(f"No neighbourhood changes by more than {bound}.")
        return
    headings = ("neighbourhood", "residents", "bundle", label, "points")
    print_lines(
        text_table(f"Neighbourhoods that change by more than {bound}", headings, _rows(changed, city)),
        "There the answer depends on paths that somebody should go and look at.",
    )


def _rows(changed: pd.DataFrame, city: City) -> list[tuple[str, ...]]:
    names = dict(zip(city.grouping.names, map(str, city.neighbourhoods["name"]), strict=True))
    return [
        (
            names[row["neighbourhood"]],
            f"{row['residents']:,.0f}",
            f"{row['before']:.0%}",
            f"{row['after']:.0%}",
            f"{row['change'] * 100:+.0f}",
        )
        for row in changed.to_dict("records")
    ]
