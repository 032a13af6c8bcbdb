"""`riool places`: listing, showing, adding and locating, as a volunteer would."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point
from typer.testing import CliRunner

from commands.place_lines import everything_known, place_lines
from commands.places import places_app
from geo.errors import InputError, RioolError
from geo.places.table import places_table
from geo.sources.place_draft import PlaceDraft
from geo.sources.place_settings import read_place_settings
from geo.sources.register.model import SetBy
from geo.sources.register.questions import AnswerForm, Question, all_questions, parse_answer
from geo.sources.register.read import read_register
from geo.vocabulary import Category, Function, Kind, LocationQuality
from tests import ROOT
from tests.servers.address_server import Behaviour, address, serving

ANSWERS = {
    "id": "buurttafel",
    "name": "De Buurttafel: samen eten #1 [bold]",
    "role": "initiative",
    "functions": "meet, join_in",
    "domains": "food",
    "summary.nl": "Samen koken en eten.",
    "summary.en": "Cooking and eating together.",
    "source": "eigen bezoek",
    "source_date": "2026-01",
    "place.name": "De Buurttafel",
    "place.id": "buurttafel",
    "place.category": "living_room",
    "place.address": "Hunnenweg 4",
    "place.town": "Maastricht",
    "place.opening.days_per_week": "2",
    "place.walk_in": "yes",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "initiatives"
    copy.mkdir()
    for name in ("werkhuis", "lefteam", "maastricht-vitale-stad"):
        shutil.copy(ROOT / "data" / "initiatives" / f"{name}.yaml", copy)
    return copy


@dataclass
class Built:
    """A bundle is more than this; the list needs only its places."""

    places: gpd.GeoDataFrame


@pytest.fixture
def built() -> Built:
    hall = PlaceDraft("municipal/zaal", "Zaal", Kind.PUBLIC, Category.COMMUNITY_CENTRE, (Function.MEET,), (), "lijst")
    origin = Point(155_000, 463_000)
    rough = replace(hall, point=origin, quality=LocationQuality.AREA)
    return Built(places_table([rough], read_place_settings(ROOT / "data" / "places.yaml"), origin.buffer(1000)))


def run(folder: Path, *arguments: str, keys: str = "", width: int = 300):
    bundle = [] if arguments[0] in {"add", "locate"} else ["--bundle", str(folder / "no-bundle")]
    command = [*arguments, "--register", str(folder), *bundle]
    return CliRunner(env={"COLUMNS": str(width)}).invoke(places_app, command, input=keys)


def given_answers(**changes: str | None) -> list[str]:
    answers = ANSWERS | {key.replace("__", "."): value for key, value in changes.items()}
    return [part for key, value in answers.items() if value is not None for part in ("--set", f"{key}={value}")]


def test_list_shows_the_register_and_who_has_no_place(folder):
    result = run(folder, "list")
    assert result.exit_code == 0
    for place in read_register(folder).place_ids:
        assert place in result.output
    assert "Maastricht Vitale Stad (MVS): No visiting address" in result.output
    assert "No bundle" in result.output


def test_list_filters_by_organisation(folder):
    result = run(folder, "list", "--organisation", "lefteam")
    assert "lefteam-weert" in result.output
    assert "werkhuis" not in result.output
    assert "2 of 3 places" in result.output


def test_list_filters_by_kind(folder):
    assert "0 of 3 places" in run(folder, "list", "--kind", "public").output
    assert run(folder, "list", "--kind", "openbaar").exit_code != 0


def test_names_are_shown_as_text_not_as_markup(folder):
    path = folder / "werkhuis.yaml"
    text = path.read_text(encoding="utf-8").replace("    name: Werkhuis\n", '    name: "[red]Werk[/red] {{ x }}"\n')
    path.write_text(text, encoding="utf-8")
    assert "[red]Werk[/red] {{ x }}" in run(folder, "list").output


def test_show_tells_what_the_register_knows(folder):
    result = run(folder, "show", "werkhuis")
    assert result.exit_code == 0
    for known in ("50.847169", "Repair Café Maastricht Oost", "250 participants a week", "Money that lasts"):
        assert known in result.output


def test_show_finds_a_place_by_name_too(folder):
    assert "outside_area" in run(folder, "show", "LEFteam Weert").output


def test_show_suggests_near_names(folder):
    result = run(folder, "show", "werkhius")
    assert isinstance(result.exception, RioolError)
    assert "Did you mean" in str(result.exception)
    assert "werkhuis" in str(result.exception).lower()


def test_add_by_options_makes_a_valid_file(folder):
    result = run(folder, "add", "--no-ask", *given_answers())
    assert result.exit_code == 0, result.exception
    organisation = read_register(folder).organisations["buurttafel"]
    assert organisation.name == ANSWERS["name"]
    (place,) = organisation.places
    assert (place.opening.days_per_week, place.walk_in, place.free) == (2, "yes", "unknown")
    assert place.location.lat is None
    assert (folder / "buurttafel.yaml").read_text(encoding="utf-8").startswith("# ")


def test_add_asks_and_asks_again_until_the_answer_is_good(folder):
    keys = [
        "Buurttafel!",  # no id
        "buurttafel",
        "De Buurttafel",
        "intiative",  # a slip
        "initiative",
        "javascript:alert(1)",  # no web page
        "",
        "meet, sprot",  # no function
        "meet",
        "",
        "Samen eten.",
        "",  # needed
        "Eating together.",
        "eigen bezoek",
        "31-01-2026",  # not in that order
        "2026-01-31",
        "De Buurttafel",
        "buurttafel",
        "living_room",
        "",
        "",
        "Maastricht",
        "5.71433, 50.84717",  # swapped
        "50.84717, 5.71433",
        "maandag",  # no opening hours
        "Mo 10:00-12:00",
        "",
        "",
        "",
        "",
    ]
    result = run(folder, "add", keys="\n".join(keys) + "\n")
    assert result.exit_code == 0, (result.output, result.exception)
    for advice in (
        "small letters",
        "Did you mean 'initiative'?",
        "https://",
        "join_in",
        "This one is needed",
        "swapped",
    ):
        assert advice in result.output
    (place,) = read_register(folder).organisations["buurttafel"].places
    assert (place.location.lat, place.location.lon, place.location.set_by) == (50.84717, 5.71433, SetBy.HAND)
    assert place.opening.hours == "Mo 10:00-12:00"


def test_add_without_a_place_asks_why(folder):
    place_less = {key.replace(".", "__"): None for key in ANSWERS if key.startswith("place.")}
    result = run(
        folder, "add", "--no-ask", *given_answers(**place_less, no_place__nl="Postbus.", no_place__en="P.O. box.")
    )
    assert result.exit_code == 0, result.exception
    assert read_register(folder).organisations["buurttafel"].no_place.en == "P.O. box."


def test_add_a_place_to_an_organisation_keeps_its_comments(folder):
    path = folder / "lefteam.yaml"
    before = path.read_text(encoding="utf-8")
    answers = [
        "place.name=LEFteam Noord",
        "place.id=lefteam-noord",
        "place.category=youth_work",
        "place.town=Maastricht",
    ]
    result = run(folder, "add", "--organisation", "lefteam", "--no-ask", *(f"--set={each}" for each in answers))
    assert result.exit_code == 0, result.exception
    assert path.read_text(encoding="utf-8").startswith(before)
    assert [place.id for place in read_register(folder).organisations["lefteam"].places][-1] == "lefteam-noord"


def test_add_a_first_place_takes_the_reason_for_none_away(folder):
    answers = ["place.name=Loket", "place.id=maastricht-vitale-stad", "place.category=office", "place.town=Maastricht"]
    result = run(
        folder, "add", "--organisation", "maastricht-vitale-stad", "--no-ask", *(f"--set={each}" for each in answers)
    )
    assert result.exit_code == 0, result.exception
    organisation = read_register(folder).organisations["maastricht-vitale-stad"]
    assert organisation.no_place is None
    assert len(organisation.places) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "werkhuis", "place__id": "werkhuis"}, "a file that exists"),
        ({"place__id": "werkhuis"}, "starts with 'buurttafel-'"),
        ({"name": None}, "This one is needed"),
        ({"role": "helper"}, "initiative, supporting"),
        ({"nam": "x"}, "Did you mean 'name'?"),
        ({"place__location": "50.8"}, "50.84717, 5.71433"),
        ({"place__location": "48.1, 2.3"}, "in the Netherlands"),
        ({"place__opening__days_per_week": "vier"}, "a number"),
        ({"place__opening__days_per_week": "9"}, "at most 7"),
        ({"website": "ftp://example.org"}, "https://"),
        ({"summary__nl": "verborgen\u202e"}, "invisible"),
    ],
)
def test_a_bad_entry_is_refused_and_nothing_is_written(folder, changes, message):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = run(folder, "add", "--no-ask", *given_answers(**changes))
    assert isinstance(result.exception, InputError)
    assert message in str(result.exception)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_all_bad_answers_are_told_together(folder):
    result = run(folder, "add", "--no-ask", *given_answers(role="helper", website="x", place__walk_in="ja"))
    assert {fault.field for fault in result.exception.faults} == {"role", "website", "place.walk_in"}


def test_an_interrupted_entry_writes_nothing(folder):
    before = sorted(path.name for path in folder.iterdir())
    result = run(folder, "add", keys="buurttafel\nDe Buurttafel\n")
    assert result.exit_code != 0
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--set", "naam"], "key=value"), (["--organisation", "lefteem"], "Known: lefteam")],
)
def test_a_wrong_option_of_add_is_told(folder, arguments, message):
    result = run(folder, "add", "--no-ask", *arguments)
    assert isinstance(result.exception, RioolError)
    assert message in str(result.exception)


def outcome(question: Question, text: str) -> tuple[object, str]:
    """The value, or what was found to be wrong."""
    try:
        return parse_answer(question, text), ""
    except InputError as error:
        return None, error.faults[0].found


@given(st.text(max_size=40))
def test_no_answer_breaks_the_questions(text):
    for question in all_questions():
        value, wrong = outcome(question, text)
        assert value is not None or wrong or not question.required, question.key


def test_every_question_is_about_a_key_of_the_model():
    for question in all_questions():
        _, wrong = outcome(Question(question.key, question.prompt, required=True, form=AnswerForm.TEXT), "x")
        assert "unknown key" not in wrong, question.key


def test_locate_tells_what_happened_to_each_place(folder):
    behaviour = Behaviour([address("Hunnenweg", 4)])
    with serving(behaviour) as url:
        result = run(folder, "locate", "--url", url)
        again = run(folder, "locate", "--url", url)
    assert result.exit_code == 0, result.exception
    assert re.search(r"werkhuis: found Hunnenweg 4, 6224JP Maastricht, moved \d+ m", result.output)
    assert "lefteam: no such address (the service knows Hunnenweg 4, 6224JP Maastricht). The point" in result.output
    assert "stays as it was" in result.output
    assert "lefteam-weert: not asked, outside the area" in result.output
    assert "werkhuis: not asked, asked before (--force asks anyway)" in again.output
    assert all(question["fq"] == ["type:adres", "gemeentecode:0935"] for question in behaviour.questions)
    assert read_register(folder).organisations["werkhuis"].places[0].location.set_by is SetBy.GEOCODER


def test_the_bundle_and_the_register_are_listed_together(folder, built):
    lines = {line.place_id: line for line in place_lines(read_register(folder), built)}
    assert lines["municipal/zaal"].counted
    assert lines["municipal/zaal"].location == "area (uncertain)"
    assert lines["werkhuis"].reason == "not in the bundle yet"
    facts = dict(everything_known("Zaal", read_register(folder), built))
    # The Onze Lieve Vrouwetoren in Amersfoort, where the grid begins.
    assert [float(part) for part in facts["point"].split(",")] == pytest.approx([52.155174, 5.387206], abs=1e-5)
    assert "website" not in facts
