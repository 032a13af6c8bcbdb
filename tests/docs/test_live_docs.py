"""docs/live-sources.md says what the settings and the command say."""

from __future__ import annotations

import re
import tomllib
from urllib.parse import urlsplit

import pytest
from ruamel.yaml import YAML

from commands.riool import RioolGroup
from geo.areas import Area, MunicipalLayer
from geo.residents.modelled_points import MOST_RESIDENTS
from geo.sources.live.settings import AddressServiceName, read_live_settings
from geo.sources.municipal.model import MunicipalSettings
from geo.sources.web.http import HttpPolicy
from tests import ROOT

TEXT = (ROOT / "docs" / "live-sources.md").read_text("utf-8")
LIVE = read_live_settings()
TABLE = TEXT.split("## What one command fetches")[1].split("**How large?**")[0]


def options_of(command):
    return RioolGroup.deferred[command].load(command).params


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("name", [name for name in LIVE.sources if name not in {"water", "key_figures"}])
def test_each_source_stands_in_the_table_with_its_licence_and_credit(name):
    source = LIVE.sources[name]
    credit = source.credit.replace("{year}", "year")
    rows = [line for line in TABLE.splitlines() if credit in line]

    assert rows, f"{name}: no row with the credit {credit!r}"
    assert f"`{source.licence}`" in rows[0]


def test_the_register_of_buildings_is_in_the_public_domain():
    assert LIVE.sources["sites"].licence == "CC-PDM-1.0"
    assert "Public Domain Mark 1.0 (`CC-PDM-1.0`)" in (ROOT / "data" / "README.md").read_text("utf-8")


def test_each_server_is_named():
    for url in LIVE.endpoints.model_dump().values():
        assert f"`{urlsplit(url).hostname}`" in TABLE


def test_the_limits_and_manners_are_those_of_the_settings():
    assert (LIVE.limits.page_mb, LIVE.limits.overpass_mb, LIVE.limits.squares_mb) == (64, 1024, 1024)
    assert "64 MB for a page, 1 GB for\nOverpass and for a zip of the country" in TEXT
    assert (LIVE.manners.attempts, LIVE.manners.pause_s, LIVE.manners.wait_overpass_s) == (5, 0.2, 30.0)
    assert LIVE.manners.wait_asked_most_s == HttpPolicy().wait_asked_most_s == 300.0
    for words in ("at most five attempts", "a pause of 0.2 s", "at least 30 s", "up to 5 minutes"):
        assert words in TEXT
    assert f"at most {MOST_RESIDENTS:.0f}\nresidents" in TEXT


def test_both_address_services_are_told_and_the_one_asked_for():
    table = TEXT.split("## Who looks up an address")[1].split("## Another")[0]
    rows = {
        line.split("`")[1]: line for line in table.splitlines() if line.startswith("| `") and "why" not in line[:12]
    }
    rows.pop("service", None)

    assert set(rows) == {str(name) for name in AddressServiceName}
    assert "Asked unless you say otherwise" in rows[str(LIVE.addresses.service)]


def test_each_option_in_the_table_exists():
    known = {option for parameter in options_of("fetch") for option in parameter.opts}
    known |= {option for parameter in options_of("fetch") for option in parameter.secondary_opts}
    table = TEXT.split("| option of `riool fetch`")[1].split("\n\n")[0]
    named = set(re.findall(r"^\| `(--[a-z-]+)", table, re.MULTILINE))

    assert named <= known
    assert known - named == {"--area", "--to", "--sites", "--no-offline", "--no-refresh"}


def test_each_command_in_a_block_exists():
    for line in "".join(blocks("sh")).splitlines():
        words = line.removeprefix("python3 run.py ").split("#")[0].split()
        options = {option for parameter in options_of(words[1]) for option in parameter.opts}
        assert words[0] == "riool"
        assert {word for word in words if word.startswith("--")} <= options


def test_the_settings_in_the_text_are_accepted():
    area, layer = map(tomllib.loads, blocks("toml"))
    read = Area.model_validate(area | layer | {"folder": ROOT, "live": area["live"] | layer["live"]})

    assert isinstance(read.live.municipal[0], MunicipalLayer)
    for settings in blocks("yaml"):
        told = YAML(typ="safe").load(settings)
        assert MunicipalSettings.model_validate(told).columns.name == "NAAM"


def test_each_path_in_the_text_is_there():
    for path in re.findall(r"`((?:data|geo|docs)/[\w./-]+\.\w+)`", TEXT):
        if path != "data/areas/heerlen.toml":
            assert (ROOT / path).exists(), path
