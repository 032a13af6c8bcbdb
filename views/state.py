"""What a reader has chosen, as the address of the page says it: pure, so that a link means the same everywhere.

Streamlit's own binding writes the *translated* label of a widget into the address. Here the address holds codes that no
language changes, each checked on the way in, and only what differs from the default on the way out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from enum import StrEnum
from typing import Any, Final, TypeVar

from geo.asking import QuestionError
from geo.scenario import Scenario
from geo.scenario_text import scenario_from_text, scenario_to_text
from geo.schemas import NEED_COLUMNS
from geo.settings import WalkSettings
from geo.vocabulary import Domain, Function, Kind, Selection, Speed
from layers.measures import Measure, View
from layers.words import LANGUAGES, Language

SETTINGS: Final = WalkSettings()
POSITION_DECIMALS: Final = 4
"""About 10 m: enough to find the street, too little to point at a bed."""
MOST_WEIGHT: Final = 5.0
EVEN_NEEDS: Final = tuple((column, 1.0) for column in NEED_COLUMNS)
"""Every need counts the same: the weights before a reader changes them."""
MOST_SITES: Final = 5
DISTANCES_APART: Final = (0, 500, 1000)
"""Metres that new sites may be asked to keep from each other."""
_NO_NEEDS: Final = "none"
_NO_CHANGE: Final = Scenario()
_LIST: Final = "~"
"""Between the parts of a list; one of the few characters that an address never rewrites."""
_CODE: Final = re.compile(r"[A-Za-z0-9:./_-]{1,80}")
_E = TypeVar("_E", bound=StrEnum)


class Reach(StrEnum):
    """Around what the reach on foot is drawn."""

    NONE = "none"
    HOME = "home"
    PLACE = "place"


class Extra(StrEnum):
    """What the map shows besides neighbourhoods and places."""

    PIPES = "pipes"
    DRY = "dry"


class Part(StrEnum):
    """What the page Buurten is asked."""

    GAPS = "gaps"
    COMPARE = "compare"
    WHATIF = "whatif"
    SITES = "sites"
    WHO = "who"


@dataclass(frozen=True, slots=True)
class Position:
    """A rounded point on the map.

    Parameters
    ----------
    latitude, longitude
        Degrees, to `POSITION_DECIMALS`.
    """

    latitude: float
    longitude: float

    @classmethod
    def rounded(cls, latitude: float, longitude: float) -> Position:
        """Round a point on its way into the address."""
        return cls(round(latitude, POSITION_DECIMALS), round(longitude, POSITION_DECIMALS))


@dataclass(frozen=True, slots=True)
class ViewState:
    """Everything the address of a page can say, whichever page it is.

    Parameters
    ----------
    lang
        Language.
    selection, speed, threshold, measure, uncertain
        As in `layers.measures.View`; `uncertain` is whether uncertain places count.
    needs
        Weight per need column, in the order of `NEED_COLUMNS`; absent is 0. All count 1 until somebody says otherwise.
    neighbourhood, other
        Codes of the neighbourhood looked at, and of the one beside it.
    organisation, place
        Ids.
    at
        Where the reader searches from.
    functions, domains, kinds
        Filters on places; empty is no filter.
    reach
        Around what the reach is drawn.
    show
        Extra layers.
    sites
        How many new sites to look for.
    part
        What the page Buurten is asked.
    scenario
        Places that close and open there.
    apart, excluded, weighted
        Metres between new sites, neighbourhoods where none may come, and whether the needs weigh.
    """

    lang: Language = "nl"
    selection: Selection = SETTINGS.headline_selection
    speed: Speed = SETTINGS.headline_speed
    threshold: int = SETTINGS.headline_threshold_min
    measure: Measure = Measure.COVERAGE
    uncertain: bool = SETTINGS.headline_with_uncertain
    needs: tuple[tuple[str, float], ...] = EVEN_NEEDS
    neighbourhood: str | None = None
    other: str | None = None
    organisation: str | None = None
    place: str | None = None
    at: Position | None = None
    functions: tuple[Function, ...] = ()
    domains: tuple[Domain, ...] = ()
    kinds: tuple[Kind, ...] = ()
    reach: Reach = Reach.NONE
    show: tuple[Extra, ...] = ()
    sites: int = 3
    part: Part = Part.GAPS
    scenario: Scenario = _NO_CHANGE
    apart: int = 0
    excluded: tuple[str, ...] = ()
    weighted: bool = False

    def view(self) -> View:
        """Give the part that decides the figures of the neighbourhoods."""
        return View(self.measure, self.selection, self.speed, self.threshold, self.uncertain)

    def weights(self) -> dict[str, float]:
        """Give the weights of the needs by column."""
        return dict(self.needs)


@dataclass(frozen=True, slots=True)
class Known:
    """What a bundle knows, to check an address against.

    Parameters
    ----------
    neighbourhoods, organisations, places
        Codes and ids.
    bounds
        South, west, north, east in degrees, within which a position makes sense.
    """

    neighbourhoods: frozenset[str]
    organisations: frozenset[str]
    places: frozenset[str]
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class StateFault:
    """A part of an address that means nothing here.

    Parameters
    ----------
    param
        Its name.
    """

    param: str


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


def _threshold(text: str, _: Known | None) -> int:
    return next(minutes for minutes in SETTINGS.thresholds_min if str(minutes) == text)


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
    "selection": _one_of(Selection),
    "speed": _one_of(Speed),
    "threshold": _Param(_threshold, str),
    "measure": _one_of(Measure),
    "uncertain": _Param(_flag, lambda value: "1" if value else "0"),
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
"""How each field of `ViewState` stands in the address; the name of the field is the name of the parameter."""


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
    state, faults = ViewState(), []
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
    return {
        field.name: PARAMS[field.name].write(getattr(state, field.name))
        for field in dataclass_fields(state)
        if getattr(state, field.name) != getattr(default, field.name)
    }
