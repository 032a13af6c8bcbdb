"""The scripts of a map: what others made is unchanged, with its licence; ours use only what Leaflet documents."""

from __future__ import annotations

import hashlib
import re

import pytest

from geo.storage import STATIC

VENDOR = STATIC / "vendor"
README = (VENDOR / "README.md").read_text(encoding="utf-8")
SCRIPTS = sorted([*(STATIC / "map").glob("*.js"), STATIC / "app" / "map.js", STATIC / "site" / "site.js"])


def files():
    return sorted(path for path in VENDOR.rglob("*") if path.is_file() and path.name != "README.md")


def test_every_file_is_listed_with_its_hash():
    listed = dict(re.findall(r"\| `([^`]+)` \| `([0-9a-f]{64})` \|", README))
    found = {path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files()}
    assert listed == found


def test_every_part_has_its_licence():
    parts = [path for path in VENDOR.iterdir() if path.is_dir()]
    assert parts
    assert [part.name for part in parts if not (part / "LICENSE").is_file()] == []


def test_versions_are_the_ones_in_the_files():
    assert 'version="1.9.4"' in (VENDOR / "leaflet" / "leaflet.js").read_text(encoding="utf-8")
    assert "jQuery v3.7.1" in (VENDOR / "jquery" / "jquery.slim.min.js").read_text(encoding="utf-8")
    assert "1.9.4" in README
    assert "3.7.1" in README


def test_it_stays_small():
    assert sum(path.stat().st_size for path in files()) < 600_000


def test_our_own_scripts_and_styles_name_no_other_host():
    for path in (STATIC / "map").iterdir():
        assert not re.search(r"(https?:)?//[a-z]", path.read_text(encoding="utf-8").replace("http://www.w3.org", "")), (
            path
        )


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
