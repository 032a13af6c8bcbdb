"""How fairly the walk is shared: the Lorenz curve in words, picture and table, and how far each group walks."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.analysis.equity import Equity, equity, groups_table
from layers.charts import bar, lorenz_chart
from layers.escape import Html, escape_text
from layers.sentences import people
from layers.words import Words
from views.shared.html import capital, heading, paragraph, table
from views.shared.sortable import Below, Cell, Column, SortedBy, sortable_table
from views.state.look import MOST_LOOKS, Look

_FIFTHS: Final = (0.2, 0.4, 0.6, 0.8, 1.0)
_LONGEST: Final = 0.8


@lru_cache(maxsize=MOST_LOOKS)
def equity_part(look: Look) -> Html:
    """Write how the minutes are shared, and who walks how far."""
    words, city, evaluation = look.words, look.city, look.evaluation
    shared = equity(city, evaluation)
    sentence = words.text(
        "neighbourhoods.equity.sentence",
        share=words.percent(1.0 - _minutes_of(shared, _LONGEST)),
        mean=words.minutes(shared.mean_minutes, 1),
        people=words.percent(1 - _LONGEST),
    )
    alt = words.text("neighbourhoods.equity.alt", sentence=sentence)
    figure = escape_text(words.text("neighbourhoods.equity.figure"))
    gini = words.text("neighbourhoods.equity.gini", gini=words.number(shared.gini, 2))
    return Html(
        heading(words.text("neighbourhoods.equity.title"))
        + paragraph(sentence)
        + f'<div class="riool-beside"><figure>{lorenz_chart(list(shared.people), list(shared.minutes), alt)}'
        + f"<figcaption>{figure}</figcaption></figure>{_fifths(shared, words)}</div>"
        + paragraph(gini, "riool-quiet")
        + heading(words.text("neighbourhoods.groups.title"))
        + paragraph(words.text("neighbourhoods.groups.explain"))
        + _groups(groups_table(city, evaluation), words)
    )


def _minutes_of(shared: Equity, share_of_people: float) -> float:
    return float(np.interp(share_of_people, shared.people, shared.minutes))


def _fifths(shared: Equity, words: Words) -> Html:
    rows, before = [], 0.0
    for number, share in enumerate(_FIFTHS, start=1):
        minutes = _minutes_of(shared, share)
        rows.append([words.text(f"neighbourhoods.equity.fifth.{number}"), words.percent(minutes - before)])
        before = minutes
    columns = [words.text(f"neighbourhoods.equity.column.{name}") for name in ("fifth", "minutes")]
    return table(words.text("neighbourhoods.equity.caption"), columns, rows, numeric=(1,))


def _groups(found: pd.DataFrame, words: Words) -> Html:
    longest = float(found["mean_minutes"].max())
    everyone, groups = found.iloc[:1], found.iloc[1:].sort_values("mean_minutes", ascending=False)
    columns = [
        Column(words.text("neighbourhoods.groups.column.group")),
        Column(words.text("neighbourhoods.groups.column.minutes"), numeric=True, wide=True),
        Column(words.text("neighbourhoods.groups.column.share"), numeric=True),
        Column(words.text("neighbourhoods.groups.column.dry"), numeric=True),
    ]
    return sortable_table(
        "groups",
        words.text("neighbourhoods.groups.caption"),
        columns,
        [_group(row, longest, words) for _, row in groups.iterrows()],
        SortedBy(1, falling=True),
        Below([_group(everyone.iloc[0], longest, words)], total=True),
    )


def _group(row: pd.Series[Any], longest: float, words: Words) -> list[Cell]:
    minutes, share, dry = (float(row[name]) for name in ("mean_minutes", "share_dry", "dry"))
    key = "need" if row["kind"] == "need" else "neighbourhoods.group"
    name = words.text(f"{key}.{row['group']}")
    if row["modelled"]:
        name = words.text("neighbourhoods.groups.modelled", name=name)
    return [
        Cell(capital(name)),
        Cell(words.minutes(minutes, 1), minutes, drawing=bar(minutes / longest if longest > 0 else 0.0)),
        Cell(words.percent(share), share),
        Cell(people(dry, words), dry),
    ]
