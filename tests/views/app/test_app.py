"""Every page in every language, without a browser: that it shows, what it says, and what its choices do."""

from __future__ import annotations

import html
import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from geo.bundle.store import MANIFEST
from geo.coordinates import to_lonlat
from geo.errors import RioolError
from geo.search.index import Found, FoundKind
from layers.words import Words
from tests import ROOT
from tests.browser.app_reader import PATIENCE_S, Reader, open_page
from tests.towns.tiny_bundle import HOSTILE, write_tiny_bundle
from views.shared.map_frame import Act
from views.state.data import counted_places, open_bundle
from views.state.where import BUNDLE_VARIABLE, PAGE_PATHS, bundle_path

PAGES = pytest.mark.parametrize("page", list(PAGE_PATHS))
LANGUAGES = pytest.mark.parametrize("language", ["nl", "en"])


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town") / "bundle"
    bundle = write_tiny_bundle(folder)
    report = {
        **bundle.manifest["report"],
        "places": {"total": 5, "counted": 4, "uncertain": 1, "not_counted": {"no_location": 1}},
        "network": {"streets": 40, "km": 16.0, "residents_on_parts_without_place": 0},
    }
    manifest = json.dumps({**bundle.manifest, "report": report})
    (folder / MANIFEST).write_text(manifest, encoding="utf-8")
    return folder


@pytest.fixture
def town(tiny, monkeypatch):
    monkeypatch.setenv(BUNDLE_VARIABLE, str(tiny))
    return tiny


@PAGES
@LANGUAGES
def test_every_page_shows_in_every_language(page, language):
    reader = open_page(page, lang=language)
    found = reader.html()
    assert len(re.findall(r"<h1[ >]", found)) == 1
    assert f'data-lang="{language}"' in found
    assert "<svg" not in found, "Streamlit would take it out without a word"
    assert Words(language).text("app.footer.privacy") in reader.text()


@PAGES
def test_every_page_shows_another_town_with_hostile_names(town, page):
    found = open_page(page).html()
    assert "<script" not in found
    assert "javascript:" not in found


@PAGES
def test_a_broken_link_opens_the_page_with_a_sentence(page):
    reader = open_page(page, threshold="7", place="nowhere", at="nan~nan")
    assert Words("nl").text("app.link_fault", parts="at, place en threshold") in reader.text()


def test_a_page_that_says_nothing_wrong_shows_no_notice():
    assert "riool-notice" not in open_page("map").html()


def test_searching_a_street_lists_what_is_near_it():
    reader = open_page()
    reader.app.text_input[0].set_value("Kesselskade 43").run()
    assert reader.app.query_params["at"]
    assert Words("nl").text("map.home.from", street="Kesselskade") in reader.text()
    minutes = [int(found) for found in re.findall(r'riool-near-far"><b>±?(\d+)</b>', reader.html())]
    assert minutes == sorted(minutes)
    assert len(minutes) == 4
    reader.app.button(key="riool-more-places").click().run()
    assert len(re.findall("riool-near-far", reader.html())) > 4


def test_minutes_to_a_place_of_which_the_spot_is_not_known_are_approximate():
    uncertain = open_bundle(bundle_path()).places.query("counted and uncertain and kind == 'public'").iloc[0]
    lon, lat = to_lonlat(uncertain.geometry.x, uncertain.geometry.y)
    reader = open_page(at=f"{lat:.5f}~{lon:.5f}")
    cards = re.findall(r'<article class="riool-near">.*?</article>', reader.html())
    (card,) = [each for each in cards if html.escape(str(uncertain["name"])) in each]
    assert re.search(r"<b>±\d+</b>", card)
    assert "we weten niet zeker of en waar" in card


def test_a_filter_of_places_says_that_colours_and_headline_are_about_all():
    words = Words("nl")
    note = words.text("map.filter.places_only", names=words.text("domain.green"))
    assert note in open_page(domains="green").text()
    assert words.text("map.filter.places_only", names="").split(":")[0] not in open_page().text()


