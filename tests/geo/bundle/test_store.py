"""A bundle is written whole or not at all, reads back as it was, and says what is wrong with it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal
from pandera.errors import SchemaErrors

import geo.bundle.store
import geo.bundle.writing
from geo.bundle.dictionary import read_dictionary
from geo.bundle.store import WITH_GEOMETRY, Bundle, read_bundle
from geo.bundle.tables import TABLES
from geo.bundle.verify import verify_bundle
from geo.bundle.writing import check_target, conform, write_bundle
from geo.errors import BundleError, StorageError
from geo.storage import sha256_of
from geo.vocabulary import RD, WGS84
from tests.towns.tiny_bundle import CITY, CODES, HOSTILE, tiny_manifest, tiny_tables, write_tiny_bundle

GEOMETRY = ("positions", "neighbourhoods", "demand", "places", "streets", "water")


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return tiny_tables()


@pytest.fixture(scope="module")
def written(tables, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("bundle") / "town"
    return write_bundle(tables, tiny_manifest(), read_dictionary(), folder).path


@pytest.fixture
def bundle(written, tmp_path) -> Bundle:
    return read_bundle(shutil.copytree(written, tmp_path / "town"))


def faults_of(bundle: Bundle) -> list[str]:
    with pytest.raises(BundleError) as caught:
        verify_bundle(read_bundle(bundle.path))
    return [str(fault) for fault in caught.value.faults]


def rewrite_manifest(bundle: Bundle, **changes) -> None:
    file = bundle.path / "bundle.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


def replace_table(bundle: Bundle, name: str, table: pd.DataFrame) -> None:
    """Change a table the way a build would have written it: with the right hash and number of rows."""
    file = bundle.path / f"{name}.parquet"
    table.to_parquet(file, index=False)
    listed = json.loads((bundle.path / "bundle.json").read_text())["tables"]
    rewrite_manifest(bundle, tables={**listed, name: {"rows": len(table), "sha256": sha256_of(file)}})


def content(folder: Path) -> dict[str, str]:
    return {file.name: sha256_of(file) for file in folder.iterdir()}


@pytest.mark.parametrize("name", TABLES)
def test_every_table_reads_back_as_it_was(bundle, tables, name):
    found = bundle.table(name)
    assert_frame_equal(pd.DataFrame(found), pd.DataFrame(conform(name, tables[name])), check_dtype=False)
    assert TABLES[name].validate(found) is not None
    assert isinstance(found, gpd.GeoDataFrame) == (name in GEOMETRY)
    if name in GEOMETRY:
        assert found.crs == RD


def test_every_table_has_a_name_on_the_bundle(bundle):
    named = [name for name in TABLES if hasattr(Bundle, name)]
    assert [getattr(bundle, name).equals(bundle.table(name)) for name in named] == [True] * len(named)
    assert {"neighbourhoods", "coverage", "demand", "places", "walks", "streets"} <= set(named)


def test_a_fresh_bundle_is_whole(bundle):
    verify_bundle(read_bundle(bundle.path))
    assert bundle.manifest["area"]["code"] == CITY


def test_what_is_unknown_stays_unknown_and_hostile_text_stays_text(bundle):
    places = bundle.places.set_index("place_id")
    assert places.loc["osm-node-1", "name"] == HOSTILE
    assert places.loc["praathuis", "geometry"] is None
    assert pd.isna(places.loc["praathuis", "days_per_week"])
    harbour = bundle.neighbourhoods.set_index("neighbourhood").loc[CODES[3]]
    assert harbour["residents"] == 0.0
    assert np.isnan(harbour["coverage"])
    assert np.isnan(harbour["residents_factor"])


def test_the_same_tables_give_the_same_bytes(bundle, tmp_path):
    again = write_tiny_bundle(tmp_path / "again")
    assert content(again.path) == content(bundle.path)


def test_a_folder_that_must_be_made_is_made(tmp_path):
    verify_bundle(write_tiny_bundle(tmp_path / "new" / "folder" / "town"))


def test_a_bundle_replaces_a_bundle_and_keeps_its_readme(bundle, tables):
    (bundle.path / "README.md").write_text("Built, never edited.\n")
    (bundle.path / ".gitkeep").touch()
    fewer = {**tables, "figures": tables["figures"].iloc[:1]}
    write_bundle(fewer, tiny_manifest(), read_dictionary(), bundle.path)
    found = read_bundle(bundle.path)
    verify_bundle(found)
    assert len(found.figures) == 1
    assert (bundle.path / "README.md").read_text() == "Built, never edited.\n"
    assert (bundle.path / ".gitkeep").is_file()
    assert [child.name for child in bundle.path.parent.iterdir()] == ["town"]


def test_a_bundle_can_be_written_into_the_folder_one_stands_in(tmp_path, monkeypatch):
    folder = tmp_path / "town"
    folder.mkdir()
    monkeypatch.chdir(folder)
    write_tiny_bundle(Path())
    verify_bundle(read_bundle(folder))


def test_a_failure_in_the_middle_leaves_the_last_good_bundle(bundle, tables, monkeypatch):
    before = content(bundle.path)
    written = []

    def until_the_disk_is_full(table: pd.DataFrame, file: Path) -> None:
        if len(written) == 4:
            raise OSError(28, "No space left on device")
        written.append(file.name)
        table.to_parquet(file)

    monkeypatch.setattr(geo.bundle.writing, "_write_table", until_the_disk_is_full)
    with pytest.raises(StorageError, match="No space left"):
        write_bundle(tables, tiny_manifest(), read_dictionary(), bundle.path)
    assert len(written) == 4
    assert content(bundle.path) == before
    assert [child.name for child in bundle.path.parent.iterdir()] == ["town"]


def test_a_table_that_breaks_its_schema_leaves_the_last_good_bundle(bundle, tables):
    before = content(bundle.path)
    broken = {**tables, "water": tables["water"].drop(columns="name").assign(name=[1])}
    with pytest.raises(SchemaErrors):
        write_bundle(broken, tiny_manifest(), read_dictionary(), bundle.path)
    assert content(bundle.path) == before


def test_when_the_new_folder_cannot_take_its_place_the_old_one_comes_back(bundle, tables, monkeypatch):
    before = content(bundle.path)
    rename = Path.rename

    def refuse_the_new(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse_the_new)
    with pytest.raises(StorageError):
        write_bundle(tables, tiny_manifest(), read_dictionary(), bundle.path)
    assert content(bundle.path) == before


@pytest.mark.parametrize("look", [read_bundle, check_target])
def test_a_bundle_that_a_killed_build_put_aside_is_brought_back(bundle, look):
    before = content(bundle.path)
    scratch = bundle.path.with_name(".part-town-abcdefgh")
    (scratch / "new").mkdir(parents=True)
    bundle.path.rename(scratch / "old")
    look(bundle.path)
    assert content(bundle.path) == before


def test_a_bundle_on_a_disk_of_its_own_is_replaced_where_it_is(bundle, tables, monkeypatch):
    (bundle.path / "lost+found").mkdir()
    (bundle.path / "README.md").write_text("Built, never edited.\n")
    monkeypatch.setattr(os.path, "ismount", lambda folder: Path(folder) == bundle.path)
    fewer = {**tables, "figures": tables["figures"].iloc[:1]}
    found = write_bundle(fewer, tiny_manifest(), read_dictionary(), bundle.path)
    verify_bundle(found)
    assert len(found.figures) == 1
    assert (bundle.path / "README.md").is_file()
    assert (bundle.path / "lost+found").is_dir()


def test_a_build_that_fails_on_a_disk_of_its_own_leaves_the_last_good_bundle(bundle, tables, monkeypatch):
    before = content(bundle.path)
    monkeypatch.setattr(os.path, "ismount", lambda folder: Path(folder) == bundle.path)
    broken = {**tables, "water": tables["water"].drop(columns="name").assign(name=[1])}
    with pytest.raises(SchemaErrors):
        write_bundle(broken, tiny_manifest(), read_dictionary(), bundle.path)
    assert content(bundle.path) == before


def test_a_folder_with_other_files_is_refused_before_any_work(tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"irreplaceable")
    with pytest.raises(BundleError, match=r"holiday\.jpg") as caught:
        check_target(tmp_path)
    assert "Choose another --out." in str(caught.value)
    with pytest.raises(BundleError, match=r"holiday\.jpg"):
        write_tiny_bundle(tmp_path)
    assert [child.name for child in tmp_path.iterdir()] == ["holiday.jpg"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "town").write_text("mine")
    with pytest.raises(BundleError, match="found a file; expected a folder"):
        write_tiny_bundle(tmp_path / "town")
    assert (tmp_path / "town").read_text() == "mine"


def test_conform_orders_columns_and_leaves_out_the_rest(tables):
    mixed = tables["walks"][["distance", "to_id", "from_id"]].assign(colour="red").iloc[::-1]
    found = conform("walks", mixed)
    assert list(found.columns) == ["from_id", "to_id", "distance"]
    assert list(found.index) == list(range(len(found)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, "no bundle in"),
        ("", "a manifest that cannot be read"),
        ("{", "a manifest that cannot be read"),
        ("[]", "format 'list'"),
        ("{}", "format None"),
        ('{"format": 99}', "format 99"),
        ('{"format": "1"}', "format '1'"),
    ],
)
def test_a_manifest_that_is_not_ours_is_refused(tmp_path, text, found):
    if text is not None:
        (tmp_path / "bundle.json").write_text(text)
    with pytest.raises(BundleError, match=found) as caught:
        read_bundle(tmp_path)
    assert "riool build" in str(caught.value)


@pytest.mark.parametrize("name", TABLES)
def test_a_missing_table_is_named(bundle, name):
    (bundle.path / f"{name}.parquet").unlink()
    assert any(fault.startswith(f"{name}.parquet: found no such file") for fault in faults_of(bundle))


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"not parquet at all"], ids=["0 bytes", "cut short", "text"])
def test_a_table_that_cannot_be_read_is_named(bundle, damage):
    (bundle.path / "walks.parquet").write_bytes(damage)
    faults = faults_of(bundle)
    assert any("walks.parquet: found a file that cannot be read" in fault for fault in faults)
    assert any("walks.parquet, field 'sha256'" in fault for fault in faults)


def test_a_table_without_its_geometry_is_named(bundle):
    pd.DataFrame({"name": ["Maas"]}).to_parquet(bundle.path / "water.parquet")
    assert any("water.parquet: found a file that cannot be read" in fault for fault in faults_of(bundle))


def test_a_changed_table_is_named_and_the_others_are_not(bundle):
    changed = bundle.demand.assign(residents=bundle.demand["residents"])
    changed.to_parquet(bundle.path / "demand.parquet", compression="gzip")
    faults = faults_of(bundle)
    assert [fault.split(",")[0] for fault in faults] == ["demand.parquet"]
    assert "changed after the build" in faults[0]


def test_all_faults_are_reported_together(bundle):
    (bundle.path / "water.parquet").unlink()
    (bundle.path / "walks.parquet").write_bytes(b"")
    (bundle.path / "dictionary.json").unlink()
    named = {fault.split(":")[0].split(",")[0] for fault in faults_of(bundle)}
    assert named == {"water.parquet", "walks.parquet", "dictionary.json"}


@pytest.mark.parametrize(
    ("name", "change", "field"),
    [
        ("coverage", lambda table: table.assign(coverage=1.5), "coverage"),
        ("coverage", lambda table: table.assign(selection="everything"), "selection"),
        ("demand", lambda table: table.assign(residents=-1.0), "residents"),
        ("demand", lambda table: table.assign(demand_id="6200AA"), "demand_id"),
        ("places", lambda table: table.assign(kind="shop"), "kind"),
        ("places", lambda table: table.assign(counted="yes"), "counted"),
        ("walks", lambda table: table.assign(distance=np.nan), "distance"),
        ("streets", lambda table: table.assign(length="long"), "length"),
        ("figures", lambda table: table.drop(columns="unit"), "unit"),
    ],
)
def test_a_table_that_breaks_its_schema_is_named(bundle, name, change, field):
    replace_table(bundle, name, change(bundle.table(name)))
    faults = faults_of(bundle)
    assert all(fault.startswith(f"{name}.parquet") for fault in faults)
    assert any(field in fault for fault in faults)


def test_geometry_in_degrees_is_named(bundle):
    replace_table(bundle, "places", bundle.places.to_crs(WGS84))
    assert any("places.parquet, field 'geometry': found CRS WGS 84;" in fault for fault in faults_of(bundle))


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("demand", "neighbourhood"),
        ("demand", "nearest_place"),
        ("places", "neighbourhood"),
        ("walks", "from_id"),
        ("walks", "to_id"),
        ("site_walks", "from_id"),
        ("site_walks", "to_id"),
        ("figures", "organisation_id"),
    ],
)
def test_an_id_that_nobody_has_is_named(bundle, name, column):
    table = bundle.table(name)
    table.loc[table.index[0], column] = "stranger"
    replace_table(bundle, name, table)
    faults = faults_of(bundle)
    assert any(
        fault.startswith(f"{name}.parquet, field '{column}': found 1 unknown values (stranger)") for fault in faults
    )


def test_residents_that_do_not_add_up_are_named(bundle):
    demand = bundle.demand
    demand.loc[0, "residents"] += 10.0
    replace_table(bundle, "demand", demand)
    (fault,) = faults_of(bundle)
    assert fault.startswith(f"demand.parquet, {CODES[0]}, field 'residents': found 340.0 residents; expected 330.0.")


def test_a_wrong_number_of_rows_is_named(bundle):
    rewrite_manifest(
        bundle, tables={**bundle.manifest["tables"], "walks": {**bundle.manifest["tables"]["walks"], "rows": 1}}
    )
    assert any("other row counts in walks" in fault for fault in faults_of(bundle))


@pytest.mark.parametrize("listed", [None, [], "all", {}, dict.fromkeys(TABLES, "whole")])
def test_a_manifest_that_lists_no_tables_is_named(bundle, listed):
    rewrite_manifest(bundle, tables=listed)
    assert sum("no entry in bundle.json" in fault for fault in faults_of(bundle)) == len(TABLES)


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"walks": []}', '{"walks": {"columns": []}}'])
def test_a_dictionary_that_cannot_be_read_is_named(bundle, text):
    file = bundle.path / "dictionary.json"
    file.unlink()
    if text is not None:
        file.write_text(text)
    faults = faults_of(bundle)
    assert faults
    assert all(fault.startswith("dictionary.json") for fault in faults)


def test_missing_dictionary_entries_are_named(bundle):
    file = bundle.path / "dictionary.json"
    dictionary = json.loads(file.read_text())
    del dictionary["walks"]["columns"]["distance"]["en"]
    del dictionary["water"]
    file.write_text(json.dumps(dictionary))
    named = [fault.split("'")[1] for fault in faults_of(bundle)]
    assert named == ["walks.distance", "water", "water.name", "water.geometry"]


def test_the_tables_with_geometry_are_those_of_the_schemas():
    assert {name for name, schema in TABLES.items() if "geometry" in schema.columns} == WITH_GEOMETRY


def test_a_table_that_is_not_the_one_that_was_built_is_named_when_it_is_read(bundle):
    bundle.demand.drop(columns="residents").to_parquet(bundle.path / "demand.parquet")
    with pytest.raises(BundleError, match=r"demand\.parquet, field 'sha256': found another table than was built"):
        _ = read_bundle(bundle.path).demand


def test_a_table_that_no_manifest_lists_is_named_when_it_is_read(bundle):
    rewrite_manifest(bundle, tables={})
    with pytest.raises(BundleError, match=r"demand\.parquet, field 'tables': found no entry in bundle\.json"):
        _ = read_bundle(bundle.path).demand


def odd_geometry_metadata(file: Path) -> None:
    table = pq.read_table(file)
    pq.write_table(table.replace_schema_metadata({b"geo": b'{"version": "1.0.0", "columns": 3}'}), file)


def no_wkb(file: Path) -> None:
    table = pq.read_table(file)
    number = table.schema.get_field_index("geometry")
    broken = pa.array([b"no shape"] * len(table), type=pa.binary())
    pq.write_table(table.set_column(number, table.schema.field(number), broken), file)


def damaged_page(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    whole[20:400] = bytes(380)
    file.write_bytes(bytes(whole))


@pytest.mark.parametrize("spoil", [odd_geometry_metadata, no_wkb, damaged_page])
def test_an_odd_table_that_its_manifest_vouches_for_is_named(bundle, spoil):
    file = bundle.path / "places.parquet"
    spoil(file)
    listed = bundle.manifest["tables"]
    rewrite_manifest(bundle, tables={**listed, "places": {**listed["places"], "sha256": sha256_of(file)}})
    with pytest.raises(BundleError, match=r"places\.parquet: found a file that cannot be read"):
        _ = read_bundle(bundle.path).places
    assert any("places.parquet: found a file that cannot be read" in fault for fault in faults_of(bundle))


def test_a_table_that_states_more_rows_than_memory_holds_is_not_read(bundle, monkeypatch):
    monkeypatch.setattr(geo.bundle.store, "_MOST_ROWS", 2)
    with pytest.raises(BundleError, match=r"walks\.parquet: found a file that cannot be read \('\d+ rows'\)"):
        _ = bundle.walks


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"walks": []}', "[]", "{}"])
def test_a_dictionary_that_cannot_be_read_is_named_when_it_is_asked_for(bundle, text):
    (bundle.path / "dictionary.json").write_text(text)
    with pytest.raises(BundleError, match=r"dictionary\.json") as caught:
        _ = bundle.dictionary
    assert "riool build" in str(caught.value)


def test_a_dictionary_that_is_not_there_is_named(bundle):
    (bundle.path / "dictionary.json").unlink()
    with pytest.raises(BundleError, match=r"dictionary\.json: found no such file in"):
        _ = bundle.dictionary
