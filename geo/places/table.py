"""Make the table of places from drafts: how sure each is, whether it is counted, and why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.bundle.tables import PLACES
from geo.sources.place_draft import PlaceDraft
from geo.sources.place_settings import PlaceSettings
from geo.vocabulary import (
    RD,
    SET_SEPARATOR,
    Confidence,
    CountedReason,
    Domain,
    Function,
    LocationQuality,
    UncertainReason,
)


def places_table(drafts: Sequence[PlaceDraft], settings: PlaceSettings, reach: BaseGeometry) -> gpd.GeoDataFrame:
    """Write down the places.

    Parameters
    ----------
    drafts
        One per place.
    settings
        How uncertain a point is.
    reach
        Where a place can serve residents: the municipality and the longest walk around it, in EPSG:28992.

    Returns
    -------
    geopandas.GeoDataFrame
        Following `geo.bundle.tables.PLACES`, sorted by `place_id`; `neighbourhood` is empty.
    """
    shapely.prepare(reach)
    rows = [_row(draft, settings, reach) for draft in sorted(drafts, key=lambda draft: draft.place_id)]
    columns = [name for name in PLACES.columns if name != "geometry"]
    table = pd.DataFrame(rows, columns=[*columns, "geometry"])
    for name in columns:
        dtype = PLACES.columns[name].dtype
        table[name] = table[name].astype(str(dtype))
    geometry = np.array(table.pop("geometry"), dtype=object)
    return gpd.GeoDataFrame(table, geometry=geometry, crs=RD)


def ordered_set(members: Sequence[StrEnum], of: type[StrEnum]) -> str:
    """Join a set of words in the order of their list, each once."""
    return SET_SEPARATOR.join(word.value for word in of if word in members)


def _row(draft: PlaceDraft, settings: PlaceSettings, reach: BaseGeometry) -> dict[str, Any]:
    error = draft.stated_error or settings.error_m.of(draft.quality)
    reason = uncertain_reason(draft, settings)
    counted_reason = counted_reason_of(draft, reach)
    return {
        "place_id": draft.place_id,
        "name": draft.name,
        "kind": draft.kind.value,
        "category": draft.category.value,
        "functions": ordered_set(draft.functions, Function),
        "domains": ordered_set(draft.domains, Domain),
        "organisations": SET_SEPARATOR.join(draft.organisations),
        "address": draft.address,
        "postcode": draft.postcode,
        "neighbourhood": None,
        "opening_hours": draft.opening_hours,
        "opening_text_nl": draft.opening_text_nl,
        "opening_text_en": draft.opening_text_en,
        "days_per_week": math.nan if draft.days_per_week is None else draft.days_per_week,
        "walk_in": draft.walk_in.value,
        "free": draft.free.value,
        "wheelchair": draft.wheelchair.value,
        "website": draft.website,
        "location_quality": draft.quality.value,
        "location_error": math.nan if error is None else error,
        "confidence": draft.confidence.value,
        "uncertain": reason is not None,
        "uncertain_reason": None if reason is None else reason.value,
        "counted": counted_reason is CountedReason.MEETING_PLACE,
        "counted_reason": counted_reason.value,
        "source": draft.source,
        "also_in": SET_SEPARATOR.join(draft.also_in),
        "last_checked": draft.last_checked,
        "note_nl": draft.note_nl,
        "note_en": draft.note_en,
        "geometry": draft.point,
    }


def uncertain_reason(draft: PlaceDraft, settings: PlaceSettings) -> UncertainReason | None:
    """Why a place is uncertain: its point is too rough, it may be gone, or both; None if it is certain enough.

    A place without a point has no rough point.
    """
    error = draft.stated_error or settings.error_m.of(draft.quality) or 0.0
    known_area = draft.stated_error is not None and draft.stated_error <= settings.area_error_certain_m
    rough = (draft.quality is LocationQuality.AREA and not known_area) or error > settings.error_certain_m
    doubted = draft.confidence is Confidence.LOW
    if rough and doubted:
        return UncertainReason.BOTH
    if rough:
        return UncertainReason.LOCATION
    return UncertainReason.EXISTENCE if doubted else None


def counted_reason_of(draft: PlaceDraft, reach: BaseGeometry) -> CountedReason:
    """Why a place is counted or not: what a person decided goes first, then whether and where it has a point."""
    if draft.not_counted is not None:
        return CountedReason(draft.not_counted.value)
    if draft.point is None:
        return CountedReason.NO_LOCATION
    return CountedReason.MEETING_PLACE if reach.covers(draft.point) else CountedReason.OUTSIDE_AREA
