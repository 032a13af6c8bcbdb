"""The documents name only what is there, and say the same as the settings."""

from __future__ import annotations

import re
import tomllib

import pytest
from ruamel.yaml import YAML

from tests import ROOT

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md", "requirements/README.md"]
# What a document may name though a fresh clone does not have it: made by a command, or beside the clone.
NOT_IN_A_CLONE = (".venv", "../shared", "/path/to", "test-results/", "data/*/")
LINK = re.compile(r"\]\(([^)]+)\)")
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.*-]*|[\w.-]+\.(?:md|py|toml|yaml|txt|json))`")


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def citation() -> dict[str, object]:
    return YAML(typ="safe").load((ROOT / "CITATION.cff").read_text("utf-8"))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_and_link_is_there(document: str) -> None:
    file = ROOT / document
    text = file.read_text("utf-8")
    named = {link.split("#")[0] for link in LINK.findall(text) if not re.match(r"https?://|#", link)}
    named |= {path for path in PATH.findall(text) if not path.startswith(NOT_IN_A_CLONE)}
    # A bare file name is one of a folder or bundle spoken of in the same sentence.
    places = (ROOT, file.parent, ROOT / "data" / "maastricht")
    absent = sorted(path for path in named if not any(list(place.glob(path.rstrip("/"))) for place in places))
    assert absent == []


def test_the_documents_name_paths_at_all() -> None:
    assert len(PATH.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))) > 30


def test_licences_and_credits_are_those_of_the_area_settings() -> None:
    text = (ROOT / "data" / "README.md").read_text("utf-8")
    for area in (ROOT / "data" / "areas").glob("*.toml"):
        for source in tomllib.loads(area.read_text("utf-8"))["sources"]:
            row = next((line for line in text.splitlines() if source["credit"] in line and line.startswith("|")), None)
            assert row is not None, f"{area.name}: the credit of {source['id']} is not in data/README.md"
            licence = "facts" if source["licence"].startswith("Feiten") else f"`{source['licence']}`"
            assert licence in row, f"{area.name}: the licence of {source['id']} is another one in data/README.md"


def test_one_version_and_one_licence_everywhere() -> None:
    assert citation()["version"] == project()["version"]
    assert citation()["license"] == project()["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License\n")


def test_the_citation_has_what_the_format_asks() -> None:
    cited = citation()
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= cited.keys()
    people = [author for work in (cited, *cited["references"]) for author in work["authors"]]
    assert all("name" in author or {"family-names", "given-names"} <= author.keys() for author in people)


def test_the_changelog_is_in_the_form_it_says() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}", heading) for heading in headings[1:])
