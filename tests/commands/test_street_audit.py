"""`riool check --streets` counts first, shows some, and writes all."""

from __future__ import annotations

import json
import re

import geopandas as gpd
import numpy as np
import pytest
import shapely
from typer.testing import CliRunner

from commands.riool import app
from commands.street_audit import audit_lines, write_audit
from geo.storage import DEFAULT_BUNDLE
from geo.streets.network_audit import Finding
from geo.vocabulary import RD


def row(finding, first=None, second=None, metres=np.nan, other=np.nan, residents=np.nan, at=(176_000, 318_000)):
    return {
        "finding": str(finding),
        "first": first,
        "second": second,
        "metres": metres,
        "other_metres": other,
        "residents": residents,
        "geometry": shapely.Point(*at),
    }


FOUND = gpd.GeoDataFrame(
    [
        row(Finding.CROSSING, "Kade", "Steeg"),
        row(Finding.SHORT_END, None, "Kade", 0.6),
        row(Finding.DOUBLE, "Kade", "Kade", 1234.4),
        row(Finding.CUT_THROUGH, "Gang", "Kade", 40.0, 620.0),
        row(Finding.CUT_THROUGH, "Hof", "Kade", 60.0),
        row(Finding.LONG_WALK, "6211AB", None, 1900.0, 272.5, 68.9),
    ],
    geometry="geometry",
    crs=RD,
)


def test_the_counts_come_first_then_the_places():
    lines = audit_lines(FOUND, 1)

    assert lines[:5] == [
        "streets: 1 named streets that cross without a node",
        "streets: 1 ends that stop within 5 m of a street",
        "streets: 1 streets laid double",
        "streets: 2 plausible cut-throughs that are not on the map (0.1 km)",
        "streets: 1 postcodes whose walk is far longer than that of neighbours within 150 m",
    ]
    spot = r"at 50\.8\d{4}, 5\.6\d{4}$"
    for words in (
        "  Kade and Steeg ",
        "  a nameless street stops 0.6 m short of Kade ",
        "  Kade along Kade, 1,234 m ",
        "  Gang to Kade, 40 m; the walk round is 620 m ",
        "  6211AB walks 1,900 m, its neighbours 272 m (69 residents) ",
    ):
        assert any(re.fullmatch(re.escape(words) + spot, line) for line in lines), words
    assert "  and 1 more" in lines


def test_no_more_lines_are_shown_than_asked_for():
    assert len(audit_lines(FOUND, 0)) == 6
    assert any("no walk round within 2 km" in line for line in audit_lines(FOUND, 2))


def test_what_is_written_opens_as_a_map(tmp_path):
    write_audit(FOUND, tmp_path / "streets.geojson")

    read = gpd.read_file(tmp_path / "streets.geojson")
    assert read["finding"].tolist() == FOUND["finding"].tolist()
    assert read.crs.to_epsg() == 4326
    assert read.to_crs(RD).geometry.iloc[0].distance(FOUND.geometry.iloc[0]) < 0.1


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """What the command said of the committed bundle, and what it wrote."""
    to = tmp_path_factory.mktemp("audit") / "streets.geojson"
    done = CliRunner().invoke(app, ["check", "--streets", "--lines", "2", "--out", str(to)], catch_exceptions=False)
    return done, json.loads(to.read_text("utf-8"))


def test_the_command_counts_what_it_writes(asked):
    done, written = asked

    assert done.exit_code == 0
    kinds = [feature["properties"]["finding"] for feature in written["features"]]
    told = re.findall(r"^streets: ([\d,]+) ", done.output, re.MULTILINE)
    assert [int(number.replace(",", "")) for number in told] == [kinds.count(kind) for kind in Finding]
    assert f"{len(kinds):,} places written" in done.output.replace("\n", " ")


def test_the_streets_are_not_audited_unless_asked():
    done = CliRunner().invoke(app, ["check", "--bundle", str(DEFAULT_BUNDLE)], catch_exceptions=False)

    assert done.exit_code == 0
    assert "cut-through" not in done.output


def test_a_file_to_write_needs_the_audit(tmp_path):
    done = CliRunner().invoke(app, ["check", "--out", str(tmp_path / "streets.geojson")])

    assert done.exit_code == 2
    assert "--streets" in done.output
    assert not list(tmp_path.iterdir())
