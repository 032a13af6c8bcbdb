"""Pick the figures of one view of the neighbourhoods with their band, for map, legend, sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Final, Literal

import numpy as np
import pandas as pd

from geo.measures.assumptions import Assumptions
from geo.measures.formulas import need_weighted
from geo.measures.summary import MEASURES
from geo.settings import WalkSettings
from geo.vocabulary import Speed
from layers.measures import CLASSES, NO_CLASS, Measure, View

RANKING_MIN_RESIDENTS: Final = WalkSettings().ranking_min_residents
_SHARES: Final = {Measure.DRY: "dry", Measure.SINGLE: "single", Measure.LOOPED: "looped"}


def _about(coverage: pd.DataFrame, view: View) -> pd.DataFrame:
    asked = view.assumptions
    return coverage[(coverage["threshold"] == asked.threshold) & (coverage["selection"] == asked.selection.value)]


def _picked(about: pd.DataFrame, asked: Assumptions, *, with_uncertain: bool) -> pd.DataFrame:
    chosen = (about["with_uncertain"] == with_uncertain) & (about["speed"] == asked.speed.value)
    return about[chosen].set_index("neighbourhood")[list(MEASURES)]


def _values(
    figures: pd.DataFrame, measure: Measure, needs: pd.DataFrame, weights: Mapping[str, float]
) -> pd.Series[float]:
    if measure in _SHARES:
        people = figures["residents"]
        return figures[_SHARES[measure]] / people.where(people > 0)
    if measure is Measure.NEED_GAP:
        columns = list(weights)
        weighted = need_weighted(
            figures["gap"].to_numpy(dtype=np.float64),
            needs.reindex(figures.index)[columns].to_numpy(dtype=np.float64),
            np.array([weights[column] for column in columns], dtype=np.float64),
        )
        return pd.Series(weighted, index=figures.index)
    return figures[measure.value]


@dataclass(frozen=True, slots=True)
class AreaFigure:
    """The figures of one neighbourhood, or of the city, in one view.

    Parameters
    ----------
    neighbourhood, name
        Code and name of the area.
    residents, covered, gap, dry, single, looped
        Residents: all, those with a place within the threshold, those without; and with no, one, several places.
    coverage, gap_depth, variety
        Share (0-1), minutes, functions (0-4).
    value, low, high
        The view's measure, and its extremes with and without uncertain places, at the view's speed.
    coverage_low, coverage_high
        Extremes of coverage over both speeds and uncertain places in or out, at the view's selection and threshold.
    class_, other_class
        Class of the value (1-5, 0 without one); the class it has when uncertain places are treated the other way, 0 if
        that is the same.
    status
        `shown`; `few` below `RANKING_MIN_RESIDENTS` residents; `unknown` without a figure.
    """

    neighbourhood: str
    name: str
    residents: float
    covered: float
    gap: float
    dry: float
    single: float
    looped: float
    coverage: float
    gap_depth: float
    variety: float
    value: float
    low: float
    high: float
    coverage_low: float
    coverage_high: float
    class_: int
    other_class: int
    status: Literal["shown", "few", "unknown"]


def _statuses(value: pd.Series[float], residents: pd.Series[float]) -> list[str]:
    few = ~(residents >= RANKING_MIN_RESIDENTS)
    return list(np.where(value.isna(), "unknown", np.where(few, "few", "shown")))


def _classes(figures: pd.DataFrame, other: pd.Series[float], measure: Measure) -> tuple[list[int], list[int]]:
    classes = CLASSES[measure]
    shown = [
        classes.class_of(float(value)) if status == "shown" else NO_CLASS
        for value, status in zip(figures["value"], figures["status"], strict=True)
    ]
    otherwise = [classes.class_of(float(value)) for value in other]
    differing = [b if NO_CLASS not in {a, b} and a != b else NO_CLASS for a, b in zip(shown, otherwise, strict=True)]
    return shown, differing


def _with_view(
    shown: pd.DataFrame, otherwise: pd.DataFrame, measure: Measure, needs: pd.DataFrame, weights: Mapping[str, float]
) -> pd.DataFrame:
    value = _values(shown, measure, needs, weights)
    other = _values(otherwise, measure, needs, weights)
    figures = shown.assign(value=value, low=np.fmin(value, other), high=np.fmax(value, other))
    figures["status"] = _statuses(value, figures["residents"])
    figures["class_"], figures["other_class"] = _classes(figures, other, measure)
    return figures


def figures_for(
    neighbourhoods: pd.DataFrame, coverage: pd.DataFrame, view: View, weights: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Pick the figures of a view, one row per neighbourhood.

    Parameters
    ----------
    neighbourhoods, coverage
        The tables of the bundle of those names.
    view
        Measure, selection, speed, threshold, and whether uncertain places count in the figure shown.
    weights
        How much each need (a column of `geo.vocabulary.NEED_COLUMNS`) counts in the need-weighted gap; see
        `geo.measures.formulas.need_weighted`.

    Returns
    -------
    DataFrame
        The fields of `AreaFigure` as columns, in the order of `neighbourhoods`, index from 0.
    """
    chosen = dict(weights or {})
    named = neighbourhoods.set_index("neighbourhood")[["name", *chosen]]
    about, asked = _about(coverage, view), view.assumptions
    figures = _with_view(
        _picked(about, asked, with_uncertain=asked.with_uncertain).reindex(named.index),
        _picked(about, asked, with_uncertain=not asked.with_uncertain).reindex(named.index),
        view.measure,
        named[list(chosen)],
        chosen,
    )
    return _completed(figures.assign(name=named["name"]), about)


def _completed(figures: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    band = about.groupby("neighbourhood")["coverage"].agg(["min", "max"]).reindex(figures.index)
    figures = figures.assign(coverage_low=band["min"], coverage_high=band["max"])
    figures.index.name = "neighbourhood"
    return figures.reset_index()[[field.name for field in fields(AreaFigure)]]


def area_figures(figures: pd.DataFrame) -> list[AreaFigure]:
    """Give the rows of `figures_for` one by one, typed."""
    return [AreaFigure(**{str(key): value for key, value in row.items()}) for row in figures.to_dict("records")]


def city_figure(coverage: pd.DataFrame, view: View, city: str, name: str) -> AreaFigure:
    """Pick the figures of the whole area.

    Parameters
    ----------
    coverage
        The table of the bundle.
    view
        Measure (not the need-weighted gap, which needs each neighbourhood's needs), selection, speed and threshold.
    city
        Code of the area's row in `coverage`.
    name
        Name of the area.

    Returns
    -------
    AreaFigure
        As for a neighbourhood.

    Raises
    ------
    KeyError
        If the table has no such row.
    """
    about, asked = _about(coverage, view), view.assumptions
    figures = _with_view(
        _picked(about, asked, with_uncertain=asked.with_uncertain).loc[[city]],
        _picked(about, asked, with_uncertain=not asked.with_uncertain).loc[[city]],
        view.measure,
        pd.DataFrame(index=[city]),
        {},
    )
    return area_figures(_completed(figures.assign(name=name), about))[0]


OLD_AFTER: Final = timedelta(days=365.25)


def is_old(built: date, today: date) -> bool:
    """Whether data are more than a year old. The static site asks the same (`isOld` in `static/site/site.js`)."""
    return today - built > OLD_AFTER


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
