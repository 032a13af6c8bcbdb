"""A whole fetch of Proefstad: survives every fault, goes on where it stopped, and never loses or mixes anything."""

from __future__ import annotations

import errno
import functools
import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from geo.areas import Area
from geo.errors import InputError, StorageError
from geo.pipeline.inputs import read_inputs
from geo.sources.crosswalk_file import read_crosswalk
from geo.sources.files import writing
from geo.sources.live.fetch import STEPS, FetchOptions, fetch
from geo.sources.live.fetched import FETCHED, read_fetched
from geo.sources.live.folder import ANSWERS, build_from, fetched_area
from geo.sources.live.settings import read_live_settings
from geo.sources.web.answers import AnswerStore, CachingClient
from geo.sources.web.errors import FetchError, NoNetworkError, NotFetchedError, TooLargeError
from tests import ROOT
from tests.geo.sources.live.test_municipal_layers import SETTINGS, write_csv
from tests.geo.sources.web.test_http import refuse_writing
from tests.servers.dutch_server import serving
from tests.towns.dutch_town import BAG, CODE, GEMEENTEN, HEALTH, POSTCODES, buurten, proefstad

WISH = FetchOptions("Proefstad")
FILES = {
    "buurten_2025.gpkg",
    "kerncijfers_2025.csv",
    "postcode6_2024.gpkg",
    "gezondheid_2024.csv",
    "streets-and-places.osm.bz2",
    "water.gpkg",
    "candidate-sites.gpkg",
}
FAULTS = ("429", "503", "504", "cut", "cut_gzip", "drop", "html", "half")
SERVICES = {
    "boundary": GEMEENTEN,
    "neighbourhoods": buurten(2025),
    "postcodes": POSTCODES,
    "health": HEALTH,
    "streets": "highway",
    "things": "natural",
    "sites": f"{BAG}/items?cursor",
}


@pytest.fixture(scope="module", autouse=True)
def crosswalk_read_once():
    """Reading the crosswalk takes longer than all the rest of a fetch here, and is not what these tests are about."""
    patch = pytest.MonkeyPatch()
    patch.setattr("geo.sources.live.fetch.read_crosswalk", functools.cache(read_crosswalk))
    yield
    patch.undo()


@pytest.fixture
def server():
    with serving(proefstad()) as running:
        yield running


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A server and a fetch that came to its end; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("finished") / "f"
    with serving(proefstad()) as running:
        run(running, folder)
        yield running, folder


@pytest.fixture
def done(finished, tmp_path):
    """A server without trouble and a copy of a finished fetch."""
    running, folder = finished
    shutil.copytree(folder, tmp_path / "f")
    yield running
    assert running.troubles == []


class Steps:
    """Remembers the steps, and stops at one if told to."""

    def __init__(self, stop_at=None):
        self.names, self.stop_at = [], stop_at

    def step(self, name, _detail=""):
        self.names.append(name)
        if name == self.stop_at:
            raise KeyboardInterrupt


def run(server, folder, wish=WISH, progress=None, *, by_the_clock=False, **options):
    settings = folder.parent / f"{folder.name}.toml"
    live = read_live_settings(server.live_settings(settings))
    if by_the_clock:
        live = live.model_copy(update={"years": live.years.model_copy(update={"newest": None})})
    with CachingClient(AnswerStore(folder / ANSWERS), live.policy, sleep=lambda _: None, **options) as http:
        return fetch(wish, folder, live, http, progress)


def files_in(folder):
    return {path.name for path in folder.iterdir() if path.is_file()}


def bytes_in(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != FETCHED}


def test_a_fetch_fills_a_folder_that_the_doors_read(server, tmp_path):
    steps = Steps()
    fetched = run(server, tmp_path / "f", progress=steps)

    assert files_in(tmp_path / "f") == {*FILES, FETCHED}
    assert [name for name in STEPS if name in steps.names] == list(STEPS)
    area, folder = build_from(tmp_path / "f", None)
    assert isinstance(area, Area)
    assert (area.code, area.name, folder) == (CODE, "Proefstad", tmp_path / "f")
    inputs = read_inputs(area, folder, ("amenity", "leisure"))
    assert len(inputs.demand) == 6
    assert inputs.health["share_lonely"].tolist() == [0.4, 0.4]
    assert len(inputs.water) == 2
    assert {source.source.id for source in fetched.sources} == set(inputs.files)


def test_figures_under_a_code_of_another_area_are_unknown_in_the_build(server, tmp_path):
    # RIVM's table has the codes of 2024: what is Oost in 2025 was a smaller area then.
    for each in server.data.collections[buurten(2024)].features:
        if each["properties"]["buurtcode"] == "BU99980001":
            each["geometry"] = each["geometry"].buffer(-120)
    run(server, tmp_path / "f")

    area, folder = build_from(tmp_path / "f", None)
    health = read_inputs(area, folder, ("amenity", "leisure")).health
    assert health["share_lonely"].isna().tolist() == [False, True]
    finding = "Oost (BU99980001): this code had another area then"
    assert any(finding in caveat for caveat in area.source_for("health").caveats_en)


