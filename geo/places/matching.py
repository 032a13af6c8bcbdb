"""Match places of different sources: which are one, and which look alike enough for a person to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from itertools import combinations
from typing import Final

import numpy as np
import shapely

from geo.sources.place_draft import PlaceDraft
from geo.sources.place_settings import PlaceSettings, SamePlaces
from geo.vocabulary import source_of, words_of

PRIORITY: Final = ("register", "municipal", "osm")
"""Of a place in several sources, the first of these tells what it is."""
_SHORTEST_CORE: Final = 5
_SLIP: Final = 0.9


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two places that look alike and are counted as two.

    Parameters
    ----------
    first_id, second_id, first_name, second_name
        The two places.
    distance
        Between their points, in metres.
    similarity
        Of their names, from 0 to 1.
    """

    first_id: str
    second_id: str
    first_name: str
    second_name: str
    distance: float
    similarity: float


def name_similarity(first: str, second: str, generic: frozenset[str] = frozenset()) -> float:
    """Compare two names.

    Case, accents and punctuation do not matter. Both the whole names and their telling words must be alike: a café and
    a church of one saint share a telling word, two community centres share the rest. A name that holds all words of the
    other one counts as the same, if those tell enough.

    Parameters
    ----------
    first, second
        The names.
    generic
        Words without accents, in small letters, that say what a place is and not which.

    Returns
    -------
    float
        From 0 (nothing alike) to 1: the lower of two Ratcliff-Obershelp ratios, by `difflib`.
    """
    one, other = words_of(first), words_of(second)
    if not one or not other:
        return 0.0
    core, other_core = _telling(one, generic), _telling(other, generic)
    shorter = min(core, other_core, key=lambda words: sum(map(len, words)))
    nested = set(one) <= set(other) or set(other) <= set(one)
    if nested and sum(map(len, shorter)) >= _SHORTEST_CORE:
        return 1.0
    return min(_ratio(core, other_core), _ratio(one, other))


def _telling(words: list[str], generic: frozenset[str]) -> list[str]:
    # A slip of the pen does not make a generic word a telling one.
    return [word for word in words if not get_close_matches(word, generic, n=1, cutoff=_SLIP)] or words


def _ratio(one: Sequence[str], other: Sequence[str]) -> float:
    # The ratio depends on the order of its arguments; sorting keeps the measure symmetric.
    first, second = sorted((" ".join(one), " ".join(other)))
    return float(SequenceMatcher(None, first, second).ratio())


def close_pairs(drafts: Sequence[PlaceDraft], settings: PlaceSettings) -> list[NearDuplicate]:
    """Find the pairs that are close and have names alike, most alike first.

    Two points known only roughly are close when they lie within their two possible errors together.

    Parameters
    ----------
    drafts
        Places of all sources; those without a name or a point are in no pair.
    settings
        What is close, and what is alike.
    """
    named = [each for each in drafts if each.point is not None and each.name]
    if not named:
        return []
    points = np.array([each.point for each in named], dtype=object)
    errors = np.array([_error(each, settings) for each in named])
    reach = np.maximum(settings.near_within_m, 2 * errors)
    pairs = []
    for left, right in shapely.STRtree(points).query(points, predicate="dwithin", distance=reach).T:
        one, other = named[left], named[right]
        if left == right:
            continue
        distance = float(shapely.distance(points[left], points[right]))
        similarity = name_similarity(one.name, other.name, settings.generic)
        rough = similarity >= settings.same_name and distance <= errors[left] + errors[right]
        if rough or (similarity >= settings.near_name and distance <= settings.near_within_m):
            pairs.append(_pair(one, other, distance, similarity))
    unique = {(pair.first_id, pair.second_id): pair for pair in pairs}
    return sorted(unique.values(), key=lambda pair: (-pair.similarity, pair.distance, pair.first_id, pair.second_id))


def _pair(one: PlaceDraft, other: PlaceDraft, distance: float, similarity: float) -> NearDuplicate:
    first, second = sorted((one, other), key=lambda draft: (PRIORITY.index(source_of(draft.place_id)), draft.place_id))
    return NearDuplicate(first.place_id, second.place_id, first.name, second.name, distance, similarity)


def _error(draft: PlaceDraft, settings: PlaceSettings) -> float:
    return draft.stated_error or settings.error_m.of(draft.quality) or 0.0


class PlaceGroups:
    """Which places are one: every place belongs to exactly one group.

    Parameters
    ----------
    ids
        All places.
    """

    def __init__(self, ids: Iterable[str]) -> None:
        self._group = {place_id: frozenset([place_id]) for place_id in ids}

    def __contains__(self, place_id: str) -> bool:
        return place_id in self._group

    def of(self, place_id: str) -> frozenset[str]:
        """List the places that are one with this place, itself included."""
        return self._group[place_id]

    def join(self, first: str, second: str) -> None:
        """Make two places, and all that are one with them, one."""
        together = self._group[first] | self._group[second]
        self._group.update(dict.fromkeys(together, together))

    def may_join(self, first: str, second: str) -> bool:
        """Whether joining leaves at most one place of each source except OpenStreetMap in the group."""
        sources = [source_of(place_id) for place_id in self._group[first] | self._group[second]]
        return sources.count("register") <= 1 and sources.count("municipal") <= 1


def group_same(
    drafts: Sequence[PlaceDraft], same: SamePlaces, settings: PlaceSettings
) -> tuple[PlaceGroups, tuple[NearDuplicate, ...]]:
    """Decide which places are one.

    Parameters
    ----------
    drafts
        Places of all sources.
    same
        What a person decided; it goes before distance and name.
    settings
        When two places of different sources are one.

    Returns
    -------
    tuple
        The groups, and the pairs that look alike and are left as two: for a person to look at.
    """
    groups = PlaceGroups(draft.place_id for draft in drafts)
    for decided in (*same.same, *same.guests):
        known = [place_id for place_id in decided.places if place_id in groups]
        for place_id in known[1:]:
            groups.join(known[0], place_id)
    different = {frozenset(two) for decided in same.different for two in combinations(decided.places, 2)}
    doubtful = []
    for pair in close_pairs(drafts, settings):
        one, other = pair.first_id, pair.second_id
        if frozenset((one, other)) in different:
            continue
        alike = pair.similarity >= settings.same_name and pair.distance <= settings.same_within_m
        if alike and source_of(one) != source_of(other) and groups.may_join(one, other):
            groups.join(one, other)
        else:
            doubtful.append(pair)
    return groups, tuple(pair for pair in doubtful if pair.second_id not in groups.of(pair.first_id))
