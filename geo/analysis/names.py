"""Find places, organisations and neighbourhoods of a bundle by the names that people type."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pandas as pd

from geo.analysis.city import City
from geo.errors import Problem, QuestionError, near_names, or_else, quote

_SHORTEST_PART: Final = 3
_LISTED: Final = 5


def find_places(city: City, asked: Iterable[str]) -> tuple[str, ...]:
    """Find counted places by `place_id`, name, or a part of the name that only one of them has.

    Parameters
    ----------
    city
        The prepared bundle.
    asked
        What was typed.

    Returns
    -------
    tuple of str
        `place_id`s in the order asked, each once.

    Raises
    ------
    QuestionError
        If nothing was asked, a place is unknown (near names are suggested), several fit, or it takes no part in
        coverage.
    """
    wanted = list(dict.fromkeys(asked))
    if not wanted:
        raise QuestionError(Problem.NOTHING_CHOSEN, "No place was named. Name at least one, such as Daalhoeve.")
    return tuple(dict.fromkeys(_find_place(city, one) for one in wanted))


def _find_place(city: City, asked: str) -> str:
    places = city.all_places
    fits = _fitting(asked, places["place_id"], places["name"])
    counted = fits & places["counted"]
    rows = places[counted if counted.any() else fits]
    if len(rows) > 1:
        listed = [f"{row.name} ({row.place_id})" for row in rows[["name", "place_id"]].itertuples(index=False)]
        several = "; ".join(listed[:_LISTED]) + ("; …" if len(listed) > _LISTED else "")
        sentence = f"{len(rows)} places fit {quote(asked)}: {several}. Name one of them by its id."
        raise QuestionError(Problem.SEVERAL_PLACES, sentence, name=asked, near=list(rows["place_id"])[:_LISTED])
    if not len(rows):
        near = near_names(asked, [*places.loc[places["counted"], "name"], *places["place_id"]])
        sentence = f"There is no place {quote(asked)}. " + or_else(near, "'riool places list' shows them all.")
        raise QuestionError(Problem.UNKNOWN_PLACE, sentence, name=asked, near=list(near))
    place = rows.iloc[0]
    if not place["counted"]:
        reason = str(place["counted_reason"])
        sentence = f"{place['name']} takes no part in coverage ({reason}), so closing it changes nothing here."
        raise QuestionError(Problem.PLACE_NOT_COUNTED, sentence, name=str(place["name"]), reason=reason)
    return str(place["place_id"])


def _fitting(asked: str, ids: pd.Series[str], names: pd.Series[str]) -> pd.Series[bool]:
    """Rows with this id; else this name; else a name that holds it."""
    wanted = asked.strip().casefold()
    folded = names.str.casefold()
    for fits in (ids == asked.strip(), folded == wanted):
        if fits.any():
            return fits
    return folded.str.contains(wanted, regex=False) & (len(wanted) >= _SHORTEST_PART)


def find_organisation(city: City, asked: str) -> str:
    """Find an organisation by `organisation_id`, name, or a part of the name that only one of them has.

    Raises
    ------
    QuestionError
        If none or several fit; near names are suggested.
    """
    return _only_one(city.organisations, "organisation", "organisation_id", asked, Problem.UNKNOWN_ORGANISATION)


def find_neighbourhood(city: City, asked: str) -> str:
    """Find a neighbourhood by code, name, or a part of the name that only one of them has.

    Raises
    ------
    QuestionError
        If none or several fit; near names are suggested.
    """
    return _only_one(city.neighbourhoods, "neighbourhood", "neighbourhood", asked, Problem.UNKNOWN_NEIGHBOURHOOD)


def _only_one(known: pd.DataFrame, noun: str, id_column: str, asked: str, problem: Problem) -> str:
    rows = known[_fitting(asked, known[id_column], known["name"])]
    if len(rows) == 1:
        return str(rows[id_column].iloc[0])
    near = tuple(rows["name"]) or near_names(asked, [*known["name"], *known[id_column]])
    sentence = f"There is no {noun} {quote(asked)}. " + or_else(near, f"Known: {', '.join(known['name'])}.")
    raise QuestionError(problem, sentence, name=asked, near=list(near))
