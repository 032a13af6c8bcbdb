"""`riool streets` says what cut-throughs and other streets change; `riool sites` says first where to look."""

from __future__ import annotations

import bz2
import re

import numpy as np
from typer.testing import CliRunner

from commands.riool import app
from commands.sites import path_sentences
from commands.streets import network_sentences
from geo.analysis.street_sensitivity import StreetsCompared


def answer(*arguments):
    done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0
    return " ".join(done.output.split())


def test_the_city_and_the_neighbourhoods_that_change_most_are_listed():
    said = answer("streets")

    without, with_links = re.search(r"Maastricht: ([\d.]+)% .* \(modelled\) ([\d.]+)% \(", said).groups()
    assert float(without) < float(with_links)
    assert "plausible cut-throughs" in said
    assert "Randwyck" in said
    assert "go and look" in said


def test_so_large_a_change_does_not_happen():
    assert "No neighbourhood changes by more than 99 points." in answer("streets", "--points", "99")


def test_the_streets_the_bundle_was_built_from_hardly_differ(inputs_dir):
    said = answer("streets", "--osm", str(inputs_dir / "streets-and-places.osm.bz2"))

    assert "without streets added by hand" in said
    assert "changes by +0 m for the middle resident" in said
    assert "cut-throughs" not in said


def test_a_file_that_is_no_map_is_refused(tmp_path):
    path = tmp_path / "map.osm.bz2"
    path.write_bytes(bz2.compress(b"no map"))
    done = CliRunner().invoke(app, ["streets", "--osm", str(path)])

    assert done.exit_code != 0
    assert "map.osm.bz2" in str(done.exception)


def test_length_parts_and_walk_are_said_of_both():
    lines = network_sentences(StreetsCompared((936.3, 1200.0), (1, 3), -12.4, 100.0))

    assert lines == [
        "Streets: 936.3 km in 1 part(s), there 1,200.0 km in 3 part(s).",
        "The walk to the nearest place changes by -12 m for the middle resident.",
    ]
    assert len(network_sentences(StreetsCompared((1.0, 1.0), (1, 1), float(np.nan), 0.0))) == 1


def test_where_to_look_for_a_path_is_said_before_a_site_is_named():
    said = answer("sites", "--count", "2", "--no-curve")

    assert said.index("First look outside in Randwyck") < said.index("The best 2 sites")
    assert path_sentences([], {"BU09350600": 200.0}, {}) == []
