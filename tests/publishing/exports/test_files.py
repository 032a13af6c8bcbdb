"""Every exported file has a name that says what it is, and every table its dictionary."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from layers.words import Words
from publishing.context import PublishContext
from publishing.exports.files import ExportFormat, export_files
from publishing.exports.tables import PLAIN
from publishing.folder import RECORD
from tests.publishing.exports.reading import one_file


def test_names_say_area_date_and_measure(folder: Path) -> None:
    names = {file.name for file in folder.iterdir()} - {"datapackage.json", RECORD}
    assert all(name.startswith("proefstad-2026-01-01-") for name in names)
    assert "proefstad-2026-01-01-neighbourhoods-coverage-10-min.csv" in names


def test_every_table_has_its_dictionary(context: PublishContext, folder: Path) -> None:
    dictionary = pd.read_csv(one_file(folder, "*data-dictionary.csv"), sep=";", encoding="utf-8-sig")
    for name in ("neighbourhoods", "places", "demand", *PLAIN):
        told = set(dictionary.loc[dictionary["table"] == name, "column"])
        (file,) = [file for file in folder.glob("*.csv") if f"2026-01-01-{name}" in file.name]
        assert set(pd.read_csv(file, sep=";", encoding="utf-8-sig").columns) == told


def test_one_format_is_enough(context: PublishContext) -> None:
    files = export_files(context, [ExportFormat.CSV], Words("en"))
    assert {name.rsplit(".")[-1] for name in files} == {"csv", "txt", "json"}