def test_of_two_streets_of_one_name_the_reader_chooses():
    reader = open_page()
    reader.app.text_input[0].set_value("Markt").run()
    labels = [button.label for button in reader.app.button]
    assert "Markt, Binnenstad" in labels
    reader.app.button(key="found-0").click().run()
    assert "at" in reader.app.query_params


def test_what_is_not_found_is_said():
    reader = open_page()
    reader.app.text_input[0].set_value("Xyzzystraat").run()
    assert "Xyzzystraat" in reader.text()
    assert "at" not in reader.app.query_params


def test_what_was_typed_is_not_in_the_address():
    reader = open_page()
    reader.app.text_input[0].set_value("Kesselskade 43").run()
    assert "kesselskade" not in str(dict(reader.app.query_params)).lower()


HUNNENWEG = Found(FoundKind.ADDRESS, "Hunnenweg 4, 6224JP Maastricht", None, 178041.1, 317536.3)


def test_what_is_typed_goes_nowhere_unless_the_reader_says_so(monkeypatch):
    asked = []
    monkeypatch.setattr("views.map.home.search_online", lambda text, area: asked.append((text, area)) or (HUNNENWEG,))
    reader = open_page()
    reader.app.text_input[0].set_value("Hunnenweg 4").run()
    assert asked == []
    reader.app.button(key="riool-leave").click().run()
    reader.app.toggle(key="riool-online").set_value(v=True).run()
    reader.app.text_input[0].set_value("Hunnenweg").run()
    assert asked == []
    reader.app.button(key="riool-leave").click().run()
    reader.app.text_input[0].set_value("Hunnenweg 4").run()
    assert asked == [("Hunnenweg 4", "GM0935")]
    latitude, longitude = (float(part) for part in reader.app.query_params["at"].split("~"))
    assert (latitude, longitude) == pytest.approx((50.8472, 5.7144), abs=0.0002)
    assert "online" not in reader.app.query_params


def test_when_the_address_service_is_silent_the_bundle_answers(monkeypatch):
    def silent(_text, _area):
        raise RioolError("silent")

    monkeypatch.setattr("views.map.home.search_online", silent)
    reader = open_page()
    reader.app.toggle(key="riool-online").set_value(v=True).run()
    reader.app.text_input[0].set_value("Markt 1").run()
    assert Words("nl").text("map.find.online.failed") in reader.text()
    assert "Markt, Binnenstad" in [button.label for button in reader.app.button]


def test_another_starting_point_clears_the_first():
    reader = open_page(at="50.8500~5.6941", reach="home")
    reader.app.button(key="riool-leave").click().run()
    assert dict(reader.app.query_params) == {}
    assert reader.app.text_input[0].value == ""


def test_a_point_without_a_street_is_told():
    reader = open_page("map", at="50.8230~5.6300")
    assert Words("nl").text("map.home.no_street") in reader.text()


def test_choices_stand_in_the_address_as_codes():
    reader = open_page(lang="en")
    reader.app.radio[0].set_value("all").run()
    assert reader.app.query_params["selection"] == "all"
    assert reader.app.query_params["lang"] == "en"
    reader.app.radio[0].set_value("headline").run()
    assert "selection" not in reader.app.query_params


def test_filters_leave_only_what_was_asked_for():
    reader = open_page(at="50.8500~5.6941", functions="move")
    for card in re.findall(r'<article class="riool-near">.*?</article>', reader.html()):
        assert "Bewegen" in card
    assert Words("nl").text("map.choice.filtered") in reader.text()


