"""What a reader types leads to the settings of one area, or to those of any municipality."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from geo.areas import Area, LiveChoices, Source, any_municipality, own_settings, read_area
from geo.errors import InputError
from geo.sources.crosswalk_file import read_crosswalk
from geo.sources.place_settings import read_place_settings
from geo.storage import AREAS


@pytest.mark.parametrize("asked", ["maastricht", "Maastricht", " MAASTRICHT ", "GM0935", "gm0935", "0935"])
def test_an_area_is_found_by_file_name_or_code(asked):
    assert own_settings(asked).code == "GM0935"


def test_a_path_is_read_as_it_is():
    assert own_settings(str(AREAS / "maastricht.toml")).name == "Maastricht"
    with pytest.raises(InputError, match="no such file"):
        own_settings("nowhere.toml")


@pytest.mark.parametrize("asked", ["Heerlen", "GM0917", "", "../areas/maastricht", "maas"])
def test_others_have_no_settings_of_their_own(asked):
    assert own_settings(asked) is None


def test_a_fault_in_the_file_of_one_area_does_not_stop_another(tmp_path):
    (tmp_path / "a-kapot.toml").write_text("code = ", "utf-8")
    (tmp_path / "b-kapot.toml").write_bytes(b"\xff\xfe")
    whole = 'code = "GM0917"\nname = "Heerlen"\ncrosswalk = "x"\nplace_settings = "y"\n'
    (tmp_path / "heerlen.toml").write_text(whole, "utf-8")

    assert own_settings("heerlen", tmp_path).name == "Heerlen"
    assert own_settings("GM0917", tmp_path).name == "Heerlen"
    with pytest.raises(InputError, match="not TOML"):
        own_settings("a-kapot", tmp_path)


def test_any_municipality_gets_settings_that_lead_somewhere():
    area = any_municipality("GM0917", "Heerlen")

    assert (area.code, area.name, area.sources) == ("GM0917", "Heerlen", ())
    assert area.live == LiveChoices()
    assert read_crosswalk(area.path(area.crosswalk)).rules
    assert read_place_settings(area.path(area.place_settings)).error_m.address > 0
    assert area.register_folder is None


def source(**changes):
    told = {
        "id": "a",
        "reads": ("streets",),
        "file": "a",
        "title": "t",
        "publisher": "p",
        "url": "https://example.org",
        "licence": "l",
        "credit": "c",
        "reference_date": "2025",
    }
    return Source.model_validate(told | changes)


def base(**changes):
    told = {"code": "GM0917", "name": "Heerlen", "folder": AREAS, "crosswalk": "x", "place_settings": "y"}
    return Area.model_validate(told | changes)


REST = (
    source(id="n", reads=("neighbourhoods",)),
    source(id="d", reads=("demand",), format="postcode6"),
)


def test_several_lists_of_places_may_stand_beside_each_other():
    lists = source(id="m1", reads=("municipal",)), source(id="m2", reads=("municipal",), settings="other.yaml")
    area = base().with_sources((source(), *REST, *lists))

    assert area.sources_for("municipal") == lists
    assert area.source_for("municipal") == lists[0]


@pytest.mark.parametrize("sources", [(source(),), (source(), source(id="b"), *REST)])
def test_roles_are_played_by_exactly_one(sources):
    with pytest.raises(ValidationError, match="roles missing"):
        base().with_sources(sources)


def test_other_sources_change_nothing_else():
    area = read_area(AREAS / "maastricht.toml")
    other = area.with_sources((source(), *REST))

    assert other.model_copy(update={"sources": area.sources}) == area


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 5000, "a = 2026-99-99", 'a = "\x00"'])
def test_settings_that_are_no_toml_are_told(tmp_path, text):
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(InputError, match=r"a\.toml: found text that is not TOML") as caught:
        read_area(tmp_path / "a.toml")
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("address", ["kaart@stad.example", "kaart@stad.TEST", "a@b.invalid"])
def test_an_address_where_nobody_reads_is_refused(tmp_path, address):
    text = (
        (AREAS / "maastricht.toml")
        .read_text("utf-8")
        .replace('name = "Maast', f'report_email = "{address}"\nname = "Maast')
    )
    (tmp_path / "stad.toml").write_text(text, "utf-8")
    with pytest.raises(InputError, match="nobody can get mail"):
        read_area(tmp_path / "stad.toml")
