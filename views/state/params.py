"""Write the reader's choices as URL parameters, and read them back.

Streamlit's own binding writes the *translated* label of a widget into the address. Here the address holds codes that no
language changes, each checked on the way in, and only what differs from the default on the way out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, TypeVar

from geo.errors import QuestionError
from geo.measures.assumptions import assumptions_from_url, assumptions_to_url
from geo.vocabulary import NEED_COLUMNS, Domain, Function, Kind
from geo.whatif.scenario import Scenario
from geo.whatif.scenario_text import scenario_from_text, scenario_to_text
from layers.measures import Measure
from layers.words import LANGUAGES, Language
from views.state.state import (
    DISTANCES_APART,
    MOST_SITES,
    MOST_WEIGHT,
    POSITION_DECIMALS,
    SETTINGS,
    Extra,
    Known,
    Part,
    Position,
    Reach,
    StateFault,
    ViewState,
)

_NO_NEEDS: Final = "none"
_LIST: Final = "~"
"""Between the parts of a list; one of the few characters that an address never rewrites."""
_CODE: Final = re.compile(r"[A-Za-z0-9:./_-]{1,80}")
_E = TypeVar("_E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class _Param:
    read: Callable[[str, Known | None], Any]
    write: Callable[[Any], str]


def _one_of(kind: type[_E]) -> _Param:
    return _Param(lambda text, _: kind(text), lambda value: str(value.value))


def _some_of(kind: type[_E]) -> _Param:
    def read(text: str, _: Known | None) -> tuple[_E, ...]:
        chosen = {kind(part) for part in text.split(_LIST)}
        return tuple(member for member in kind if member in chosen)

    return _Param(read, lambda value: _LIST.join(member.value for member in value))


def _language(text: str, _: Known | None) -> Language:
    return next(language for language in LANGUAGES if language == text)


def _flag(text: str, _: Known | None) -> bool:
    return {"1": True, "0": False}[text]


def _sites(text: str, _: Known | None) -> int:
    return next(count for count in range(1, MOST_SITES + 1) if str(count) == text)


def _code(known_codes: str) -> _Param:
    def read(text: str, known: Known | None) -> str:
        if not _CODE.fullmatch(text) or (known is not None and text not in getattr(known, known_codes)):
            raise ValueError(text)
        return text

    return _Param(read, str)


def _codes(known_codes: str) -> _Param:
    one = _code(known_codes)
    return _Param(lambda text, known: tuple(one.read(part, known) for part in text.split(_LIST)), _LIST.join)


def _scenario(text: str, known: Known | None) -> Scenario:
    try:
        scenario = scenario_from_text(text)
    except QuestionError as fault:
        raise ValueError(text) from fault
    if known is not None and not scenario.closed <= known.places:
        raise ValueError(text)
    return scenario


def _apart(text: str, _: Known | None) -> int:
    return next(metres for metres in DISTANCES_APART if str(metres) == text)


def _position(text: str, known: Known | None) -> Position:
    latitude, longitude = (float(part) for part in text.split(_LIST))
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        raise ValueError(text)
    if known is not None:
        south, west, north, east = known.bounds
        if not (south <= latitude <= north and west <= longitude <= east):
            raise ValueError(text)
    return Position.rounded(latitude, longitude)


def _needs(text: str, _: Known | None) -> tuple[tuple[str, float], ...]:
    weights: dict[str, float] = {}
    if text == _NO_NEEDS:
        return ()
    for part in text.split(_LIST):
        column, _dash, weight = part.partition("-")
        value = float(weight)
        if column not in NEED_COLUMNS or not 0 < value <= MOST_WEIGHT:
            raise ValueError(text)
        weights[column] = round(value, 1)
    return tuple((column, weights[column]) for column in NEED_COLUMNS if column in weights)


PARAMS: Final[Mapping[str, _Param]] = {
    "lang": _Param(_language, str),
    "measure": _one_of(Measure),
    "needs": _Param(_needs, lambda value: _LIST.join(f"{column}-{weight:g}" for column, weight in value) or _NO_NEEDS),
    "neighbourhood": _code("neighbourhoods"),
    "other": _code("neighbourhoods"),
    "organisation": _code("organisations"),
    "place": _code("places"),
    "at": _Param(
        _position, lambda at: f"{at.latitude:.{POSITION_DECIMALS}f}{_LIST}{at.longitude:.{POSITION_DECIMALS}f}"
    ),
    "functions": _some_of(Function),
    "domains": _some_of(Domain),
    "kinds": _some_of(Kind),
    "reach": _one_of(Reach),
    "show": _some_of(Extra),
    "sites": _Param(_sites, str),
    "part": _one_of(Part),
    "scenario": _Param(_scenario, scenario_to_text),
    "apart": _Param(_apart, str),
    "excluded": _codes("neighbourhoods"),
    "weighted": _Param(_flag, lambda value: "1" if value else "0"),
}
"""How each field of `ViewState` stands in the address; the name of the field is the name of the parameter.

Only the assumptions are several parameters: `geo.measures.assumptions` reads and writes those, for the static site too.
"""


def parse(params: Mapping[str, str], known: Known | None = None) -> tuple[ViewState, tuple[StateFault, ...]]:
    """Read an address.

    Parameters
    ----------
    params
        Its parameters. Names we do not know are somebody else's and are left alone.
    known
        What the bundle knows; without it codes are only checked for their shape.

    Returns
    -------
    state : ViewState
        The default for whatever is absent or wrong.
    faults : tuple of StateFault
        One per parameter that is wrong.
    """
    assumptions, wrong = assumptions_from_url(params, ViewState().assumptions, SETTINGS)
    state, faults = ViewState(assumptions=assumptions), [StateFault(name) for name in wrong]
    for name, param in PARAMS.items():
        if name in params:
            try:
                state = replace(state, **{name: param.read(params[name], known)})
            except (ValueError, KeyError, StopIteration, OverflowError):
                faults.append(StateFault(name))
    return state, tuple(faults)


def to_params(state: ViewState) -> dict[str, str]:
    """Write an address: only what differs from the default, always in the same order."""
    default = ViewState()
    usual = assumptions_to_url(default.assumptions)
    asked = {name: text for name, text in assumptions_to_url(state.assumptions).items() if text != usual[name]}
    return asked | {
        name: param.write(getattr(state, name))
        for name, param in PARAMS.items()
        if getattr(state, name) != getattr(default, name)
    }
