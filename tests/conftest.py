"""What the tests share: the real inputs where they are, and no network."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import ROOT

# A fresh or busy machine draws its first examples slowly. How fast we are is measured in benchmarks/, not here.
settings.register_profile("riool", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# `HYPOTHESIS_PROFILE=long` tries 10,000 cases where a run on every commit tries a hundred.
settings.register_profile("long", settings.get_profile("riool"), max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "riool"))

pytest_plugins = ["tests.browser.fixtures", "tests.publishing.website.fixtures", "pytester"]


def _inputs_dir() -> Path | None:
    candidates = [Path(os.environ["RIOOL_INPUTS"])] if "RIOOL_INPUTS" in os.environ else []
    candidates.append(ROOT.parent / "shared" / "data" / "maastricht")
    return next((path for path in candidates if path.is_dir()), None)


@pytest.fixture(scope="session")
def inputs_dir() -> Path:
    """The folder with the real inputs of Maastricht, or a visible skip."""
    found = _inputs_dir()
    if found is None:
        pytest.skip("the real inputs are not here (set RIOOL_INPUTS or place ../shared beside the clone)")
    return found
