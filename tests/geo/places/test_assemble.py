"""One table of places: each place once, each doubt said, each reason given."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from geo.bundle.tables import FIGURES, ORGANISATIONS, PLACES
from geo.errors import InputError
from geo.places.assemble import PlaceRules, PlacesResult, assemble_places, merge_groups
from geo.places.matching import group_same, name_similarity
from geo.places.table import counted_reason_of, ordered_set, uncertain_reason
from geo.sources.crosswalk_file import read_crosswalk
from geo.sources.municipal.model import read_municipal_settings
from geo.sources.municipal.read import read_municipal
from geo.sources.osm import read_points
from geo.sources.place_draft import PlaceDraft
from geo.sources.place_settings import Pair, PlaceSettings, SamePlaces, read_place_settings, read_same_places
from geo.sources.register.read import Register, read_register
from geo.vocabulary import (
    RD,
    Category,
    Confidence,
    CountedReason,
    Function,
    Kind,
    LocationQuality,
    NotCounted,
    YesNo,
    source_of,
)
from tests import ROOT

SETTINGS: PlaceSettings = read_place_settings(ROOT / "data" / "places.yaml")
NOTHING_DECIDED = SamePlaces()
TOWN = box(0, 0, 1000, 1000)
WALK = 500.0


def draft(place_id: str, name: str, x: float | None = 100.0, **known: object) -> PlaceDraft:
    point = None if x is None else Point(x, 100)
    quality = LocationQuality.NONE if x is None else LocationQuality.ADDRESS
    basis = PlaceDraft(place_id, name, Kind.PUBLIC, Category.COMMUNITY_CENTRE, (Function.MEET,), (), "source")
    return replace(basis, **({"point": point, "quality": quality} | known))


def rules(same: SamePlaces = NOTHING_DECIDED) -> PlaceRules:
    return PlaceRules(read_crosswalk(ROOT / "data" / "crosswalk" / "osm.yaml"), same, SETTINGS, "2023-07-03")


def osm(*things: dict[str, object]) -> gpd.GeoDataFrame:
    points = [thing.pop("point", Point(100, 100)) for thing in things]
    columns = {"osm_id", *(key for thing in things for key in thing)}
    return gpd.GeoDataFrame(
        {key: [thing.get(key) for thing in things] for key in sorted(columns)}, geometry=points, crs=RD
    )


def assemble(*municipal: PlaceDraft, things: gpd.GeoDataFrame | None = None, same: SamePlaces = NOTHING_DECIDED):
    result = assemble_places(Register({}), municipal, osm() if things is None else things, rules(same), TOWN, WALK)
    PLACES.validate(result.places)
    return result


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Centre Céramique", "CENTRE CERAMIQUE"),
        ("Bibliotheek Heer", "Bibiotheek Heer"),
        ("Landbouwbelang", "Cultural freezone Landbouwbelang"),
        ("Buurtcentrum De Boeckel", "De Boeckel"),
        ("'t Ruweel", "t Ruweel"),
    ],
)
def test_names_of_one_place_are_alike(first, second):
    assert name_similarity(first, second, SETTINGS.generic) >= SETTINGS.same_name


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Buurtcentrum De Boeckel", "Buurtcentrum De Romein"),
        ("Café de Zwaan", "Café de Poshoorn"),
        ("Sint-Annakerk", "Sint-Matthiaskerk"),
        ("Café Sint Pieter", "Kerk Sint Pieter"),
        ("Buurtbrok Mariaberg", "Buurtcentrum Mariaberg"),
        ("", "Café"),
        ("...", "???"),
    ],
)
def test_names_of_different_places_are_not(first, second):
    assert name_similarity(first, second, SETTINGS.generic) < SETTINGS.same_name


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_symmetric_and_a_share(first, second):
    likeness = name_similarity(first, second, SETTINGS.generic)
    assert 0 <= likeness <= 1
    assert likeness == name_similarity(second, first, SETTINGS.generic)


def test_a_place_in_two_sources_is_counted_once():
    library = {"osm_id": "node/5", "amenity": "library", "name": "De Boekenbak", "opening_hours": "Mo-Fr 10:00-17:00"}
    result = assemble(draft("municipal/de-boekenbak", "De Boekenbak", 160.0), things=osm(library))
    (place,) = result.places.to_dict("records")
    assert (place["place_id"], place["also_in"]) == ("municipal/de-boekenbak", "node/5")
    # The municipality tells what it is; what it does not know comes from the map.
    assert place["category"] == "community_centre"
    assert place["opening_hours"] == "Mo-Fr 10:00-17:00"
    assert result.near_duplicates == ()


def test_a_better_point_is_taken_from_another_source():
    rough = draft("municipal/x", "Vrijplaats Zuid", 180.0, quality=LocationQuality.STREET)
    thing = {"osm_id": "node/5", "amenity": "community_centre", "name": "Vrijplaats Zuid", "point": Point(120, 100)}
    (place,) = assemble(rough, things=osm(thing)).places.to_dict("records")
    assert (place["geometry"].x, place["location_quality"]) == (120, "address")
    assert place["location_error"] == SETTINGS.error_m.address


def test_a_place_without_a_point_gets_the_one_of_its_other_source():
    same = SamePlaces(same=(Pair(places=("municipal/x", "node/5"), reason="seen"),))
    thing = {"osm_id": "node/5", "amenity": "community_centre", "name": "Heel anders"}
    (place,) = assemble(draft("municipal/x", "Vrijplaats", None), things=osm(thing), same=same).places.to_dict(
        "records"
    )
    assert place["counted"]
    assert place["also_in"] == "node/5"


@pytest.mark.parametrize("host_id", ["municipal/atelier", "municipal/zaal"])
def test_a_guest_is_counted_with_its_host_and_tells_nothing_about_it(host_id):
    host = draft(host_id, "Atelier")
    guest = draft("municipal/repair", "Repair Café", walk_in=YesNo.YES, website="https://example.org")
    same = SamePlaces(guests=(Pair(places=(host_id, "municipal/repair"), reason="seen"),))
    (place,) = assemble(guest, host, same=same).places.to_dict("records")
    assert (place["place_id"], place["also_in"]) == (host_id, "municipal/repair")
    assert place["walk_in"] == "unknown"
    assert place["website"] is None or place["website"] != place["website"]


def test_opening_is_never_mixed_from_two_sources():
    own_words = draft("municipal/x", "Vrijplaats Zuid", opening_text_nl="op vrijdag", opening_text_en="on Friday")
    thing = {"osm_id": "node/5", "amenity": "pub", "name": "Vrijplaats Zuid", "opening_hours": "24/7"}
    (place,) = assemble(own_words, things=osm(thing)).places.to_dict("records")
    assert place["opening_text_nl"] == "op vrijdag"
    assert place["opening_hours"] is None or place["opening_hours"] != place["opening_hours"]


@pytest.mark.parametrize("distance", [SETTINGS.same_within_m + 20, SETTINGS.near_within_m - 1])
def test_alike_but_apart_is_listed_and_not_merged(distance):
    one, other = draft("municipal/x", "Vrijplaats Zuid", 100.0), "Vrijplaats Zuid"
    thing = {"osm_id": "node/5", "amenity": "pub", "name": other, "point": Point(100 + distance, 100)}
    result = assemble(one, things=osm(thing))
    assert len(result.places) == 2
    (pair,) = result.near_duplicates
    assert (pair.first_id, pair.second_id, pair.similarity) == ("municipal/x", "node/5", 1)
    assert pair.distance == pytest.approx(distance)


def test_far_apart_is_neither_merged_nor_listed():
    thing = {"osm_id": "node/5", "amenity": "pub", "name": "Vrijplaats Zuid", "point": Point(900, 900)}
    result = assemble(draft("municipal/x", "Vrijplaats Zuid"), things=osm(thing))
    assert len(result.places) == 2
    assert result.near_duplicates == ()


def test_two_rough_points_with_one_name_are_listed_from_further_away():
    rough = draft("municipal/x", "Vrijplaats Zuid", quality=LocationQuality.AREA)
    thing = {"osm_id": "node/5", "amenity": "pub", "name": "Vrijplaats Zuid", "point": Point(500, 100)}
    assert len(assemble(rough, things=osm(thing)).near_duplicates) == 1


def test_two_places_of_one_source_are_never_merged():
    result = assemble(draft("municipal/x", "Vrijplaats Zuid"), draft("municipal/y", "Vrijplaats Zuid"))
    assert len(result.places) == 2
    assert len(result.near_duplicates) == 1


def test_one_thing_on_the_map_does_not_make_two_municipal_places_one():
    thing = {"osm_id": "node/5", "amenity": "pub", "name": "Vrijplaats Zuid"}
    both = [draft("municipal/x", "Vrijplaats Zuid", 100.0), draft("municipal/y", "Vrijplaats Zuid", 130.0)]
    places = assemble(*both, things=osm(thing)).places
    assert sorted(places["also_in"]) == ["", "node/5"]


def test_places_said_to_be_different_are_left_alone():
    thing = {"osm_id": "node/5", "amenity": "pub", "name": "Vrijplaats Zuid"}
    same = SamePlaces(different=(Pair(places=("node/5", "municipal/x"), reason="seen"),))
    result = assemble(draft("municipal/x", "Vrijplaats Zuid"), things=osm(thing), same=same)
    assert len(result.places) == 2
    assert result.near_duplicates == ()


def test_a_wrong_id_in_the_list_of_same_places_is_told():
    same = SamePlaces(same=(Pair(places=("municipal/vrijplats", "node/5"), reason="seen"),))
    with pytest.raises(InputError) as caught:
        assemble(draft("municipal/vrijplaats", "Vrijplaats"), same=same)
    (fault,) = caught.value.faults
    assert "municipal/vrijplats" in fault.found
    assert "Did you mean 'municipal/vrijplaats'?" in fault.advice


def test_a_thing_that_left_the_map_is_no_fault_in_the_list():
    same = SamePlaces(same=(Pair(places=("municipal/x", "node/999"), reason="seen"),))
    assert len(assemble(draft("municipal/x", "Vrijplaats"), same=same).places) == 1


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, None),
        ({"quality": LocationQuality.POSTCODE}, None),
        ({"quality": LocationQuality.STREET}, None),
        ({"quality": LocationQuality.STREET, "stated_error": 250.0}, None),
        ({"quality": LocationQuality.STREET, "stated_error": 400.0}, "location"),
        ({"quality": LocationQuality.AREA}, "location"),
        ({"quality": LocationQuality.AREA, "stated_error": 100.0}, None),
        ({"quality": LocationQuality.AREA, "stated_error": 151.0}, "location"),
        ({"confidence": Confidence.LOW}, "existence"),
        ({"confidence": Confidence.LOW, "quality": LocationQuality.AREA}, "both"),
        ({"confidence": Confidence.MEDIUM}, None),
    ],
)
def test_what_makes_a_place_uncertain(known, expected):
    assert uncertain_reason(draft("municipal/x", "x", **known), SETTINGS) == expected


@pytest.mark.parametrize(
    ("x", "not_counted", "expected"),
    [
        (100.0, None, CountedReason.MEETING_PLACE),
        (1000.0 + WALK, None, CountedReason.MEETING_PLACE),
        (1000.0 + WALK + 1, None, CountedReason.OUTSIDE_AREA),
        (None, None, CountedReason.NO_LOCATION),
        (100.0, NotCounted.SUPPORTING, CountedReason.SUPPORTING),
        (100.0, NotCounted.SMALL_PLACE, CountedReason.SMALL_PLACE),
        (None, NotCounted.OUTSIDE_AREA, CountedReason.OUTSIDE_AREA),
        (5000.0, NotCounted.CLOSED, CountedReason.CLOSED),
    ],
)
def test_why_a_place_is_counted_or_not(x, not_counted, expected):
    assert counted_reason_of(draft("municipal/x", "x", x, not_counted=not_counted), TOWN.buffer(WALK)) is expected


@pytest.mark.parametrize("reason", list(NotCounted))
def test_every_reason_of_people_is_a_reason_of_the_table(reason):
    assert reason.value in set(CountedReason)


def test_a_thing_on_the_map_keeps_what_it_says():
    thing = {
        "osm_id": "way/7",
        "amenity": "cafe",
        "name": "Café <b>'t Hoekje</b> {{ x }}",
        "addr:street": "Dorpsstraat",
        "addr:housenumber": "1",
        "addr:city": "Elders",
        "opening_hours": "Mo-Fr 10:00-17:00",
        "wheelchair": "limited",
        "website": "https://example.org",
        "check_date": "2023-02-25",
    }
    (place,) = assemble(things=osm(thing)).places.to_dict("records")
    # Text stays text: whoever shows it must escape it.
    assert place["name"] == "Café <b>'t Hoekje</b> {{ x }}"
    assert place["address"] == "Dorpsstraat 1, Elders"
    assert (place["wheelchair"], place["free"], place["last_checked"]) == ("limited", "no", "2023-02-25")
    assert place["website"] == "https://example.org"


def test_what_a_thing_says_wrongly_is_made_harmless():
    thing = {
        "osm_id": "node/7",
        "amenity": "cafe",
        "name": "   ",
        "opening_hours": "na de mis <script>",
        "website": "javascript:alert(1)",
        "contact:website": "https://example.org/veilig",
        "check_date": "gisteren",
        "wheelchair": "{{ 7*7 }}",
    }
    (place,) = assemble(things=osm(thing)).places.astype(object).to_dict("records")
    assert place["name"] == ""
    assert place["opening_text_nl"] == "na de mis <script>"
    assert (place["website"], place["wheelchair"]) == ("https://example.org/veilig", "unknown")
    assert place["last_checked"] == "2023-07-03"
    assert place["opening_hours"] is None or place["opening_hours"] != place["opening_hours"]


def test_no_places_at_all_is_an_empty_table():
    result = assemble()
    assert len(result.places) == 0
    assert result.places.crs == RD


def test_sets_stand_in_the_order_of_their_list_each_once():
    assert ordered_set([Function.MOVE, Function.MEET, Function.MOVE], Function) == "meet;move"


def test_the_source_shows_in_the_id():
    assert [source_of(each) for each in ("werkhuis", "municipal/x", "node/1", "way/1")] == [
        "register",
        "municipal",
        "osm",
        "osm",
    ]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["register", "municipal", "node"]),
            st.sampled_from(["Vrijplaats", "Vrijplats", "De Zon", ""]),
            st.integers(0, 400),
        ),
        max_size=8,
    )
)
def test_merging_loses_no_place_and_doubles_none(rows):
    drafts = [
        draft(f"reg-{number}" if source == "register" else f"{source}/{number + 1}", name, float(x))
        for number, (source, name, x) in enumerate(rows)
    ]
    groups, _ = group_same(drafts, NOTHING_DECIDED, SETTINGS)
    merged = merge_groups(drafts, groups, SETTINGS)
    names = [place_id for each in merged for place_id in (each.place_id, *each.also_in)]
    assert sorted(names) == sorted(each.place_id for each in drafts)
    for each in merged:
        assert [source_of(other) for other in each.also_in].count("register") == 0


@pytest.fixture(scope="module")
def maastricht(inputs_dir) -> PlacesResult:
    area = ROOT / "data" / "areas" / "maastricht"
    crosswalk = read_crosswalk(ROOT / "data" / "crosswalk" / "osm.yaml")
    return assemble_places(
        read_register(ROOT / "data" / "initiatives"),
        read_municipal(inputs_dir / "municipal-places.csv", read_municipal_settings(area / "municipal.yaml")),
        read_points(inputs_dir / "streets-and-places.osm.bz2", crosswalk.keys),
        rules(read_same_places(area / "same.yaml")),
        gpd.read_file(inputs_dir / "buurten_2017.gpkg").union_all(),
        2400,
    )


@pytest.mark.inputs
def test_the_tables_of_maastricht_keep_the_contract(maastricht):
    PLACES.validate(maastricht.places)
    ORGANISATIONS.validate(maastricht.organisations)
    FIGURES.validate(maastricht.figures)
    places = maastricht.places
    assert places["place_id"].is_monotonic_increasing
    assert places.loc[places["counted"], "geometry"].notna().all()
    assert (places["counted"] == (places["counted_reason"] == "meeting_place")).all()
    assert (places["uncertain"] == places["uncertain_reason"].notna()).all()
    names = set(maastricht.organisations["organisation_id"])
    run_by = {name for names in places["organisations"] if names for name in names.split(";")}
    assert run_by <= names


@pytest.mark.inputs
@pytest.mark.parametrize(
    ("place_id", "also_in"),
    [
        ("daalhoeve", "municipal/boerderij-daalhoeve"),
        ("lefteam", "municipal/gebouw-lef-team"),
        ("smile043-sportpark-heugem", "municipal/rkhsv-heugem-stichting-smile"),
        ("werkhuis", "municipal/repair-cafe-maastricht-oost"),
        ("municipal/centre-ceramique", "node/2809835849"),
        ("municipal/bibliotheek-heer", "node/2811237924"),
        ("municipal/cultural-freezone-landbouwbelang", "node/6480703285"),
    ],
)
def test_known_doubles_are_counted_once(maastricht, place_id, also_in):
    places = maastricht.places.set_index("place_id")
    assert also_in in places.loc[place_id, "also_in"].split(";")
    assert also_in not in places.index


@pytest.mark.inputs
def test_every_initiative_is_counted_or_says_why_not(maastricht):
    reasons = maastricht.places.query("kind == 'initiative'").set_index("place_id")["counted_reason"].to_dict()
    assert {place: reason for place, reason in reasons.items() if reason != "meeting_place"} == {
        "lefteam-weert": "outside_area",
        "smile043-parken": "no_location",
        "trajekt-kantoor": "supporting",
        "dress-for-success-pop-up": "closed",
    }
    without = maastricht.organisations.set_index("organisation_id")["no_place_nl"].dropna()
    assert list(without.index) == ["maastricht-vitale-stad"]


@pytest.mark.inputs
def test_what_is_known_only_to_the_neighbourhood_is_uncertain(maastricht):
    places = maastricht.places.set_index("place_id")
    rough = places[(places["location_quality"] == "area") & (places.index != "beihuis")]
    assert len(rough) > 0
    assert rough["uncertain"].all()
    assert not places.loc["beihuis", "uncertain"]
    assert not places.loc[["werkhuis", "daalhoeve", "de-heeg"], "uncertain"].any()
    assert places.loc["werkhuis", "walk_in"] == "unknown"
    assert places.loc["municipal/koepelkerk-chapel", "uncertain_reason"] == "location"
    assert YesNo(places.loc["municipal/quiet-maastricht-meeting-room", "walk_in"]) is YesNo.NO
