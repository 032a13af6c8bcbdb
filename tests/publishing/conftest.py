"""The invented town made ready for writing, once for all that only read it."""

from __future__ import annotations

import pytest

from publishing.context import PublishContext
from tests.towns.tiny_context import PUBLIC_URL, context_of


@pytest.fixture(scope="session")
def context(tmp_path_factory: pytest.TempPathFactory) -> PublishContext:
    return context_of(tmp_path_factory.mktemp("sheets"), url=PUBLIC_URL)
