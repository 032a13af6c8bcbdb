"""Sites that must stand apart: which candidates exclude each other, said so that a solver can use it."""

from __future__ import annotations

from itertools import product
from typing import Final

import numpy as np
import scipy.spatial.distance

from geo.access import BoolArray
from geo.network import FloatArray, IntArray

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
