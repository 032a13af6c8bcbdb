"""Select what is wanted of OpenStreetMap: which part of the world, which ways, which things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.settings import WalkSettings
from geo.sources.crosswalk_file import Crosswalk
from geo.sources.osm import WalkFilter
from geo.vocabulary import RD, WGS84

WATER_TAGS: Final[Mapping[str, frozenset[str]]] = {
    "natural": frozenset({"water"}),
    "waterway": frozenset({"river", "canal", "riverbank", "dock"}),
}
_COARSE_M: Final = 50.0


@dataclass(frozen=True, slots=True)
class OsmSelection:
    """What we want of OpenStreetMap.

    Parameters
    ----------
    reach
        The municipality with room for the longest walk around it, across its border too, in EPSG:28992.
    not_walked
        Values of `highway` that nobody walks on.
    tags
        Things wanted: per key the values, or None for any.
    """

    reach: BaseGeometry
    not_walked: frozenset[str]
    tags: Mapping[str, frozenset[str] | None]

    @property
    def lonlat(self) -> Polygon | MultiPolygon:
        """The reach in degrees, drawn coarsely and never too small: it goes along in every question."""
        coarse = self.reach.simplify(_COARSE_M).buffer(2 * _COARSE_M, quad_segs=2)
        degrees = gpd.GeoSeries([coarse], crs=RD).to_crs(WGS84).iloc[0]
        outline: Polygon | MultiPolygon = shapely.set_precision(degrees, 1e-6)
        return outline

    def is_street(self, tags: Mapping[str, str]) -> bool:
        """Whether a way may be walked on; the door decides the rest."""
        return "highway" in tags and tags["highway"] not in self.not_walked

    def is_wanted(self, tags: Iterable[tuple[str, str]]) -> bool:
        """Whether a thing carries one of the tags."""
        for key, value in tags:
            if key in self.tags:
                values = self.tags[key]
                # Mappers join several values with a semicolon: a thing is each of them.
                if values is None or any(part.strip() in values for part in value.split(";")):
                    return True
        return False


def osm_selection(land: BaseGeometry, crosswalk: Crosswalk, walk: WalkSettings | None = None) -> OsmSelection:
    """Work out what to ask.

    Parameters
    ----------
    land
        The municipality in EPSG:28992.
    crosswalk
        Which things are meeting places.
    walk
        For the longest walk and the longest leg to a street.

    Returns
    -------
    OsmSelection
        Meeting places, parks and water, with all streets that may be walked.
    """
    walk = walk or WalkSettings()
    tags: dict[str, frozenset[str] | None] = dict(WATER_TAGS)
    for rule in crosswalk.rules:
        key, values = next(iter(rule.tags.items()))
        before = tags.get(key, frozenset())
        anything = "*" in values or before is None
        tags[key] = None if anything else frozenset({*(before or ()), *values})
    reach = land.buffer(walk.walk_limit_m + walk.snap_cap_m)
    return OsmSelection(reach, WalkFilter().not_walked, tags)
