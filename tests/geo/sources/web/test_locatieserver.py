"""Asking for addresses: a match, no match, several, elsewhere, silence, a busy service, and a changed one."""

from __future__ import annotations

import re
import shutil
import socket
from pathlib import Path

import pytest

from geo.errors import InputError, RioolError
from geo.sources.addresses import HouseAddress
from geo.sources.register.edit import as_text, open_document, save_document
from geo.sources.register.geocoding import MatchOutcome, match_address
from geo.sources.register.locating import LocateOrder, Skipped, locate
from geo.sources.register.model import SetBy
from geo.sources.register.read import read_register
from geo.sources.web import address_service
from geo.sources.web.address_service import GEOCODING, FoundAddress, GeocoderError
from geo.sources.web.http import url_with
from geo.sources.web.locatieserver import Locatieserver
from geo.vocabulary import LocationQuality
from tests import ROOT
from tests.servers.address_server import Behaviour, address, serving

WERKHUIS = address("Hunnenweg", 4)
TODAY = "2026-01-31"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "initiatives"
    copy.mkdir()
    for name in ("werkhuis", "beihuis", "lefteam"):
        shutil.copy(ROOT / "data" / "initiatives" / f"{name}.yaml", copy)
    return copy


def client(url: str, **patience: float) -> Locatieserver:
    settings = {"read_s": 5.0, "wait_first_s": 0.01, "attempts": 3, "pause_s": 0.0} | patience
    return Locatieserver(url, GEOCODING.model_copy(update=settings))


def asked(behaviour: Behaviour, **patience: float) -> tuple[FoundAddress, ...]:
    with serving(behaviour) as url, client(url, **patience) as geocoder:
        return geocoder.find("Hunnenweg 4 6224JP Maastricht", "0935")


def located(folder: Path, behaviour: Behaviour, *places: str, force: bool = False):
    with serving(behaviour) as url, client(url) as geocoder:
        return {each.place_id: each for each in locate(LocateOrder(folder, "0935", TODAY, places, force), geocoder)}


def test_the_question_follows_the_reference():
    behaviour = Behaviour([WERKHUIS])
    (found,) = asked(behaviour)
    assert behaviour.paths == ["/search/v3_1/free"]
    (question,) = behaviour.questions
    assert question["q"] == ["Hunnenweg 4 6224JP Maastricht"]
    assert question["fq"] == ["type:adres", "gemeentecode:0935"]
    assert behaviour.headers[0]["User-Agent"].startswith("sociaal-riool")
    assert found.lonlat == (5.714401, 50.847202)
    assert found.score == 12.345678


def test_a_busy_service_is_given_the_time_it_asks_for():
    behaviour = Behaviour([WERKHUIS], failures=[(429, {"Retry-After": "1"})])
    assert len(asked(behaviour)) == 1
    first, second = behaviour.times
    assert second - first >= 1


def test_a_service_that_stays_busy_is_left_alone():
    behaviour = Behaviour([WERKHUIS], failures=[(429, {"Retry-After": "0"})] * 10)
    with pytest.raises(GeocoderError, match="asks us to wait"):
        asked(behaviour)
    assert len(behaviour.times) == 3


def test_a_service_that_asks_for_a_day_is_not_waited_for():
    behaviour = Behaviour([WERKHUIS], failures=[(503, {"Retry-After": "86400"})] * 9)
    with pytest.raises(GeocoderError, match="asks to wait 86400 s"):
        asked(behaviour)
    assert len(behaviour.times) == 1


def test_addresses_are_asked_with_a_pause_in_between():
    waited = []
    with serving(Behaviour([WERKHUIS])) as url, Locatieserver(url, sleep=waited.append) as geocoder:
        geocoder.find("Hunnenweg 4", "0935")
        geocoder.find("Hunnenweg 4", "0935")
    assert waited == [GEOCODING.pause_s] * 2
    assert GEOCODING.pause_s > 0


