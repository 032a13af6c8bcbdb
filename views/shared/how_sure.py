"""Say what is sure and what is not: the driest neighbourhoods, and whom to call to know better."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import pandas as pd

from geo.analysis.unknowns import unknowns
from layers.escape import Html, escape_text
from layers.sentences import per_hundred
from layers.words import Words
from publishing.rows import iterate_rows
from views.shared.html import heading, paragraph
from views.state.look import MOST_LOOKS, Look

SURE: Final = 0.9
"""Among the driest in at least so many of all draws: sure enough to say so."""
PERHAPS: Final = 0.1
CALLS: Final = 5


def expected_rows(look: Look) -> pd.DataFrame:
    """Pick the rows of the table `expected` that belong to the reader's kinds of place, speed and minutes."""
    table, asked = look.bundle.expected, look.assumptions
    return table[
        (table["selection"] == asked.selection.value)
        & (table["speed"] == asked.speed.value)
        & (table["threshold"] == asked.threshold)
    ]


@lru_cache(maxsize=MOST_LOOKS)
def how_sure(look: Look, perhaps_path: frozenset[str] = frozenset()) -> Html:
    """Say which neighbourhoods are almost surely dry, which perhaps, and which calls would tell.

    Parameters
    ----------
    look
        How the reader looks; uncertain places count.
    perhaps_path
        Codes of neighbourhoods where perhaps a path is missing on the map, which no draw takes into account.

    Returns
    -------
    Html
        A `section`.
    """
    words = look.words
    driest = _driest(look, perhaps_path)
    pieces = [heading(words.text("sure.title")), *map(paragraph, driest), paragraph(_judgements(look))]
    calls = calls_html(look)
    if calls:
        pieces += [heading(words.text("sure.calls.title"), 3), paragraph(words.text("sure.calls.lead")), calls]
    return Html(f'<section class="riool-sure">{"".join(pieces)}</section>')


def _driest(look: Look, perhaps_path: frozenset[str]) -> list[str]:
    words, rows = look.words, expected_rows(look)
    names = dict(zip(look.bundle.neighbourhoods["neighbourhood"], look.bundle.neighbourhoods["name"], strict=True))
    known = rows[rows["among_driest"].notna()].sort_values("among_driest", ascending=False, kind="stable")
    sure = known[known["among_driest"] >= SURE]
    perhaps = known[(known["among_driest"] < SURE) & (known["among_driest"] >= PERHAPS)]
    sentences = [
        words.text("sure.driest.sure", names=words.listing([str(names[code]) for code in sure["neighbourhood"]]))
        if len(sure)
        else words.text("sure.driest.none")
    ]
    if len(perhaps):
        chances = zip(perhaps["neighbourhood"], perhaps["among_driest"], strict=True)
        listed = [
            words.text("sure.driest.chance", name=str(names[code]), chance=words.number(round(chance * 100)))
            for code, chance in chances
        ]
        sentences.append(words.text("sure.driest.perhaps", names=words.listing(listed)))
    doubtful = [
        str(names[code]) for code in (*sure["neighbourhood"], *perhaps["neighbourhood"]) if code in perhaps_path
    ]
    if doubtful:
        sentences.append(words.text("sure.driest.paths", names=words.listing(doubtful)))
    return sentences


def _judgements(look: Look) -> str:
    words, rows = look.words, expected_rows(look)
    city = rows[rows["neighbourhood"] == look.area_code].iloc[0]
    shares = {name: per_hundred(float(city[f"coverage_{name}"]), words) for name in ("cautious", "generous")}
    return words.text("sure.judgements", expected=per_hundred(float(city["coverage"]), words), **shares)


@lru_cache(maxsize=16)
def _unknown_places(look: Look) -> pd.DataFrame:
    return unknowns(look.city, look.evaluation)


def calls_html(look: Look, most: int = CALLS) -> Html:
    """List the places of which it helps most to know whether and where they are; empty where that changes nothing."""
    rows = _unknown_places(look).head(most)
    if rows.empty:
        return Html("")
    names = dict(zip(look.bundle.neighbourhoods["neighbourhood"], look.bundle.neighbourhoods["name"], strict=True))
    items = "".join(f"<li>{escape_text(_call(row, names, look.words))}</li>" for row in iterate_rows(rows))
    return Html(f'<ol class="riool-calls">{items}</ol>')


def _call(row: Any, names: dict[str, str], words: Words) -> str:
    question = "existence" if row.existence_share >= row.position_share else "position"
    where = names.get(row.neighbourhood, "")
    return words.text(
        "sure.call",
        place=row.name,
        where=where,
        question=words.text(f"sure.call.{question}"),
        narrows=words.percent(float(row.narrows)),
    )