def test_the_number_is_the_bundle_s():
    bundle = open_bundle(ROOT / "data" / "maastricht")
    rows = bundle.expected.query(
        "neighbourhood == 'GM0935' and selection == 'headline' and speed == 'normal' and threshold == 10"
    )
    found = re.search(r"<h1><b>(.*?)</b>", open_page().html())
    shown = [int(number) for number in re.findall(r"\d+", found[1])]
    expected = sorted(round(100 * share) for share in rows["coverage"])
    assert set(shown) <= set(expected)
    assert shown


def test_the_tables_say_what_the_map_shows():
    found = open_page().html()
    bundle = open_bundle(ROOT / "data" / "maastricht")
    for name in bundle.neighbourhoods["name"]:
        assert html.escape(name, quote=True) in found


def acted(monkeypatch, act):
    """Let the map of the next run say that this was done on it, once."""
    waiting = [act]
    monkeypatch.setattr("views.map.page.show_map", lambda *_, on_act, **__: waiting and on_act(waiting.pop()))


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (Act("home", "50.8500~5.6941"), {"at": "50.8500~5.6941", "reach": "home"}),
        (Act("route", "daalhoeve"), {"place": "daalhoeve"}),
        (Act("reach", "daalhoeve"), {"place": "daalhoeve", "reach": "place"}),
        (Act("neighbourhoods", "BU09350209"), {"neighbourhood": "BU09350209"}),
        (Act("places", "daalhoeve"), {}),
        (Act("demand", "6211AA"), {}),
        (Act("home", "nan~nan"), {}),
        (Act("home", "52.3700~4.9000"), {}),
        (Act("route", "{{ 7*7 }}"), {}),
        (Act("about", "<b>"), {}),
        (Act("format", "c:"), {}),
    ],
)
def test_what_is_done_on_the_map(monkeypatch, act, expected):
    acted(monkeypatch, act)
    reader = open_page()
    reader.app.run()
    assert dict(reader.app.query_params) == expected


def test_a_neighbourhood_that_was_clicked_is_told_in_words():
    reader = open_page(neighbourhood="BU09350209")
    assert "Daalhof" in re.search(r'<section class="riool-asked-about">(.*?)</section>', reader.html())[1]


def test_a_link_to_a_place_tells_of_it():
    reader = open_page(place="daalhoeve", reach="place")
    assert "Boerderij Daalhoeve" in re.search(r'<article class="riool-asked-place">(.*?)</article>', reader.html())[1]


def test_a_hostile_place_is_only_text_and_its_link_is_gone(town):
    places = counted_places(town)
    assert HOSTILE in set(places["name"])
    reader = open_page(selection="all", place="osm-node-1")
    card = re.search(r'<article class="riool-asked-place">(.*?)</article>', reader.html())[1]
    assert HOSTILE in html.unescape(card)
    assert "<script" not in card
    assert "<a " not in card


def failing(fault: str, secret: str) -> None:
    # Runs as a script of its own.
    from geo.errors import BundleError, Fault  # noqa: PLC0415
    from views.app.hooks import show_fault  # noqa: PLC0415

    faults = {"bundle": BundleError([Fault("bundle.json", secret, "a bundle", "Build it.")]), "ours": KeyError(secret)}
    show_fault(faults[fault])


@LANGUAGES
@pytest.mark.parametrize(("fault", "key"), [("bundle", "app.no_data"), ("ours", "app.sorry")])
def test_when_something_goes_wrong_the_reader_is_told_and_nothing_else(fault, key, language, caplog):
    app = AppTest.from_function(failing, args=(fault, "/home/secret"))
    app.query_params["lang"] = language
    reader = Reader(app.run(timeout=PATIENCE_S))
    assert Words(language).text(key) in reader.text()
    assert "secret" not in reader.html()
    assert "/home/secret" in caplog.text


def test_without_a_bundle_nothing_is_shown_as_if_there_were_one(monkeypatch, tmp_path):
    monkeypatch.setenv(BUNDLE_VARIABLE, str(tmp_path / "nothing"))
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=PATIENCE_S).run()
    assert len(app.exception) == 1
    assert not app.text_input
