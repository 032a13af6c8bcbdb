"""Write and read a scenario as one line of text, for links."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode

from geo.errors import Problem, QuestionError, quote
from geo.vocabulary import Function
from geo.whatif.new_places import ALL_FUNCTIONS, OpenedPlace
from geo.whatif.scenario import Scenario

MOST_CHANGES: Final = 200
"""More than any city has reason to try; a longer link is a mistake or a trick."""
_CLOSE, _OPEN, _BETWEEN = "close", "open", " "


def scenario_to_text(scenario: Scenario) -> str:
    """Write a scenario down as a URL query: `close=ID&open=X,Y&open=X,Y,meet move`.

    Parameters
    ----------
    scenario
        Names of opened places are not kept, and their points only to the metre.

    Returns
    -------
    str
        The same for the same scenario; empty when nothing changes.
    """
    pairs = [(_CLOSE, place_id) for place_id in sorted(scenario.closed)]
    for place in scenario.opened:
        point = place.spot
        every = set(place.functions) == set(ALL_FUNCTIONS)
        pairs.append((_OPEN, point if every else f"{point},{_BETWEEN.join(sorted(place.functions))}"))
    return urlencode(pairs, safe=",:/")


def scenario_from_text(text: str) -> Scenario:
    """Read what `scenario_to_text` wrote.

    Parameters
    ----------
    text
        From a link: anything may stand there.

    Returns
    -------
    Scenario
        Whether its places are known and its points can be used shows when it is applied.

    Raises
    ------
    QuestionError
        If it is not a scenario.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=MOST_CHANGES)
    except ValueError as problem:
        raise _unreadable(text) from problem
    if unknown := [key for key, _ in pairs if key not in {_CLOSE, _OPEN}]:
        raise _unreadable(unknown[0])
    closed = frozenset(value for key, value in pairs if key == _CLOSE)
    return Scenario(closed, tuple(_opened(value) for key, value in pairs if key == _OPEN))


def _opened(text: str) -> OpenedPlace:
    x, _, rest = text.partition(",")
    y, _, functions = rest.partition(",")
    if not (x.isascii() and x.isdigit() and y.isascii() and y.isdigit() and len(x + y) <= len("999999999999")):
        raise _unreadable(text)
    try:
        named = tuple(Function(one) for one in functions.split()) or ALL_FUNCTIONS
    except ValueError as problem:
        raise _unreadable(functions) from problem
    return OpenedPlace(float(x), float(y), named)


def _unreadable(found: str) -> QuestionError:
    sentence = f"This link holds {quote(found)}, which is no scenario. Make the scenario again and share the new link."
    return QuestionError(Problem.UNREADABLE_SCENARIO, sentence, name=found)
