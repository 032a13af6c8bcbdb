"""Assumptions: which places, whose speed, how many minutes, uncertain places in or out; and their URL parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final

from geo.settings import WalkSettings
from geo.vocabulary import Selection, Speed

URL_NAMES: Final[Mapping[str, str]] = {
    "selection": "selection",
    "speed": "speed",
    "threshold": "threshold",
    "uncertain": "with_uncertain",
}
"""Name of each URL parameter, and of the field of `Assumptions` that it holds.

The app, the static site (`static/site/site.js`) and every link that was ever shared use these names.
"""
_FLAGS: Final[Mapping[str, bool]] = {"1": True, "0": False}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """One way to look at the city.

    Parameters
    ----------
    selection
        Which kinds of place.
    speed
        Whose walking speed.
    threshold
        Minutes.
    with_uncertain
        Whether uncertain places take part.
    """

    selection: Selection
    speed: Speed
    threshold: float
    with_uncertain: bool

    @classmethod
    def headline(cls, settings: WalkSettings) -> Assumptions:
        """Look at the city as the first map does."""
        return cls(
            settings.headline_selection,
            settings.headline_speed,
            settings.headline_threshold_min,
            settings.headline_with_uncertain,
        )


def all_assumptions(settings: WalkSettings) -> list[Assumptions]:
    """Every combination of selection, speed, threshold and uncertain places in or out."""
    return [
        Assumptions(*combination)
        for combination in product(Selection, settings.speeds_kmh, settings.thresholds_min, (False, True))
    ]


def assumptions_to_url(assumptions: Assumptions) -> dict[str, str]:
    """Write assumptions as URL parameters, all of them, in the order of `URL_NAMES`."""
    return {name: _written(getattr(assumptions, field)) for name, field in URL_NAMES.items()}


def _written(value: Selection | Speed | bool | int) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def assumptions_from_url(
    params: Mapping[str, str], default: Assumptions, settings: WalkSettings
) -> tuple[Assumptions, tuple[str, ...]]:
    """Read assumptions from the parameters of a URL.

    Parameters
    ----------
    params
        Anything may stand there; names that are not in `URL_NAMES` are somebody else's and are left alone.
    default
        What holds for parameters that are absent or wrong.
    settings
        With the thresholds there are figures for.

    Returns
    -------
    assumptions : Assumptions
        As asked.
    wrong : tuple of str
        Names of the parameters that mean nothing.
    """
    meanings: dict[str, Mapping[str, Any]] = {
        "selection": {one.value: one for one in Selection},
        "speed": {one.value: one for one in Speed},
        "threshold": {str(minutes): minutes for minutes in settings.thresholds_min},
        "uncertain": _FLAGS,
    }
    asked = {name: params[name] for name in URL_NAMES if name in params}
    wrong = tuple(name for name, text in asked.items() if text not in meanings[name])
    right = {URL_NAMES[name]: meanings[name][text] for name, text in asked.items() if name not in wrong}
    return replace(default, **right), wrong
