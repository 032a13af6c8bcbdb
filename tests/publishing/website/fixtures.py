"""The static site of the invented town, written once for all tests that only read it."""

from __future__ import annotations

import pytest

from publishing.context import PublishContext
from publishing.website.site import site_files
from tests.towns.tiny_context import HOSTILE_STRINGS, PUBLIC_URL, context_of


@pytest.fixture(scope="session")
def site_context(tmp_path_factory: pytest.TempPathFactory) -> PublishContext:
    """The town, with names that mean harm."""

    def rename(tables: dict) -> None:
        tables["organisations"].loc[0, "name"] = "".join(HOSTILE_STRINGS)
        tables["places"].loc[0, "name"] = HOSTILE_STRINGS[1]

    return context_of(tmp_path_factory.mktemp("site"), rename, PUBLIC_URL)


@pytest.fixture(scope="session")
def site_content(site_context: PublishContext) -> dict[str, bytes]:
    """Content by path."""
    return site_files(site_context)