def test_silence_ends_in_a_message():
    with pytest.raises(GeocoderError, match=r"cannot be reached.+does not answer in time"):
        asked(Behaviour([WERKHUIS], delay_s=0.5), read_s=0.1, attempts=2)


def test_an_endless_answer_is_refused():
    with pytest.raises(GeocoderError, match="no answer that we can use"):
        asked(Behaviour(raw=b" " * (GEOCODING.most_bytes + 1)))


def test_nobody_there_ends_in_a_message():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with client(f"http://127.0.0.1:{port}") as geocoder, pytest.raises(GeocoderError, match="cannot be reached"):
        geocoder.find("Hunnenweg 4", "0935")


def test_an_unknown_parameter_is_refused_in_its_own_words(monkeypatch):
    with serving(Behaviour([WERKHUIS])) as url, client(url) as geocoder:
        monkeypatch.setattr(address_service, "url_with", lambda url, params: f"{url_with(url, params)}&straat=x")
        with pytest.raises(GeocoderError, match=r"400.*unknown query parameter.*straat"):
            geocoder.find("Hunnenweg 4", "0935")


@pytest.mark.parametrize(
    "raw",
    [
        b"<html>onderhoud</html>",
        b"{}",
        b'{"response": {"docs": [{"weergavenaam": "x"}]}}',
        b'{"response": {"docs": [{"weergavenaam": "x", "score": 1, "centroide_ll": "LINESTRING(5 50, 6 51)"}]}}',
        b'{"response": {"docs": [{"weergavenaam": "x", "score": 1, "centroide_ll": "POINT(50.8 5.7)"}]}}',
        b'{"response": {"docs": [{"weergavenaam": "x", "score": 1, "centroide_ll": "POINT EMPTY"}]}}',
        b'{"response": {"docs": [{"weergavenaam": "x", "score": 1, "centroide_ll": "nonsense"}]}}',
    ],
)
def test_an_answer_in_another_shape_is_refused(raw):
    with pytest.raises(GeocoderError, match="shape we do not know"):
        asked(Behaviour(raw=raw))


def test_a_redirect_is_not_followed():
    with pytest.raises(GeocoderError, match="302"):
        asked(Behaviour(failures=[(302, {"Location": "http://127.0.0.1:1/elsewhere"})] * 9))


def found(street: str, number: int, **more: object) -> FoundAddress:
    return FoundAddress.model_validate(address(street, number, **more))


@pytest.mark.parametrize(
    ("answers", "postcode", "expected"),
    [
        ([found("Hunnenweg", 4)], "6224JP", MatchOutcome.MATCH),
        ([found("Hunnenweg", 4)], None, MatchOutcome.MATCH),
        # A street that is spelled otherwise, with the same postcode and number, is the same door.
        ([found("Hunneweg", 4)], "6224JP", MatchOutcome.MATCH),
        ([found("Hunneweg", 4)], None, MatchOutcome.NO_MATCH),
        ([found("Hunnenweg", 4, postcode="6224JX")], "6224JP", MatchOutcome.NO_MATCH),
        ([found("Hunnenweg", 4, letter="A")], "6224JP", MatchOutcome.NO_MATCH),
        ([found("Hunnenweg", 40)], "6224JP", MatchOutcome.NO_MATCH),
        ([found("Hunnenweg", 4), found("Hunnenweg", 4, letter="A")], "6224JP", MatchOutcome.MATCH),
        ([found("Hunnenweg", 4), found("Hunnenweg", 4, postcode="6225AA")], None, MatchOutcome.SEVERAL),
        ([found("Hunnenweg", 4, gemeentecode="0988", town="Weert")], None, MatchOutcome.ELSEWHERE),
        ([], "6224JP", MatchOutcome.NO_MATCH),
    ],
)
def test_only_one_door_is_a_match(answers, postcode, expected):
    match = match_address(HouseAddress("Hunnenweg", 4, ""), postcode, "0935", answers)
    assert match.outcome is expected
    assert (match.address is not None) == (expected is MatchOutcome.MATCH)
    if expected is not MatchOutcome.MATCH:
        assert match.candidates == tuple(dict.fromkeys(each.weergavenaam for each in answers))


