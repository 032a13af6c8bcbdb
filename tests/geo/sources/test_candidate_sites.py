"""Candidate sites come in from a file, and those where no place can open are put aside."""

from __future__ import annotations

import pytest
import shapely

from geo.errors import InputError
from geo.sources.candidate_sites import read_candidate_sites
from tests.towns.tiny_layers import write_layer

POINT = shapely.Point(176_500, 317_500)


def write(path, *rows, layer="sites"):
    return write_layer(path / "sites.gpkg", [{"geometry": POINT, **row} for row in rows], layer=layer)


def test_sites_come_in_with_their_address(tmp_path):
    path = write(
        tmp_path, {"site_id": "bag/1", "address": "Straat 1"}, {"site_id": "2", "address": None}, layer="gebouwen"
    )
    table = read_candidate_sites(path)

    assert table["site_id"].tolist() == ["bag/1", "2"]
    assert table["address"].tolist() == ["Straat 1", ""]
    assert table.crs == "EPSG:28992"


def test_an_address_is_not_needed(tmp_path):
    assert read_candidate_sites(write(tmp_path, {"site_id": "1"}))["address"].tolist() == [""]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"name": "x"}], "a column 'site_id'"),
        ([{"site_id": "a"}, {"site_id": "a"}], "each code once"),
        ([{"site_id": " "}], "a name or number"),
        ([{"site_id": "a", "geometry": POINT.buffer(5)}], "found 'Polygon'; expected a point"),
        ([{"site_id": "a", "geometry": shapely.Point(5.69, 50.85)}], "metres within the Dutch national grid"),
        ([{"site_id": "a", "geometry": shapely.Point()}], "no geometry"),
    ],
)
def test_a_fault_is_told_with_its_row(tmp_path, rows, said):
    with pytest.raises(InputError, match=said):
        read_candidate_sites(write(tmp_path, *rows))
