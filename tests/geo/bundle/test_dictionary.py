"""The data dictionary says something about every column, in both languages, and nothing about columns that are not."""

from __future__ import annotations

import copy

import pytest

from geo.bundle.dictionary import UNITS, missing_entries, read_dictionary
from geo.bundle.tables import TABLES

MODELLED = ("Modelled", "Estimated", "modelled", "estimated")
BEREKEND = ("Berekend", "Geschat", "berekend", "geschat")


@pytest.fixture(scope="module")
def dictionary():
    return read_dictionary()


def columns_of(dictionary):
    return [
        (table, column, entry)
        for table, described in dictionary.items()
        for column, entry in described["columns"].items()
    ]


def test_every_table_and_column_is_described_in_both_languages(dictionary):
    assert missing_entries(dictionary) == []


def test_columns_stand_in_the_order_of_the_tables(dictionary):
    described = {table: list(entry["columns"]) for table, entry in dictionary.items()}
    assert described == {table: list(schema.columns) for table, schema in TABLES.items()}


def test_units_are_known(dictionary):
    units = {entry["unit"] for _, _, entry in columns_of(dictionary) if "unit" in entry}
    assert units == UNITS


def test_distances_and_geometry_say_metres(dictionary):
    metric = ("distance", "nearest_distance", "length", "location_error", "geometry")
    units = {
        f"{table}.{column}": entry.get("unit") for table, column, entry in columns_of(dictionary) if column in metric
    }
    assert set(units.values()) == {"m"}


def test_entries_hold_nothing_but_texts_and_a_unit(dictionary):
    assert {key for _, _, entry in columns_of(dictionary) for key in entry} == {"nl", "en", "unit"}


def test_dutch_and_english_are_not_the_same_text(dictionary):
    assert [f"{table}.{column}" for table, column, entry in columns_of(dictionary) if entry["nl"] == entry["en"]] == []


@pytest.mark.parametrize(
    "column",
    [
        "neighbourhoods.share_lonely",
        "neighbourhoods.share_severely_lonely",
        "neighbourhoods.share_hard_to_make_ends_meet",
        "neighbourhoods.share_limited_mobility",
        "neighbourhoods.coverage",
        "neighbourhoods.gap",
        "neighbourhoods.gap_depth",
        "coverage.covered",
        "demand.residents",
        "demand.age_65_plus",
        "demand.nearest_distance",
        "walks.distance",
        "streets.flow",
    ],
)
def test_what_is_modelled_is_called_modelled(dictionary, column):
    table, name = column.split(".")
    entry = dictionary[table]["columns"][name]
    assert any(word in entry["en"] for word in MODELLED)
    assert any(word in entry["nl"] for word in BEREKEND)


def test_what_is_missing_or_too_much_is_named(dictionary):
    broken = copy.deepcopy(dictionary)
    del broken["walks"]["columns"]["distance"]["nl"]
    del broken["demand"]["about"]["en"]
    broken["coverage"]["columns"]["colour"] = {"nl": "kleur", "en": "colour"}
    broken["roads"] = {"about": {"nl": "wegen", "en": "roads"}, "columns": {}}
    del broken["water"]
    assert missing_entries(broken) == [
        "coverage.colour (no such column)",
        "demand",
        "walks.distance",
        "water",
        "water.name",
        "water.geometry",
        "roads (no such table)",
    ]
