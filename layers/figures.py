"""Pick the figures of one view of the neighbourhoods with their band, for map, legend, sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Final, Literal

import numpy as np
import pandas as pd

from geo.bundle.weighed import INTERVAL
from geo.measures.assumptions import Assumptions
from geo.measures.formulas import need_weighted
from geo.measures.summary import MEASURES
from geo.settings import WalkSettings
from layers.measures import CLASSES, NO_CLASS, Measure, View

RANKING_MIN_RESIDENTS: Final = WalkSettings().ranking_min_residents
_SHARES: Final = {Measure.DRY: "dry", Measure.SINGLE: "single", Measure.LOOPED: "looped"}


def _about(coverage: pd.DataFrame, view: View) -> pd.DataFrame:
    asked = view.assumptions
    return coverage[(coverage["threshold"] == asked.threshold) & (coverage["selection"] == asked.selection.value)]


def _picked(about: pd.DataFrame, asked: Assumptions, *, with_uncertain: bool) -> pd.DataFrame:
    chosen = (about["with_uncertain"] == with_uncertain) & (about["speed"] == asked.speed.value)
    columns = [*MEASURES, *(name for name in INTERVAL if name in about)]
    return about[chosen].set_index("neighbourhood")[columns]


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
        The view's measure, and the interval that holds it in 9 of 10 cases. Where no interval is known, the extremes
        with and without uncertain places. Always at the view's own speed.
    coverage_low, coverage_high
        The same of coverage.
    weighed
        Whether uncertain places count by how likely they are there.
    class_, other_class
        Class of the value (1-5, 0 without one); the class it has in more than 1 of 5 cases (or with uncertain places
        treated the other way, where no interval is known), 0 if that is the same.
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
    weighed: bool
    class_: int
    other_class: int
    status: Literal["shown", "few", "unknown"]


def _statuses(value: pd.Series[float], residents: pd.Series[float]) -> list[str]:
    few = ~(residents >= RANKING_MIN_RESIDENTS)
    return list(np.where(value.isna(), "unknown", np.where(few, "few", "shown")))


def _classes(
    figures: pd.DataFrame, others: Sequence[pd.Series[float]], measure: Measure
) -> tuple[list[int], list[int]]:
    """Class every value, and the first of the other values that falls in another class."""
    classes = CLASSES[measure]
    shown = [
        classes.class_of(float(value)) if status == "shown" else NO_CLASS
        for value, status in zip(figures["value"], figures["status"], strict=True)
    ]
    differing = [NO_CLASS] * len(shown)
    for other in others:
        for row, value in enumerate(other):
            class_ = classes.class_of(float(value))
            if NO_CLASS not in {shown[row], class_} and class_ != shown[row] and differing[row] == NO_CLASS:
                differing[row] = class_
    return shown, differing


def _at_coverage(figures: pd.DataFrame, share: pd.Series[float]) -> pd.DataFrame:
    """Give the figures as they are at another coverage, as far as they follow from it."""
    gap = figures["residents"] * (1.0 - share)
    return figures.assign(coverage=share, covered=figures["residents"] - gap, gap=gap, dry=gap)


_FOLLOW_COVERAGE: Final = frozenset({Measure.COVERAGE, Measure.GAP, Measure.NEED_GAP, Measure.DRY})
"""Measures whose interval follows from that of coverage."""


def _ends_of_coverage(
    shown: pd.DataFrame, otherwise: pd.DataFrame, *, weighed: bool
) -> tuple[pd.Series[float], pd.Series[float]]:
    if weighed:
        return shown["low"], shown["high"]
    beside = shown if "low" in shown else otherwise
    return shown["coverage"], beside["coverage"]


def _least(*values: pd.Series[float]) -> pd.Series[float]:
    return pd.concat(values, axis=1).min(axis=1)


def _most(*values: pd.Series[float]) -> pd.Series[float]:
    return pd.concat(values, axis=1).max(axis=1)


def _with_view(
    shown: pd.DataFrame, otherwise: pd.DataFrame, measure: Measure, needs: pd.DataFrame, weights: Mapping[str, float]
) -> pd.DataFrame:
    value = _values(shown, measure, needs, weights)
    weighed = "low" in shown and bool(shown["low"].notna().any())
    if weighed and measure in _FOLLOW_COVERAGE:
        low, fifth, four_fifths, high = (
            _values(_at_coverage(shown, shown[name]), measure, needs, weights) for name in INTERVAL
        )
        others = [fifth, four_fifths]
    elif "low" in shown and not weighed:
        # The reader leaves uncertain places out: then nothing about them is uncertain.
        low, high, others = value, value, []
    else:
        low = high = _values(otherwise, measure, needs, weights)
        others = [low]
    # An expectation may lie a hair outside an interval without width.
    figures = shown.assign(value=value, low=_least(value, low, high), high=_most(value, low, high))
    ends = _ends_of_coverage(shown, otherwise, weighed=weighed)
    figures["coverage_low"] = _least(shown["coverage"], *ends)
    figures["coverage_high"] = _most(shown["coverage"], *ends)
    figures["weighed"] = weighed
    figures["status"] = _statuses(value, figures["residents"])
    figures["class_"], figures["other_class"] = _classes(figures, others, measure)
    return figures


def figures_for(
    neighbourhoods: pd.DataFrame, coverage: pd.DataFrame, view: View, weights: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Pick the figures of a view, one row per neighbourhood.

    Parameters
    ----------
    neighbourhoods
        The table of the bundle.
    coverage
        `Bundle.weighed`, or a table like `Bundle.coverage`, which has no intervals.
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
    return _completed(figures.assign(name=named["name"]))


def _completed(figures: pd.DataFrame) -> pd.DataFrame:
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
    return area_figures(_completed(figures.assign(name=name)))[0]


OLD_AFTER: Final = timedelta(days=365.25)


def is_old(built: date, today: date) -> bool:
    """Whether data are more than a year old. The static site asks the same (`isOld` in `static/site/site.js`)."""
    return today - built > OLD_AFTER


def whole_area(figures: pd.DataFrame, coverage: pd.DataFrame, view: View, code: str, name: str) -> AreaFigure:
    """Pick the figure of the whole area, also of the need-weighted gap.

    Parameters
    ----------
    figures
        From `figures_for`, for the measures that add up over neighbourhoods.
    coverage, view
        As for `figures_for`.
    code, name
        Of the area.

    Returns
    -------
    AreaFigure
        As for a neighbourhood. The need-weighted gap is the sum over the neighbourhoods; its ends are the sums of
        theirs, which is farther apart than they would be together.
    """
    if view.measure is not Measure.NEED_GAP:
        return city_figure(coverage, view, code, name)
    gap = city_figure(coverage, replace(view, measure=Measure.GAP), code, name)
    value, low, high = (float(figures[column].sum()) for column in ("value", "low", "high"))
    return replace(gap, value=value, low=low, high=high)


def driest_first(figures: pd.DataFrame, measure: Measure) -> list[AreaFigure]:
    """Give the neighbourhoods that can be ranked, the one that misses most first."""
    ranked = figures[figures["status"] == "shown"]
    order = ranked.sort_values(["value", "gap"], ascending=[not CLASSES[measure].high_is_dry, False])
    return area_figures(order)
