"""Weigh needs: how much each counts, checked and adjustable."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.analysis.city import NEEDS, City
from geo.arrays import FloatArray
from geo.errors import Problem, QuestionError, near_names, or_else, quote
from geo.measures.formulas import need_weighted

_PREFIX: Final = "share_"
DEFAULT_WEIGHT: Final = 1.0


@dataclass(frozen=True, slots=True)
class NeedWeights:
    """How much each need counts.

    A resident counts as 1 plus, for each need, the weight times the share of the neighbourhood with that need: with a
    weight of 1 for living alone, a resident of a neighbourhood where half the households are of one person counts
    as 1.5.

    Parameters
    ----------
    weights
        Weight per need, in the order of `geo.analysis.city.NEEDS`.

    Raises
    ------
    QuestionError
        If a weight is negative or no number, or all are 0.
    """

    weights: tuple[float, ...] = (DEFAULT_WEIGHT,) * len(NEEDS)

    def __post_init__(self) -> None:
        for name, weight in zip(NEEDS, self.weights, strict=True):
            if not math.isfinite(weight):
                sentence = f"The weight of {quote(short_name(name))} is no number. Give 0 or more, such as 1."
                raise QuestionError(Problem.BAD_NUMBER, sentence, name=name)
            if weight < 0:
                sentence = (
                    f"The weight of {quote(short_name(name))} is {weight:g}. A need cannot count less than nothing: "
                    "give 0 or more."
                )
                raise QuestionError(Problem.NEGATIVE_WEIGHT, sentence, name=name, found=weight)
        if not any(self.weights):
            sentence = "All weights are 0, so no need would count. Raise one, or leave needs out to count residents."
            raise QuestionError(Problem.ALL_ZERO_WEIGHTS, sentence)

    @classmethod
    def by_need(cls, weights: Mapping[str, float]) -> NeedWeights:
        """Weigh some needs by name; those that are not named count 0.

        Raises
        ------
        QuestionError
            As `NeedWeights`, and if a name is no need.
        """
        for name in weights:
            _check_name(name)
        return cls(tuple(float(weights.get(need, 0.0)) for need in NEEDS))

    def as_array(self) -> FloatArray:
        """Weights as an array, shape `(7,)`."""
        return np.array(self.weights, dtype=np.float64)


def short_name(need: str) -> str:
    """Name a need as people type it: `lonely` for `share_lonely`."""
    return need.removeprefix(_PREFIX)


def _check_name(name: str) -> None:
    if name not in NEEDS:
        short = [short_name(need) for need in NEEDS]
        near = near_names(short_name(name), short)
        sentence = f"There is no need {quote(short_name(name))}. " + or_else(near, f"Known: {', '.join(short)}.")
        raise QuestionError(Problem.UNKNOWN_NEED, sentence, name=name, near=list(near))


def parse_weights(asked: Iterable[str]) -> NeedWeights | None:
    """Read weights as people type them: `lonely`, `lonely=2`, or `all`.

    Parameters
    ----------
    asked
        One text per need.

    Returns
    -------
    NeedWeights or None
        None when nothing was asked: residents count as they are.

    Raises
    ------
    QuestionError
        As `NeedWeights`, and if a need is named twice.
    """
    weights: dict[str, float] = {}
    for text in asked:
        name, _, number = text.partition("=")
        wanted = name.strip().casefold().replace("-", "_").replace(" ", "_")
        needs = NEEDS if wanted == "all" else (_PREFIX + wanted.removeprefix(_PREFIX),)
        for need in needs:
            _check_name(need)
            if need in weights:
                sentence = f"The need {quote(short_name(need))} is named twice. Name it once."
                raise QuestionError(Problem.SAME_TWICE, sentence, name=need)
            weights[need] = _number(number, need) if number.strip() else DEFAULT_WEIGHT
    return NeedWeights.by_need(weights) if weights else None


def _number(text: str, need: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError as problem:
        sentence = f"The weight of {quote(short_name(need))} is {quote(text)}, which is no number. Give one, such as 2."
        raise QuestionError(Problem.BAD_NUMBER, sentence, name=need, found=text) from problem


def weighted_residents(city: City, weights: NeedWeights | None) -> FloatArray:
    """Count residents by their neighbourhood's needs, see `geo.measures.formulas.need_weighted`.

    Parameters
    ----------
    city
        The prepared bundle.
    weights
        None counts residents as they are.

    Returns
    -------
    numpy.ndarray
        Shape `(k,)`. Shares of a neighbourhood are taken as if spread evenly over its residents: modelled.
    """
    if weights is None:
        return city.residents.copy()
    return need_weighted(city.residents, city.needs, weights.as_array())
