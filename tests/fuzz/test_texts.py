"""Hand-written files and tables of text: whatever stands in them, only our own errors come out."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.areas import read_area
from geo.sources.cbs.key_figures import read_key_figures
from geo.sources.certainty_settings import read_certainty_settings
from geo.sources.crosswalk_file import read_crosswalk
from geo.sources.files.csv import read_csv
from geo.sources.files.yaml import round_trip_yaml
from geo.sources.live.fetched import read_fetched
from geo.sources.live.settings import read_live_settings
from geo.sources.municipal.model import MunicipalSettings, read_municipal_settings
from geo.sources.municipal.read import read_municipal
from geo.sources.place_settings import read_place_settings, read_same_places
from geo.sources.register.read import read_register
from geo.sources.rivm import read_health
from geo.storage import LIVE_SETTINGS, PROJECT
from tests.fuzz.damage import damaged, only_our_errors, spoiled

ORGANISATION = {
    "id": "huis",
    "name": "Huis",
    "role": "initiative",
    "website": "https://huis.nl",
    "functions": ["meet"],
    "domains": ["sport"],
    "summary": {"nl": "Een huis.", "en": "A house."},
    "source": "lijst",
    "source_date": "2025-02",
    "last_checked": "2025",
    "figures": [
        {
            "figure": "gasten",
            "value": 1,
            "value_high": 5,
            "unit": "people",
            "per": "week",
            "year": 2024,
            "label": {"nl": "gasten", "en": "guests"},
        }
    ],
    "challenges": [{"topic": "housing", "nl": "Klein.", "en": "Small."}],
    "places": [
        {
            "id": "huis",
            "name": "Huis",
            "category": "community_centre",
            "also_run_by": ["huis"],
            "address": "Plein 1",
            "postcode": "6211 AB",
            "town": "Maastricht",
            "location": {"quality": "address", "lat": 50.85, "lon": 5.69, "error_m": 10},
            "opening": {"hours": "Mo-Fr 10:00-16:00", "days_per_week": 5},
            "guests": [{"name": "Gast", "text": {"nl": "a", "en": "b"}, "source": "x", "source_date": 2025}],
            "last_checked": "2025",
        }
    ],
}
CROSSWALK = {
    "title": "Kruising",
    "source": "OpenStreetMap",
    "closed_when": {"disused": "*"},
    "rules": [
        {
            "tags": {"amenity": ["cafe", "pub"]},
            "kind": "informal",
            "category": "cafe",
            "functions": ["meet"],
            "domains": [],
            "reason": {"nl": "a", "en": "b"},
        }
    ],
    "exceptions": [{"osm_id": "node/1", "leave_out": True, "reason": {"nl": "a", "en": "b"}}],
}
MUNICIPAL = {
    "title": "Plekken",
    "publisher": "Gemeente",
    "licence": "CC0",
    "id_prefix": "elders",
    "name_without_brackets": True,
    "columns": {"name": "naam", "category": "soort", "lat": "lat", "lon": "lon", "address": "adres", "note_nl": "noot"},
    "categories": {"huis": {"kind": "public", "category": "community_centre", "functions": ["meet"], "domains": []}},
    "rows": [{"row": "Het Huis", "location_error_m": 40, "website": "https://huis.nl"}],
}
PLACES_CSV = (
    b'naam,soort,lat,lon,adres,noot\nHet Huis,huis,50.85,5.69,"Plein 1, Oost",\nDe Tuin (a),huis,50.86,5.70,,noot\n'
)
PLACES_JSON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"naam": "Het Huis", "soort": "huis", "adres": "Plein 1", "noot": None},
            "geometry": {"type": "Point", "coordinates": [5.69, 50.85]},
        },
        {
            "type": "Feature",
            "properties": {"naam": "De Tuin", "soort": "huis", "adres": None, "noot": "x"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[5.69, 50.85], [5.7, 50.85], [5.7, 50.86], [5.69, 50.85]]],
            },
        },
    ],
}
FIGURES_CSV = (
    b"buurtcode,aantal_inwoners,woningvoorraad,percentage_eenpersoonshuishoudens,jaar\n"
    b"BU09350000,100,50,40,2025\nBU09350001,.,,-99997,2025\n"
)
HEALTH_CSV = (
    b"WijkenEnBuurten,Leeftijd,Marges,Perioden,Eenzaam,SterkEenzaam,MoeiteMetRondkomen,BeperkingInBewegen\n"
    b"BU09350000,20300,MW00000,2020JJ00,40.1,10,,5\nNL01,20300,MW00000,2020JJ00,40,10,5,5\n"
)
MARKS = (b"\xff", b"\x00", b'"', b",", b"\r", b"\n", b"\xe2\x80\xae", b"\xe2\x80\x8b", b"1e999", b"nan", b"9" * 400)
YAML_MARKS = (
    *(b"*a", b"&a ", b"!!int ", b"!!binary ", b"<<: ", b"? ", b"- ", b": ", b"[", b"{", b"|", b"%YAML 9", b"---\n"),
    *(b"\t", b"\xff", b"\x00", b'"\\ud83c"', b"\xe2\x80\x8b", b"0x_", b"2026-99-99", b"1_0", b"!!set ", b"...\n"),
)
ANSWER = {"url": "https://a.nl", "retrieved": "2026-01-01T00:00:00+00:00", "sha256": "0" * 64, "bytes": 1}
FETCHED = {
    "format": 1,
    "code": "GM0935",
    "name": "Maastricht",
    "boundary": [ANSWER],
    "sources": [
        {
            "source": {
                "id": "osm",
                "reads": ["streets"],
                "file": "map.osm",
                "title": "x",
                "publisher": "x",
                "url": "https://a.nl",
                "licence": "x",
                "credit": "x",
                "reference_date": "2026",
            },
            "sha256": "0" * 64,
            "bytes": 1,
            "rows": 1,
            "answers": [ANSWER],
            "remarks": [],
        }
    ],
    "absent": [{"kind": "missing", "nl": "a", "en": "b"}],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("texts")


def as_yaml(content) -> bytes:
    """JSON is YAML, and holds what no writer of YAML would write."""
    return json.dumps(content).encode()


YAML_READERS = {
    "organisation": (ORGANISATION, None, "huis.yaml"),
    "crosswalk": (CROSSWALK, read_crosswalk, "osm.yaml"),
    "municipal": (MUNICIPAL, read_municipal_settings, "municipal.yaml"),
}


def read_yaml(folder: Path, kind: str, content: bytes) -> None:
    _, read, name = YAML_READERS[kind]
    own = folder / kind
    own.mkdir(exist_ok=True)
    (own / name).write_bytes(content)
    if read is None:
        read_register(own)
    else:
        read(own / name)


@pytest.mark.parametrize("kind", YAML_READERS)
def test_what_is_spoiled_is_sound_before(folder, kind):
    read_yaml(folder, kind, as_yaml(YAML_READERS[kind][0]))


@pytest.mark.parametrize("kind", YAML_READERS)
@given(data=st.data())
def test_a_spoiled_document(folder, kind, data):
    content = as_yaml(data.draw(spoiled(YAML_READERS[kind][0])))
    with only_our_errors():
        read_yaml(folder, kind, content)


def block_yaml(content) -> bytes:
    stream = io.BytesIO()
    round_trip_yaml().dump(content, stream)
    return stream.getvalue()


BLOCKS = {kind: block_yaml(content) for kind, (content, _, _) in YAML_READERS.items()}


@pytest.mark.parametrize("kind", YAML_READERS)
@given(data=st.data())
def test_a_damaged_document(folder, kind, data):
    content = data.draw(damaged(BLOCKS[kind], YAML_MARKS))
    with only_our_errors():
        read_yaml(folder, kind, content)


@given(data=st.data())
def test_damaged_settings_of_places(folder, data):
    readers = (
        (PROJECT.place_settings, read_place_settings),
        (PROJECT.certainty, read_certainty_settings),
        (PROJECT.areas / "maastricht" / "same.yaml", read_same_places),
    )
    source, read = data.draw(st.sampled_from(readers))
    path = folder / "settings.yaml"
    path.write_bytes(data.draw(damaged(source.read_bytes()[:3000], YAML_MARKS)))
    with only_our_errors():
        read(path)


TOML_MARKS = (b"[", b"]", b"=", b'"', b"'''", b"{", b"\xff", b"\x00", b"nan", b"inf", b"2026-99-99", b"9" * 5000)
AREA_TOML = (PROJECT.areas / "maastricht.toml").read_bytes()
LIVE_TOML = LIVE_SETTINGS.read_bytes()


@pytest.mark.parametrize(
    ("seed", "read"), [(AREA_TOML, read_area), (LIVE_TOML, read_live_settings)], ids=["area", "live"]
)
@given(data=st.data())
def test_damaged_settings_in_toml(folder, seed, read, data):
    path = folder / "settings.toml"
    path.write_bytes(data.draw(damaged(seed, TOML_MARKS)))
    with only_our_errors():
        read(path)


@pytest.mark.parametrize("read", [read_area, read_live_settings])
def test_settings_nested_too_deep(folder, read):
    path = folder / "deep.toml"
    path.write_text("a = " + "[" * 100_000)
    with only_our_errors():
        read(path)


CSV_READERS = {
    "any": (FIGURES_CSV, lambda path: read_csv(path, ["buurtcode"])),
    "figures": (FIGURES_CSV, read_key_figures),
    "health": (HEALTH_CSV, read_health),
    "places": (PLACES_CSV, lambda path: read_municipal(path, MunicipalSettings.model_validate(MUNICIPAL))),
    "places in metres": (
        PLACES_CSV,
        lambda path: read_municipal(path, MunicipalSettings.model_validate({**MUNICIPAL, "crs": "EPSG:28992"})),
    ),
}


@pytest.mark.parametrize("kind", CSV_READERS)
@given(data=st.data())
def test_a_damaged_csv(folder, kind, data):
    seed, read = CSV_READERS[kind]
    path = folder / "table.csv"
    path.write_bytes(data.draw(damaged(seed, MARKS)))
    with only_our_errors():
        read(path)


@pytest.mark.filterwarnings("ignore::RuntimeWarning:pyogrio")
@given(data=st.data())
def test_spoiled_municipal_features(folder, data):
    path = folder / "places.geojson"
    path.write_bytes(json.dumps(data.draw(spoiled(PLACES_JSON))).encode())
    with only_our_errors():
        read_municipal(path, MunicipalSettings.model_validate(MUNICIPAL))


@given(data=st.data())
def test_a_spoiled_record_of_a_fetch(folder, data):
    (folder / "fetched.json").write_bytes(json.dumps(data.draw(spoiled(FETCHED))).encode())
    with only_our_errors():
        read_fetched(folder)
