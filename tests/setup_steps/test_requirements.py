"""The pinned requirement files: complete, hashed, in agreement, and without a host."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import ROOT

EXTRAS = {"app": ("build",), "dev": ("build", "dev"), "bench": ("build", "dev", "bench")}
PYTHONS = ("3.11", "3.12", "3.13")


def blocks(name: str) -> list[str]:
    """Each pin of a file with its continuation lines, comments left out."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return re.split(r"\n(?=\S)", "\n".join(lines))


def pins(name: str) -> list[Requirement]:
    return [Requirement(re.sub(r"\\\n.*", "", block, flags=re.DOTALL).strip()) for block in blocks(name)]


def installed_on(name: str, python: str) -> dict[str, str]:
    """Package and version that pip would take from the file on Linux with this Python."""
    machine: dict[str, str] = {
        **{key: str(value) for key, value in default_environment().items()},
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": "linux",
    }
    chosen = [pin for pin in pins(name) if pin.marker is None or pin.marker.evaluate(machine)]
    names = [canonicalize_name(pin.name) for pin in chosen]
    assert len(names) == len(set(names)), f"{name}.txt pins a package twice for Python {python}"
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in chosen}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("name", EXTRAS)
def test_every_pin_is_exact_and_hashed(name: str) -> None:
    for block in blocks(name):
        assert re.match(r"[A-Za-z0-9._-]+==[^\s;]+( ; .+)? \\\n", block), block
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block


@pytest.mark.parametrize("name", EXTRAS)
def test_no_file_names_a_host_or_an_option(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    assert "://" not in text
    options = {line.split("=")[0].split(" ")[0] for line in map(str.strip, text.splitlines()) if line.startswith("-")}
    assert options == {"--hash"}


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", EXTRAS)
def test_every_dependency_is_pinned_within_its_bounds(name: str, python: str) -> None:
    declared = [*project()["dependencies"]]
    for extra in EXTRAS[name]:
        declared += project()["optional-dependencies"][extra]
    pinned = installed_on(name, python)
    for requirement in map(Requirement, declared):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not in requirements/{name}.txt: lock again"
        assert requirement.specifier.contains(version), f"{requirement} is pinned at {version}: lock again"


def test_what_builds_the_project_is_pinned() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    pinned = installed_on("app", "3.11")
    assert all(requirement.specifier.contains(pinned[requirement.name]) for requirement in map(Requirement, build))


@pytest.mark.parametrize("python", PYTHONS)
def test_each_file_holds_the_smaller_one(python: str) -> None:
    app, dev, bench = (installed_on(name, python) for name in ("app", "dev", "bench"))
    assert app.items() <= dev.items() <= bench.items()


def test_the_commands_to_lock_again_name_the_extras() -> None:
    readme = (ROOT / "requirements" / "README.md").read_text("utf-8")
    commands = re.findall(r"^uv pip compile (.+) -o requirements/(\w+)\.txt$", readme, flags=re.MULTILINE)
    assert {name: tuple(re.findall(r"--extra (\w+)", options)) for options, name in commands} == EXTRAS


def test_the_locks_cover_the_pythons_we_promise() -> None:
    promised = Requirement(f"python{project()['requires-python']}").specifier
    assert [python for python in ("3.10", *PYTHONS, "3.14") if promised.contains(python)] == list(PYTHONS)
