"""The numbers in the README are those of the bundle."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

import geo
from commands.riool import app as riool
from geo.bundle.store import read_bundle
from tests import ROOT
from tests.docs.readme_script import GIVEN, SCRIPT

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def bundle():
    return read_bundle(ROOT / "data" / "maastricht")


def _figure(bundle, selection: str, speed: str) -> str:
    expected = bundle.expected
    city = expected[
        (expected["neighbourhood"] == bundle.manifest["area"]["code"])
        & (expected["selection"] == selection)
        & (expected["speed"] == speed)
        & (expected["threshold"] == 10)
    ]
    (row,) = (city[["coverage", "low", "high"]] * 100).itertuples(index=False)
    return f"{row.coverage:.0f} of 100 residents (probably {row.low:.0f} to {row.high:.0f})"


@pytest.mark.parametrize(
    ("row", "selection"),
    [
        ("an initiative or a public place", "headline"),
        ("an initiative of the register", "initiatives"),
        ("any of these", "all"),
    ],
)
def test_the_table_of_coverage_is_that_of_the_bundle(row, selection, bundle):
    line = next(line for line in README.splitlines() if line.startswith(f"| {row}"))
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[1:] == [_figure(bundle, selection, "normal"), _figure(bundle, selection, "slow")]


def test_the_counts_are_those_of_the_bundle(bundle):
    report = bundle.manifest["report"]
    places = report["places"]
    text = re.sub(r"\s+", " ", README)
    assert (
        f"{report['residents']:,.0f} residents, {bundle.demand['postcode'].nunique():,} postcodes, "
        f"{report['network']['km']:,.0f} km of street, {places['total']} places of which {places['counted']} count. "
    ) in text
    city = bundle.coverage[
        (bundle.coverage["neighbourhood"] == bundle.manifest["area"]["code"])
        & (bundle.coverage["selection"] == "headline")
        & (bundle.coverage["speed"] == "normal")
        & (bundle.coverage["threshold"] == 10)
    ]["coverage"]
    assert (
        f"With all {places['uncertain']} doubtful places in or all of them out, "
        f"the first line is {city.min() * 100:.0f} or {city.max() * 100:.0f}."
    ) in text


def test_every_command_in_the_readme_exists():
    from typer.main import get_command  # noqa: PLC0415 - only this test asks for it

    known = get_command(riool).commands
    for name in set(re.findall(r"`riool ([a-z]+)", README)):
        assert name in known, name


def test_every_link_in_the_readme_leads_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target


def test_coverage_of_ones_own_tables_takes_five_lines():
    lines = [line for line in SCRIPT.splitlines() if line.strip()]
    assert len(lines) <= 5
    assert [line for line in lines if "import" in line] == ["import geo"]
    assert all(ast.parse(line).body[1:] == [] for line in lines)


def test_the_five_lines_run():
    namespace: dict[str, Any] = {}
    exec(GIVEN + SCRIPT, namespace)  # noqa: S102 - our own README
    residents = namespace["residents"]
    assert residents.crs == "EPSG:28992"
    assert residents["covered"].tolist() == [True, True, True, True, True, True]
    exec(SCRIPT.replace("minutes=10", "minutes=4"), namespace)  # noqa: S102
    assert namespace["residents"]["covered"].tolist() == [True, True, False, True, False, False]


def test_every_name_of_the_library_in_the_readme_is_there():
    for name in set(re.findall(r"`?geo\.(\w+)\(", README)):
        assert name in geo.__all__, name
