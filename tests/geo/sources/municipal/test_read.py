"""A municipal table: mapped by its settings, checked at the door."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from geo.errors import Fault, InputError
from geo.sources.municipal.model import MunicipalSettings, read_municipal_settings
from geo.sources.municipal.read import read_municipal
from geo.sources.place_draft import PlaceDraft
from geo.vocabulary import Confidence, Kind, LocationQuality, YesNo
from tests import ROOT

SETTINGS = """
title: Ontmoetingsplekken
publisher: Gemeente Elders
licence: CC0
id_prefix: elders
name_without_brackets: true
columns: {name: naam, category: soort, lat: breedte, lon: lengte, postcode: pc, location_quality: hoe,
          confidence: zeker, wheelchair: rolstoel, last_checked: gezien, source: bron, note_nl: noot}
categories:
  buurthuis: {kind: public, category: community_centre, functions: [meet], domains: [culture]}
  tuin: {kind: informal, category: garden, functions: [meet], domains: [green], free: "yes"}
rows:
  - row: Tuin aan het Pad
    location_error_m: 400
    walk_in: "no"
    not_counted: not_walk_in
"""
HEADING = ["naam", "soort", "breedte", "lengte", "pc", "hoe", "zeker", "rolstoel", "gezien", "bron", "noot"]
HOUSE = ["Het Huis (met zaal)", "buurthuis", "50.85", "5.69", "6211 AB", "address", "high", "yes", "2026", "lijst", ""]
GARDEN = ["Tuin aan het Pad", "tuin", "50.86", "5.70", "", "street", "low", "", "", "", "Achter het pad"]
NOWHERE = ["Het Zwerfhuis", "buurthuis", "", "", "", "none", "medium", "unknown", "2020", "lijst", ""]


@pytest.fixture
def settings(tmp_path: Path) -> MunicipalSettings:
    path = tmp_path / "municipal.yaml"
    path.write_text(SETTINGS, encoding="utf-8")
    return read_municipal_settings(path)


def write(tmp_path: Path, *rows: list[str], heading: list[str] = HEADING) -> Path:
    path = tmp_path / "plekken.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([heading, *rows])
    return path


def changed(row: list[str], **values: str) -> list[str]:
    return [values.get(name, value) for name, value in zip(HEADING, row, strict=True)]


def faults_of(path: Path, settings: MunicipalSettings) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as caught:
        read_municipal(path, settings)
    return caught.value.faults


def test_columns_and_categories_follow_the_settings(tmp_path, settings):
    house, garden, nowhere = read_municipal(write(tmp_path, HOUSE, GARDEN, NOWHERE), settings)
    assert isinstance(house, PlaceDraft)
    assert (house.place_id, house.name, house.kind) == ("elders/het-huis", "Het Huis", Kind.PUBLIC)
    assert (house.postcode, house.wheelchair, house.last_checked) == ("6211AB", YesNo.YES, "2026")
    assert house.source == "lijst"
    assert (garden.kind, garden.free, garden.confidence) == (Kind.INFORMAL, YesNo.YES, Confidence.LOW)
    assert garden.note_nl == "Achter het pad"
    assert (garden.wheelchair, garden.last_checked) == (YesNo.UNKNOWN, None)
    assert "Gemeente Elders" in garden.source
    assert (nowhere.quality, nowhere.point) == (LocationQuality.NONE, None)


def test_points_are_metres_in_the_dutch_grid(tmp_path, settings):
    house, _ = read_municipal(write(tmp_path, HOUSE, GARDEN), settings)
    # The Onze Lieve Vrouwetoren in Amersfoort is the origin of the grid: 155 000, 463 000.
    origin = changed(HOUSE, naam="Toren", breedte="52.1551744", lengte="5.38720621")
    tower, *_ = read_municipal(write(tmp_path, origin, GARDEN), settings)
    assert (tower.point.x, tower.point.y) == pytest.approx((155_000, 463_000), abs=1)
    assert tower.point.distance(house.point) > 140_000


def test_what_is_known_better_about_a_row_goes_before_its_cells(tmp_path, settings):
    _, garden = read_municipal(write(tmp_path, HOUSE, GARDEN), settings)
    assert (garden.stated_error, garden.walk_in, garden.not_counted) == (400, YesNo.NO, "not_walk_in")


@pytest.mark.parametrize(
    ("values", "field", "found", "expected"),
    [
        ({"soort": "buurthuys"}, "soort", "buurthuys", "buurthuis"),
        ({"breedte": "5.69", "lengte": "50.85"}, "breedte", "5.69", "latitude"),
        ({"breedte": "48.85", "lengte": "2.35"}, "breedte", "48.85", "Netherlands"),
        ({"breedte": "vijftig"}, "breedte", "vijftig", "a number"),
        ({"breedte": "50,85"}, "breedte", "50,85", "a number"),
        ({"breedte": "inf"}, "breedte", "inf", "a number"),
        ({"lengte": ""}, "lengte", "''", "a number"),
        ({"breedte": "", "lengte": ""}, "breedte", "no point", "a point"),
        ({"hoe": "none"}, "hoe", "with a point", "address, postcode, street or area"),
        ({"hoe": "adres"}, "hoe", "adres", "address"),
        ({"zeker": "hoog"}, "zeker", "hoog", "high"),
        ({"rolstoel": "ja"}, "rolstoel", "ja", "yes"),
        ({"pc": "62111"}, "pc", "62111", "6211AB"),
        ({"naam": ""}, "naam", "nothing", "a name"),
        ({"naam": "Tuin aan het Pad"}, "naam", "Tuin aan het Pad", "each place once (see row 2)"),
    ],
)
def test_a_wrong_cell_is_told_with_its_row_and_column(tmp_path, settings, values, field, found, expected):
    path = write(tmp_path, GARDEN, changed(HOUSE, **values))
    told = [fault for fault in faults_of(path, settings) if fault.field == field]
    (fault,) = told
    assert (fault.file, fault.row) == (str(path), 3)
    assert found in fault.found
    assert expected in fault.expected
    assert fault.advice


def test_an_unknown_category_gets_the_nearest_one(tmp_path, settings):
    (fault,) = faults_of(write(tmp_path, GARDEN, changed(HOUSE, soort="buurthuys")), settings)
    assert "Did you mean 'buurthuis'?" in fault.advice


def test_all_faults_come_together(tmp_path, settings):
    path = write(tmp_path, changed(GARDEN, zeker="hoog", hoe="straat"), changed(HOUSE, breedte="x"))
    assert {(fault.row, fault.field) for fault in faults_of(path, settings)} == {
        (2, "zeker"),
        (2, "hoe"),
        (3, "breedte"),
    }


def test_a_missing_column_is_named(tmp_path, settings):
    heading = ["name" if name == "naam" else name for name in HEADING]
    (fault,) = faults_of(write(tmp_path, HOUSE, heading=heading), settings)
    assert fault.field == "naam"


def test_settings_for_a_row_that_is_gone_are_told(tmp_path, settings):
    (fault,) = faults_of(write(tmp_path, changed(GARDEN, naam="Tuin aan 't Pad")), settings)
    assert "Tuin aan het Pad" in fault.found
    assert "Did you mean" in fault.advice


def test_an_unknown_key_in_the_settings_is_told_with_its_line(tmp_path):
    path = tmp_path / "municipal.yaml"
    path.write_text(SETTINGS.replace("functions: [meet]", "functies: [meet]", 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_municipal_settings(path)
    fields = {fault.field for fault in caught.value.faults}
    assert fields == {"categories.buurthuis.functies", "categories.buurthuis.functions"}
    assert {fault.row for fault in caught.value.faults} == {"line 10"}


@pytest.mark.inputs
def test_maastricht_is_read_whole(inputs_dir):
    settings = read_municipal_settings(ROOT / "data" / "areas" / "maastricht" / "municipal.yaml")
    path = inputs_dir / "municipal-places.csv"
    drafts = read_municipal(path, settings)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(drafts) == len(rows)
    assert [draft.quality.value for draft in drafts] == [row["location_quality"] for row in rows]
    assert all(draft.note_nl and draft.note_en for draft in drafts)
    assert {draft.kind for draft in drafts} == {Kind.PUBLIC, Kind.INFORMAL}
    # Where the source says how far off the point may be, we say so too.
    for draft, row in zip(drafts, rows, strict=True):
        for metres in ("300", "400"):
            if f"plus or minus {metres} m" in row["note"]:
                assert draft.stated_error == float(metres), draft.place_id


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\u2066", "\ufeff", "\x1b", "\x9b"])
@pytest.mark.parametrize("column", ["naam", "bron", "noot"])
def test_a_text_that_hides_something_names_row_and_column(tmp_path, settings, column, hidden):
    rows = HOUSE, changed(GARDEN, **{column: f"Tuin{hidden}aan het Pad"})
    fault = next(fault for fault in faults_of(write(tmp_path, *rows), settings) if fault.field == column)
    assert fault.row == 3
    assert fault.expected == "only visible characters"
    assert f"U+{ord(hidden):04X}" in fault.advice
    assert fault.found.isprintable()


@pytest.mark.parametrize(("name", "expected"), [("Het\nHuis", "text on one line"), ("H" * 2001, "at most 2000")])
def test_a_name_that_no_heading_can_hold_names_its_row(tmp_path, settings, name, expected):
    (fault,) = faults_of(write(tmp_path, changed(HOUSE, naam=name), GARDEN), settings)
    assert (fault.row, fault.field) == (2, "naam")
    assert expected in fault.expected
