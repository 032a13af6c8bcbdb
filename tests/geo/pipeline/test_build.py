from __future__ import annotations

import hashlib
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box
from typer.testing import CliRunner

from commands.riool import app
from geo.areas import area_file, read_area
from geo.bundle.store import read_bundle
from geo.bundle.verify import verify_bundle
from geo.errors import InputError
from geo.library.tiny_inputs import (
    SOUTH,
    WEST,
    lonlat,
    write_neighbourhoods,
    write_osm,
    write_places,
    write_postcodes,
    write_town,
)
from geo.pipeline.build import STEPS, build
from tests import ROOT

DATA = ROOT / "data"
RD = "EPSG:28992"


class Recorder:
    def __init__(self):
        self.steps: list[str] = []
        self.done: list[tuple[int, int]] = []

    def step(self, name, detail=""):
        self.steps.append(name or detail)

    def advance(self, done, total):
        self.done.append((done, total))


@pytest.fixture
def town(tmp_path):
    return write_town(tmp_path)


@pytest.fixture
def built(town, tmp_path):
    recorder = Recorder()
    bundle = build(read_area(town), tmp_path / "inputs", tmp_path / "bundle", progress=recorder)
    return bundle, recorder


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.glob("*.parquet"))}


def test_the_whole_walk_makes_a_bundle_that_checks(built):
    bundle, recorder = built
    verify_bundle(bundle)
    assert list(dict.fromkeys(recorder.steps)) == list(STEPS)
    assert recorder.done[-1] == (6, 6)


def test_residents_add_up_to_the_official_totals(built):
    bundle, _ = built
    assert bundle.demand.groupby("neighbourhood")["residents"].sum().to_dict() == pytest.approx(
        {"BU00010000": 330.0, "BU00010001": 210.0}
    )
    assert bundle.neighbourhoods.set_index("neighbourhood")["residents_factor"].to_dict() == pytest.approx(
        {"BU00010000": 2.2, "BU00010001": 1.4}
    )


def test_distances_are_those_one_would_measure_on_the_grid(built):
    bundle, _ = built
    walks = bundle.walks.set_index(["from_id", "to_id"])["distance"]
    # 1000AD is 5 m above the street y = 100 at x = 410; Buurthuis Oost is 3 m beside the street x = 500 at y = 105:
    # a leg of 5, 90 to the crossing, 5 along the side street, a leg of 3.
    assert walks["1000AD", "municipal/buurthuis-oost"] == pytest.approx(5 + 90 + 5 + 3, abs=0.6)


def test_the_cafe_is_informal_and_the_two_centres_are_public(built):
    bundle, _ = built
    assert bundle.places["kind"].value_counts().to_dict() == {"public": 2, "informal": 1}
    assert bundle.places["neighbourhood"].notna().all()


def test_the_same_inputs_give_the_same_bytes(town, tmp_path):
    area, inputs = read_area(town), tmp_path / "inputs"
    build(area, inputs, tmp_path / "one")
    build(area, inputs, tmp_path / "two")
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    manifests = [json.loads((tmp_path / name / "bundle.json").read_text()) for name in ("one", "two")]
    for manifest in manifests:
        manifest.pop("built")
    assert manifests[0] == manifests[1]


def test_with_the_same_moment_every_file_has_the_same_bytes(town, tmp_path, monkeypatch):
    area, inputs = read_area(town), tmp_path / "inputs"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    written = [build(area, inputs, tmp_path / name).path for name in ("one", "two")]
    one, two = ({file.name: file.read_bytes() for file in folder.iterdir()} for folder in written)
    assert one == two
    assert json.loads(one["bundle.json"])["built"]["at"] == "2026-09-21T14:13:20+00:00"