def test_a_match_is_kept_with_its_score_and_date(folder):
    result = located(folder, Behaviour([WERKHUIS]), "werkhuis")
    assert result["werkhuis"].match.outcome is MatchOutcome.MATCH
    assert 0 < result["werkhuis"].moved_m < 20
    (place,) = read_register(folder).organisations["werkhuis"].places
    assert (place.location.lat, place.location.lon) == (50.847202, 5.714401)
    assert (place.location.quality, place.location.set_by) == (LocationQuality.ADDRESS, SetBy.GEOCODER)
    assert place.geocoding.model_dump() == {
        "asked_on": TODAY,
        "answer": "match",
        "matched": "Hunnenweg 4, 6224JP Maastricht",
        "score": 12.346,
        "candidates": (),
    }


def test_everything_else_in_the_file_stays_as_people_wrote_it(folder):
    path = folder / "werkhuis.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("    town: Maastricht\n", "    town: Maastricht  # voor de deur\n"),
        encoding="utf-8",
    )
    before = path.read_text(encoding="utf-8").splitlines()
    located(folder, Behaviour([WERKHUIS]), "werkhuis")
    after = path.read_text(encoding="utf-8").splitlines()
    gone = [line for line in before if line not in after]
    assert len(gone) == 1
    assert gone[0].strip().startswith("location:")
    added = [line.strip() for line in after if line not in before]
    assert [line.split(":")[0] for line in added] == ["location", "geocoding", "asked_on", "answer", "matched", "score"]


def test_it_is_asked_once(folder):
    behaviour = Behaviour([WERKHUIS])
    located(folder, behaviour, "werkhuis")
    again = located(folder, behaviour, "werkhuis")
    assert again["werkhuis"].skipped is Skipped.ASKED
    assert len(behaviour.questions) == 1
    located(folder, behaviour, "werkhuis", force=True)
    assert len(behaviour.questions) == 2


def test_no_match_is_kept_too_and_moves_nothing(folder):
    before = read_register(folder).organisations["werkhuis"].places[0].location
    behaviour = Behaviour([address("Hunnenweg", 6)])
    result = located(folder, behaviour, "werkhuis")
    assert result["werkhuis"].match.outcome is MatchOutcome.NO_MATCH
    place = read_register(folder).organisations["werkhuis"].places[0]
    assert place.location == before
    assert (place.geocoding.answer, place.geocoding.candidates) == ("no_match", ("Hunnenweg 6, 6224JP Maastricht",))
    assert located(folder, behaviour, "werkhuis")["werkhuis"].skipped is Skipped.ASKED


def test_an_address_in_another_municipality_is_no_match(folder):
    elsewhere = address("Hunnenweg", 4, gemeentecode="0988", town="Weert")
    # A service that forgets its filter must not move a place to another town.
    result = located(folder, Behaviour([elsewhere], keeps_filter=False), "werkhuis")
    assert result["werkhuis"].match.outcome is MatchOutcome.ELSEWHERE
    place = read_register(folder).organisations["werkhuis"].places[0]
    assert place.location.set_by is SetBy.ESTIMATE
    assert place.geocoding.answer == "elsewhere"


def set_by_hand(folder: Path) -> None:
    path = folder / "werkhuis.yaml"
    text = path.read_text(encoding="utf-8")
    assert "set_by: estimate" in text
    path.write_text(text.replace("set_by: estimate", "set_by: hand"), encoding="utf-8")


