"""List what a map of neighbourhoods can show, and the class breaks of its colours."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from geo.measures.assumptions import Assumptions
from geo.settings import WalkSettings
from geo.vocabulary import Speed


class Measure(StrEnum):
    """A figure per neighbourhood; the definitions stand with the columns in `geo.bundle.tables.COVERAGE`."""

    COVERAGE = "coverage"
    GAP = "gap"
    GAP_DEPTH = "gap_depth"
    NEED_GAP = "need_gap"
    DRY = "dry"
    SINGLE = "single"
    LOOPED = "looped"
    VARIETY = "variety"


class MeasureUnit(StrEnum):
    """What a measure is counted in."""

    SHARE = "share"
    RESIDENTS = "residents"
    POINTS = "points"
    """Residents who weigh more where more people need it: no head count."""
    MINUTES = "minutes"
    FUNCTIONS = "functions"


@dataclass(frozen=True, slots=True)
class MeasureClasses:
    """The five classes of a measure.

    Parameters
    ----------
    unit
        What the breaks are counted in.
    breaks
        The four limits between the classes, rising; a value on a limit belongs to the class above it.
    high_is_dry
        Whether a high value means a gap. Class 5 is always the driest, so that dark means the same on every map.
    """

    unit: MeasureUnit
    breaks: tuple[float, float, float, float]
    high_is_dry: bool

    def class_of(self, value: float) -> int:
        """Give the class, 1 (well connected) to 5 (dry), or 0 when the value is missing."""
        if math.isnan(value):
            return NO_CLASS
        above = sum(value >= limit for limit in self.breaks)
        return 1 + above if self.high_is_dry else CLASS_COUNT - above

    def range_of(self, class_: int) -> tuple[float | None, float | None]:
        """Give the lower and upper limit of a class (1-5); None where it is open."""
        index = class_ - 1 if self.high_is_dry else CLASS_COUNT - class_
        low = self.breaks[index - 1] if index > 0 else None
        high = self.breaks[index] if index < len(self.breaks) else None
        return low, high


CLASS_COUNT: Final = 5
NO_CLASS: Final = 0
"""The class of a neighbourhood without a figure, or with too few residents for one."""

_QUARTERS_UP: Final = (0.25, 0.5, 0.75, 0.9)
_QUARTERS_DOWN: Final = (0.1, 0.25, 0.5, 0.75)

CLASSES: Final[Mapping[Measure, MeasureClasses]] = MappingProxyType(
    {
        Measure.COVERAGE: MeasureClasses(MeasureUnit.SHARE, _QUARTERS_UP, high_is_dry=False),
        Measure.GAP: MeasureClasses(MeasureUnit.RESIDENTS, (50, 200, 500, 1000), high_is_dry=True),
        Measure.GAP_DEPTH: MeasureClasses(MeasureUnit.MINUTES, (0.1, 0.5, 1, 2), high_is_dry=True),
        Measure.NEED_GAP: MeasureClasses(MeasureUnit.POINTS, (50, 200, 500, 1000), high_is_dry=True),
        Measure.DRY: MeasureClasses(MeasureUnit.SHARE, _QUARTERS_DOWN, high_is_dry=True),
        Measure.SINGLE: MeasureClasses(MeasureUnit.SHARE, _QUARTERS_DOWN, high_is_dry=True),
        Measure.LOOPED: MeasureClasses(MeasureUnit.SHARE, _QUARTERS_UP, high_is_dry=False),
        Measure.VARIETY: MeasureClasses(MeasureUnit.FUNCTIONS, (0.5, 1, 2, 3), high_is_dry=False),
    }
)
"""Limits people know: a tenth, a quarter, half, three quarters, nine in ten; hundreds and thousands; whole minutes."""


@dataclass(frozen=True, slots=True)
class View:
    """One figure of the neighbourhoods, under one set of assumptions.

    Parameters
    ----------
    measure
        The figure that gives the colours.
    assumptions
        Which places count, how fast people walk and for how long. Whether places of which we are not sure count holds
        for the figure shown; the other answer makes the band.
    """

    measure: Measure
    assumptions: Assumptions

    @classmethod
    def headline(cls, settings: WalkSettings | None = None) -> View:
        """Give what the first map shows."""
        return cls(Measure.COVERAGE, Assumptions.headline(settings or WalkSettings()))

    def at_speed(self, speed: Speed) -> View:
        """Give the same figure at another walking speed."""
        return replace(self, assumptions=replace(self.assumptions, speed=speed))
