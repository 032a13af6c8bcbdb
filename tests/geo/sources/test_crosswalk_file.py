"""The crosswalk from tags to our words: what stands in it, and how it is applied."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import Fault, InputError
from geo.sources.crosswalk_file import Crosswalk, meaning_of, read_crosswalk
from geo.vocabulary import Category, Kind, NotCounted, YesNo
from tests import ROOT

FILE = ROOT / "data" / "crosswalk" / "osm.yaml"


@pytest.fixture(scope="module")
def crosswalk() -> Crosswalk:
    return read_crosswalk(FILE)


@pytest.mark.parametrize(
    ("tags", "kind", "category", "not_counted"),
    [
        ({"amenity": "library"}, "public", "library", None),
        ({"amenity": "community_centre"}, "public", "community_centre", None),
        ({"amenity": "social_facility"}, "public", "social_facility", None),
        ({"amenity": "social_facility", "social_facility": "nursing_home"}, "public", "social_facility", "not_walk_in"),
        ({"amenity": "place_of_worship"}, "informal", "worship", None),
        ({"amenity": "place_of_worship", "place_of_worship": "lourdes_grotto"}, "informal", "shrine", "small_place"),
        ({"amenity": "cafe"}, "informal", "cafe", None),
        ({"amenity": "pub"}, "informal", "pub", None),
        ({"amenity": "bar"}, "informal", "bar", None),
        ({"amenity": "cinema"}, "informal", "cinema", None),
        ({"amenity": "theatre"}, "informal", "theatre", None),
        ({"amenity": "arts_centre"}, "informal", "arts_centre", None),
        ({"tourism": "museum"}, "informal", "museum", None),
        ({"leisure": "sports_centre"}, "informal", "sports", None),
        ({"leisure": "park"}, "informal", "park", None),
        ({"leisure": "garden", "garden:type": "community"}, "informal", "garden", None),
        ({"leisure": "garden"}, "informal", "garden", "not_walk_in"),
        ({"landuse": "allotments"}, "informal", "allotment", "not_walk_in"),
        ({"leisure": "playground"}, "informal", "playground", None),
        ({"leisure": "dog_park"}, "informal", "dog_park", None),
        ({"place": "square"}, "informal", "square", None),
        ({"amenity": "marketplace"}, "informal", "marketplace", None),
        ({"amenity": "public_bookcase"}, "informal", "public_bookcase", "small_place"),
        ({"amenity": "bench"}, "informal", "bench", "small_place"),
        ({"amenity": "shelter"}, "informal", "shelter", "small_place"),
    ],
)
def test_the_meeting_places_of_the_issue_are_in_the_crosswalk(crosswalk, tags, kind, category, not_counted):
    meaning = meaning_of("node/1", tags, crosswalk)
    assert (meaning.kind, meaning.category) == (kind, category)
    assert meaning.not_counted == not_counted


@pytest.mark.parametrize(
    "tags",
    [
        {"amenity": "restaurant"},
        {"amenity": "fast_food"},
        {"tourism": "hotel"},
        {"shop": "books"},
        {"amenity": "nightclub"},
        {"tourism": "zoo"},
        {"disused:amenity": "library"},
        {"name": "library"},
        {"amenity": None},
        {"amenity": float("nan")},
        {},
    ],
)
def test_other_things_are_no_meeting_places(crosswalk, tags):
    assert meaning_of("node/1", tags, crosswalk) is None


def test_every_rule_and_exception_can_be_reached(crosswalk):
    for rule in crosswalk.rules:
        tags = {key: values[0] if values[0] != "*" else "x" for key, values in rule.tags.items()}
        meaning = meaning_of("node/1", tags, crosswalk)
        assert (meaning.category, meaning.not_counted) == (rule.category, rule.not_counted), rule.tags
    for exception in crosswalk.exceptions:
        # Without any tag, only an exception that says everything still means something.
        alone = meaning_of(exception.osm_id, {}, crosswalk)
        assert (alone is not None) == (not exception.leave_out and None not in (exception.kind, exception.functions))


@pytest.mark.parametrize("access", ["private", "no", "members"])
def test_what_is_closed_to_the_public_is_not_counted(crosswalk, access):
    meaning = meaning_of("node/1", {"amenity": "library", "access": access}, crosswalk)
    assert (meaning.not_counted, meaning.walk_in) == (NotCounted.NOT_WALK_IN, YesNo.NO)


def test_what_is_disused_is_closed(crosswalk):
    assert meaning_of("node/1", {"amenity": "pub", "disused": "yes"}, crosswalk).not_counted is NotCounted.CLOSED


def test_a_small_place_stays_a_small_place_when_private(crosswalk):
    meaning = meaning_of("node/1", {"amenity": "bench", "access": "private"}, crosswalk)
    assert meaning.not_counted is NotCounted.SMALL_PLACE


def test_several_values_of_one_tag_each_count(crosswalk):
    assert meaning_of("node/1", {"amenity": "restaurant;cafe"}, crosswalk).category is Category.CAFE


def test_a_library_that_asks_for_a_card_is_shown_and_not_counted(crosswalk):
    meaning = meaning_of("node/31575884", {"amenity": "library"}, crosswalk)
    assert (meaning.category, meaning.not_counted) == (Category.LIBRARY, NotCounted.NOT_WALK_IN)


def test_an_exception_changes_only_what_it_says(crosswalk):
    plain = meaning_of("node/1", {"amenity": "theatre"}, crosswalk)
    garden = meaning_of("node/7739841529", {"amenity": "theatre"}, crosswalk)
    assert garden.category is Category.GARDEN
    assert (garden.kind, garden.functions) == (plain.kind, plain.functions)


def test_an_exception_can_leave_a_thing_out_or_bring_one_in(crosswalk):
    assert meaning_of("node/2795989481", {"tourism": "zoo", "zoo": "petting_zoo"}, crosswalk) is None
    assert meaning_of("node/1117935143", {"tourism": "zoo"}, crosswalk).category is Category.CITY_FARM


@given(
    st.dictionaries(
        st.sampled_from(["amenity", "leisure", "place", "access", "disused", "tourism", "garden:type"]),
        st.one_of(st.none(), st.text(max_size=8), st.floats(), st.integers(), st.sampled_from(["bench", "private"])),
    )
)
def test_no_tags_from_outside_break_it(crosswalk, tags):
    meaning = meaning_of("node/1", tags, crosswalk)
    assert meaning is None or meaning.kind in {Kind.PUBLIC, Kind.INFORMAL}


def edited(tmp_path: Path, old: str, new: str) -> tuple[Fault, ...]:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "osm.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_crosswalk(path)
    return caught.value.faults


@pytest.mark.parametrize(
    ("old", "new", "field", "advice"),
    [
        ("    kind: public", "    kind: initiative", "rules[1].kind", "register"),
        ("category: library", "category: libary", "rules[1].category", "Did you mean 'library'?"),
        ("domains: [books, culture, learning]", "domains: [boks]", "rules[1].domains[1]", "Did you mean 'books'?"),
        ("osm_id: node/31575884", "osm_id: nod/31575884", "exceptions[1].osm_id", "Correct the value"),
        ("osm_id: node/31575884", "osm_id: node/2808485795", "exceptions", "Merge"),
        ("not_counted: not_walk_in", "not_counted: not_walkin", "rules[3].not_counted", "Did you mean 'not_walk_in'?"),
    ],
)
def test_a_fault_in_the_crosswalk_is_told(tmp_path, old, new, field, advice):
    (fault,) = edited(tmp_path, old, new)
    assert fault.field == field
    assert advice in fault.advice
    assert str(fault.row).startswith("line ")


def test_new_tags_need_no_code(tmp_path):
    path = tmp_path / "osm.yaml"
    path.write_text(
        FILE.read_text(encoding="utf-8").replace(
            "rules:\n", "rules:\n  - tags: {shop: ['hairdresser', barber]}\n" + ANOTHER_RULE, 1
        ),
        encoding="utf-8",
    )
    crosswalk = read_crosswalk(path)
    assert "shop" in crosswalk.keys
    assert meaning_of("node/1", {"shop": "barber"}, crosswalk).category is Category.LIVING_ROOM


ANOTHER_RULE = """    kind: informal
    category: living_room
    functions: [meet]
    domains: []
    reason: {nl: Een praatje bij de kapper., en: A chat at the hairdresser's.}
"""
