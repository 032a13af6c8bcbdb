"""Open places: put points on the streets and compute everyone's walk to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from geo.analysis.city import City
from geo.arrays import FloatArray
from geo.errors import Problem, QuestionError
from geo.streets.graph import walks_to_points
from geo.streets.snapping import Refusal, Snaps, snap
from geo.streets.water import in_water
from geo.vocabulary import Function

AREA_TOLERANCE_M: Final = 100.0
"""As far outside the outline a point may lie, as for demand points: postcodes are known to 50 to 100 m."""
ALL_FUNCTIONS: Final = tuple(Function)


@dataclass(frozen=True, slots=True)
class OpenedPlace:
    """A place that is not there yet. It takes part in every selection, and is not uncertain.

    Parameters
    ----------
    x, y
        EPSG:28992, in metres.
    functions
        What it will be for; all four unless said otherwise.
    name
        What to call it.
    """

    x: float
    y: float
    functions: tuple[Function, ...] = ALL_FUNCTIONS
    name: str = ""

    @property
    def spot(self) -> str:
        """Its point to the metre, `x,y`: how a link names it."""
        return f"{self.x:.0f},{self.y:.0f}"

    def __str__(self) -> str:
        return self.name or f"x {self.x:.0f}, y {self.y:.0f}"


def locate(city: City, opened: Sequence[OpenedPlace]) -> Snaps:
    """Put new places on the streets, by the rules for places that are there: the same cap, and no leg across water.

    Parameters
    ----------
    city
        The prepared bundle.
    opened
        The new places.

    Returns
    -------
    Snaps
        One per place, none refused.

    Raises
    ------
    QuestionError
        If one lies in water, outside the area, too far from any street or only reachable across water.
    """
    for place in opened:
        if not (np.isfinite(place.x) and np.isfinite(place.y)):
            sentence = f"{place} is no point: give metres in the Dutch grid (RD), such as 176500,317800."
            raise QuestionError(Problem.NO_POINT, sentence, name=str(place))
    points = shapely.points([place.x for place in opened], [place.y for place in opened])
    points = np.atleast_1d(np.asarray(points, dtype=object))
    _refuse_wet_and_foreign(city, opened, points)
    snaps = snap(points, city.ground.network, cap_m=city.settings.snap_cap_m, water=city.ground.water)
    for place, refusal in zip(opened, snaps.refusal, strict=True):
        if refusal == Refusal.WATER.value:
            sentence = f"{place} can only be reached across water. Choose a point on the side of its street."
            raise QuestionError(Problem.ONLY_ACROSS_WATER, sentence, name=str(place))
        if refusal == Refusal.CAP.value:
            cap = city.settings.snap_cap_m
            sentence = f"{place} is more than {cap:g} m from any street we know. Choose a point nearer to a street."
            raise QuestionError(Problem.FAR_FROM_STREET, sentence, name=str(place), limit=cap)
    return snaps


def _refuse_wet_and_foreign(city: City, opened: Sequence[OpenedPlace], points: np.ndarray) -> None:
    wet = in_water(points, city.ground.water_areas)
    foreign = shapely.distance(points, city.ground.area) > AREA_TOLERANCE_M
    for place, is_wet, is_foreign in zip(opened, wet, foreign, strict=True):
        if is_wet:
            sentence = f"{place} lies in the water. Choose a point on the bank."
            raise QuestionError(Problem.IN_WATER, sentence, name=str(place))
        if is_foreign:
            sentence = f"{place} lies outside {city.name}. Choose a point inside it."
            raise QuestionError(Problem.OUTSIDE_AREA, sentence, name=str(place), area=city.name)


def walks_to(city: City, opened: Sequence[OpenedPlace]) -> FloatArray:
    """Send everyone out to new places.

    The points are snapped, and the walks searched and rounded, by the functions that build a bundle. In a build every
    place splits its street for all; that changes a sum of lengths by less than a nanometre, which the rounding of
    `geo.streets.distances` takes away.

    Parameters
    ----------
    city
        The prepared bundle.
    opened
        The new places.

    Returns
    -------
    numpy.ndarray
        Metres from every demand point to every new place as a build would keep them, `inf` beyond the longest walk
        kept, shape `(k, n)`.

    Raises
    ------
    QuestionError
        As `locate`.
    """
    if not opened:
        return np.full((len(city.residents), 0), np.inf)
    return walks_to_points(city.ground.split, locate(city, opened), limit_m=city.settings.walk_limit_m)
