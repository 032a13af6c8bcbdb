"""The data package is valid to those who made the standard."""

from __future__ import annotations

import json
from pathlib import Path

import frictionless

from publishing.folder import RECORD


def test_the_data_package_is_valid_to_its_makers(folder: Path) -> None:
    package = frictionless.Package(str(folder / "datapackage.json"))
    assert {resource.path for resource in package.resources} == {
        file.name for file in folder.iterdir() if file.name not in {"datapackage.json", RECORD}
    }
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    frictionless.Package.from_descriptor(described)
    for resource in package.resources:
        if resource.path.endswith(".csv") and "dictionary" not in resource.path:
            report = resource.validate()
            assert report.valid, report.flatten(["type", "message"])
