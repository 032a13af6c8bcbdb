"""Choose the sites that would newly cover most residents, with the optimum proven by a solver."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np

from geo.arrays import IntArray
from geo.errors import Problem, QuestionError
from geo.siting.problem import SitingProblem, reduce_problem
from geo.siting.solver import solve, solve_apart, too_near

TIME_LIMIT_S: Final = 60.0
_PROVEN_WITHIN: Final = 1e-6
"""Of the value: the solver's own tolerance, far less than one resident."""


class Method(StrEnum):
    """How sites were found."""

    OPTIMAL = "optimal"
    GREEDY = "greedy"


@dataclass(frozen=True, slots=True)
class Siting:
    """A choice of sites.

    Parameters
    ----------
    chosen
        Indices of candidates, the one that wins most first, then the one that adds most, and so on. Fewer than asked
        when more would win nothing, or when no more fit at the minimum distance.
    value
        (Need-weighted) residents newly covered.
    bound
        No choice of so many sites can win more.
    method
        Proven search or greedy comparison.
    seconds
        How long it took.
    """

    chosen: tuple[int, ...]
    value: float
    bound: float
    method: Method
    seconds: float

    @property
    def gap(self) -> float:
        """How far from the optimum it may be at most, as a share of the bound; 0 when it is proven to be the best."""
        if self.bound - self.value <= _PROVEN_WITHIN * max(self.bound, 1.0):
            return 0.0
        return (self.bound - self.value) / self.bound

    @property
    def proven(self) -> bool:
        """Whether no choice of so many sites can do better."""
        return self.gap == 0.0


def best_sites(
    problem: SitingProblem, count: int, *, min_distance_m: float = 0.0, time_limit_s: float = TIME_LIMIT_S
) -> Siting:
    """Find the sites that newly cover most, and prove it.

    The maximal covering location problem of Church & ReVelle (1974): maximise sum w_i y_i where y_i <= sum of x_j over
    the candidates j that reach i, and sum x_j <= p, with x_j 0 or 1. y_i may be any share: at the optimum it is 0 or
    1 by itself. Solved by HiGHS through scipy.

    Parameters
    ----------
    problem
        The question.
    count
        p, how many sites at most.
    min_distance_m
        Sites stand at least this far apart, as the crow flies.
    time_limit_s
        When it has passed the best choice so far is given, with the bound that was reached.

    Returns
    -------
    Siting
        `proven`, unless the time was up.

    Raises
    ------
    QuestionError
        If no site is asked for, more than there are candidates, or a limit is not a positive number.
    """
    _check(problem, count, min_distance_m, time_limit_s)
    begun = time.perf_counter()
    greedy = greedy_sites(problem, count, min_distance_m=min_distance_m)
    if count == 1 or greedy.value == 0:
        # One site is the best of all that were looked at: nothing is left to prove.
        return replace(greedy, bound=greedy.value, method=Method.OPTIMAL)
    until = begun + time_limit_s
    chosen, bound = solve(reduce_problem(problem, keep_alternatives=False), count, [], until)
    if too_near(problem.points[chosen], min_distance_m).any():
        # Without the minimum distance no more than this can be won; often as much can be won with it.
        chosen = np.array(greedy.chosen, dtype=np.int64)
        if bound - greedy.value > _PROVEN_WITHIN * bound:
            chosen, closer = solve_apart(problem, count, min_distance_m, until)
            bound = min(bound, closer)
    if problem.value_of(chosen) < greedy.value:
        chosen = np.array(greedy.chosen, dtype=np.int64)
    ordered = _most_first(problem, chosen)
    value = problem.value_of(ordered)
    seconds = time.perf_counter() - begun
    return Siting(tuple(map(int, ordered)), value, max(bound, value), Method.OPTIMAL, seconds)