def test_every_file_says_where_it_came_from(done, tmp_path):
    told = json.loads((tmp_path / "f" / FETCHED).read_text("utf-8"))

    for each in told["sources"]:
        source = each["source"]
        assert source["licence"] in {"CC-BY-4.0", "ODbL-1.0", "CC-PDM-1.0"}
        assert source["credit"]
        assert source["retrieved"]
        assert len(source["caveats_nl"]) == len(source["caveats_en"])
        assert "{" not in source["title"] + source["credit"]
        for answer in each["answers"]:
            assert answer["url"].startswith(done.base)
            assert len(answer["sha256"]) == 64
    assert told["boundary"]


@pytest.mark.usefixtures("done")
def test_what_is_missing_and_assumed_stands_with_the_sources(tmp_path):
    area, fetched = fetched_area(tmp_path / "f")

    own = area.source_for("neighbourhoods")
    assert any("2026" in caveat for caveat in own.caveats_en)
    assert any("no list of places of the municipality Proefstad" in caveat for caveat in own.caveats_en)
    assert any("geen lijst van plekken van de gemeente Proefstad" in caveat for caveat in own.caveats_nl)
    assert [remark.kind for remark in fetched.absent] == ["missing"]


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fetch_survives_a_fault_of_every_service(server, tmp_path, kind):
    for part in SERVICES.values():
        server.trouble(part, kind, times=2)
    fetched = run(server, tmp_path / "f")

    assert files_in(tmp_path / "f") == {*FILES, FETCHED}
    assert len(fetched.absent) == 1
    assert all(trouble.times == 0 for trouble in server.troubles)


LASTING = (
    ("boundary", "504"),
    ("neighbourhoods", "cut"),
    ("postcodes", "huge"),
    ("streets", "html"),
    ("things", "429"),
)


@pytest.mark.parametrize(("service", "kind"), LASTING)
def test_a_lasting_fault_stops_it_with_all_that_was_fetched_kept(server, tmp_path, service, kind):
    server.trouble(SERVICES[service], kind, times=99)
    with pytest.raises(FetchError):
        run(server, tmp_path / "f")

    assert not (tmp_path / "f" / FETCHED).exists()
    server.troubles.clear()
    asked = len(server.asked)
    answered = len(list((tmp_path / "f" / ANSWERS).rglob("*.body")))
    run(server, tmp_path / "f")
    fresh = len(list((tmp_path / "f" / ANSWERS).rglob("*.body"))) - answered
    assert len(server.asked) - asked == fresh


@pytest.mark.parametrize(("service", "file"), [("health", "gezondheid_2024.csv"), ("sites", "candidate-sites.gpkg")])
def test_what_a_build_can_do_without_is_told_as_missing(server, tmp_path, service, file):
    server.trouble(SERVICES[service], "504", times=99)
    fetched = run(server, tmp_path / "f")

    assert files_in(tmp_path / "f") == {*FILES, FETCHED} - {file}
    assert any("status 504" in remark.en for remark in fetched.absent)
    area, folder = build_from(tmp_path / "f", None)
    read_inputs(area, folder, ("amenity",))
    server.troubles.clear()
    assert file in {each.source.file for each in run(server, tmp_path / "f").sources}


@pytest.mark.parametrize("at", ["neighbourhoods", "osm", "sites", "write"])
def test_a_fetch_that_was_stopped_goes_on_where_it_was(server, finished, tmp_path, at):
    with pytest.raises(KeyboardInterrupt):
        run(server, tmp_path / "f", progress=Steps(stop_at=at))
    assert not (tmp_path / "f" / FETCHED).exists()
    with pytest.raises(InputError, match="did not come to its end"):
        build_from(tmp_path / "f", None)
    before = [(asked.path, asked.parameters) for asked in server.asked]
    run(server, tmp_path / "f")
    after = [(asked.path, asked.parameters) for asked in server.asked[len(before) :]]

    assert [asked for asked in after if asked in before] == []
    assert bytes_in(tmp_path / "f") == bytes_in(finished[1])


def test_offline_the_same_files_come_from_what_was_kept(done, tmp_path):
    first, told = bytes_in(tmp_path / "f"), (tmp_path / "f" / FETCHED).read_bytes()
    for path in (tmp_path / "f").glob("*.*"):
        path.unlink()
    asked = len(done.asked)
    run(done, tmp_path / "f", FetchOptions(CODE), offline=True)

    assert bytes_in(tmp_path / "f") == first
    assert (tmp_path / "f" / FETCHED).read_bytes() == told
    assert len(done.asked) == asked


