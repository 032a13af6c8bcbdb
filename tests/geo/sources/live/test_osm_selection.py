"""What is wanted of OpenStreetMap, and how far around the municipality."""

from __future__ import annotations

from geo.coordinates import to_points
from geo.sources.crosswalk_file import read_crosswalk
from geo.sources.live.osm_selection import osm_selection
from tests import ROOT
from tests.servers.live_task import LAND
from tests.towns.dutch_town import at

SELECTION = osm_selection(LAND, read_crosswalk(ROOT / "data" / "crosswalk" / "osm.yaml"))


def test_the_reach_is_the_longest_walk_beyond_the_municipality():
    outline = at(-50, -50, 750, 750)
    corner = at(750, 750, 751, 751)

    assert SELECTION.reach.equals(outline.buffer(2650))
    assert not SELECTION.reach.covers(corner.buffer(3000))
    # The coarse outline in the question is never smaller.
    points = to_points(list(SELECTION.lonlat.exterior.coords))
    assert min(point.distance(outline) for point in points) >= 2650


def test_meeting_places_parks_and_water_are_asked_for():
    assert {"library", "community_centre", "cafe"} <= SELECTION.tags["amenity"]
    assert {"park", "playground", "garden"} <= SELECTION.tags["leisure"]
    assert SELECTION.tags["natural"] == {"water"}
    assert "river" in SELECTION.tags["waterway"]
    assert SELECTION.is_wanted([("amenity", "cafe; bar")])
    assert not SELECTION.is_wanted([("amenity", "parking")])
    assert SELECTION.is_street({"highway": "cycleway"})
    assert not SELECTION.is_street({"highway": "motorway"})
