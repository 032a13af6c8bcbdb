"""Turn what people type into a point: metres in the Dutch grid, degrees, a postcode or a street."""

from __future__ import annotations

import re
from typing import Final

from geo.coordinates import to_rd
from geo.errors import Problem, QuestionError, or_else, quote
from geo.search.index import Found, FoundKind, SearchIndex, search, search_key
from geo.vocabulary import Function
from geo.whatif.new_places import ALL_FUNCTIONS, OpenedPlace

_NUMBER: Final = r"(\d{1,7}(?:\.\d{1,12})?)"
_TWO_NUMBERS: Final = re.compile(rf"\s*{_NUMBER}\s*[,; ]\s*{_NUMBER}\s*")
_LATITUDES, _LONGITUDES = (50.0, 54.0), (3.0, 8.0)
_POINTS: Final = frozenset({FoundKind.POSTCODE, FoundKind.STREET, FoundKind.PLACE})


def point_from_text(text: str, index: SearchIndex, functions: tuple[Function, ...] = ALL_FUNCTIONS) -> OpenedPlace:
    """Find the point that people mean.

    Parameters
    ----------
    text
        `176500,317800` (RD, metres), `50.85,5.69` (latitude and longitude), a postcode, or the name of a street or
        place.
    index
        Names of the bundle, from `geo.search.index.make_index`.
    functions
        What the place will be for.

    Returns
    -------
    OpenedPlace
        To the metre, as in a link that is shared.

    Raises
    ------
    QuestionError
        If it is no point and no name that the bundle knows; near names are suggested.
    """
    if numbers := _TWO_NUMBERS.fullmatch(text):
        x, y = _to_rd(float(numbers[1]), float(numbers[2]))
        return OpenedPlace(x, y, functions)
    found = search(index, text)
    wanted = {search_key(text), search_key(_joined(text))}
    exact = [one for one in found if one.kind in _POINTS and search_key(one.name) in wanted]
    if exact:
        return _at(exact[0], functions)
    near = [one.name for one in found if one.kind in _POINTS][:3]
    sentence = f"{quote(text)} is no point or name we know. "
    otherwise = "Give a postcode such as 6211AL, a street, or metres in the Dutch grid (RD) such as 176500,317800."
    problem = Problem.UNKNOWN_POSTCODE if text[:4].isdigit() else Problem.NO_POINT
    raise QuestionError(problem, sentence + or_else(near, otherwise), name=text, near=near)


def _joined(text: str) -> str:
    """Take the space out of a postcode."""
    return re.sub(r"^\s*(\d{4})\s+([A-Za-z]{2})\s*$", r"\1\2", text)


def _at(found: Found, functions: tuple[Function, ...]) -> OpenedPlace:
    where = f" ({found.where})" if found.where else ""
    return OpenedPlace(float(round(found.x)), float(round(found.y)), functions, f"{found.name}{where}")


def _to_rd(first: float, second: float) -> tuple[float, float]:
    if _LATITUDES[0] <= first <= _LATITUDES[1] and _LONGITUDES[0] <= second <= _LONGITUDES[1]:
        first, second = to_rd(second, first)
    return float(round(first)), float(round(second))
