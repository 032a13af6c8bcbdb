"""A packed file is unpacked piece by piece, and no further than its limits."""

from __future__ import annotations

import bz2
import gzip

import pytest

from geo.errors import InputError
from geo.sources.files.packed import UnpackLimits, unpacked

TEXT = b"straat " * 1000


@pytest.mark.parametrize("name", ["a.osm", "a.osm.bz2", "a.osm.gz"])
def test_what_was_packed_comes_out(tmp_path, name):
    pack = {"bz2": bz2.compress, "gz": gzip.compress}.get(name.rpartition(".")[2], bytes)
    (tmp_path / name).write_bytes(pack(TEXT))
    assert b"".join(unpacked(tmp_path / name)) == TEXT


def test_the_limits_are_a_size_and_a_growth_from_some_size_on():
    limits = UnpackLimits(most_bytes=1000, most_growth=10, always_bytes=50)
    assert [limits.allowed(size) for size in (1, 5, 6, 99, 100, 101)] == [50, 50, 60, 990, 1000, 1000]


@pytest.mark.parametrize(("allowed", "is_read"), [(len(TEXT), True), (len(TEXT) - 1, False)])
def test_a_file_is_read_up_to_its_limit(tmp_path, allowed, is_read):
    file = tmp_path / "a.bz2"
    file.write_bytes(bz2.compress(TEXT))
    pieces = unpacked(file, UnpackLimits(most_growth=1, always_bytes=allowed))
    if is_read:
        assert sum(map(len, pieces)) == len(TEXT)
    else:
        with pytest.raises(InputError, match=r"a\.bz2: found 0\.000 MB that hold more than 0 MB"):
            list(pieces)


@pytest.mark.parametrize("damage", [lambda whole: whole[:-5], lambda whole: whole[:20] + b"x" * 30 + whole[50:]])
@pytest.mark.parametrize(("ending", "pack"), [("bz2", bz2.compress), ("gz", gzip.compress)])
def test_a_damaged_file_is_named(tmp_path, ending, pack, damage):
    file = tmp_path / f"a.{ending}"
    file.write_bytes(damage(pack(TEXT)))
    with pytest.raises(InputError, match=f"a.{ending}: found a file that is cut short or damaged"):
        list(unpacked(file))