def test_a_point_set_by_hand_is_overwritten_only_by_force(folder):
    set_by_hand(folder)
    before = (folder / "werkhuis.yaml").read_bytes()
    behaviour = Behaviour([WERKHUIS])
    assert located(folder, behaviour, "werkhuis")["werkhuis"].skipped is Skipped.BY_HAND
    assert (folder / "werkhuis.yaml").read_bytes() == before
    assert behaviour.questions == []
    located(folder, behaviour, "werkhuis", force=True)
    assert read_register(folder).organisations["werkhuis"].places[0].location.set_by is SetBy.GEOCODER


def test_all_places_are_asked_that_can_be(folder):
    behaviour = Behaviour([WERKHUIS, address("Elisabeth Strouvenlaan", 51, letter="A", postcode="6214CN")])
    result = located(folder, behaviour)
    assert {name: each.skipped for name, each in result.items()} == {
        "beihuis": Skipped.NO_NUMBER,
        "lefteam": None,
        "lefteam-weert": Skipped.OUTSIDE,
        "werkhuis": None,
    }
    assert len(behaviour.questions) == 2
    lefteam = read_register(folder).organisations["lefteam"].places[0]
    assert lefteam.postcode == "6214CN"


def test_a_place_outside_the_area_is_asked_in_its_own_town(folder):
    weert = address("Kruisstraat", 14, gemeentecode="0988", town="Weert", postcode="6006ZL", lonlat=(5.706, 51.251))
    behaviour = Behaviour([weert])
    result = located(folder, behaviour, "lefteam-weert")
    assert result["lefteam-weert"].match.outcome is MatchOutcome.MATCH
    assert behaviour.questions[0]["fq"] == ["type:adres"]
    assert "Weert" in behaviour.questions[0]["q"][0]


def test_answers_before_a_failure_are_kept(folder):
    behaviour = Behaviour([address("Elisabeth Strouvenlaan", 51, letter="A")])
    order = LocateOrder(folder, "0935", TODAY)
    with serving(behaviour) as url, client(url) as geocoder:
        steps = locate(order, geocoder)
        while next(steps).place_id != "lefteam":
            pass
        behaviour.failures = [(500, {})] * 9
        with pytest.raises(GeocoderError, match="500"):
            list(steps)
    register = read_register(folder)
    assert register.organisations["lefteam"].places[0].geocoding is not None
    assert register.organisations["werkhuis"].places[0].geocoding is None


def test_an_unknown_place_gets_a_suggestion(folder):
    with pytest.raises(RioolError, match="Did you mean 'werkhuis'"):
        located(folder, Behaviour(), "werkhius")


def test_an_answer_that_would_break_the_file_is_not_written(folder):
    before = (folder / "werkhuis.yaml").read_bytes()
    hostile = WERKHUIS | {"weergavenaam": "Hunnenweg 4\u202e"}
    with pytest.raises(InputError) as caught:
        located(folder, Behaviour([hostile]), "werkhuis")
    assert caught.value.faults[0].file == str(folder / "werkhuis.yaml")
    assert (folder / "werkhuis.yaml").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["beihuis.yaml", "lefteam.yaml", "werkhuis.yaml"]


def test_hostile_text_in_an_answer_stays_text(folder):
    located(folder, Behaviour([WERKHUIS | {"weergavenaam": "<script>: {{ x }} # 'y'"}]), "werkhuis")
    assert read_register(folder).organisations["werkhuis"].places[0].geocoding.matched == "<script>: {{ x }} # 'y'"


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "initiatives").glob("*.yaml")), ids=lambda path: path.stem)
def test_editing_nothing_changes_nothing(path):
    assert as_text(open_document(path)) == path.read_text(encoding="utf-8")


def test_a_faulty_text_never_reaches_the_register(folder):
    text = (folder / "werkhuis.yaml").read_text(encoding="utf-8")
    broken = re.sub("role: initiative", "role: nobody", text)
    with pytest.raises(InputError):
        save_document(folder, folder / "werkhuis.yaml", broken)
    assert (folder / "werkhuis.yaml").read_text(encoding="utf-8") == text
