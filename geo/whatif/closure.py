"""Compute what falls away when places close, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geo.analysis.city import NEEDS, City, chances_of
from geo.analysis.need_counts import need_counts
from geo.arrays import BoolArray, FloatArray, IntArray
from geo.errors import Problem, QuestionError
from geo.measures.access import Access, membership
from geo.measures.evaluation import Evaluation, capped_minutes
from geo.settings import WalkSettings, minutes_for
from geo.vocabulary import AGE_BANDS, HALF_A_PERSON, SET_SEPARATOR
from geo.whatif.impact import Scale, scale
from geo.whatif.same_address import at_same_address
from geo.whatif.scenario import Change, Scenario, change, changes_table


@dataclass(frozen=True, slots=True)
class Closure:
    """What falls away when places close.

    Parameters
    ----------
    closed
        `place_id`s that close and took part.
    ignored
        `place_id`s that close but took no part under these assumptions.
    at_same_address
        Places that stay open at the street and house number of one that closes: for their users little changes.
    scale
        How many people it touches.
    neighbourhoods
        Rows of `geo.whatif.scenario.changes_table` whose coverage falls, most residents lost first.
    change
        What everyone can reach before and after.
    """

    closed: tuple[str, ...]
    ignored: tuple[str, ...]
    at_same_address: tuple[str, ...]
    scale: Scale
    neighbourhoods: pd.DataFrame
    change: Change


@dataclass(frozen=True, slots=True)
class OrganisationPlaces:
    """The counted places of an organisation.

    Parameters
    ----------
    own
        Those it runs alone.
    shared
        Those it runs with others, who may keep the door open.
    """

    own: tuple[str, ...]
    shared: tuple[str, ...]


def only_place(access: Access, selected: BoolArray, reach_m: float) -> IntArray:
    """Find the one place of every demand point that has exactly one within reach.

    Parameters
    ----------
    access
        Walking distances.
    selected
        Which places take part, shape `(p,)`.
    reach_m
        Threshold as a distance.

    Returns
    -------
    numpy.ndarray
        Column of `access`, -1 for demand points with none or several, shape `(k,)`.
    """
    within = (access.distance <= reach_m) & selected
    if not within.shape[1]:
        return np.full(len(within), -1, dtype=np.int64)
    return np.where(within.sum(axis=1) == 1, within.argmax(axis=1), -1).astype(np.int64)


def sum_by_place(values: FloatArray, column: IntArray, count: int) -> FloatArray:
    """Add up values of demand points for the place that each belongs to, -1 for none; shape `(p,)`."""
    summed = np.bincount(column[column >= 0], weights=values[column >= 0], minlength=count)
    return summed.astype(np.float64)


def sole_shares(city: City, evaluation: Evaluation) -> csr_array:
    """Say how much of each demand point has each place as its only one.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        What everyone can reach.

    Returns
    -------
    scipy.sparse.csr_array
        The chance that a place is within reach and no other is: p_jk prod_{i != j} (1 - p_ik). Where nothing is weighed
        that is 1 or 0. Shape `(p, k)`.
    """
    shape = (len(evaluation.selected), len(city.residents))
    chances = chances_of(city, evaluation)
    if chances is None:
        only = only_place(city.access, evaluation.selected, evaluation.reach_m)
        only[evaluation.opened_count > 0] = -1
        point = np.flatnonzero(only >= 0)
        return csr_array((np.ones(len(point)), (only[point], point)), shape=shape)
    point, entry = np.nonzero(chances.place >= 0)
    place = np.flatnonzero(evaluation.selected)[chances.place[point, entry]]
    sole = (chances.chance * chances.no_other_within)[point, entry] * (evaluation.opened_count[point] == 0)
    return csr_array((sole, (place, point)), shape=shape)


def closure_losses(city: City, evaluation: Evaluation) -> pd.DataFrame:
    """Compute what would be lost with each place, were it the only one to close.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        What everyone can reach.

    Returns
    -------
    pandas.DataFrame
        One row per selected place, in the order of `city.places`: `place_id`, `name`; `sole_residents` and the same by
        age band and by need (in its own base, see `geo.whatif.impact.Touched`; NaN where nobody has a figure);
        `users`, the residents whose nearest place it is, up to the longest walk kept; `walkers`, those of them whose
        walk would grow; `extra_minutes`, by how much together, and `extra_minutes_mean` each, NaN without walkers.
    """
    chosen, count = evaluation.selected, len(evaluation.selected)
    sole = sole_shares(city, evaluation)
    table = city.places[["place_id", "name"]].copy()
    table["sole_residents"] = sole @ city.residents
    for index, band in enumerate(AGE_BANDS):
        table[band] = sole @ city.ages[:, index]
    needs = need_counts(city).number
    for index, need in enumerate(NEEDS):
        with_figure = sole @ np.where(np.isfinite(needs[:, index]), city.residents, 0.0)
        people = sole @ np.nan_to_num(needs[:, index])
        table[need] = np.where((with_figure > 0) | (table["sole_residents"] == 0), people, np.nan)
    nearest, extra = next_place(city.access, evaluation, city.settings)
    grows = np.where(extra > 0, nearest, -1)
    table["users"] = sum_by_place(city.residents, nearest, count)
    table["walkers"] = sum_by_place(city.residents, grows, count)
    table["extra_minutes"] = sum_by_place(city.residents * extra, grows, count)
    table["extra_minutes_mean"] = table["extra_minutes"] / table["walkers"].where(table["walkers"] > 0)
    losses: pd.DataFrame = table[chosen].reset_index(drop=True)
    return losses


def next_place(access: Access, evaluation: Evaluation, settings: WalkSettings) -> tuple[IntArray, FloatArray]:
    """Find the nearest place of every demand point, and how much farther the next one is.

    Parameters
    ----------
    access
        Walking distances.
    evaluation
        Which places take part.
    settings
        With the speeds and the cap.

    Returns
    -------
    nearest : numpy.ndarray
        Column of `access`, -1 beyond the longest walk kept, shape `(k,)`.
    extra : numpy.ndarray
        Minutes more to the next place, walks capped, shape `(k,)`.
    """
    columns = np.flatnonzero(evaluation.selected)
    if not len(columns):
        return np.full(len(access.distance), -1, dtype=np.int64), np.zeros(len(access.distance))
    metres = access.distance[:, columns]
    first = metres.argmin(axis=1)
    others = metres.copy()
    others[np.arange(len(first)), first] = np.inf
    speed = settings.speeds_kmh[evaluation.assumptions.speed]
    next_m = np.minimum(others.min(axis=1), evaluation.opened_m)
    later = np.minimum(minutes_for(next_m, speed), settings.cap_min)
    theirs = np.isfinite(evaluation.nearest_m) & (metres.min(axis=1) <= evaluation.opened_m)
    nearest = np.where(theirs, columns[first], -1)
    return nearest.astype(np.int64), later - capped_minutes(evaluation, settings)


def places_of_organisation(city: City, organisation_id: str) -> OrganisationPlaces:
    """Find the counted places of an organisation.

    When an organisation stops, the places it runs alone close. A place it runs with another stays open unless the
    asker says otherwise: the other may go on there, and nobody knows.

    Parameters
    ----------
    city
        The prepared bundle.
    organisation_id
        As in the table `organisations`.

    Returns
    -------
    OrganisationPlaces
        At least one place.

    Raises
    ------
    QuestionError
        If it has no counted place.
    """
    runs = membership(city.places["organisations"], organisation_id)
    with_others = city.places["organisations"].str.contains(SET_SEPARATOR, regex=False).to_numpy(dtype=bool)
    if not runs.any():
        sentence = f"The organisation '{organisation_id}' has no place that counts, so nothing would close."
        raise QuestionError(Problem.ORGANISATION_WITHOUT_PLACE, sentence, name=organisation_id)
    ids = city.places["place_id"].to_numpy(dtype=object)
    return OrganisationPlaces(tuple(ids[runs & ~with_others]), tuple(ids[runs & with_others]))


def closure(city: City, evaluation: Evaluation, place_ids: Iterable[str]) -> Closure:
    """Close places together.

    Parameters
    ----------
    city
        The prepared bundle.
    evaluation
        What everyone can reach today.
    place_ids
        Which close, in any order.

    Returns
    -------
    Closure
        What falls away.

    Raises
    ------
    QuestionError
        If none is named, or one is not a counted place.
    """
    closing = tuple(dict.fromkeys(place_ids))
    if not closing:
        raise QuestionError(Problem.NOTHING_CHOSEN, "No place closes, so nothing changes. Name at least one place.")
    changed = change(city, evaluation, Scenario(closed=frozenset(closing)))
    table = changes_table(city, changed)
    falling = table[(table["neighbourhood"] != city.code) & (table["no_longer_covered"] >= HALF_A_PERSON)]
    open_still = set(city.access.place_ids[changed.after.selected])
    return Closure(
        closed=tuple(one for one in closing if one not in changed.ignored),
        ignored=changed.ignored,
        at_same_address=tuple(one for one in at_same_address(city, closing) if one in open_still),
        scale=scale(city, changed),
        neighbourhoods=falling.sort_values("no_longer_covered", ascending=False).reset_index(drop=True),
        change=changed,
    )