@pytest.mark.parametrize("offline", [True, False])
def test_a_later_year_begins_where_the_kept_answers_are(done, tmp_path, offline):
    before, asked = bytes_in(tmp_path / "f"), len(done.asked)

    # The clock here is at another year than the one the folder was begun in.
    mark = tmp_path / "f" / ANSWERS / "area.json"
    assert json.loads(mark.read_text("utf-8"))["newest"] == "2026"
    run(done, tmp_path / "f", by_the_clock=True, offline=offline)

    assert bytes_in(tmp_path / "f") == before
    assert len(done.asked) == asked
    assert json.loads(mark.read_text("utf-8"))["newest"] == "2026"


def test_a_fetch_made_fresh_begins_at_this_year(server, tmp_path, monkeypatch):
    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2028, 1, 2, tzinfo=tz)

    run(server, tmp_path / "f")
    server.asked.clear()
    monkeypatch.setattr("geo.sources.live.fetch.datetime", Later)
    run(server, tmp_path / "f", by_the_clock=True, refresh=True)

    years = [each.path.split("/ogc")[0][-4:] for each in server.paths("wijken-en-buurten")]
    assert list(dict.fromkeys(years)) == ["2028", "2027", "2026", "2025", "2024"]


def test_offline_without_anything_kept_names_what_works(server, tmp_path):
    with pytest.raises(NotFetchedError, match="data/maastricht"):
        run(server, tmp_path / "f", offline=True)

    assert server.asked == []


def test_fresh_data_take_the_place_of_the_old(server, tmp_path):
    run(server, tmp_path / "f")
    server.data.collections[buurten(2025)].features.clear()
    server.data.map_date = "2026-12-24T10:00:00Z"
    run(server, tmp_path / "f")
    assert "buurten_2025.gpkg" in files_in(tmp_path / "f")
    fetched = run(server, tmp_path / "f", refresh=True)

    assert {"buurten_2024.gpkg", "buurten_2025.gpkg"} & files_in(tmp_path / "f") == {"buurten_2024.gpkg"}
    assert {each.source.reference_date for each in fetched.sources if each.source.id == "osm"} == {"2026-12-24"}


