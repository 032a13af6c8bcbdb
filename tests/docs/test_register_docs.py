"""The guide for volunteers tells of every field and every word of the register, in both languages."""

from __future__ import annotations

import re
from enum import Enum
from typing import get_args

import pytest

from commands.places import places_app
from geo.sources.register.model import (
    Challenge,
    Figure,
    FigureUnit,
    Geocoding,
    Guest,
    Location,
    Opening,
    Organisation,
    RegisterPlace,
    SetBy,
    Topic,
)
from geo.vocabulary import Category, Confidence, Domain, Function, LocationQuality, NotCounted, YesNo
from tests import ROOT

GUIDE = (ROOT / "docs" / "register.md").read_text(encoding="utf-8")
SECTIONS = {
    "Organisatie": Organisation,
    "Plek": RegisterPlace,
    "Punt": Location,
    "Antwoord van de adressendienst": Geocoding,
    "Open": Opening,
    "Gast": Guest,
    "Kerncijfer": Figure,
    "Uitdaging": Challenge,
    "Organisation": Organisation,
    "Place": RegisterPlace,
    "Location": Location,
    "Geocoding": Geocoding,
    "Opening": Opening,
    "Guest": Guest,
    "Figure": Figure,
    "Challenge": Challenge,
}


def section(title: str) -> str:
    (text,) = re.findall(rf"^## {title}\n(.*?)(?=^#|^---|\Z)", GUIDE, re.MULTILINE | re.DOTALL)
    return text


def row(title: str, field: str) -> set[str]:
    """The words between backticks that the guide gives for a field."""
    (text,) = re.findall(rf"^\| `{field}` \| (.*) \|$", section(title), re.MULTILINE)
    return set(re.findall(r"`([^`]+)`", text))


@pytest.mark.parametrize("title", SECTIONS)
def test_the_guide_has_exactly_the_fields_of_the_model(title):
    documented = re.findall(r"^\| `(\w+)` \| \S", section(title), re.MULTILINE)
    assert documented == list(SECTIONS[title].model_fields)


@pytest.mark.parametrize(
    ("title", "field", "words"),
    [
        (title, field, words)
        for titles, field, words in [
            (("Organisatie", "Organisation"), "functions", Function),
            (("Plek", "Place"), "walk_in", YesNo),
            (("Plek", "Place"), "confidence", Confidence),
            (("Plek", "Place"), "not_counted", NotCounted),
            (("Punt", "Location"), "quality", LocationQuality),
            (("Punt", "Location"), "set_by", SetBy),
        ]
        for title in titles
    ],
)
def test_the_guide_gives_every_word_of_a_field(title: str, field: str, words: type[Enum]):
    assert row(title, field) == {member.value for member in words}


@pytest.mark.parametrize(
    ("title", "field", "model"),
    [
        ("Organisatie", "role", Organisation),
        ("Organisation", "role", Organisation),
        ("Kerncijfer", "per", Figure),
        ("Figure", "per", Figure),
        ("Antwoord van de adressendienst", "answer", Geocoding),
        ("Geocoding", "answer", Geocoding),
    ],
)
def test_the_guide_gives_every_choice(title, field, model):
    assert row(title, field) == set(get_args(model.model_fields[field].annotation))


@pytest.mark.parametrize(
    ("name", "words"), [("domains", Domain), ("category", Category), ("unit", FigureUnit), ("topic", Topic)]
)
def test_the_lists_at_the_end_are_whole(name, words):
    (text,) = re.findall(rf"^`{name}`: (.*?)\n\n", GUIDE, re.MULTILINE | re.DOTALL)
    assert re.findall(r"`([^`]+)`", text) == [member.value for member in words]


def test_every_file_and_command_in_the_guide_exists():
    root = ROOT
    for path in set(re.findall(r"`((?:data|docs)/[\w./-]+)`", GUIDE)):
        assert (root / path).exists(), path
    known = {command.name for command in places_app.registered_commands}
    assert set(re.findall(r"`riool places (\w+)", GUIDE)) <= known
