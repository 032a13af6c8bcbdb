"""Assemble one table of places from the register, the municipality and OpenStreetMap, each place once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.errors import Fault, InputError, did_you_mean
from geo.places.drafts import osm_drafts, register_drafts
from geo.places.matching import PRIORITY, NearDuplicate, PlaceGroups, group_same
from geo.places.organisations import figures_table, organisations_table
from geo.places.table import places_table
from geo.sources.crosswalk_file import Crosswalk
from geo.sources.place_draft import PlaceDraft
from geo.sources.place_settings import PlaceSettings, SamePlaces
from geo.sources.register.read import Register
from geo.vocabulary import LocationQuality, YesNo, source_of

_QUALITIES: Final = tuple(LocationQuality)
_FILLED: Final = (
    "address",
    "postcode",
    "opening_hours",
    "opening_text_nl",
    "opening_text_en",
    "days_per_week",
    "website",
    "walk_in",
    "free",
    "wheelchair",
)
"""What another source may add where the first one does not know."""
_OPENING: Final = frozenset({"opening_hours", "opening_text_nl", "opening_text_en", "days_per_week"})


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """What people decided about places, in data.

    Parameters
    ----------
    crosswalk
        What OpenStreetMap tags mean.
    same
        Which places are one and which are not.
    settings
        How uncertain a point is, and when two places look alike.
    osm_checked
        The date of the OpenStreetMap extract, such as `2023-07-03`.
    """

    crosswalk: Crosswalk
    same: SamePlaces
    settings: PlaceSettings
    osm_checked: str | None = None


@dataclass(frozen=True, slots=True)
class PlacesResult:
    """The places of one area.

    Parameters
    ----------
    places, organisations, figures
        As `geo.bundle.tables` describes them; `neighbourhood` is still empty.
    near_duplicates
        Pairs that look alike and are counted as two, for a person to look at.
    """

    places: gpd.GeoDataFrame
    organisations: pd.DataFrame
    figures: pd.DataFrame
    near_duplicates: tuple[NearDuplicate, ...]


def assemble_places(
    register: Register,
    municipal: Sequence[PlaceDraft],
    osm_points: gpd.GeoDataFrame,
    rules: PlaceRules,
    boundary: BaseGeometry,
    walk_limit_m: float,
) -> PlacesResult:
    """Put all sources together, each place once.

    A place in several sources is told by the first of register, municipality and OpenStreetMap; the best-known point
    of them is used, and what the first does not know is filled in from the others.

    Parameters
    ----------
    register
        The initiatives.
    municipal
        The municipality's places, or none.
    osm_points
        Column `osm_id`, one column per tag, points in EPSG:28992.
    rules
        What people decided about places.
    boundary
        The municipality in EPSG:28992.
    walk_limit_m
        The longest walk, in metres: a place further outside the municipality is not counted.

    Returns
    -------
    PlacesResult
        Tables that follow `geo.bundle.tables`, and the pairs to look at.

    Raises
    ------
    InputError
        If the list of same places names a place that no source has.
    """
    drafts = register_drafts(register) + list(municipal) + osm_drafts(osm_points, rules.crosswalk, rules.osm_checked)
    _check_known(rules.same, drafts)
    groups, near = group_same(drafts, rules.same, rules.settings)
    merged = merge_groups(drafts, groups, rules.settings, rules.same.guest_ids)
    kept = {draft.place_id for draft in merged}
    return PlacesResult(
        places_table(merged, rules.settings, boundary.buffer(walk_limit_m)),
        organisations_table(register),
        figures_table(register),
        tuple(pair for pair in near if pair.first_id in kept and pair.second_id in kept),
    )


def merge_groups(
    drafts: Sequence[PlaceDraft], groups: PlaceGroups, settings: PlaceSettings, guests: frozenset[str] = frozenset()
) -> list[PlaceDraft]:
    """Make one draft of each group of places that are one.

    Parameters
    ----------
    drafts
        Places of all sources.
    groups
        Which of them are one.
    settings
        How far off a point may be.
    guests
        Places that meet in another one and tell nothing about it.

    Returns
    -------
    list of PlaceDraft
        One per group, under the id of its first source.
    """
    by_id = {draft.place_id: draft for draft in drafts}
    merged = []
    for draft in drafts:
        together = sorted(
            groups.of(draft.place_id),
            key=lambda place_id: (place_id in guests, PRIORITY.index(source_of(place_id)), place_id),
        )
        if together[0] == draft.place_id:
            tellers = [by_id[place_id] for place_id in together if place_id not in guests] or [draft]
            merged.append(replace(_merged(tellers, settings), place_id=draft.place_id, also_in=tuple(together[1:])))
    return merged


def _merged(together: list[PlaceDraft], settings: PlaceSettings) -> PlaceDraft:
    first, others = together[0], together[1:]
    best = min(together, key=lambda draft: _roughness(draft, settings))
    changes: dict[str, object] = {
        "point": best.point,
        "quality": best.quality,
        "stated_error": best.stated_error,
    }
    knows_opening = any(_known(getattr(first, name)) for name in _OPENING)
    for name in _FILLED:
        if _known(getattr(first, name)) or (name in _OPENING and knows_opening):
            continue
        found = next((value for draft in others if _known(value := getattr(draft, name))), None)
        if found is not None:
            changes[name] = found
    return replace(first, **changes)  # type: ignore[arg-type]


def _known(value: object) -> bool:
    return value is not None and value is not YesNo.UNKNOWN


def _roughness(draft: PlaceDraft, settings: PlaceSettings) -> tuple[int, float]:
    """How badly the point is known: first by how it was found, then by how far it may be off."""
    error = draft.stated_error or settings.error_m.of(draft.quality)
    return _QUALITIES.index(draft.quality), error if error is not None else float("inf")


def _check_known(same: SamePlaces, drafts: Sequence[PlaceDraft]) -> None:
    """Refuse ids that no source has; a thing may be absent from one extract of OpenStreetMap."""
    known = [draft.place_id for draft in drafts if source_of(draft.place_id) != "osm"]
    sources = {source_of(place_id) for place_id in known}
    faults = []
    for where in ("same", "guests", "different"):
        for pair in getattr(same, where):
            for place_id in pair.places:
                source = source_of(place_id)
                if source in sources and place_id not in known:
                    advice = f"{did_you_mean(place_id, known)}Correct the id, or take the entry out."
                    expected = "the id of a place in a source"
                    faults.append(Fault("the list of same places", repr(place_id), expected, advice, field=where))
    if faults:
        raise InputError(faults)
