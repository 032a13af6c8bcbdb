"""The two JSON files of a bundle: what their readers ask for is there, or named."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from geo.bundle.dictionary import read_dictionary
from geo.bundle.shapes import dictionary_faults, manifest_faults
from geo.storage import DEFAULT_BUNDLE
from tests.towns.tiny_bundle import tiny_manifest

FIELDS = (
    *("area", "area.code", "area.name", "area.languages", "area.report_email", "built", "built.at"),
    *("parameters", "parameters.speeds_kmh", "parameters.thresholds_min", "parameters.headline"),
    *("parameters.headline.speed", "parameters.headline.with_uncertain", "parameters.cap_min", "sources"),
    *("report", "report.residents", "report.near_duplicates", "report.places.not_counted", "report.network.km"),
)


def faults_of(manifest: dict[str, Any]) -> list[str]:
    return [str(fault.field) for fault in manifest_faults(manifest, "bundle.json", "Build it again.").faults]


def without(field: str) -> dict[str, Any]:
    manifest = copy.deepcopy(tiny_manifest())
    *above, last = field.split(".")
    group = manifest
    for key in above:
        group = group[key]
    del group[last]
    return manifest


def test_the_manifest_of_a_build_has_no_faults():
    assert faults_of(tiny_manifest()) == []
    assert faults_of(json.loads((DEFAULT_BUNDLE / "bundle.json").read_text("utf-8"))) == []


@pytest.mark.parametrize("field", FIELDS)
def test_a_key_that_is_missing_is_named(field):
    faults = faults_of(without(field))
    assert faults
    assert all(fault == field or fault.startswith(f"{field}.") for fault in faults)


@pytest.mark.parametrize(
    ("group", "key", "value"),
    [
        ("area", "name", 3),
        ("area", "languages", []),
        ("area", "languages", ["fr"]),
        ("built", "at", "yesterday"),
        ("built", "at", 20261201),
        ("parameters", "speeds_kmh", {"normal": 4.8}),
        ("parameters", "speeds_kmh", {"normal": 4.8, "slow": 0}),
        ("parameters", "thresholds_min", []),
        ("parameters", "thresholds_min", [True]),
        ("parameters", "cap_min", float("nan")),
        ("parameters", "walk_limit_m", "2400"),
        ("report", "demand_points_left_out", "none"),
    ],
)
def test_a_value_of_another_kind_is_named(group, key, value):
    manifest = copy.deepcopy(tiny_manifest())
    manifest[group][key] = value
    assert faults_of(manifest) == [f"{group}.{key}"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"credit": None}, "sources[1].credit"),
        ({"tables": "streets"}, "sources[1].tables"),
        ({"caveats": {"nl": []}}, "sources[1].caveats"),
    ],
)
def test_a_source_that_lacks_something_is_named(change, field):
    manifest = copy.deepcopy(tiny_manifest())
    manifest["sources"][0] |= change
    assert faults_of(manifest) == [field]


def test_a_dictionary_explains_every_table_and_column():
    dictionary = read_dictionary()
    assert dictionary_faults(dictionary, dictionary, "dictionary.json", "Build.").faults == []
    del dictionary["walks"]["columns"]["distance"]["en"]
    del dictionary["water"]["about"]
    named = {fault.field for fault in dictionary_faults(dictionary, ["sites"], "dictionary.json", "Build.").faults}
    assert named == {"walks.distance", "water", "sites"}
