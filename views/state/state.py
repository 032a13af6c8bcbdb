"""The choices of a reader, for all pages together; `views.state.params` writes them as parameters of the address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from geo.measures.assumptions import Assumptions
from geo.settings import WalkSettings
from geo.vocabulary import NEED_COLUMNS, Domain, Function, Kind, Selection
from geo.whatif.scenario import Scenario
from layers.measures import Measure, View
from layers.words import Language

SETTINGS: Final = WalkSettings()
Weights: TypeAlias = tuple[tuple[str, float], ...]
"""Weight per need column."""
HEADLINE: Final = Assumptions.headline(SETTINGS)
POSITION_DECIMALS: Final = 4
"""About 10 m: enough to find the street, too little to point at a bed."""
MOST_WEIGHT: Final = 5.0
EVEN_NEEDS: Final = tuple((column, 1.0) for column in NEED_COLUMNS)
"""Every need counts the same: the weights before a reader changes them."""
MOST_SITES: Final = 5
DISTANCES_APART: Final = (0, 500, 1000)
"""Metres that new sites may be asked to keep from each other."""
_NO_CHANGE: Final = Scenario()


class Reach(StrEnum):
    """Whether the area within walking distance is drawn, and around which point."""

    NONE = "none"
    HOME = "home"
    PLACE = "place"


class Extra(StrEnum):
    """What the map shows besides neighbourhoods and places."""

    PIPES = "pipes"
    DRY = "dry"


class Part(StrEnum):
    """The parts of the page Buurten."""

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
class PlaceFilter:
    """Which places a reader looks for.

    Parameters
    ----------
    selection
        Which kinds take part, where `kinds` does not say otherwise.
    with_uncertain
        Whether uncertain places are shown.
    functions, domains, kinds
        Filters; empty is no filter. Within one filter any match will do.
    """

    selection: Selection
    with_uncertain: bool
    functions: tuple[Function, ...] = ()
    domains: tuple[Domain, ...] = ()
    kinds: tuple[Kind, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether only some of the places that count are wanted."""
        return bool(self.functions or self.domains or self.kinds)


@dataclass(frozen=True, slots=True)
class ViewState:
    """All choices that the address of a page can hold, for all pages together.

    Parameters
    ----------
    lang
        Language.
    assumptions
        Which places count, how fast people walk and for how long.
    measure
        The figure that the map shows.
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
    assumptions: Assumptions = HEADLINE
    measure: Measure = Measure.COVERAGE
    needs: Weights = EVEN_NEEDS
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
        """Return the measure and the assumptions, which decide the figures of the neighbourhoods."""
        return View(self.measure, self.assumptions)

    def places_wanted(self) -> PlaceFilter:
        """Return the filter that decides which places are shown."""
        asked = self.assumptions
        return PlaceFilter(asked.selection, asked.with_uncertain, self.functions, self.domains, self.kinds)

    def weights(self) -> dict[str, float]:
        """Return the weights of the needs by column."""
        return dict(self.needs)


@dataclass(frozen=True, slots=True)
class Known:
    """Codes, ids and bounds of a bundle, to check the parameters of an address against.

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
    """A parameter of the address that cannot be read, or names what the bundle does not have.

    Parameters
    ----------
    param
        Its name.
    """

    param: str
