"""From the name of an invented municipality to its map, end to end, through the command line and a local server."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import osmium
import pytest
import shapely
from rich.console import Console
from rich.progress import Progress
from typer.testing import CliRunner

from commands.fetch import FetchBar
from commands.riool import app, main
from geo.analysis.city import city_from_bundle
from geo.bundle.store import read_bundle
from geo.bundle.verify import verify_bundle
from geo.library.tiny_inputs import SOUTH, WEST
from geo.siting.candidates import sites_in_file
from geo.sources.live.fetched import FETCHED
from geo.sources.live.folder import default_folder
from tests import ROOT
from tests.geo.sources.live.test_municipal_layers import SETTINGS, write_geojson
from tests.geo.sources.web.test_http import refuse_writing
from tests.servers.dutch_server import serving
from tests.towns.dutch_town import BAG, CODE, HEALTH, proefstad
from tests.towns.tiny_layers import write_layer


@pytest.fixture(scope="module")
def server():
    with serving(proefstad()) as running:
        yield running


@pytest.fixture(scope="module")
def settings(server, tmp_path_factory):
    return server.live_settings(tmp_path_factory.mktemp("settings") / "live.toml")


def riool(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def built(settings, tmp_path_factory):
    """The folder of a fetch, the bundle, and what was printed."""
    folder = tmp_path_factory.mktemp("built")
    told = riool(
        *("build", "--live", "--area", "Proefstad", "--sources", settings),
        *("--fetched", folder / "fetched", "--out", folder / "bundle"),
    )
    return folder / "fetched", folder / "bundle", told.output


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.parquet")}


def exit_of(monkeypatch, capsys, *arguments):
    """Run the command as a reader would; returns its exit code and what it said, on one line."""
    monkeypatch.setattr(sys, "argv", ["riool", *map(str, arguments)])
    with pytest.raises(SystemExit) as stopped:
        main()
    captured = capsys.readouterr()
    return stopped.value.code, " ".join((captured.out + captured.err).split())


def test_a_live_build_makes_a_bundle_that_checks(built):
    bundle = read_bundle(built[1])
    verify_bundle(bundle)

    assert bundle.manifest["area"]["code"] == CODE
    assert bundle.manifest["report"]["residents"] == 540.0
    assert sorted(bundle.places["category"]) == ["cafe", "community_centre", "park"]
    assert bundle.neighbourhoods["share_lonely"].tolist() == [0.4, 0.4]
    assert bundle.neighbourhoods["share_one_person_households"].tolist() == [0.4, 0.4]
    assert len(bundle.water) == 2
    assert set(bundle.places["last_checked"].dropna()) == {"2026-11-20"}
    assert city_from_bundle(bundle).residents.sum() == pytest.approx(540.0)


def test_distances_are_those_of_the_streets(built):
    bundle = read_bundle(built[1])
    walks = bundle.walks[bundle.walks["to_id"] == "way/2000"].set_index("from_id")["distance"]

    # From its home to the street on x = 400, up to the crossing, along y = 100, and to the house around (505, 102.5).
    home = bundle.demand.set_index("demand_id").geometry["1000AD"]
    assert walks["1000AD"] == pytest.approx((home.x - WEST - 400) + (SOUTH + 100 - home.y) + 105 + 2.5, abs=0.5)


def test_residents_stand_inside_the_area_of_their_postcode(built):
    areas = gpd.read_file(next(built[0].glob("postcode6_*.gpkg"))).set_index("postcode6").geometry
    demand = read_bundle(built[1]).demand
    assert len(demand) >= len(areas) > 0
    assert all(areas[code].covers(home) for code, home in zip(demand["postcode"], demand.geometry, strict=True))
    sources = {each["id"]: each for each in read_bundle(built[1]).manifest["sources"]}
    assert "positions" in sources["postcode6"]["tables"]


def test_provenance_stands_in_the_bundle(server, built):
    sources = {each["id"]: each for each in read_bundle(built[1]).manifest["sources"]}

    assert set(sources) == {"neighbourhoods", "key_figures", "postcode6", "health", "osm", "water", "sites"}
    assert sources["osm"]["licence"] == "ODbL-1.0"
    assert sources["osm"]["reference_date"] == "2026-11-20"
    assert sources["health"]["title"] == "Gezondheid per wijk en buurt 2024"
    assert any("Modelschattingen" in caveat for caveat in sources["health"]["caveats"]["nl"])
    assert any("2026" in caveat for caveat in sources["neighbourhoods"]["caveats"]["en"])
    assert all(each["retrieved"] and len(each["sha256"]) == 64 for each in sources.values())
    assert server.base not in str(sources)


def test_the_reader_is_told_what_was_got_missing_and_assumed(built):
    told = " ".join(built[2].split())

    for words in (
        "Proefstad (GM9998): fetched to",
        "missing: There is no list of places of the municipality Proefstad",
        "assumed: Of the neighbourhoods the year 2025 was taken; also asked for: 2026 (without figures).",
        "answers, ",
        "kept in",
        "540 residents",
    ):
        assert words in told


def test_the_same_answers_give_the_same_bundle_and_nobody_is_asked(server, settings, built, tmp_path):
    asked = len(server.asked)
    riool(
        *("build", "--offline", "--area", "Proefstad", "--sources", settings),
        *("--fetched", built[0], "--out", tmp_path / "again"),
    )

    assert len(server.asked) == asked
    assert digests(tmp_path / "again") == digests(built[1])


def test_answers_of_another_day_are_told_and_asked_again_only_when_wanted(server, settings, built, tmp_path):
    folder = tmp_path / "fetched"
    shutil.copytree(built[0], folder)
    for note in (folder / "answers" / "127.0.0.1").glob("*.json"):
        note.write_text(re.sub(r'"retrieved": "[\d-]+T', '"retrieved": "2026-01-31T', note.read_text("utf-8")), "utf-8")
    command = ("fetch", "--area", "Proefstad", "--to", folder, "--sources", settings)
    asked = len(server.asked)
    told = " ".join(riool(*command).output.split())

    assert "These answers are of 2026-01-31. To ask everything again: --refresh" in told
    assert len(server.asked) == asked
    assert "These answers are of" not in riool(*command, "--refresh").output
    assert len(server.asked) > asked


def test_a_fetched_folder_is_built_without_a_word_about_the_area(built, tmp_path):
    riool("build", "--inputs", built[0], "--out", tmp_path / "again")

    assert digests(tmp_path / "again") == digests(built[1])


def test_a_second_area_with_a_list_of_its_own_needs_no_code(server, settings, tmp_path):
    area = tmp_path / "areas"
    area.mkdir()
    (area / "gemeente.yaml").write_text(SETTINGS, "utf-8")
    write_geojson(area / "lijst.geojson")
    (area / "proefstad.toml").write_text(
        f"""
