"""What if places close or open, and where the next ones would reach most residents who have none."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csc_array

from geo.errors import Problem, QuestionError
from geo.library.checks import check_number, labels
from geo.library.evaluating import CAP_MIN, MINUTES, SPEED_KMH, Evaluated, evaluated, grouped
from geo.library.walking import WalkMatrix
from geo.measures.evaluation import Evaluation, nearest_minutes
from geo.measures.summary import measures_by_group
from geo.settings import metres_in
from geo.siting.best import TIME_LIMIT_S
from geo.siting.best import best_sites as best_of
from geo.siting.candidates import Candidates
from geo.siting.problem import siting_problem
from geo.vocabulary import Function
from geo.whatif.closure import next_place, only_place, sum_by_place
from geo.whatif.scenario import close_places, open_places

_COMPARED = ("covered", "coverage", "gap")


def closure(
    residents: gpd.GeoDataFrame,
    walks: WalkMatrix,
    closed: Any,
    *,
    minutes: float = MINUTES,
    speed_kmh: float = SPEED_KMH,
    by: Hashable | None = None,
) -> pd.DataFrame:
    """Compare who has a place within a walk before and after places close together.

    Parameters
    ----------
    residents
        The origins of `walks`, with a column `residents`: how many people live at each point.
    walks
        To the places that count.
    closed
        Label of the place that closes, or several.
    minutes, speed_kmh
        The threshold: 10 minutes at 4.8 km/h are 800 m.
    by
        A column of `residents`, such as the neighbourhood.

    Returns
    -------
    pandas.DataFrame
        On the index of the residents: `covered_before`, `covered_after`, and `minutes_before`, `minutes_after` to the
        nearest place, NaN beyond the walks that were looked for. With `by`, on its values: `residents`,
        `newly_covered`, `no_longer_covered`, and `covered`, `coverage` and `gap`, each with `_before` and `_after`.

    Raises
    ------
    TableError
        If residents are missing, negative or not those of the walks.
    QuestionError
        If no place closes, one is not a destination, or the walk is longer than those that were looked for.

    Notes
    -----
    The measures of `geo.coverage` and `geo.gap` without the closed places; everyone else stays, and walks to the
    nearest place that is left.

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> walks = geo.walks(town.streets, town.residents, town.places)
    >>> change = geo.closure(town.residents, walks, "Buurthuis West", minutes=4)
    >>> change[change["covered_before"] & ~change["covered_after"]]
              covered_before  covered_after  minutes_before  minutes_after
    postcode
    1000AA              True          False           3.750          6.125
    1000AB              True          False           0.375          7.375
    """
    one = evaluated(residents, walks, minutes, speed_kmh)
    columns = _columns(walks, closed)
    no_functions = np.zeros((len(Function), len(walks.destinations)), dtype=bool)
    after = close_places(walks.access, no_functions, one.evaluation, columns)
    return _compared(residents, one, after, by)


def _columns(walks: WalkMatrix, closed: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
    known = walks.destinations.index
    several = isinstance(closed, Iterable) and not isinstance(closed, str | bytes | tuple)
    asked = pd.Index(list(closed) if several else [closed]).unique()
    if not len(asked):
        sentence = "No place closes, so nothing changes. Name at least one label of the destinations."
        raise QuestionError(Problem.NOTHING_CHOSEN, sentence)
    columns = known.get_indexer(asked)
    if (columns < 0).any():
        strange, some = labels(asked[columns < 0]), labels(known)
        sentence = f"The walks lead to no place {strange}. Places are labelled by their index: {some}."
        raise QuestionError(Problem.UNKNOWN_PLACE, sentence, name=strange)
    return np.sort(columns).astype(np.int64)


def closure_losses(
    residents: gpd.GeoDataFrame,
    walks: WalkMatrix,
    *,
    minutes: float = MINUTES,
    speed_kmh: float = SPEED_KMH,
    cap_min: float = CAP_MIN,
) -> pd.DataFrame:
    """Compute what would be lost with each place, were it the only one to close.

    Parameters
    ----------
    residents, walks, minutes, speed_kmh
        As for `closure`.
    cap_min
        Longer walks, and places that cannot be reached, count as this many minutes.

    Returns
    -------
    pandas.DataFrame
        On the index of the destinations: `sole_residents`, who have this place within the walk and no other; `users`,
        whose nearest place it is; `walkers`, those of them whose walk would grow; and `extra_minutes`, by how much
        together.

    Raises
    ------
    TableError, QuestionError
        As `closure`; also if `walks` were not looked for as far as `cap_min`.

    Notes
    -----
    Sole residents of j: sum P_i [t_ij <= T and no other t_ik <= T]. Extra minutes of j: sum P_i (min(t_i2, cap) -
    min(t_ij, cap)) over its users, with t_i2 the walk to their next place.

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> walks = geo.walks(town.streets, town.residents, town.places)
    >>> geo.closure_losses(town.residents, walks, minutes=4)
                    sole_residents  users  walkers  extra_minutes
    place
    Buurthuis Oost             0.0  210.0    210.0         442.75
    Buurthuis West           220.0  330.0    330.0        1278.75
    Café De Proef              0.0    0.0      0.0           0.00
    """
    one = evaluated(residents, walks, minutes, speed_kmh, cap_min=cap_min)
    count, people = len(walks.destinations), one.residents
    only = only_place(walks.access, one.evaluation.selected, one.evaluation.reach_m)
    nearest, extra = next_place(walks.access, one.evaluation, one.settings)
    grows = np.where(extra > 0, nearest, -1)
    return pd.DataFrame(
        {
            "sole_residents": sum_by_place(people, only, count),
            "users": sum_by_place(people, nearest, count),
            "walkers": sum_by_place(people, grows, count),
            "extra_minutes": sum_by_place(people * extra, grows, count),
        },
        index=walks.destinations.index,
    )


def opening(
    residents: gpd.GeoDataFrame,
    walks: WalkMatrix,
    new_walks: WalkMatrix,
    *,
    minutes: float = MINUTES,
    speed_kmh: float = SPEED_KMH,
    by: Hashable | None = None,
) -> pd.DataFrame:
    """Compare who has a place within a walk before and after places open together.

    Parameters
    ----------
    residents, walks, minutes, speed_kmh, by
        As for `closure`.
    new_walks
        From the same residents to the places that open, looked for at least as far.

    Returns
    -------
    pandas.DataFrame
        As `closure`.

    Raises
    ------
    TableError, QuestionError
        As `closure`, for both sets of walks.

    Notes
    -----
    The measures of `geo.coverage` and `geo.gap` with the new places beside the others.

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> walks = geo.walks(town.streets, town.residents, town.places)
    >>> new_walks = geo.walks(town.streets, town.residents, town.sites.loc[["school"]])
    >>> change = geo.opening(town.residents, walks, new_walks, minutes=4, by="neighbourhood")
    >>> change[["residents", "newly_covered", "coverage_before", "coverage_after"]].round(2)
                   residents  newly_covered  coverage_before  coverage_after
    neighbourhood
    Oost               210.0           70.0             0.33            0.67
    West               330.0          110.0             0.67            1.00
    """
    one = evaluated(residents, walks, minutes, speed_kmh)
    evaluated(residents, new_walks, minutes, speed_kmh)
    _check_as_far(walks, new_walks)
    no_functions = np.zeros((len(Function), len(new_walks.destinations)), dtype=bool)
    after = open_places(one.evaluation, no_functions, new_walks.access.distance)
    return _compared(residents, one, after, by)


def _check_as_far(walks: WalkMatrix, new_walks: WalkMatrix) -> None:
    """Refuse walks to new places that were not looked for as far as the others: some would be missed."""
    if new_walks.limit_m < walks.limit_m:
        sentence = (
            f"The walks to new places were looked for up to {new_walks.limit_m:g} m, the others up to "
            f"{walks.limit_m:g} m. Call geo.walks for both with the same limit_m."
        )
        raise QuestionError(Problem.BEYOND_THE_TABLES, sentence, limit=new_walks.limit_m)


def _compared(residents: gpd.GeoDataFrame, one: Evaluated, after: Evaluation, by: Hashable | None) -> pd.DataFrame:
    before = one.evaluation
    if by is None:
        before_min, after_min = (nearest_minutes(each, one.settings) for each in (before, after))
        return pd.DataFrame(
            {
                "covered_before": before.covered,
                "covered_after": after.covered,
                "minutes_before": np.where(np.isfinite(before_min), before_min, np.nan),
                "minutes_after": np.where(np.isfinite(after_min), after_min, np.nan),
            },
            index=residents.index,
        )
    groups = grouped(residents, by)
    was, now = (measures_by_group(each, one.residents, [groups.grouping], one.settings) for each in (before, after))
    columns = {
        "residents": was["residents"].to_numpy(),
        "newly_covered": groups.grouping.total(np.where(after.covered & ~before.covered, one.residents, 0.0)),
        "no_longer_covered": groups.grouping.total(np.where(before.covered & ~after.covered, one.residents, 0.0)),
    }
    for name in _COMPARED:
        columns |= {f"{name}_before": was[name].to_numpy(), f"{name}_after": now[name].to_numpy()}
    return groups.table(pd.DataFrame(columns))


def best_sites(  # noqa: PLR0913 - three tables, and the numbers that the choice depends on
    residents: gpd.GeoDataFrame,
    walks: WalkMatrix,
    site_walks: WalkMatrix,
    count: int = 1,
    *,
    minutes: float = MINUTES,
    speed_kmh: float = SPEED_KMH,
    min_distance_m: float = 0.0,
    time_limit_s: float = TIME_LIMIT_S,
) -> pd.DataFrame:
    """Choose the sites that together newly reach most residents who have no place within a walk.

    Parameters
    ----------
    residents, walks, minutes, speed_kmh
        As for `closure`; the places that are there stay.
    site_walks
        From the same residents to the candidate sites.
    count
        How many sites at most.
    min_distance_m
        Sites stand at least this far apart, as the crow flies.
    time_limit_s
        When it has passed, the best choice so far is given, and `proven` is False.

    Returns
    -------
    pandas.DataFrame
        On the labels of the chosen sites, the one that wins most first: `newly_covered`, residents that it adds to
        those before it; `together`, the sum so far; `proven`, whether no other choice of so many sites wins more.
        Fewer rows than asked where more would win nobody, or not fit.

    Raises
    ------
    TableError, QuestionError
        As `closure`, for both sets of walks; also if more sites are asked for than there are.

    Notes
    -----
    The maximal covering location problem of Church & ReVelle (1974, https://doi.org/10.1007/BF01942293), solved by
    HiGHS to the proven optimum.

    Examples
    --------
    >>> import geo
    >>> town = geo.tiny_town()
    >>> walks = geo.walks(town.streets, town.residents, town.places)
    >>> site_walks = geo.walks(town.streets, town.residents, town.sites)
    >>> geo.best_sites(town.residents, walks, site_walks, count=2, minutes=4)
            newly_covered  together  proven
    site
    school          180.0     180.0    True
    church           70.0     250.0    True
    """
    one = evaluated(residents, walks, minutes, speed_kmh)
    evaluated(residents, site_walks, minutes, speed_kmh)
    check_number("time_limit_s", time_limit_s)
    sites = site_walks.destinations
    candidates = Candidates(
        ids=sites.index.to_numpy(dtype=object),
        points=shapely.get_coordinates(sites.geometry.to_numpy()),
        neighbourhood=np.full(len(sites), None, dtype=object),
        reaches=csc_array(site_walks.access.within(metres_in(minutes, speed_kmh))),
    )
    problem = siting_problem(one.evaluation, candidates, one.residents)
    found = best_of(problem, count, min_distance_m=min_distance_m, time_limit_s=time_limit_s)
    chosen = np.array(found.chosen, dtype=np.int64)
    together = np.array([problem.value_of(chosen[: number + 1]) for number in range(len(chosen))])
    columns = {"newly_covered": np.diff(together, prepend=0.0), "together": together, "proven": found.proven}
    return pd.DataFrame(columns, index=sites.index[chosen])
