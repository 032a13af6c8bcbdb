"""Water out of the map that was just fetched: areas of some size, never midlines."""

from __future__ import annotations

import pytest

from geo.sources.crosswalk_file import read_crosswalk
from geo.sources.live.osm_selection import osm_selection
from geo.sources.live.overpass import fetch_overpass
from geo.sources.live.water import SMALLEST_M2, write_water
from geo.sources.water import read_water
from tests import ROOT
from tests.servers.dutch_server import serving
from tests.servers.live_task import LAND, task_to
from tests.towns.dutch_town import proefstad, things

SELECTION = osm_selection(LAND, read_crosswalk(ROOT / "data" / "crosswalk" / "osm.yaml"))


@pytest.fixture
def server():
    with serving(proefstad()) as running:
        yield running


@pytest.fixture
def task(server, tmp_path):
    return task_to(server, tmp_path)


def test_water_comes_out_as_areas(task, tmp_path):
    piece = write_water(tmp_path, SELECTION.reach, fetch_overpass(task, SELECTION))

    water = read_water(tmp_path / piece.file)
    assert water["name"].isna().tolist() == [True, False]
    assert water["name"].iloc[1] == "Kanaal"
    # The lake without its island; the canal 1,000 m long and 12 m wide.
    assert water.geometry.area.tolist() == [
        pytest.approx(100 * 200 - 20 * 20, rel=0.01),
        pytest.approx(12_000, rel=0.01),
    ]
    assert set(water.geometry.geom_type) == {"Polygon"}


def test_small_water_and_tunnels_are_left_out(server, task, tmp_path):
    server.data.things = [each for each in things() if each["id"] != 2500]
    for each in server.data.things:
        if each["id"] == 2402:
            each["tags"]["tunnel"] = "culvert"
        if each["id"] == 2300:
            each["tags"] = {"natural": "water"}
    assert SMALLEST_M2 > 20 * 20

    assert write_water(tmp_path, SELECTION.reach, fetch_overpass(task, SELECTION)) is None


def test_no_water_at_all_is_no_fault(server, task, tmp_path):
    server.data.things = things()[:1]

    assert write_water(tmp_path, SELECTION.reach, fetch_overpass(task, SELECTION)) is None
