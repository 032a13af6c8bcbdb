"""The check of everything that people edit by hand: all faults of all files together."""

from __future__ import annotations

import shutil
from pathlib import Path

from geo.places.register_check import check_register
from geo.storage import PROJECT
from tests import ROOT
from tests.geo.sources.register.test_read import replace_in


def test_the_project_passes_its_own_check():
    report = check_register(ROOT)
    assert report.faults == ()
    assert report.passed
    assert report.organisations == len(list(PROJECT.register.glob("*.yaml")))


def test_the_check_tells_the_faults_of_all_hand_written_files_together(tmp_path):
    for name in ("initiatives", "crosswalk", "areas"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    shutil.copy(ROOT / "data" / "places.yaml", tmp_path / "data")
    replace_in(tmp_path / "data" / "crosswalk" / "osm.yaml", "    kind: public", "    kind: pubic")
    replace_in(tmp_path / "data" / "places.yaml", "same_name: 0.9", "same_name: 9")
    replace_in(tmp_path / "data" / "initiatives" / "velorium.yaml", "role: initiative", "rol: initiative")
    report = check_register(tmp_path)
    assert not report.passed
    names = {Path(fault.file).name for fault in report.faults}
    assert names == {"osm.yaml", "places.yaml", "velorium.yaml"}
    assert (report.organisations, report.places) == (0, 0)
