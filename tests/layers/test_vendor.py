"""What others made is here unchanged, with its licence, and small."""

from __future__ import annotations

import hashlib
import re

from geo.paths import STATIC

VENDOR = STATIC / "vendor"
README = (VENDOR / "README.md").read_text(encoding="utf-8")


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