def test_kept_answers_that_were_cut_short_are_asked_again(done, tmp_path):
    first = bytes_in(tmp_path / "f")
    bodies = sorted((tmp_path / "f" / ANSWERS).rglob("*.body"))
    for number, body in enumerate(bodies):
        whole = body.read_bytes()
        body.write_bytes((whole[: len(whole) // 2], b"", whole + b" ")[number % 3])
    with pytest.raises(NotFetchedError, match="cut short or changed"):
        run(done, tmp_path / "f", offline=True)
    asked = len(done.asked)
    run(done, tmp_path / "f")

    assert len(done.asked) - asked == len(bodies)
    assert bytes_in(tmp_path / "f") == first


def test_a_fetched_file_that_was_cut_short_is_told_and_mended(done, tmp_path):
    water = tmp_path / "f" / "water.gpkg"
    whole = water.read_bytes()
    water.write_bytes(whole[:5000])
    (tmp_path / "f" / "kerncijfers_2025.csv").unlink()

    with pytest.raises(InputError, match="changed or cut short since it was fetched") as caught:
        build_from(tmp_path / "f", None)
    assert len(caught.value.faults) == 2
    run(done, tmp_path / "f", offline=True)
    assert water.read_bytes() == whole
    build_from(tmp_path / "f", None)


def test_a_list_of_what_was_fetched_that_is_damaged_is_told_and_mended(done, tmp_path):
    for content in ("", "{", "[]", '{"format": 2}', '{"format": 1, "code": "GM1", "extra": 1}'):
        (tmp_path / "f" / FETCHED).write_text(content, "utf-8")
        with pytest.raises(InputError, match="riool fetch --offline"):
            build_from(tmp_path / "f", None)
    run(done, tmp_path / "f", offline=True)

    assert read_fetched(tmp_path / "f").code == CODE


@pytest.mark.parametrize("part", [".part-", "-buurten_", "-streets"])
def test_a_full_disk_is_told_and_the_fetch_goes_on_when_there_is_room(server, tmp_path, monkeypatch, part):
    if part == ".part-":
        refuse_writing(monkeypatch, part)
    else:
        replace = Path.replace

        def full(self, target):
            if part in self.name:
                raise OSError(errno.ENOSPC, "No space left on device")
            return replace(self, target)

        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StorageError, match=r"No space left on device.+Make room"):
        run(server, tmp_path / "f")

    assert not [path for path in (tmp_path / "f").rglob("*") if ".part-" in path.name]
    assert not (tmp_path / "f" / FETCHED).exists()
    monkeypatch.undo()
    run(server, tmp_path / "f")
    assert files_in(tmp_path / "f") == {*FILES, FETCHED}


def test_a_full_disk_while_a_layer_is_written_is_told_in_our_words(server, tmp_path, monkeypatch):
    def full(*_, **__):
        raise writing.DataSourceError("database or disk is full")

    monkeypatch.setattr(writing.pyogrio, "write_dataframe", full)
    with pytest.raises(StorageError, match="database or disk is full"):
        run(server, tmp_path / "f")


def test_a_folder_of_another_municipality_is_not_touched(done, tmp_path):
    before = bytes_in(tmp_path / "f")

    with pytest.raises(InputError, match=r"the fetch of GM9998 \(Proefstad\).+a folder for GM0917"):
        run(done, tmp_path / "f", FetchOptions("Heerlen"))
    assert bytes_in(tmp_path / "f") == before


def test_a_folder_with_other_things_is_not_touched(server, tmp_path):
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "brief.txt").write_text("Lieve oma", "utf-8")

    with pytest.raises(InputError, match=r"other files \(brief.txt\)"):
        run(server, tmp_path / "f")
    assert (tmp_path / "f" / "brief.txt").read_text("utf-8") == "Lieve oma"


def test_a_settings_file_chooses_what_is_fetched(server, tmp_path):
    settings = tmp_path / "settings"
    settings.mkdir()
    (settings / "gemeente.yaml").write_text(SETTINGS, "utf-8")
    write_csv(settings / "lijst.csv")
    data = ROOT / "data"
    (settings / "proefstad.toml").write_text(
        f"""
code = "{CODE}"
name = "Proefstad"
crosswalk = "{data / "crosswalk" / "osm.yaml"}"
place_settings = "{data / "places.yaml"}"

[live]
sites = false
osm_date = "2026-01-01T00:00:00Z"

[[live.municipal]]
id = "gemeente"
kind = "file"
file = "lijst.csv"
settings = "gemeente.yaml"
credit = "Gemeente Proefstad"
reference_date = "2026"
""",
        "utf-8",
    )
    fetched = run(server, tmp_path / "f", FetchOptions(str(settings / "proefstad.toml")))

    assert files_in(tmp_path / "f") == {*FILES, FETCHED, "municipal-gemeente.csv"} - {"candidate-sites.gpkg"}
    assert fetched.absent == ()
    assert '[date:"2026-01-01T00:00:00Z"]' in server.paths("/api")[0].named["data"]
    area, folder = build_from(tmp_path / "f", str(settings / "proefstad.toml"))
    assert (folder / area.source_for("municipal").file).is_file()
    assert area.source_for("municipal").title == "Buurthuizen van Proefstad"


def test_a_list_given_along_needs_settings_to_read_it(server, tmp_path):
    write_csv(tmp_path / "lijst.csv")

    with pytest.raises(InputError, match="settings to read a list of Proefstad"):
        run(server, tmp_path / "f", FetchOptions("Proefstad", municipal_file=tmp_path / "lijst.csv"))


@pytest.mark.usefixtures("done")
def test_a_folder_of_another_area_than_asked_is_told(tmp_path):
    for asked in ("maastricht", "Utrecht"):
        with pytest.raises(InputError, match="the fetch of GM9998"):
            build_from(tmp_path / "f", asked)
    for asked in ("proefstad", "GM9998", "9998"):
        assert build_from(tmp_path / "f", asked)[0].code == CODE


def test_a_year_that_does_not_exist_stops_before_anything_is_written(server, tmp_path):
    with pytest.raises(InputError, match="2031 not published"):
        run(server, tmp_path / "f", FetchOptions("Proefstad", year=2031))

    assert files_in(tmp_path / "f") == set()


def test_an_unknown_municipality_leaves_no_folder_of_its_own(server, tmp_path):
    with pytest.raises(InputError, match=r"Did you mean 'Proefstad"):
        run(server, tmp_path / "f", FetchOptions("Proefstat"))

    assert not (tmp_path / "f" / ANSWERS / "area.json").exists()
    assert run(server, tmp_path / "f").code == CODE


def test_a_map_file_that_is_not_there_stops_before_anyone_is_asked(server, tmp_path):
    with pytest.raises(InputError, match="no such file"):
        run(server, tmp_path / "f", FetchOptions("Proefstad", osm_file=tmp_path / "limburg.osm.pbf"))

    assert server.asked == []


def test_without_network_the_message_names_the_map_that_is_there(server, tmp_path):
    server.trouble("/", "drop", times=999)

    with pytest.raises(NoNetworkError, match="the map of Maastricht in data/maastricht works without network"):
        run(server, tmp_path / "f")


def test_an_answer_of_2_gb_is_refused(server, tmp_path):
    server.trouble(POSTCODES, "huge")

    with pytest.raises(TooLargeError, match="2,000 MB was announced"):
        run(server, tmp_path / "f")
