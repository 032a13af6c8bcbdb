"""The measures, for every row of residents or added up by group.

Coverage, gap, depth, redundancy, variety and equity: every figure comes from `geo.measures.evaluation.evaluate`, as in
a build and in a what-if.
"""

from __future__ import annotations

from collections.abc import Hashable

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analysis.equity import gini
from geo.library.evaluating import (
    CAP_MIN,
    MINUTES,
    SPEED_KMH,
    Evaluated,
    ResidentGroups,
    evaluated,
    functions_of_places,
    grouped,
)
from geo.library.walking import WalkMatrix
from geo.measures.evaluation import capped_minutes, nearest_minutes
from geo.measures.formulas import Redundancy, excess_minutes, is_redundancy
from geo.measures.grouping import share_of
from geo.measures.summary import measures_by_group


def coverage(
    residents: gpd.GeoDataFrame,
    walks: WalkMatrix,
    *,
    minutes: float = MINUTES,
    speed_kmh: float = SPEED_KMH,
    by: Hashable | None = None,
) -> pd.Series[float] | pd.Series[bool]:
    """Tell who has a place within a walk, or the share of residents who have one.

    Parameters
    ----------
    residents
        The origins of `walks`, with a column `residents`: how many people live at each point.
    walks
        To the places that count.
    minutes, speed_kmh
        The threshold: 10 minutes at 4.8 km/h are 800 m, for whoever walks slower 3.0 km/h are 500 m.
    by
        A column of `residents`, such as the neighbourhood.

    Returns
    -------
    pandas.Series
        `coverage`. On the index of the residents: whether a place lies within the walk. With `by`, on its values in
        their order: the share of residents for whom one does, NaN where nobody lives.

    Raises
    ------
    TableError
        If residents are missing, negative or not those of the walks.
    QuestionError
        If the walk is no positive number, or longer than the walks that were looked for.

    Notes
    -----
    C_b = sum P_i [min_j t_ij <= T] / sum P_i: cumulative opportunities, with one as enough (Geurs & Van Wee 2004,
    https://doi.org/10.1016/j.jtrangeo.2003.10.005).

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> walks = geo.walks(town.streets, town.residents, town.places)
    >>> geo.coverage(town.residents, walks, minutes=4).tolist()
    [True, True, False, True, False, False]
    >>> geo.coverage(town.residents, walks, minutes=4, by="neighbourhood")
    neighbourhood
    Oost    0.333333
    West    0.666667
    Name: coverage, dtype: float64
    """
    one = evaluated(residents, walks, minutes, speed_kmh)
    if by is None:
        return pd.Series(one.evaluation.covered, index=residents.index, name="coverage")
    return _by_group(one, grouped(residents, by))["coverage"].rename("coverage")


def gap(
    residents: gpd.GeoDataFrame,
    walks: WalkMatrix,
    *,
    minutes: float = MINUTES,
    speed_kmh: float = SPEED_KMH,
    by: Hashable | None = None,
) -> pd.Series[float]:
    """Count the residents who have no place within a walk.

    Parameters
    ----------
    residents, walks, minutes, speed_kmh, by
        As for `coverage`.

    Returns
    -------
    pandas.Series
        `gap`, residents: on the index of the residents, or added up by the values of `by`.

    Raises
    ------
    TableError, QuestionError
        As `coverage`.

    Notes
    -----
    sum P_i [min_j t_ij > T]: the poverty measure of Foster, Greer & Thorbecke (1984) with alpha = 0, as a number
    instead of a share.

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> walks = geo.walks(town.streets, town.residents, town.places)
    >>> geo.gap(town.residents, walks, minutes=4, by="neighbourhood")
    neighbourhood
    Oost    140.0
    West    110.0
    Name: gap, dtype: float64
    """
    one = evaluated(residents, walks, minutes, speed_kmh)
    if by is None:
        missed = np.where(one.evaluation.covered, 0.0, one.residents)
        return pd.Series(missed, index=residents.index, name="gap")
    return _by_group(one, grouped(residents, by))["gap"].rename("gap")


def depth(
    residents: gpd.GeoDataFrame,
    walks: WalkMatrix,
    *,
    minutes: float = MINUTES,
    speed_kmh: float = SPEED_KMH,
    cap_min: float = CAP_MIN,
    by: Hashable | None = None,
) -> pd.Series[float]:
    """Measure how far beyond a walk the nearest place lies, in minutes.

    Parameters
    ----------
    residents, walks, minutes, speed_kmh, by
        As for `coverage`.
    cap_min
        Longer walks, and places that cannot be reached, count as this many minutes.

    Returns
    -------
    pandas.Series
        `depth`, minutes: on the index of the residents, 0 where a place lies within the walk. With `by`, the mean over
        all residents of each group, the covered ones included; NaN where nobody lives.

    Raises
    ------
    TableError, QuestionError
        As `coverage`; also if `walks` were not looked for as far as `cap_min`.

    Notes
    -----
    Mean of max(0, min(t_i, cap) - T): the poverty gap of Foster, Greer & Thorbecke (1984,
    https://doi.org/10.2307/1913475) with alpha = 1, in minutes instead of money.

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> walks = geo.walks(town.streets, town.residents, town.places)
    >>> geo.depth(town.residents, walks, minutes=4).round(2).tolist()
    [0.0, 0.0, 2.38, 0.0, 0.1, 5.98]
    >>> geo.depth(town.residents, walks, minutes=4, by="neighbourhood").round(2).to_dict()
    {'Oost': 2.02, 'West': 0.79}
    """
    one = evaluated(residents, walks, minutes, speed_kmh, cap_min=cap_min)
    if by is None:
        excess = excess_minutes(nearest_minutes(one.evaluation, one.settings), minutes, cap_min)
        return pd.Series(excess, index=residents.index, name="depth")
    return _by_group(one, grouped(residents, by))["gap_depth"].rename("depth")


