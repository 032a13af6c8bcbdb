"""`riool unknowns`: which places are worth a phone call, because knowing them makes the answer sharper."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.options import CityToday, print_lines, with_city
from commands.sentences import minutes_walk
from commands.tables import text_table
from geo.analysis.names import find_neighbourhood
from geo.analysis.unknowns import unknowns
from publishing.rows import iterate_rows


@with_city
def unknowns_command(
    today: CityToday,
    *,
    neighbourhood: Annotated[str | None, typer.Option(help="Sharpen the answer for this one; else for all.")] = None,
    most: Annotated[int, typer.Option(min=1, help="How many to list.")] = 10,
) -> None:
    """List the places of which it helps most to know whether and where they are."""
    city = today.city
    code = None if neighbourhood is None else find_neighbourhood(city, neighbourhood)
    table = unknowns(city, today.evaluation, code)
    names = dict(zip(city.grouping.names, map(str, city.neighbourhoods["name"]), strict=True))
    where = city.name if code is None else names[code]
    if table.empty:
        print_lines(f"Nothing uncertain changes the answer for {where}.")
        return
    title = f"Worth a call to know better who in {where} has a place within a {minutes_walk(today.evaluation)}"
    rows = [
        [
            str(row.name),
            names.get(str(row.neighbourhood), ""),
            "whether it is there" if row.existence_share >= row.position_share else "where it is",
            f"{row.existence:.0%}",
            f"{row.narrows:.1%}",
        ]
        for row in iterate_rows(table.head(most))
    ]
    headings = ["place", "neighbourhood", "ask", "there?", "narrower"]
    print_lines(
        text_table(title, headings, rows, left=3),
        "There?: how likely it is there for anyone to walk in, a judgement (data/certainty.yaml).",
        "Narrower: by how much the interval would shrink, on average, if this one place were known for sure.",
    )