code = "{CODE}"
name = "Proefstad aan het Kanaal"
crosswalk = "{ROOT / "data" / "crosswalk" / "osm.yaml"}"
place_settings = "{ROOT / "data" / "places.yaml"}"

[live]
residents = "postcode6"
sites = false

[[live.municipal]]
id = "gemeente"
kind = "file"
file = "lijst.geojson"
settings = "gemeente.yaml"
credit = "Gemeente Proefstad"
reference_date = "2026"
""",
        "utf-8",
    )
    riool(
        *("build", "--live", "--area", area / "proefstad.toml", "--sources", settings),
        *("--fetched", tmp_path / "fetched", "--out", tmp_path / "bundle"),
    )

    bundle = read_bundle(tmp_path / "bundle")
    verify_bundle(bundle)
    assert bundle.manifest["area"]["name"] == "Proefstad aan het Kanaal"
    assert (bundle.places["source"] == "Buurthuizen van Proefstad (Gemeente Proefstad)").sum() == 7
    sources = {each["id"]: each for each in bundle.manifest["sources"]}
    assert sources["gemeente"]["credit"] == "Gemeente Proefstad"
    assert not any("no list of places" in caveat for caveat in sources["neighbourhoods"]["caveats"]["en"])


def test_a_map_file_takes_the_place_of_overpass(server, settings, built, tmp_path):
    pbf = tmp_path / "limburg-latest.osm.pbf"
    with osmium.SimpleWriter(str(pbf)) as writer:
        for thing in osmium.FileProcessor(built[0] / "streets-and-places.osm.bz2"):
            writer.add(thing)
    before = len(server.paths("/api"))
    riool(
        *("build", "--live", "--area", "Proefstad", "--osm", pbf, "--sources", settings),
        *("--fetched", tmp_path / "fetched", "--out", tmp_path / "bundle"),
    )

    assert len(server.paths("/api")) == before
    one, other = read_bundle(tmp_path / "bundle"), read_bundle(built[1])
    assert one.streets["length"].sum() == pytest.approx(other.streets["length"].sum(), abs=0.5)
    assert sorted(one.places["place_id"]) == sorted(other.places["place_id"])


def test_the_next_place_may_come_in_a_building_that_is_there(built, monkeypatch):
    monkeypatch.setenv("COLUMNS", "250")
    sites = "candidate-sites.gpkg"
    told = riool("sites", "--bundle", built[1], "--at", built[0] / sites, "--minutes", 5).output

    assert re.search(r"Straat (5A|1500|2299), Proefstad \(bag/9998010000\d{6}\)", told)
    assert f"A candidate is a building in {sites}, 3 in all (0 cannot be walked to)" in told


def test_buildings_where_no_place_can_open_are_put_aside(built, tmp_path):
    city = city_from_bundle(read_bundle(built[1]))
    spots = {"street": (300, 300), "lake": (780, 150), "far": (-200, 300), "abroad": (9000, 9000)}
    rows = [
        {"site_id": name, "address": "", "geometry": shapely.Point(WEST + x, SOUTH + y)}
        for name, (x, y) in spots.items()
    ]
    usable, left_out = sites_in_file(city, write_layer(tmp_path / "sites.gpkg", rows, layer="sites"))

    assert [str(site) for site in usable] == ["street"]
    assert left_out == ("lake", "far", "abroad")


def test_folders_have_names_when_the_reader_gives_none(settings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    riool("build", "--live", "--area", "Proefstad", "--sources", settings)

    assert (tmp_path / "fetched" / "proefstad" / FETCHED).is_file()
    verify_bundle(read_bundle(tmp_path / "data" / "proefstad"))
    assert default_folder("'s-Gravenhage") == Path("fetched/s-gravenhage")
    assert default_folder("../../etc/passwd") == Path("fetched/passwd")
    assert default_folder("..") == Path("fetched/area")


def test_an_unknown_municipality_ends_with_2(settings, tmp_path, monkeypatch, capsys):
    code, told = exit_of(
        monkeypatch, capsys, "fetch", "--area", "Proefstat", "--to", tmp_path / "f", "--sources", settings
    )

    assert code == 2
    assert "Did you mean 'Proefstad (GM9998)'?" in told
    assert "Traceback" not in told


def test_a_year_that_does_not_exist_ends_with_2(settings, tmp_path, monkeypatch, capsys):
    code, told = exit_of(
        *(monkeypatch, capsys, "fetch", "--area", "Proefstad", "--year", 2031),
        *("--to", tmp_path / "f", "--sources", settings),
    )

    assert code == 2
    assert "2031 not published" in told


def test_no_network_ends_with_2_and_names_what_works(settings, tmp_path, monkeypatch, capsys):
    dead = tmp_path / "dead.toml"
    text = settings.read_text("utf-8")
    with serving(proefstad()) as gone:
        base = gone.base
    live = text.replace(text.split('boundary = "')[1].split("/kadaster")[0], base)
    dead.write_text(live.replace("attempts = 5", "attempts = 2"), "utf-8")
    before = read_bundle(ROOT / "data" / "maastricht").manifest
    code, told = exit_of(
        *(monkeypatch, capsys, "build", "--live", "--area", "Heerlen", "--sources", dead),
        *("--fetched", tmp_path / "f", "--out", tmp_path / "bundle"),
    )

    assert code == 2
    assert "data/maastricht works without network (python3 run.py map)" in told
    assert not (tmp_path / "bundle").exists()
    assert read_bundle(ROOT / "data" / "maastricht").manifest == before


def test_a_failed_fetch_leaves_the_last_bundle(server, settings, built, tmp_path, monkeypatch, capsys):
    server.trouble("wijken-en-buurten", "403", times=9)
    before = digests(built[1])
    code, told = exit_of(
        *(monkeypatch, capsys, "build", "--live", "--area", "Proefstad", "--sources", settings),
        *("--fetched", tmp_path / "f", "--out", built[1]),
    )
    server.troubles.clear()

    assert code == 2
    assert "refused with status 403" in told
    assert digests(built[1]) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("build", "--out", "x"), "--live to fetch today's"),
        (("build", "--inputs", "nowhere", "--out", "x"), "no such folder"),
        (("fetch", "--area", "Proefstad", "--to", "f", "--sources", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_what_cannot_be_done_is_told_with_2(tmp_path, monkeypatch, capsys, arguments, said):
    monkeypatch.chdir(tmp_path)
    code, told = exit_of(monkeypatch, capsys, *arguments)

    assert code == 2
    assert said in told


def test_a_full_disk_ends_with_2(settings, tmp_path, monkeypatch, capsys):
    refuse_writing(monkeypatch, ".part-")
    code, told = exit_of(
        monkeypatch, capsys, "fetch", "--area", "Proefstad", "--to", tmp_path / "f", "--sources", settings
    )

    assert code == 2
    assert "No space left on device" in told
    assert "what was fetched or written before is kept" in told


def test_the_bar_says_what_comes_in():
    with Progress(console=Console(file=io.StringIO())) as drawn:
        bar = FetchBar(drawn)
        bar.step("sites", "Kadaster")
        for url, size, total in (("a", 500_000, None), ("a", 1_000_000, None), ("b", 250_000, 2_000_000)):
            bar.received(url, size, total)
        task = drawn.tasks[0]

    assert task.description == "sites: Kadaster"
    assert task.fields["size"] == "2 answers, 1.2 MB (this one 0.2 of 2.0 MB)"


def test_an_area_without_files_of_its_own_is_told_how_to_get_them(tmp_path, monkeypatch, capsys):
    (tmp_path / "leeg.toml").write_text(
        'code = "GM9998"\nname = "Proefstad"\ncrosswalk = "x"\nplace_settings = "y"\n', "utf-8"
    )
    code, told = exit_of(
        monkeypatch, capsys, "build", "--inputs", tmp_path, "--out", tmp_path / "x", "--area", tmp_path / "leeg.toml"
    )

    assert code == 2
    assert "riool build --live --area Proefstad" in told


def test_settings_of_live_sources_name_every_fault(tmp_path, monkeypatch, capsys):
    text = (ROOT / "data" / "live.toml").read_text("utf-8")
    (tmp_path / "live.toml").write_text(
        text.replace('residents = "postcode6"', 'residents = "postcode4"').replace("attempts = 5", "attempts = 99"),
        "utf-8",
    )
    code, told = exit_of(
        *(monkeypatch, capsys, "fetch", "--area", "Proefstad", "--to", tmp_path / "f"),
        *("--sources", tmp_path / "live.toml"),
    )

    assert code == 2
    assert "defaults.residents" in told
    assert "manners.attempts" in told


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL])
def test_a_fetch_that_is_stopped_from_outside_goes_on(tmp_path, blow):
    with serving(proefstad()) as server:
        settings = server.live_settings(tmp_path / "live.toml")
        server.trouble(f"{BAG}/items?cursor", "hang")
        command = [
            sys.executable,
            "-c",
            "from commands.riool import main; main()",
            "fetch",
            "--area",
            "Proefstad",
            "--to",
            str(tmp_path / "f"),
        ]
        running = subprocess.Popen(
            [*command, "--sources", str(settings)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        deadline = time.monotonic() + 120
        while not server.paths(f"{BAG}/items")[1:] and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(blow)
        told, _ = running.communicate(timeout=60)
        assert not (tmp_path / "f" / FETCHED).exists()
        if blow is signal.SIGINT:
            assert "what was fetched is kept" in told
            assert running.returncode == 130
        asked = [each.path for each in server.asked]
        server.release()
        done = riool("fetch", "--area", "Proefstad", "--to", tmp_path / "f", "--sources", settings)

        assert "fetched to" in done.output
        fresh = [each.path for each in server.asked[len(asked) :]]
        assert fresh == [f"{BAG}/items"] * 2
        assert not [path for path in (tmp_path / "f").rglob("*") if path.name.startswith(".part-")]


def test_rivm_may_be_away_and_water_too(tmp_path):
    data = proefstad()
    data.things = [each for each in data.things if each["id"] < 2200]
    with serving(data) as server:
        own = server.live_settings(tmp_path / "live.toml")
        server.trouble(HEALTH, "drop", times=99)
        riool(
            *("build", "--live", "--area", "Proefstad", "--sources", own),
            *("--fetched", tmp_path / "f", "--out", tmp_path / "bundle"),
        )

    bundle = read_bundle(tmp_path / "bundle")
    verify_bundle(bundle)
    assert bundle.water.empty
    assert bundle.neighbourhoods["share_lonely"].isna().all()
    own_caveats = next(each for each in bundle.manifest["sources"] if each["id"] == "neighbourhoods")["caveats"]["nl"]
    assert any("eenzaamheid" in caveat for caveat in own_caveats)
