"""The framework's theme is the palette of the maps, in light and dark, and its safety settings stay as they are."""

from __future__ import annotations

import tomllib

import pytest

from layers.style import DARK, FONT_FAMILY, LIGHT
from tests import ROOT

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("scheme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_the_theme_has_the_colours_of_the_palette(scheme, palette):
    assert CONFIG["theme"][scheme] == {
        "primaryColor": palette.pipe,
        "backgroundColor": palette.paper,
        "secondaryBackgroundColor": palette.card,
        "textColor": palette.ink,
        "linkColor": palette.pipe,
        "borderColor": palette.line,
    }


def test_the_theme_has_the_font_of_the_palette():
    assert CONFIG["theme"]["font"].split(",")[0] == FONT_FAMILY


def test_nothing_is_told_to_others_and_nothing_of_the_inside_to_readers():
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["server"]["enableCORS"] is True


def test_an_address_for_the_server_is_set_so_that_none_is_asked_for_elsewhere():
    assert CONFIG["browser"]["serverAddress"]