def _check(problem: SitingProblem, count: int, min_distance_m: float, time_limit_s: float) -> None:
    candidates = problem.reaches.shape[1]
    if count < 1:
        sentence = f"{count} sites were asked for. Ask for at least one."
        raise QuestionError(Problem.NO_SITES_ASKED, sentence, count=count)
    if count > candidates:
        sentence = f"{count} sites were asked for, but there are only {candidates} candidates. Ask for fewer."
        raise QuestionError(Problem.TOO_MANY_SITES, sentence, count=count, limit=candidates)
    if not (np.isfinite(min_distance_m) and min_distance_m >= 0):
        sentence = f"A minimum distance of {min_distance_m:g} m makes no sense. Give 0 or more."
        raise QuestionError(Problem.BAD_NUMBER, sentence, found=min_distance_m)
    if not (np.isfinite(time_limit_s) and time_limit_s > 0):
        sentence = f"A time limit of {time_limit_s:g} s makes no sense. Give more than 0."
        raise QuestionError(Problem.BAD_NUMBER, sentence, found=time_limit_s)


def _most_first(problem: SitingProblem, chosen: IntArray) -> IntArray:
    """Order sites by what each adds to those before it; what adds nothing goes."""
    left, ordered, weight = list(map(int, chosen)), [], problem.weight.copy()
    while left:
        wins = [float(weight[problem.reaches[:, site]].sum()) for site in left]
        best = int(np.argmax(wins))
        if wins[best] <= 0:
            break
        site = left.pop(best)
        ordered.append(site)
        weight[problem.reaches[:, site]] = 0.0
    return np.array(ordered, dtype=np.int64)


def greedy_sites(problem: SitingProblem, count: int, *, min_distance_m: float = 0.0) -> Siting:
    """Take the site that wins most, then the one that adds most, and so on: quick, and a comparison only.

    Without a minimum distance it wins at least 63 % of what the best choice does (Nemhauser, Wolsey & Fisher 1978);
    nothing proves that it is the best.

    Parameters
    ----------
    problem, count, min_distance_m
        As for `best_sites`.

    Returns
    -------
    Siting
        With everything that could be won as its bound.

    Raises
    ------
    QuestionError
        As `best_sites`.
    """
    _check(problem, count, min_distance_m, TIME_LIMIT_S)
    begun = time.perf_counter()
    weight = problem.weight.copy()
    chosen: list[int] = []
    allowed = np.ones(problem.reaches.shape[1], dtype=bool)
    while len(chosen) < count:
        wins = np.where(allowed, weight @ problem.reaches, 0.0)
        best = int(wins.argmax()) if len(wins) else 0
        if not len(wins) or wins[best] <= 0:
            break
        chosen.append(best)
        weight[problem.reaches[:, best]] = 0.0
        apart = np.hypot(*(problem.points - problem.points[best]).T)
        allowed &= apart >= min_distance_m
        allowed[best] = False
    winnable = float(problem.weight[problem.reaches.any(axis=1)].sum())
    value = problem.value_of(np.array(chosen, dtype=np.int64))
    return Siting(tuple(chosen), value, max(winnable, value), Method.GREEDY, time.perf_counter() - begun)


def marginal_curve(
    problem: SitingProblem, up_to: int, *, min_distance_m: float = 0.0, time_limit_s: float = TIME_LIMIT_S
) -> Sequence[Siting]:
    """Find what the first, second, ... site adds.

    Each number of sites is answered by itself: the best two need not hold the best one.

    Parameters
    ----------
    problem
        The question.
    up_to
        Largest number of sites.
    min_distance_m, time_limit_s
        As for `best_sites`; the time limit holds for each number.

    Returns
    -------
    sequence of Siting
        For 1, 2, ..., `up_to` sites; values never fall.

    Raises
    ------
    QuestionError
        As `best_sites`.
    """
    _check(problem, up_to, min_distance_m, time_limit_s)
    curve: list[Siting] = []
    for count in range(1, up_to + 1):
        found = best_sites(problem, count, min_distance_m=min_distance_m, time_limit_s=time_limit_s)
        curve.append(found if not curve or found.value >= curve[-1].value else curve[-1])
    return tuple(curve)
