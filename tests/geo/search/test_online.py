"""Finding an address with the address service."""

from __future__ import annotations

import pytest

from geo.errors import RioolError
from geo.search.index import MOST_RESULTS, FoundKind
from geo.search.online import search_online
from geo.sources.live.settings import read_live_settings
from tests import ROOT
from tests.servers import location_server
from tests.servers.address_server import Behaviour, address, serving


def asked_online(behaviour, text):
    with serving(behaviour) as url:
        return search_online(text, "GM0935", url)


def test_an_address_comes_from_the_service_when_it_is_asked():
    behaviour = Behaviour([address("Hunnenweg", number) for number in range(1, 15)])
    found = asked_online(behaviour, "Hunnenweg 4")
    assert len(found) == MOST_RESULTS
    assert found[0].kind is FoundKind.ADDRESS
    assert found[0].name == "Hunnenweg 1, 6224JP Maastricht"
    assert (found[0].x, found[0].y) == pytest.approx(
        (178041.1, 317536.3), abs=5.0
    )  # that document says both, 4 m apart
    assert behaviour.questions[0]["fq"] == ["type:adres", "gemeentecode:0935"]


def test_no_answer_is_no_address():
    assert asked_online(Behaviour([]), "Nergens 1") == ()


def test_what_was_typed_is_not_in_the_message_when_the_service_fails(caplog):
    with pytest.raises(RioolError) as caught:
        asked_online(Behaviour(failures=[(503, {})]), "Geheimstraat 12")
    assert "Geheimstraat" not in str(caught.value)
    assert "Geheimstraat" not in caplog.text


def test_the_other_service_answers_likewise(tmp_path, monkeypatch):
    places = location_server.Places([location_server.Location("Hunnenweg", 4)])
    with location_server.serving(places) as base:
        text = (ROOT / "data" / "live.toml").read_text("utf-8").replace("https://api.pdok.nl", base)
        settings = tmp_path / "live.toml"
        settings.write_text(text.replace('service = "locatieserver"', 'service = "location-api"'), "utf-8")
        live = read_live_settings(settings)
        monkeypatch.setattr("geo.sources.web.addresses.read_live_settings", lambda: live)
        (found,) = search_online("Hunnenweg 4", "GM0935")

    assert (found.kind, found.name) == (FoundKind.ADDRESS, "Hunnenweg 4, 6224JP Maastricht")
    assert (found.x, found.y) == pytest.approx((178041.1, 317536.3), abs=5.0)
