"""Settings that every result depends on: speeds, thresholds and limits, written into the bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from geo.arrays import FloatArray
from geo.vocabulary import Selection, Speed

_Metres = TypeVar("_Metres", float, FloatArray)
MINUTES_PER_HOUR = 60.0
METRES_PER_KM = 1000.0


def metres_in(minutes: float, speed_kmh: float) -> float:
    """Turn a walking time into a distance.

    Parameters
    ----------
    minutes
        Time in minutes.
    speed_kmh
        Walking speed in km/h.

    Returns
    -------
    float
        Metres: 10 minutes at 4.8 km/h are 800 m.
    """
    return minutes * speed_kmh * METRES_PER_KM / MINUTES_PER_HOUR


def minutes_for(metres: _Metres, speed_kmh: float) -> _Metres:
    """Time to walk one distance or an array of them, in minutes: the inverse of `metres_in`; `inf` stays `inf`."""
    return metres * MINUTES_PER_HOUR / (speed_kmh * METRES_PER_KM)


@dataclass(frozen=True, slots=True)
class WalkSettings:
    """Everything that decides who can walk where.

    Parameters
    ----------
    speeds_kmh
        Walking speeds by name. 4.8 and 3.0 km/h come from Dutch practice (10 minutes are 800 and 500 m).
    thresholds_min
        Thresholds in minutes, shortest first.
    headline_threshold_min, headline_speed, headline_selection, headline_with_uncertain
        What the first map shows. Uncertain places take part in it, and the range says what is left without them:
        most exist for sure, and only their address is unknown.
    cap_min
        Longer walks than this count as this in the depth of a gap.
    snap_cap_m
        The longest leg from a point to the nearest street.
    walk_limit_m, site_walk_limit_m
        Longest walk kept in the tables `walks` (30 min at normal speed) and `site_walks` (15 min).
    water_half_width_m
        Where water is known as a midline only: half the width of the band drawn, and within which no place can be.
    ranking_min_residents
        No ranking is shown for fewer residents.
    """

    speeds_kmh: Mapping[Speed, float] = field(
        default_factory=lambda: MappingProxyType({Speed.NORMAL: 4.8, Speed.SLOW: 3.0})
    )
    thresholds_min: tuple[int, ...] = (5, 10, 15)
    headline_threshold_min: int = 10
    headline_speed: Speed = Speed.NORMAL
    headline_selection: Selection = Selection.HEADLINE
    headline_with_uncertain: bool = True
    cap_min: float = 30.0
    snap_cap_m: float = 250.0
    walk_limit_m: float = 2400.0
    site_walk_limit_m: float = 1200.0
    water_half_width_m: float = 50.0
    ranking_min_residents: int = 50

    def reach_m(self, threshold_min: float, speed: Speed) -> float:
        """Metres that can be walked within a threshold at a speed."""
        return metres_in(threshold_min, self.speeds_kmh[speed])

    @property
    def longest_reach_m(self) -> float:
        """Metres within the longest threshold at the fastest speed: so far candidate positions of places are known."""
        return max(self.reach_m(max(self.thresholds_min), speed) for speed in self.speeds_kmh)


def settings_from_manifest(manifest: Mapping[str, Any]) -> WalkSettings:
    """Read the settings a bundle was built with: the inverse of `geo.settings.describe_settings`.

    Parameters
    ----------
    manifest
        Content of `bundle.json`.

    Returns
    -------
    WalkSettings
        What the tables of the bundle hold for.
    """
    parameters = manifest["parameters"]
    headline = parameters["headline"]
    return WalkSettings(
        speeds_kmh=MappingProxyType({Speed(name): float(kmh) for name, kmh in parameters["speeds_kmh"].items()}),
        thresholds_min=tuple(parameters["thresholds_min"]),
        headline_threshold_min=headline["threshold_min"],
        headline_speed=Speed(headline["speed"]),
        headline_selection=Selection(headline["selection"]),
        headline_with_uncertain=headline["with_uncertain"],
        cap_min=parameters["cap_min"],
        snap_cap_m=parameters["snap_cap_m"],
        walk_limit_m=parameters["walk_limit_m"],
        site_walk_limit_m=parameters["site_walk_limit_m"],
        water_half_width_m=parameters["water_half_width_m"],
        ranking_min_residents=parameters["ranking_min_residents"],
    )


def describe_settings(settings: WalkSettings) -> dict[str, Any]:
    """Write the settings down as plain values, with their units in the names."""
    return {
        "speeds_kmh": {speed.value: kmh for speed, kmh in settings.speeds_kmh.items()},
        "thresholds_min": list(settings.thresholds_min),
        "headline": {
            "selection": settings.headline_selection.value,
            "threshold_min": settings.headline_threshold_min,
            "speed": settings.headline_speed.value,
            "with_uncertain": settings.headline_with_uncertain,
        },
        "cap_min": settings.cap_min,
        "snap_cap_m": settings.snap_cap_m,
        "walk_limit_m": settings.walk_limit_m,
        "site_walk_limit_m": settings.site_walk_limit_m,
        "water_half_width_m": settings.water_half_width_m,
        "ranking_min_residents": settings.ranking_min_residents,
    }
