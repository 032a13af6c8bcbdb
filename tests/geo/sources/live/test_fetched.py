"""The record of a fetch names only files of its own folder."""

from __future__ import annotations

import copy
import json

import pytest

from geo.errors import InputError
from geo.sources.live.fetched import read_fetched
from tests.fuzz.test_texts import FETCHED


@pytest.mark.parametrize("name", ["../map.osm", "/etc/passwd", ".hidden", "a/b", "a\x00b", "x" * 3000, "", None])
def test_a_file_outside_the_folder_is_refused(tmp_path, name):
    record = copy.deepcopy(FETCHED)
    record["sources"][0]["source"]["file"] = name
    (tmp_path / "fetched.json").write_text(json.dumps(record))
    with pytest.raises(InputError, match=r"fetched\.json"):
        read_fetched(tmp_path, check_files=False)


def test_a_file_of_the_folder_may_be_named(tmp_path):
    (tmp_path / "fetched.json").write_text(json.dumps(FETCHED))
    assert read_fetched(tmp_path, check_files=False).sources[0].source.file == "map.osm"
