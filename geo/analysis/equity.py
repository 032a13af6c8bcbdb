"""Equity: how unequally the walk to a meeting place is shared, and by whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.analysis.city import NEEDS, City
from geo.analysis.need_counts import need_counts
from geo.arrays import FloatArray
from geo.measures.evaluation import Evaluation, capped_minutes
from geo.vocabulary import AGE_BANDS, NEED_BASES, NeedBase

AGE_NEED = "share_65_plus"
"""Counted as an age band already."""


@dataclass(frozen=True, slots=True)
class Equity:
    """How unequally minutes are shared.

    Parameters
    ----------
    gini
        0 when everyone walks as long, towards 1 when few do all the walking. It says nothing about how long: everyone
        equally far scores 0 too, so read it beside the mean.
    mean_minutes
        To the nearest place, walks capped, over all residents.
    people, minutes
        The Lorenz curve: share of residents, those with the shortest walk first, and the share of all minutes that
        they walk; both from 0 to 1, shape `(n,)`.
    """

    gini: float
    mean_minutes: float
    people: FloatArray
    minutes: FloatArray


def lorenz(minutes: FloatArray, residents: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Draw the Lorenz curve (Lorenz 1905) of minutes over residents.

    Parameters
    ----------
    minutes
        Finite, not negative, shape `(k,)`.
    residents
        P_i, shape `(k,)`.

    Returns
    -------
    people, minutes : numpy.ndarray
        Cumulated shares from 0 to 1, one point more than there are demand points with residents. When all minutes are
        0 they are shared equally. Empty when nobody lives anywhere.
    """
    lived_in = residents > 0
    order = np.argsort(minutes[lived_in], kind="stable")
    people, walked = residents[lived_in][order], (residents * minutes)[lived_in][order]
    if not len(people):
        return np.empty(0), np.empty(0)
    share = np.append(0.0, np.cumsum(people)) / people.sum()
    if not walked.sum() > 0:
        return share, share.copy()
    return share, np.append(0.0, np.cumsum(walked)) / walked.sum()


def gini(minutes: FloatArray, residents: FloatArray) -> float:
    """Compute the Gini coefficient: twice the area between the Lorenz curve and equal shares.

    Equals sum_i sum_j P_i P_j |t_i - t_j| / (2 P^2 mean(t)), as used for public transport by Delbosc & Currie (2011).

    Parameters
    ----------
    minutes, residents
        As for `lorenz`.

    Returns
    -------
    float
        0 to 1, NaN when nobody lives anywhere.
    """
    people, walked = lorenz(minutes, residents)
    if not len(people):
        return float("nan")
    return float(max(0.0, 1.0 - np.sum(np.diff(people) * (walked[1:] + walked[:-1]))))


def equity(city: City, evaluation: Evaluation) -> Equity:
    """Measure how unequally the walk to the nearest place is shared over all residents.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        What everyone can reach.

    Returns
    -------
    Equity
        Of walks capped at `cap_min`, as in the depth of a gap.
    """
    minutes = capped_minutes(evaluation, city.settings)
    people, walked = lorenz(minutes, city.residents)
    mean = float(city.residents @ minutes / city.residents.sum())
    return Equity(gini(minutes, city.residents), mean, people, walked)


def groups_table(city: City, evaluation: Evaluation) -> pd.DataFrame:
    """Compare how far groups of residents walk, and how many of them live in the dry parts.

    A group by age is counted per demand point, and so is one by need where postcodes count it. Other needs are
    estimated: the share of a neighbourhood is spread evenly over its adults (`geo.vocabulary.NEED_BASES`), so
    differences within a neighbourhood do not show and differences between groups come out too small. Whoever lives
    alone is counted once as a resident and once as a household.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        What everyone can reach.

    Returns
    -------
    pandas.DataFrame
        One row for all residents, per age band and per need but age: `group`, `kind` (`all`, `age`, `need`), `base`
        (a `geo.vocabulary.NeedBase`: what is counted), `modelled`, `number`, `mean_minutes` (walks capped), `dry`
        (those with no place within the threshold), `share_dry`, and `times_all`: that share over the share of all
        residents, NaN when nobody is dry.
    """
    minutes, dry = capped_minutes(evaluation, city.settings), evaluation.levels.dry
    counts = need_counts(city)
    groups = [("all", "all", False, city.residents)]
    groups += [(band, "age", False, city.ages[:, index]) for index, band in enumerate(AGE_BANDS)]
    groups += [
        (need, "need", bool(counts.modelled[index]), np.nan_to_num(counts.number[:, index]))
        for index, need in enumerate(NEEDS)
        if need != AGE_NEED
    ]
    table = pd.DataFrame(
        [
            {
                "group": name,
                "kind": kind,
                "base": str(NEED_BASES.get(name, NeedBase.RESIDENTS)),
                "modelled": modelled,
                "number": people.sum(),
                "mean_minutes": _ratio(float(people @ minutes), people.sum()),
                "dry": float(people @ dry),
                "share_dry": _ratio(float(people @ dry), people.sum()),
            }
            for name, kind, modelled, people in groups
        ]
    )
    everyone = table["share_dry"].iloc[0]
    return table.assign(times_all=table["share_dry"] / everyone if everyone > 0 else np.nan)


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")