def redundancy(
    residents: gpd.GeoDataFrame,
    walks: WalkMatrix,
    *,
    minutes: float = MINUTES,
    speed_kmh: float = SPEED_KMH,
    by: Hashable | None = None,
) -> pd.Series[str] | pd.DataFrame:
    """Tell who has no place, one place, or several places within a walk: dry, single or looped, as of a sewer.

    Parameters
    ----------
    residents, walks, minutes, speed_kmh, by
        As for `coverage`.

    Returns
    -------
    pandas.Series or pandas.DataFrame
        `redundancy` on the index of the residents, ordered categories `dry` < `single` < `looped`. With `by`, a table
        on its values: `dry`, `single`, `looped`, residents.

    Raises
    ------
    TableError, QuestionError
        As `coverage`.

    Notes
    -----
    The cumulative opportunities sum_j [t_ij <= T] (Geurs & Van Wee 2004) in three classes. Whoever has a single place
    loses it when that closes.

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> walks = geo.walks(town.streets, town.residents, town.places)
    >>> geo.redundancy(town.residents, walks, minutes=4).tolist()
    ['single', 'single', 'dry', 'looped', 'dry', 'dry']
    >>> geo.redundancy(town.residents, walks, minutes=4, by="neighbourhood")
                     dry  single  looped
    neighbourhood
    Oost           140.0     0.0    70.0
    West           110.0   220.0     0.0
    """
    one = evaluated(residents, walks, minutes, speed_kmh)
    levels = [level.value for level in Redundancy]
    if by is None:
        which = np.select([is_redundancy(one.evaluation.count, level) for level in Redundancy], levels, "")
        classes = pd.Categorical(which, categories=levels, ordered=True)
        return pd.Series(classes, index=residents.index, name="redundancy")
    return _by_group(one, grouped(residents, by))[levels]


def variety(
    residents: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
    walks: WalkMatrix,
    *,
    minutes: float = MINUTES,
    speed_kmh: float = SPEED_KMH,
    by: Hashable | None = None,
) -> pd.Series[float] | pd.Series[int]:
    """Count how many of four functions can be reached: to meet, join in, develop and move.

    Parameters
    ----------
    residents, walks, minutes, speed_kmh, by
        As for `coverage`.
    places
        The destinations of `walks`, with a column `functions`: for each place a list of `meet`, `join_in`, `develop`
        and `move`, or the same as text (`meet;move`).

    Returns
    -------
    pandas.Series
        `variety` on the index of the residents, 0 to 4. With `by`, the mean over all residents of each group; NaN where
        nobody lives.

    Raises
    ------
    TableError, QuestionError
        As `coverage`; also if a function is not one of the four.

    Notes
    -----
    sum_f [some place with function f lies within T]: the cumulative opportunities of Geurs & Van Wee (2004) by kind of
    opportunity, each counted once.

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> walks = geo.walks(town.streets, town.residents, town.places)
    >>> town.places["functions"].to_dict()
    {'Buurthuis Oost': 'meet;join_in', 'Buurthuis West': 'meet;join_in', 'Café De Proef': 'meet'}
    >>> geo.variety(town.residents, town.places, walks, minutes=4).tolist()
    [2, 2, 0, 2, 0, 0]
    """
    functions = functions_of_places(places, walks)
    one = evaluated(residents, walks, minutes, speed_kmh, functions=functions)
    if by is None:
        return pd.Series(one.evaluation.functions_within, index=residents.index, name="variety")
    return _by_group(one, grouped(residents, by))["variety"].rename("variety")


def equity(
    residents: gpd.GeoDataFrame,
    walks: WalkMatrix,
    *,
    speed_kmh: float = SPEED_KMH,
    cap_min: float = CAP_MIN,
    by: Hashable | None = None,
) -> pd.DataFrame:
    """Measure how unequally the walk to the nearest place is shared.

    Parameters
    ----------
    residents, walks, speed_kmh, by
        As for `coverage`.
    cap_min
        Longer walks, and places that cannot be reached, count as this many minutes.

    Returns
    -------
    pandas.DataFrame
        One row labelled `all`, or one per value of `by`: `residents`, `mean_minutes` to the nearest place, and `gini`,
        0 when everyone walks as far and towards 1 when few do all the walking. It says nothing of how far: read it
        beside the mean. NaN where nobody lives.

    Raises
    ------
    TableError, QuestionError
        As `depth`.

    Notes
    -----
    Gini = sum_i sum_j P_i P_j |t_i - t_j| / (2 P^2 mean(t)), as for public transport by Delbosc & Currie (2011,
    https://doi.org/10.1016/j.jtrangeo.2011.02.008).

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> walks = geo.walks(town.streets, town.residents, town.places)
    >>> geo.equity(town.residents, walks).round(2)
         residents  mean_minutes  gini
    all      540.0          4.13  0.41
    """
    one = evaluated(residents, walks, cap_min, speed_kmh, cap_min=cap_min)
    groups = grouped(residents, by)
    minutes, people = capped_minutes(one.evaluation, one.settings), groups.grouping.total(one.residents)
    rows = [groups.grouping.of_point == number for number in range(len(people))]
    unequal = [gini(minutes[row], one.residents[row]) for row in rows]
    mean = share_of(groups.grouping.total(one.residents * minutes), people)
    return groups.table(pd.DataFrame({"residents": people, "mean_minutes": mean, "gini": unequal}))


def _by_group(one: Evaluated, groups: ResidentGroups) -> pd.DataFrame:
    return groups.table(measures_by_group(one.evaluation, one.residents, [groups.grouping], one.settings))
