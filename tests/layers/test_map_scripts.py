"""The scripts of the map lean on Leaflet's documented classes, methods and events only."""

from __future__ import annotations

import re

import pytest

from geo.paths import STATIC

SCRIPTS = sorted([*(STATIC / "map").glob("*.js"), STATIC / "app" / "map.js", STATIC / "site" / "site.js"])


def code_of(path):
    """The script without its comments."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"(^|\s)//.*", "", text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_private_name_is_used(path):
    assert re.findall(r"\._\w+|\[[\"']_\w+[\"']\]", code_of(path)) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_class_of_leaflet_is_changed(path):
    assert re.findall(r"L\.[\w.]+\.(?:include|addInitHook)\(|prototype\.\w+\s*=[^=]", code_of(path)) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_click_is_made_up(path):
    assert re.findall(r"fire\([\"']click|\.click\(\)", code_of(path)) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_text_is_run_as_a_script(path):
    assert re.findall(r"\beval\(|new Function|setTimeout\([\"']", code_of(path)) == []
