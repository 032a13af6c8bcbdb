"""Solve the maximal covering location problem with HiGHS."""

from __future__ import annotations

import time
from itertools import product
from typing import Final

import numpy as np
import scipy.spatial.distance
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, eye_array, hstack, vstack

from geo.arrays import BoolArray, FloatArray, IntArray
from geo.siting.problem import Reduced, SitingProblem, reduce_problem


def solve_apart(problem: SitingProblem, count: int, min_distance_m: float, until: float) -> tuple[IntArray, float]:
    """Choose sites that stand apart: rules for squares first, then for whatever pair still breaks the distance.

    Parameters
    ----------
    problem
        The question.
    count
        p.
    min_distance_m
        As the crow flies, more than 0.
    until
        When to stop, on the clock of `time.perf_counter`.

    Returns
    -------
    chosen : numpy.ndarray
        Candidates, none when the time was up first.
    bound : float
        No choice can win more.
    """
    reduced = reduce_problem(problem, keep_alternatives=True)
    points = problem.points[reduced.candidates]
    near, groups = too_near(points, min_distance_m), cell_groups(points, min_distance_m)
    bound = float(reduced.weight.sum())
    while time.perf_counter() < until:
        chosen, closer = solve(reduced, count, groups, until)
        bound = min(bound, closer)
        local = np.flatnonzero(np.isin(reduced.candidates, chosen))
        breaking = np.argwhere(np.triu(near[np.ix_(local, local)]))
        if not len(breaking):
            return chosen, bound
        groups += [group_around(points, near, int(local[one]), int(local[other])) for one, other in breaking]
    return np.empty(0, np.int64), bound


def solve(reduced: Reduced, count: int, one_of_each: list[IntArray], until: float) -> tuple[IntArray, float]:
    """Choose sites.

    Parameters
    ----------
    reduced
        The question.
    count
        p.
    one_of_each
        Groups of columns of which one at most may be chosen.
    until
        When to stop, on the clock of `time.perf_counter`.

    Returns
    -------
    chosen : numpy.ndarray
        Candidates, none when the time was up before any choice was found.
    bound : float
        No choice can win more.
    """
    ceiling, time_left = float(reduced.weight.sum()), until - time.perf_counter()
    if time_left <= 0 or not len(reduced.candidates):
        return np.empty(0, np.int64), ceiling
    groups, sites = reduced.reaches.shape
    covered_by_chosen = hstack([csr_array(-reduced.reaches.astype(np.float64)), eye_array(groups)])
    at_most = hstack([csr_array(np.ones((1, sites))), csr_array((1, groups))])
    limits = [LinearConstraint(vstack([covered_by_chosen, at_most]), ub=np.append(np.zeros(groups), float(count)))]
    if one_of_each:
        limits.append(LinearConstraint(_membership(one_of_each, sites + groups), ub=1.0))
    found = milp(
        c=np.concatenate([np.zeros(sites), -reduced.weight]),
        integrality=np.concatenate([np.ones(sites), np.zeros(groups)]),
        bounds=Bounds(0.0, 1.0),
        constraints=limits,
        options={"mip_rel_gap": 0.0, "time_limit": time_left},
    )
    bound = -float(found.mip_dual_bound) if found.mip_dual_bound is not None else ceiling
    chosen = np.empty(0, np.int64) if found.x is None else reduced.candidates[found.x[:sites] > 0.5]
    return chosen, min(bound, ceiling) if np.isfinite(bound) else ceiling


def _membership(groups: list[IntArray], columns: int) -> csr_array:
    rows = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    members = np.concatenate(groups)
    return coo_array((np.ones(len(rows)), (rows, members)), shape=(len(groups), columns)).tocsr()


_SHIFTS: Final = (0.0, 1 / 3, 2 / 3)
_STRICTLY: Final = 1.0 - 1e-9


def too_near(points: FloatArray, min_distance_m: float) -> BoolArray:
    """Tell which candidates stand nearer to each other than allowed, as the crow flies.

    Parameters
    ----------
    points
        EPSG:28992, shape `(c, 2)`.
    min_distance_m
        In metres; with 0 none do.

    Returns
    -------
    numpy.ndarray
        Symmetric, shape `(c, c)`; False on the diagonal.
    """
    near = np.zeros((len(points), len(points)), dtype=bool)
    if min_distance_m > 0:
        near = scipy.spatial.distance.cdist(points, points) < min_distance_m
        np.fill_diagonal(near, val=False)
    return near


def cell_groups(points: FloatArray, min_distance_m: float) -> list[IntArray]:
    """Lay squares over the map in which no two sites fit: of each group one candidate at most can be chosen.

    Parameters
    ----------
    points
        Shape `(c, 2)`.
    min_distance_m
        More than 0. The diagonal of the squares is a hair shorter. They are laid nine times, each time shifted by a
        third of a side, so that hardly a pair always lies in two squares.

    Returns
    -------
    list of numpy.ndarray
        Indices of the candidates in each square that holds more than one.
    """
    side = min_distance_m / np.sqrt(2.0) * _STRICTLY
    groups: list[IntArray] = []
    for shift in product(_SHIFTS, repeat=2):
        cells = np.floor(points / side + np.array(shift)).astype(np.int64)
        _, cell = np.unique(cells, axis=0, return_inverse=True)
        order = np.argsort(cell.ravel(), kind="stable").astype(np.int64)
        members = np.split(order, np.flatnonzero(np.diff(cell.ravel()[order])) + 1)
        groups.extend(one for one in members if len(one) > 1)
    return groups


def group_around(points: FloatArray, near: BoolArray, first: int, second: int) -> IntArray:
    """Gather two candidates that exclude each other and others that all exclude one another.

    Parameters
    ----------
    points
        Shape `(c, 2)`.
    near
        As `too_near` gives.
    first, second
        Two candidates that are too near.

    Returns
    -------
    numpy.ndarray
        Indices, sorted: those around the middle of the two come first.
    """
    group, common = [first, second], near[first] & near[second]
    middle = (points[first] + points[second]) / 2
    for one in np.argsort(np.hypot(*(points - middle).T), kind="stable"):
        if common[one]:
            group.append(int(one))
            common &= near[one]
    return np.sort(np.array(group, dtype=np.int64))
