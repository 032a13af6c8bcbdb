"""A file is there, is not empty, and is what its name says; else the reader hears what it is."""

from __future__ import annotations

import bz2
import csv
import sqlite3
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError, quote
from geo.sources.files.opening import check_file, understood


def write_sqlite(path: Path) -> Path:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE t (a)")
    database.close()
    return path


def write_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inside.gpkg", "x")
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"x,y\n1,2\n"),
        ("a.csv", b"\xef\xbb\xbfx,y\n1,2\n"),
        ("a.CSV", b"x,y\n1,2\n"),
        ("a.osm", b"<?xml version='1.0'?><osm/>"),
        ("a.osm", b"\n  <osm version='0.6'/>"),
        ("a.osm.bz2", bz2.compress(b"<osm/>")),
        ("a.yaml", b"name: x\n"),
    ],
)
def test_a_file_that_is_what_its_name_says_passes(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    check_file(path)


@pytest.mark.parametrize(
    ("name", "content", "found", "expected"),
    [
        ("a.gpkg", b"buurtcode,naam\n", "plain text", "a GeoPackage (SQLite database)"),
        ("a.gpkg", b"<!DOCTYPE html><html>404</html>", "a web page", "a GeoPackage"),
        ("a.gpkg", b"\x1f\x8b\x08\x00", "a gzip archive", "a GeoPackage"),
        ("a.csv", b"%PDF-1.7", "a PDF document", "plain text"),
        ("a.csv", b"a,b\n\x00\x01", "a binary file", "plain text"),
        ("a.csv", b"PK\x03\x04rest", "a zip archive", "plain text"),
        ("a.csv", b"<html>", "a web page", "plain text"),
        ("a.osm.bz2", b"<osm/>", "a XML document", "a bzip2 archive"),
        ("a.osm", b"just words", "plain text", "a XML document"),
        ("a.xml", bz2.compress(b"<osm/>"), "a bzip2 archive", "a XML document"),
    ],
)
def test_a_file_that_is_something_else_is_named_as_what_it_is(tmp_path, name, content, found, expected):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(InputError) as caught:
        check_file(path)

    (fault,) = caught.value.faults
    assert fault.file == str(path)
    assert fault.found == found
    assert fault.expected.startswith(expected)
    assert path.suffix in fault.expected
    assert fault.advice


def test_a_zip_with_the_name_of_a_geopackage_should_be_unpacked(tmp_path):
    path = write_zip(tmp_path / "wijkenbuurten.gpkg")

    with pytest.raises(InputError, match=r"a zip archive.*Unpack it first"):
        check_file(path)


def test_a_database_with_the_name_of_a_csv_is_refused(tmp_path):
    path = write_sqlite(tmp_path / "kerncijfers.csv")

    with pytest.raises(InputError, match=r"found a GeoPackage \(SQLite database\); expected plain text"):
        check_file(path)


@pytest.mark.parametrize("suffix", [".gpkg", ".csv", ".osm", ".bz2", ".yaml"])
def test_a_file_of_0_bytes_is_refused(tmp_path, suffix):
    path = tmp_path / f"empty{suffix}"
    path.touch()

    with pytest.raises(InputError, match=r"found 0 bytes; expected a file with content"):
        check_file(path)


@pytest.mark.parametrize("name", ["missing.csv", "x" * 400 + ".csv", "zero\x00byte.csv"])
def test_a_file_that_is_not_there_is_refused(tmp_path, name):
    with pytest.raises(InputError, match="no such file"):
        check_file(tmp_path / name)


def test_a_folder_is_no_file(tmp_path):
    folder = tmp_path / "data.gpkg"
    folder.mkdir()

    with pytest.raises(InputError, match="found a folder; expected a file"):
        check_file(folder)


def test_an_unknown_ending_is_refused_with_the_endings_that_are_known(tmp_path):
    path = tmp_path / "streets.pbf"
    path.write_bytes(b"anything")

    with pytest.raises(InputError, match=r"ending in '\.pbf'; expected one of .*\.gpkg"):
        check_file(path)


def test_a_bz2_that_is_cut_off_is_understood(tmp_path):
    path = tmp_path / "streets.osm.bz2"
    whole = bz2.compress(bytes(range(256)) * 4000)
    path.write_bytes(whole[: len(whole) // 2])
    check_file(path)

    with (
        pytest.raises(InputError, match=r"the file is cut off; expected a whole file\. Download it again"),
        understood(path),
        bz2.open(path) as stream,
    ):
        stream.read()


def test_a_bz2_with_damage_inside_is_understood(tmp_path):
    path = tmp_path / "streets.osm.bz2"
    whole = bytearray(bz2.compress(bytes(range(256)) * 4000))
    whole[len(whole) // 2] ^= 0xFF
    path.write_bytes(whole)

    with pytest.raises(InputError, match="a file that cannot be read"), understood(path), bz2.open(path) as stream:
        stream.read()


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (UnicodeDecodeError("utf-8", b"\xff", 3, 4, "invalid"), "no UTF-8 text (at byte 3)"),
        (csv.Error("line contains NUL"), "broken CSV"),
        (ET.ParseError("not well-formed"), "broken XML"),
        (sqlite3.DatabaseError("malformed"), "a damaged database"),
        (PermissionError(13, "Permission denied"), "a file that cannot be read (Permission denied)"),
    ],
)
def test_errors_of_libraries_become_faults_of_the_file(error, found):
    with pytest.raises(InputError) as caught, understood(Path("some.file")):
        raise error

    assert f"some.file: found {found}" in str(caught.value).replace("bytes that are ", "")
    assert caught.value.__cause__ is error


def test_an_error_in_our_own_code_is_not_hidden():
    with pytest.raises(KeyError), understood(Path("some.file")):
        raise KeyError("ours")


@given(st.text(max_size=200))
def test_a_quoted_value_stays_on_one_line_and_short(text):
    shown = quote(text)

    assert len(shown) <= 60
    assert shown.isprintable()


def test_a_quoted_value_cannot_steer_the_terminal():
    assert quote("\x1b[2Jgone\n") == r"'\x1b[2Jgone\n'"
