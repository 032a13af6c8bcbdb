"""The invented town exported, with names that mean harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.words import Words
from publishing.context import PublishContext
from publishing.exports.files import export_files
from publishing.folder import write_files
from tests.towns.tiny_context import HOSTILE_STRINGS, context_of


@pytest.fixture(scope="session")
def context(tmp_path_factory: pytest.TempPathFactory) -> PublishContext:
    def rename(tables: dict) -> None:
        names = tables["places"]["name"].astype(object)
        names.iloc[: len(HOSTILE_STRINGS)] = list(HOSTILE_STRINGS)[: len(names)]
        tables["places"]["name"] = names.astype("str")

    return context_of(tmp_path_factory.mktemp("exports"), rename)


@pytest.fixture(scope="session")
def folder(context: PublishContext, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    write_files(out, export_files(context, [], Words("nl")))
    return out
