"""Tests stand where the code stands that they test: `tests/geo/test_areas.py` tests `geo/areas.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import ROOT

TESTS = ROOT / "tests"
CODE = ("commands", "geo", "layers", "publishing", "setup_steps", "views")
ELSEWHERE = {
    "browser": "the pages as a reader's browser shows them",
    "fuzz": "what every reader says of files and answers that are spoiled",
    "docs": "what the documents and notebooks say",
    "packaging": "the wheel that others install",
    "test_mirror.py": "this file",
    "test_private_doors.py": "how all code uses its libraries",
}
"""Tests of no single module."""
OF_SEVERAL = {
    "geo/library/test_surface.py": "what `import geo` gives",
    "geo/measures/test_properties.py": "what holds for all measures in every city",
    "geo/sources/live/test_build.py": "from a name to a bundle, through the command line",
    "geo/sources/live/test_properties.py": "what holds whatever the world sends",
    "geo/sources/live/test_sources.py": "what each service gives",
    "setup_steps/test_requirements.py": "the pinned requirements",
    "setup_steps/test_run.py": "`run.py` at the root",
    "views/app/test_app.py": "every page, without a browser",
    "views/server/test_event_loop.py": "what serves the app",
    "views/server/test_serving.py": "the app as a whole",
    "views/state/test_theme.py": "the settings in `.streamlit/`",
}
"""Tests within a package that are about more than one module of it."""


def files_of_tests() -> list[Path]:
    return sorted(file.relative_to(TESTS) for file in TESTS.rglob("test_*.py"))


@pytest.mark.parametrize("file", files_of_tests(), ids=str)
def test_a_file_of_tests_is_named_after_a_module(file: Path) -> None:
    if file.parts[0] in ELSEWHERE or file.as_posix() in OF_SEVERAL:
        return
    assert file.parts[0] in CODE, f"there is no package {file.parts[0]}"
    module = ROOT / file.parent / file.stem.removeprefix("test_")
    assert module.with_suffix(".py").is_file() or (module / "__init__.py").is_file(), f"there is no module {module}"


@pytest.mark.parametrize("name", [*ELSEWHERE, *OF_SEVERAL])
def test_every_exception_is_still_there(name: str) -> None:
    assert (TESTS / name).exists()
