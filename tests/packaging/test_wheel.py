"""The project as others install it: a wheel, in an environment where there is no repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from geo.library.tiny_inputs import write_town
from tests import ROOT
from tests.docs.readme_script import GIVEN, SCRIPT
from tests.servers.streamlit_server import running_app

PACKAGES = ("commands", "geo", "layers", "publishing", "views")
FOLDERS = (*PACKAGES, "data", "static", ".streamlit")
FILES = ("pyproject.toml", "setup.py", "run.py", "streamlit_app.py", "README.md", "LICENSE")


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel, and an empty folder to work in."""

    bin: Path
    folder: Path

    def run(self, program: str, *arguments: str, code: int = 0) -> str:
        """Run a program of the environment in the empty folder, and give what it says."""
        away = ("PYTHONPATH", "PYTHONHOME", "RIOOL_BUNDLE")
        environment = {name: value for name, value in os.environ.items() if name not in away}
        command = [str(self.bin / program), *arguments]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def riool(self, *arguments: str, code: int = 0) -> str:
        return self.run("riool", *arguments, code=code)

    def python(self, program: str) -> str:
        return self.run("python", "-c", program).strip()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the wheel is built from: setuptools writes beside it."""
    copy = tmp_path_factory.mktemp("source")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, copy)
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with the setuptools that is pinned and nothing from elsewhere."""
    out = tmp_path_factory.mktemp("wheel")
    options = ["--no-build-isolation", "--no-deps", "--no-index", "--quiet", "--wheel-dir", str(out)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(source)], check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in a new environment, which has the packages of this one but not the repository."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    # A folder that a .pth file names is only looked into: the editable install in it stays asleep.
    packages = next((home / "lib").glob("python3*")) / "site-packages"
    (packages / "of-the-tests.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Installed(home / "bin", tmp_path_factory.mktemp("elsewhere"))


@pytest.fixture(scope="module")
def tiny_bundle(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle that the installed `riool build` made, in a working folder that is somebody's repository."""
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run([*git, "init", "-q"], cwd=installed.folder, check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "Foreign"], cwd=installed.folder, check=True)
    town = tmp_path_factory.mktemp("town")
    area = write_town(town)
    out = town / "bundle"
    installed.riool("build", "--inputs", str(town / "inputs"), "--area", str(area), "--out", str(out))
    return out


def test_the_wheel_holds_the_code_and_the_files_and_nothing_else(source: Path, wheel: Path) -> None:
    wanted = {
        file.relative_to(source).as_posix(): file
        for name in PACKAGES
        for file in (source / name).rglob("*")
        if file.is_file()
    }
    own = [source / "streamlit_app.py", source / ".streamlit" / "config.toml"]
    own += [file for name in ("data", "static") for file in (source / name).rglob("*") if file.is_file()]
    wanted |= {f"sociaal_riool/{file.relative_to(source).as_posix()}": file for file in own}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert held == set(wanted)
        assert all(archive.read(name) == file.read_bytes() for name, file in wanted.items())


def test_the_installed_code_finds_its_files_and_not_the_repository(installed: Installed) -> None:
    program = "import geo, json; from geo import storage; from layers.words import Words; Words('nl').text('app.name')"
    program += "; print(json.dumps([str(storage.ROOT), geo.__file__, storage.APP.is_file(), storage.IS_INSTALLED]))"
    root, code, app, is_installed = json.loads(installed.python(program))
    assert Path(code).is_relative_to(installed.bin.parent)
    assert Path(root).is_relative_to(installed.bin.parent)
    assert app
    assert is_installed


def test_the_example_of_the_readme_runs(installed: Installed) -> None:
    said = installed.python(f"{GIVEN}{SCRIPT}print(residents['covered'].sum(), 'covered')")
    assert said.endswith("6 covered")


def test_the_command_answers_from_the_bundle_inside(installed: Installed) -> None:
    assert "closure" in installed.riool("--help")
    assert "Werkhuis" in installed.riool("closure", "werkhuis")
    assert "whole" in installed.riool("check")
    assert "Werkhuis" in installed.riool("places", "list", "--kind", "initiative")


def test_a_build_knows_no_commit_and_takes_no_stranger_s(tiny_bundle: Path) -> None:
    assert json.loads((tiny_bundle / "bundle.json").read_text("utf-8"))["built"]["commit"] is None


def test_sheets_exports_and_site_are_written_from_the_installed_files(installed: Installed, tiny_bundle: Path) -> None:
    bundle = ("--bundle", str(tiny_bundle))
    installed.riool("report", "BU00010000", *bundle, "--out", "sheets")
    assert next((installed.folder / "sheets").glob("*.pdf")).read_bytes().startswith(b"%PDF")
    installed.riool("export", "--format", "csv", "--format", "png", *bundle, "--out", "export")
    assert (installed.folder / "export" / "datapackage.json").is_file()
    installed.riool("publish", *bundle, "--out", "site")
    assert (installed.folder / "site" / "assets" / "map.js").is_file()


def test_the_register_of_the_installed_package_is_not_written_to(installed: Installed) -> None:
    said = installed.riool("places", "add", "--no-ask", "--set", "name=Een plek", code=2)
    assert "--register" in said


def test_the_app_starts_from_the_wheel(installed: Installed, tmp_path: Path) -> None:
    script = Path(installed.python("from geo.storage import APP; print(APP)"))
    with running_app(tmp_path / "server.log", script, installed.bin / "python") as app:
        style = requests.get(f"{app.url}/app/static/map/riool.css", timeout=30)
        assert style.content == (ROOT / "static" / "map" / "riool.css").read_bytes()
        assert re.search(r"/riool/page-\w+\.js", requests.get(f"{app.url}/buurten", timeout=30).text)
