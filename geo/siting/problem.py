"""State the maximal covering problem as a small matrix, without what cannot change its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.arrays import BoolArray, FloatArray, IntArray
from geo.measures.evaluation import Evaluation
from geo.siting.candidates import Candidates

NEGLIGIBLE: Final = 0.02
"""A demand point that is dry in fewer cases than this is taken to be covered: thousands of such points decide nothing,
and the proof would take minutes instead of seconds."""


@dataclass(frozen=True, slots=True)
class SitingProblem:
    """Choose sites so that most weight is newly covered.

    Parameters
    ----------
    weight
        What each demand point is worth when newly covered: its (need-weighted) residents times `dry`, shape `(k,)`.
    reaches
        True where a candidate would cover a demand point that is worth something, shape `(k, c)`.
    points
        Of the candidates, EPSG:28992, shape `(c, 2)`.
    dry
        The chance that nothing is within reach today, shape `(k,)`.
    """

    weight: FloatArray
    reaches: BoolArray
    points: FloatArray
    dry: FloatArray

    def value_of(self, chosen: IntArray) -> float:
        """Return the weight that a choice of candidates newly covers."""
        return float(self.weight[self.reaches[:, chosen].any(axis=1)].sum())


@dataclass(frozen=True, slots=True)
class Reduced:
    """The same question without what cannot change its answer.

    Parameters
    ----------
    weight
        Of each group of demand points that the same candidates reach, shape `(g,)`.
    reaches
        Shape `(g, r)`.
    candidates
        Which candidates are left, as indices into the problem, shape `(r,)`.
    """

    weight: FloatArray
    reaches: BoolArray
    candidates: IntArray


def siting_problem(evaluation: Evaluation, candidates: Candidates, residents: FloatArray) -> SitingProblem:
    """Ask for the best sites beside the places that are there.

    Parameters
    ----------
    evaluation
        What everyone can reach with the places that are there; they stay.
    candidates
        Where a place could come.
    residents
        P_i, or need-weighted residents, shape `(k,)`.

    Returns
    -------
    SitingProblem
        A demand point is worth its residents times the chance that nothing is within reach yet: P_k times the product
        over all places j of 1 - e_j q_jk. That keeps the question a plain maximal covering problem (Daskin 1983).
    """
    dry = np.where(evaluation.levels.dry < NEGLIGIBLE, 0.0, evaluation.levels.dry)
    weight = residents * dry
    worth = (weight > 0)[:, None]
    return SitingProblem(weight, candidates.reaches.toarray() & worth, candidates.points, dry)


def reduce_problem(problem: SitingProblem, *, keep_alternatives: bool) -> Reduced:
    """Leave out what cannot change the optimum.

    Demand points reached by the same candidates become one. Candidates that win nothing go, and unless alternatives
    are kept so do candidates whose winnings another has too (dominated columns, Church & ReVelle 1974): with a minimum
    distance between sites a dominated candidate can still be the one that fits.

    Parameters
    ----------
    problem
        The question.
    keep_alternatives
        Whether dominated candidates stay.

    Returns
    -------
    Reduced
        Of equal candidates the first stays.
    """
    useful = np.flatnonzero(problem.reaches.any(axis=0))
    winnable = problem.reaches.any(axis=1)
    reaches, weight = _grouped(problem.reaches[np.ix_(winnable, useful)], problem.weight[winnable])
    if not keep_alternatives:
        best = ~_dominated(reaches)
        useful = useful[best]
        reaches, weight = _grouped(reaches[:, best], weight)
    return Reduced(weight, reaches, useful.astype(np.int64))


def _grouped(reaches: BoolArray, weight: FloatArray) -> tuple[BoolArray, FloatArray]:
    """Make one of the rows that are the same."""
    _, first, group = np.unique(np.packbits(reaches, axis=1), axis=0, return_index=True, return_inverse=True)
    summed = np.bincount(group.ravel(), weights=weight, minlength=len(first)).astype(np.float64)
    return reaches[first], summed


def _dominated(reaches: BoolArray) -> BoolArray:
    size = reaches.sum(axis=0)
    # As floats the product runs through BLAS; counts are small whole numbers, so nothing is lost.
    overlap = np.rint(reaches.T.astype(np.float64) @ reaches.astype(np.float64)).astype(np.int64)
    number = np.arange(len(size))
    better = (size[None, :] > size[:, None]) | ((size[None, :] == size[:, None]) & (number[None, :] < number[:, None]))
    return np.asarray(((overlap == size[:, None]) & better).any(axis=1))
