"""The commands that write what people carry away, as somebody types them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands.riool import app
from geo.errors import InputError
from tests.towns.tiny_context import context_of

RUN = CliRunner()


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return context_of(tmp_path_factory.mktemp("cli")).bundle.path


def run(*words: str) -> str:
    done = RUN.invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_sheet_is_written_under_its_name(bundle: Path, tmp_path: Path) -> None:
    run("report", "huiskamer", "--lang", "en", "--format", "html", "--bundle", str(bundle), "--out", str(tmp_path))
    assert (
        (tmp_path / "proefstad-2026-01-01-huiskamer-en.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    )


def test_one_format_of_the_data_is_written(bundle: Path, tmp_path: Path) -> None:
    run("export", "--format", "csv", "--bundle", str(bundle), "--out", str(tmp_path))
    assert (tmp_path / "datapackage.json").exists()
    assert not list(tmp_path.glob("*.gpkg"))


def test_the_site_is_written(bundle: Path, tmp_path: Path) -> None:
    printed = run("publish", "--bundle", str(bundle), "--out", str(tmp_path))
    assert "Nobody can report" not in printed
    assert (tmp_path / "index.html").exists()
    assert (tmp_path / "en" / "index.html").exists()
    assert not (tmp_path / "sitemap.xml").exists()


def test_a_map_that_nobody_can_write_to_is_published_with_a_warning(bundle: Path, tmp_path: Path) -> None:
    silent = tmp_path / "bundle"
    shutil.copytree(bundle, silent)
    manifest = json.loads((silent / "bundle.json").read_text("utf-8"))
    manifest["area"]["report_email"] = None
    (silent / "bundle.json").write_text(json.dumps(manifest), "utf-8")
    assert "Nobody can report a mistake" in run("publish", "--bundle", str(silent), "--out", str(tmp_path / "site"))


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["report"], "both a name and --all, or neither"),
        (["report", "x", "--all"], "both a name and --all, or neither"),
        (["report", "huiskamer", "--lang", "fy"], "one of nl, en"),
        (["report", "huiskamer", "--url", "kaart.example"], "starts with https://"),
        (["report", "bestaat-niet"], "nothing called 'bestaat-niet'"),
    ],
)
def test_a_mistake_is_named(bundle: Path, tmp_path: Path, words: list[str], fault: str) -> None:
    with pytest.raises(InputError) as raised:
        RUN.invoke(app, [*words, "--bundle", str(bundle), "--out", str(tmp_path)], catch_exceptions=False)
    assert fault in str(raised.value)
    assert list(tmp_path.iterdir()) == []
