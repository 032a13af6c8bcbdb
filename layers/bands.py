"""Widen figures to their band: over both walking speeds, with and without uncertain places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from geo.vocabulary import Speed
from layers.figures import AreaFigure, area_figures, city_figure, figures_for
from layers.measures import CLASSES, Measure, View


def banded_figures(
    neighbourhoods: pd.DataFrame, coverage: pd.DataFrame, view: View, weights: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Pick the figures of a view with their whole band.

    Parameters
    ----------
    neighbourhoods, coverage, view, weights
        As for `layers.figures.figures_for`.

    Returns
    -------
    DataFrame
        The same columns; `low` and `high` are the extremes over both paces, with and without uncertain places.
    """
    tables = {
        speed: figures_for(neighbourhoods, coverage, view.at_speed(speed), weights)
        for speed in (view.assumptions.speed, *(speed for speed in Speed if speed is not view.assumptions.speed))
    }
    shown = tables[view.assumptions.speed]
    return shown.assign(
        low=np.fmin.reduce([table["low"].to_numpy() for table in tables.values()]),
        high=np.fmax.reduce([table["high"].to_numpy() for table in tables.values()]),
    )


def banded_city(figures: pd.DataFrame, coverage: pd.DataFrame, view: View, code: str, name: str) -> AreaFigure:
    """Pick the figure of the whole area with its whole band.

    Parameters
    ----------
    figures
        From `banded_figures`, for the measures that add up over neighbourhoods.
    coverage, view
        As for `banded_figures`.
    code, name
        Of the area.

    Returns
    -------
    AreaFigure
        As for a neighbourhood. The need-weighted gap is the sum over the neighbourhoods; its band is the sum of theirs.
    """
    if view.measure is Measure.NEED_GAP:
        gap = city_figure(coverage, replace(view, measure=Measure.GAP), code, name)
        value, low, high = (float(figures[column].sum()) for column in ("value", "low", "high"))
        return replace(gap, value=value, low=low, high=high)
    found = [city_figure(coverage, view.at_speed(speed), code, name) for speed in Speed]
    shown = next(one for one, speed in zip(found, Speed, strict=True) if speed is view.assumptions.speed)
    return replace(shown, low=min(one.low for one in found), high=max(one.high for one in found))


def driest_first(figures: pd.DataFrame, measure: Measure) -> list[AreaFigure]:
    """Give the neighbourhoods that can be ranked, the one that misses most first."""
    ranked = figures[figures["status"] == "shown"]
    order = ranked.sort_values(["value", "gap"], ascending=[not CLASSES[measure].high_is_dry, False])
    return area_figures(order)