def test_a_new_build_replaces_the_old_one(town, tmp_path):
    area, inputs, out = read_area(town), tmp_path / "inputs", tmp_path / "bundle"
    build(area, inputs, out)
    write_places(inputs / "places.csv", {"Buurthuis Oost": (505.0, 105.0)})
    assert len(build(area, inputs, out).places) == 2
    assert [child.name for child in tmp_path.iterdir() if child.name.startswith(".")] == []


def _no_streets(inputs):
    write_osm(inputs / "town.osm.bz2", streets=False)


def _truncated(inputs):
    whole = (inputs / "town.osm.bz2").read_bytes()
    (inputs / "town.osm.bz2").write_bytes(whole[: len(whole) // 2])


def _zero_bytes(inputs):
    (inputs / "postcode6.gpkg").write_bytes(b"")


def _not_what_it_says(inputs):
    (inputs / "buurten.gpkg").write_text("I am a text.", encoding="utf-8")


def _no_residents(inputs):
    table = gpd.read_file(inputs / "postcode6.gpkg")
    table["aantal_inwoners"] = 0
    table.to_file(inputs / "postcode6.gpkg", layer="postcode6", driver="GPKG")


def _empty_geopackage(inputs):
    table = gpd.read_file(inputs / "postcode6.gpkg").iloc[:0]
    table.to_file(inputs / "postcode6.gpkg", layer="postcode6", driver="GPKG")


def _place_in_the_river(inputs):
    write_places(inputs / "places.csv", {"Drijvend huis": (905.0, 300.0)})


def _neighbourhood_without_residents(inputs):
    write_postcodes(inputs / "postcode6.gpkg", {"1000AA": (10.0, 110.0), "1000AB": (110.0, 310.0)})


def _postcode_outside(inputs):
    write_postcodes(
        inputs / "postcode6.gpkg", {"1000AA": (10.0, 110.0), "1000AE": (510.0, 420.0), "9999ZZ": (5000.0, 5000.0)}
    )


def _mixed_crs(inputs):
    table = gpd.read_file(inputs / "buurten.gpkg").to_crs("EPSG:4326")
    table.to_file(inputs / "buurten.gpkg", layer="buurten", driver="GPKG")


def _missing_file(inputs):
    (inputs / "kerncijfers.csv").unlink()


def _no_places(inputs):
    write_osm(inputs / "town.osm.bz2", cafe=None)
    write_places(inputs / "places.csv", {"Ver weg": (50_000.0, 30_000.0)})


SPOILED = [
    (_no_streets, ["town.osm.bz2", "no walkable street"]),
    (_truncated, ["town.osm.bz2", "cut"]),
    (_zero_bytes, ["postcode6.gpkg", "0 bytes"]),
    (_not_what_it_says, ["buurten.gpkg"]),
    (_no_residents, ["residents"]),
    (_empty_geopackage, ["postcode6.gpkg"]),
    (_place_in_the_river, ["municipal/drijvend-huis", "water", "lat, lon"]),
    (_neighbourhood_without_residents, ["BU00010001", "210"]),
    (_postcode_outside, ["9999ZZ"]),
    (_mixed_crs, ["buurten.gpkg", "4326", "28992"]),
    (_missing_file, ["kerncijfers.csv"]),
    (_no_places, ["no place that counts"]),
]


@pytest.mark.parametrize(("spoil", "said"), SPOILED, ids=[spoil.__name__.strip("_") for spoil, _ in SPOILED])
def test_bad_input_is_told_with_exit_code_2_and_the_last_bundle_stays(spoil, said, town, tmp_path):
    inputs, out = tmp_path / "inputs", tmp_path / "bundle"
    build(read_area(town), inputs, out)
    before = digests(out)
    spoil(inputs)
    result = CliRunner().invoke(app, ["build", "--inputs", str(inputs), "--out", str(out), "--area", str(town)])
    assert isinstance(result.exception, InputError)
    for words in said:
        assert words in str(result.exception)
    assert "expected" in str(result.exception)
    assert digests(out) == before
    verify_bundle(read_bundle(out))


def test_faults_of_several_files_are_told_together(town, tmp_path):
    inputs = tmp_path / "inputs"
    _zero_bytes(inputs)
    _not_what_it_says(inputs)
    _truncated(inputs)
    with pytest.raises(InputError) as caught:
        build(read_area(town), inputs, tmp_path / "bundle")
    message = str(caught.value)
    assert all(name in message for name in ("postcode6.gpkg", "buurten.gpkg", "town.osm.bz2"))
    assert not (tmp_path / "bundle").exists()


def test_a_neighbourhood_that_is_empty_and_says_so_is_no_fault(town, tmp_path):
    inputs = tmp_path / "inputs"
    _neighbourhood_without_residents(inputs)
    figures = pd.read_csv(inputs / "kerncijfers.csv")
    figures.loc[figures["buurtcode"] == "BU00010001", "aantal_inwoners"] = 0.0
    figures.to_csv(inputs / "kerncijfers.csv", index=False)
    bundle = build(read_area(town), inputs, tmp_path / "bundle")
    empty = bundle.neighbourhoods.set_index("neighbourhood").loc["BU00010001"]
    assert empty["residents"] == 0
    assert np.isnan(empty["coverage"])
    verify_bundle(bundle)


def test_a_cafe_boat_of_openstreetmap_does_not_stop_the_build(town, tmp_path):
    write_osm(tmp_path / "inputs" / "town.osm.bz2", cafe=(905.0, 300.0))
    bundle = build(read_area(town), tmp_path / "inputs", tmp_path / "bundle")
    boat = bundle.places[bundle.places["kind"] == "informal"].iloc[0]
    assert (bool(boat["counted"]), boat["counted_reason"]) == (False, "in_water")


def test_a_place_far_from_any_street_is_kept_but_not_counted(town, tmp_path):
    inputs = tmp_path / "inputs"
    write_places(inputs / "places.csv", {"Buurthuis Oost": (505.0, 105.0), "Bos": (350.0, 1200.0)})
    bundle = build(read_area(town), inputs, tmp_path / "bundle")
    forest = bundle.places.set_index("place_id").loc["municipal/bos"]
    assert (bool(forest["counted"]), forest["counted_reason"]) == (False, "far_from_street")


def test_a_demand_point_far_from_any_street_is_reported_and_counts_as_not_covered(town, tmp_path):
    inputs = tmp_path / "inputs"
    table = gpd.read_file(inputs / "buurten.gpkg")
    table.loc[0, "geometry"] = table.geometry[0].union(box(WEST - 50, SOUTH + 750, WEST + 350, SOUTH + 1500))
    table.to_file(inputs / "buurten.gpkg", layer="buurten", driver="GPKG")
    postcodes = gpd.read_file(inputs / "postcode6.gpkg")
    postcodes.loc[0, "geometry"] = Point(WEST + 10, SOUTH + 1300)
    postcodes.to_file(inputs / "postcode6.gpkg", layer="postcode6", driver="GPKG")
    bundle = build(read_area(town), inputs, tmp_path / "bundle")
    refused = bundle.manifest["report"]["demand_points_refused"]
    assert [(one["demand_id"], one["reason"]) for one in refused] == [("1000AA", "cap")]
    point = bundle.demand.set_index("demand_id").loc["1000AA"]
    assert np.isnan(point["nearest_distance"])
    assert bundle.neighbourhoods["gap"].sum() >= point["residents"] - 1e-6


def test_a_folder_with_other_files_is_never_replaced(town, tmp_path):
    out = tmp_path / "bundle"
    out.mkdir()
    (out / "thesis.docx").write_text("my life's work", encoding="utf-8")
    with pytest.raises(InputError, match=r"thesis\.docx"):
        build(read_area(town), tmp_path / "inputs", out)
    assert (out / "thesis.docx").read_text(encoding="utf-8") == "my life's work"


def test_the_summary_is_printed(town, tmp_path):
    inputs, out = tmp_path / "inputs", tmp_path / "bundle"
    result = CliRunner().invoke(app, ["build", "--inputs", str(inputs), "--out", str(out), "--area", str(town)])
    assert result.exit_code == 0, result.output
    assert "Proefstad" in result.output
    assert "540 residents" in result.output


def test_an_unknown_area_is_suggested_a_near_name():
    with pytest.raises(InputError, match="Did you mean 'maastricht'"):
        area_file("mastricht")


def test_an_area_file_names_every_fault(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text('code = "935"\nname = "X"\nsources = []\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_area(path)
    assert "field 'code'" in str(caught.value)
    assert "field 'crosswalk'" in str(caught.value)


@pytest.mark.inputs
def test_the_committed_bundle_is_the_one_built_from_the_inputs(inputs_dir, tmp_path):
    committed = read_bundle(ROOT / "data" / "maastricht")
    fresh = build(read_area(area_file("maastricht")), inputs_dir, tmp_path / "bundle")
    ours, theirs = dict(committed.manifest), dict(fresh.manifest)
    ours.pop("built")
    theirs.pop("built")
    assert theirs == ours
    assert digests(fresh.path) == digests(committed.path)


def test_the_committed_bundle_is_whole():
    verify_bundle(read_bundle(ROOT / "data" / "maastricht"))


def test_a_hostile_name_goes_through_as_text(town, tmp_path):
    name = "{{ 7*7 }}<script>alert(1)</script>"
    inputs = tmp_path / "inputs"
    lon, lat = lonlat(505.0, 105.0)
    table = pd.DataFrame(
        [
            {
                "name": name,
                "category": "community_centre",
                "lat": lat,
                "lon": lon,
                "location_quality": "address",
                "confidence": "high",
                "source": "x",
            }
        ]
    )
    table.to_csv(inputs / "places.csv", index=False)
    bundle = build(read_area(town), inputs, tmp_path / "bundle")
    assert name in set(bundle.places["name"])


def test_the_two_neighbourhoods_share_their_border_after_simplifying(built):
    bundle, _ = built
    west, east = bundle.neighbourhoods.geometry
    assert west.intersection(east).area == pytest.approx(0.0)
    assert west.touches(east)


def test_neighbourhoods_in_another_order_give_the_same_bundle(town, tmp_path):
    area, inputs = read_area(town), tmp_path / "inputs"
    build(area, inputs, tmp_path / "one")
    write_neighbourhoods(inputs / "buurten.gpkg")
    turned = gpd.read_file(inputs / "buurten.gpkg").iloc[::-1]
    turned.to_file(inputs / "buurten.gpkg", layer="buurten", driver="GPKG")
    postcodes = gpd.read_file(inputs / "postcode6.gpkg").iloc[::-1]
    postcodes.to_file(inputs / "postcode6.gpkg", layer="postcode6", driver="GPKG")
    build(area, inputs, tmp_path / "two")
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_a_folder_that_is_not_there_is_said_at_once(town, tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        build(read_area(town), tmp_path / "nowhere", tmp_path / "bundle")


def test_a_setting_that_is_missing_is_said_to_be_missing(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text('code = "GM0001"\nname = "X"\n', encoding="utf-8")
    with pytest.raises(InputError, match="found nothing; expected Field required"):
        read_area(path)


def test_a_place_known_by_its_neighbourhood_may_fall_in_water_without_a_fault(town, tmp_path):
    inputs = tmp_path / "inputs"
    _place_in_the_river(inputs)
    table = pd.read_csv(inputs / "places.csv").assign(location_quality="area")
    table.to_csv(inputs / "places.csv", index=False)
    bundle = build(read_area(town), inputs, tmp_path / "bundle")
    floating = bundle.places.set_index("place_id").loc["municipal/drijvend-huis"]
    assert (bool(floating["counted"]), floating["counted_reason"]) == (False, "in_water")
