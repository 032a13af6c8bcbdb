"""Buurten without a browser: every part says what geo says, in both languages, and every choice ends in the address."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import numpy as np
import pytest
from pyproj import Transformer
from streamlit.testing.v1 import AppTest

from geo.analysis.equity import equity, groups_table
from geo.analysis.functions import can_but_not, coverage_per_function
from geo.analysis.missing_paths import missing_paths
from geo.analysis.ranking import Badness, assumption_sets, explore, worse_than
from geo.measures.assumptions import Assumptions
from geo.vocabulary import RD, WGS84, Function, Speed
from geo.whatif.closure import closure_losses
from geo.whatif.impact import scale
from geo.whatif.interval import change_interval
from geo.whatif.new_places import OpenedPlace
from geo.whatif.scenario import Scenario, change, changes_table
from geo.whatif.scenario_text import scenario_to_text
from layers.figures import driest_first, figures_for, whole_area
from layers.measures import Measure, View
from layers.sentences import people, value_text
from layers.words import Words
from tests.browser.app_reader import open_page
from tests.towns.tiny_bundle import write_tiny_bundle
from views.neighbourhoods import whatif
from views.neighbourhoods.siting import sites_for
from views.state.data import city_at, evaluation_at, open_bundle, the_city
from views.state.state import Part, ViewState
from views.state.where import BUNDLE_VARIABLE, bundle_path

LANGUAGES = pytest.mark.parametrize("language", ["nl", "en"])
PARTS = pytest.mark.parametrize("part", list(Part))
DUTCH = Words("nl")
AMBY, HEER = "BU09350406", "BU09350602"
SMALL = "BU09350500"
LOOKS = {
    "whatif": {"scenario": "close=daalhoeve&open=178500,316500"},
    "compare": {"neighbourhood": AMBY, "other": HEER},
}


def words_of(key, language="nl", **values):
    return Words(language).text(f"neighbourhoods.{key}", **values)


def today():
    city = the_city()
    return evaluation_at(bundle_path(), Assumptions.headline(city.settings))


def view_of(measure=Measure.COVERAGE):
    return replace(View.headline(), measure=measure)


def figures(measure=Measure.COVERAGE, weights=None):
    bundle = open_bundle(bundle_path())
    return figures_for(bundle.neighbourhoods, bundle.weighed, view_of(measure), weights)


def choose(reader, key, value):
    (group,) = [one for one in reader.app.get("button_group") if one.key == key]
    group.set_value(value).run()


# --- every part ---


@PARTS
@LANGUAGES
def test_every_part_opens_with_one_answer(part, language):
    reader = open_page("neighbourhoods", part=part.value, lang=language, **LOOKS.get(part.value, {}))
    assert len(reader.heading()) > 20
    assert not re.search(r"[{}]|\bnan\b|\bNone\b", reader.text())
    assert "riool-notice" not in reader.html()


@PARTS
@LANGUAGES
def test_every_table_names_itself_and_its_headings(part, language):
    found = open_page("neighbourhoods", part=part.value, lang=language, **LOOKS.get(part.value, {})).html()
    for table in re.findall(r"<table.*?</table>", found, flags=re.DOTALL):
        assert re.search(r"<caption>[^<]+</caption>", table)
        headings = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', table)
        assert all(re.sub(r"<[^>]+>", "", heading).strip() for heading in headings)
        for row in re.findall(r"<tr>(.*?)</tr>", table)[1:]:
            assert row.count('scope="row"') == 1
            assert row.count("<td") == len(headings) - 1
    assert all(alt for alt in re.findall(r'<img class="riool-chart[^>]*alt="([^"]*)"', found))


@PARTS
def test_every_part_survives_a_tiny_town_with_hostile_names(part, tmp_path, monkeypatch):
    write_tiny_bundle(tmp_path / "bundle")
    monkeypatch.setenv(BUNDLE_VARIABLE, str(tmp_path / "bundle"))
    looks = {
        "compare": {"neighbourhood": "BU00010001", "other": "BU00010002"},
        "whatif": {"scenario": "close=huiskamer"},
    }
    reader = open_page("neighbourhoods", part=part.value, **looks.get(part.value, {}))
    assert reader.heading()
    assert "<script" not in reader.html()
    assert "{{" not in reader.map_texts()


def test_a_wrong_part_opens_the_first_with_a_sentence():
    reader = open_page("neighbourhoods", part="everything")
    assert DUTCH.text("app.link_fault", parts="part") in reader.text()
    assert reader.heading() == open_page("neighbourhoods").heading()


def test_the_question_stands_in_the_address():
    reader = open_page("neighbourhoods")
    choose(reader, "choice-part", Part.WHATIF)
    assert reader.param("part") == "whatif"
    assert reader.heading() == words_of("whatif.lead.begin")


# --- where it is dry ---


@pytest.mark.parametrize("measure", list(Measure))
@LANGUAGES
def test_the_answer_holds_the_figure_of_the_city_and_its_band(measure, language):
    words, bundle = Words(language), open_bundle(bundle_path())
    reader = open_page("neighbourhoods", measure=measure.value, lang=language)
    table = figures(measure, dict(ViewState().needs))
    city = whole_area(table, bundle.weighed, view_of(measure), "GM0935", "Maastricht")
    low, high = (value_text(value, measure, words) for value in (city.low, city.high))
    number = value_text(city.value, measure, words)
    assert number in reader.heading()
    assert words.text("neighbourhoods.lead.band", low=low, high=high) in reader.text()
    assert driest_first(table, measure)[0].name in reader.text()


def test_the_ranking_holds_every_neighbourhood_and_ranks_only_the_large():
    reader = open_page("neighbourhoods")
    table = figures()
    rows = reader.table(words_of("ranking.caption"))[1:]
    flagged = missing_paths(the_city(), today()).set_index("neighbourhood")["perhaps_missing"]
    shown = [
        words_of("paths.mark", name=name) if flagged[code] else name
        for code, name in zip(table["neighbourhood"], table["name"], strict=True)
    ]
    assert sorted(row[0] for row in rows) == sorted(shown)
    small = set(table.loc[table["residents"] < 50, "name"])
    assert {row[0] for row in rows if row[3] == words_of("unranked")} == small
    assert small == {row[0] for row in rows[-len(small) :]}


def test_a_rank_is_a_stretch_over_the_draws_of_this_view():
    bundle = open_bundle(bundle_path())
    names = bundle.neighbourhoods.set_index("neighbourhood")["name"]
    drawn = bundle.expected.query("selection == 'headline' and speed == 'normal' and threshold == 10")
    ranks = drawn.assign(name=drawn["neighbourhood"].map(names)).dropna(subset=["name", "rank_low"]).set_index("name")
    rows = open_page("neighbourhoods").table(words_of("ranking.caption"))[1:]
    marked = words_of("paths.mark", name="")
    shown = {row[0].removesuffix(marked): row[3] for row in rows}
    assert len(ranks) > 30
    for name, row in ranks.iterrows():
        low, high = int(row["rank_low"]), int(row["rank_high"])
        assert shown[name] == (f"{low} tot {high}" if low < high else f"{low}")


def test_the_band_stands_beside_the_figure_and_on_a_small_screen_under_it():
    found = open_page("neighbourhoods").html()
    amby = figures().set_index("neighbourhood").loc[AMBY]
    band = f"{DUTCH.percent(amby['low'])} tot {DUTCH.percent(amby['high'])}"
    (row,) = re.findall(r'<tr><th scope="row">Amby</th>(.*?)</tr>', found)
    assert row.count(band) == 2
    assert f'<small class="riool-note-below">{band}</small>' in row


def test_a_neighbourhood_is_told_in_words():
    amby = figures().set_index("neighbourhood").loc[AMBY]
    text = open_page("neighbourhoods", neighbourhood=AMBY).text()
    assert f"Van de {people(amby['residents'], DUTCH)} bewoners van Amby" in text


def test_choosing_a_neighbourhood_outlines_it_on_the_map():
    reader = open_page("neighbourhoods")
    (box,) = [one for one in reader.app.selectbox if one.key == "choice-neighbourhood"]
    box.set_value(AMBY).run()
    assert reader.param("neighbourhood") == AMBY
    assert f'{{"codes":["{AMBY}"]}}' in reader.map_texts()


def test_other_walks_give_other_answers():
    reader = open_page("neighbourhoods")
    first = reader.heading()
    choose(reader, "choice-assumptions-threshold", 5)
    assert reader.param("threshold") == "5"
    assert reader.heading() != first
    fast = reader.heading()
    choose(reader, "choice-assumptions-speed", Speed.SLOW)
    assert reader.heading() != fast


def test_weights_stand_in_the_address_and_change_the_figure():
    reader = open_page("neighbourhoods", measure="need_gap")
    first = reader.heading()
    (slider,) = [one for one in reader.app.select_slider if one.key == "choice-needs-share_lonely"]
    assert slider.value == 1.0
    slider.set_value(3.0).run()
    assert "share_lonely-3" in reader.param("needs")
    assert reader.heading() != first
    reader.app.button(key="needs-reset").click().run()
    assert reader.heading() == first
    assert reader.param("needs") is None


def test_no_weight_at_all_is_said_and_counts_residents():
    reader = open_page("neighbourhoods", measure="need_gap", needs="none")
    assert words_of("needs.none") in reader.text()
    plain = open_page("neighbourhoods", measure="gap")
    number = re.search(r"<strong>(.*?)</strong>", plain.html())
    assert number[1].replace("bewoners", "punten") in reader.html()


def test_a_negative_weight_in_a_link_is_told():
    reader = open_page("neighbourhoods", measure="need_gap", needs="share_lonely--2")
    assert DUTCH.text("app.link_fault", parts="needs") in reader.text()


# --- two neighbourhoods ---


@pytest.mark.parametrize(
    ("measure", "badness"),
    [("coverage", Badness.GAP_SHARE), ("gap_depth", Badness.GAP_DEPTH), ("need_gap", Badness.NEED_GAP)],
)
def test_amby_and_heer_whatever_the_assumptions(measure, badness):
    city = the_city()
    comparison = worse_than(city, explore(city, assumption_sets(city.settings)), AMBY, HEER, badness)
    reader = open_page("neighbourhoods", part="compare", neighbourhood=AMBY, other=HEER, measure=measure)
    number = {
        "always": words_of("compare.always"),
        "never": words_of("compare.never"),
        "depends": words_of("compare.ways", part=DUTCH.number(comparison.worse), count=comparison.total),
    }[comparison.consensus.value]
    assert reader.heading() == words_of(
        f"compare.lead.{comparison.consensus.value}", first="Amby", second="Heer", number=number
    )
    rows = reader.table(words_of("compare.criteria.caption"))
    mine = next(row for row in rows if row[0] == words_of(f"compare.criterion.{badness.value}"))
    assert mine[2:] == [DUTCH.number(part) for part in (comparison.worse, comparison.equal, comparison.better)]


def test_each_way_to_calculate_shows_both_and_who_is_worse():
    reader = open_page("neighbourhoods", part="compare", neighbourhood=AMBY, other=HEER)
    criterion = words_of("compare.criterion.gap_share")
    rows = reader.table(words_of("compare.grid.caption", criterion=criterion))[1:]
    assert len(rows) == 12
    counts = [sum(row[3] == name for row in rows) for name in ("Amby", "Heer")]
    city = the_city()
    comparison = worse_than(city, explore(city, assumption_sets(city.settings)), AMBY, HEER, Badness.GAP_SHARE)
    assert counts == [comparison.worse, comparison.better]


def test_a_small_neighbourhood_is_not_compared():
    reader = open_page("neighbourhoods", part="compare", neighbourhood=AMBY, other=SMALL)
    assert reader.heading() == words_of("problem.few_residents", name="Beatrixhaven", limit=50)


def test_one_neighbourhood_twice_is_told():
    reader = open_page("neighbourhoods", part="compare", neighbourhood=AMBY, other=AMBY)
    assert words_of("compare.same") in reader.text()
    assert reader.heading() == words_of("compare.lead.begin")


# --- what if ---


def outcome_of(scenario):
    city = the_city()
    changed = change(city, today(), scenario)
    return changes_table(city, changed), scale(city, changed)


def test_closing_tells_who_loses():
    table, touched = outcome_of(Scenario(frozenset({"daalhoeve"})))
    reader = open_page("neighbourhoods", part="whatif")
    (box,) = reader.app.multiselect
    box.set_value(["daalhoeve"]).run()
    assert reader.param("scenario") == "close=daalhoeve"
    lost = people(touched.no_longer_covered.residents, DUTCH)
    assert f"Als Boerderij Daalhoeve sluit, is er voor {lost} bewoners geen plek meer" in reader.heading()
    old = people(touched.no_longer_covered.by_age["age_65_plus"], DUTCH)
    assert f"ongeveer {old} 65-plussers" in reader.text()
    rows = reader.table(words_of("whatif.table.caption"))[1:]
    fallen = table.iloc[:-1][lambda found: found["no_longer_covered"] >= 0.5]
    assert [row[0] for row in rows[:-1]] == list(fallen.sort_values("no_longer_covered", ascending=False)["name"])
    assert rows[-1][:3] == [
        "Maastricht",
        DUTCH.percent(table["coverage_before"].iloc[-1]),
        DUTCH.percent(table["coverage_after"].iloc[-1]),
    ]


def test_what_is_lost_comes_with_its_interval():
    city = the_city()
    evaluation = evaluation_at(bundle_path(), Assumptions.headline(city.settings))
    drawn = change_interval(city, change(city, evaluation, Scenario(frozenset({"daalhoeve"}))))
    low, high = (people(end, DUTCH) for end in drawn.lost)
    assert low != high
    text = open_page("neighbourhoods", part="whatif", scenario="close=daalhoeve").text()
    assert words_of("whatif.band.lost", low=low, high=high) in text


def test_closing_and_opening_together():
    demand = open_bundle(bundle_path()).demand
    dry = demand[demand["nearest_distance"] > 1000]
    spot = dry.geometry[dry["residents"].idxmax()]
    x, y = round(spot.x), round(spot.y)
    _, touched = outcome_of(Scenario(frozenset({"daalhoeve"}), (OpenedPlace(float(x), float(y)),)))
    assert touched.newly_covered.residents > 0
    reader = open_page("neighbourhoods", part="whatif", scenario=f"close=daalhoeve&open={x},{y}")
    assert people(touched.no_longer_covered.residents, DUTCH) in reader.heading()
    assert f"en voor {people(touched.newly_covered.residents, DUTCH)} bewoners juist wel" in reader.heading()
    assert reader.html().count('class="riool-chart riool-chart-map"') == 2


def test_the_legend_counts_the_neighbourhoods_as_the_scenario_leaves_them():
    closing = "&".join(f"close={place}" for place in sorted(the_city().places["place_id"])[:60])
    legends = []
    for asked in ({}, {"scenario": closing}):
        found = open_page("neighbourhoods", part="whatif", **asked).html()
        legends.append(re.findall(r'<section class="riool-legend">.*?</section>', found))
    assert [len(each) for each in legends] == [1, 1]
    assert legends[0] != legends[1]


def test_nothing_changes_is_an_answer_too():
    city = the_city()
    quarter_of_an_hour = replace(Assumptions.headline(city.settings), threshold=15)
    losses = closure_losses(city, evaluation_at(bundle_path(), quarter_of_an_hour))
    missed_least = losses.set_index("place_id")["sole_residents"].idxmin()
    reader = open_page("neighbourhoods", part="whatif", scenario=f"close={missed_least}", threshold="15")
    assert "verandert er voor niemand" in reader.heading()
    assert [row[0] for row in reader.table(words_of("whatif.table.caption"))[1:]] == ["Maastricht"]


def test_a_postcode_opens_a_place():
    reader = open_page("neighbourhoods", part="whatif")
    reader.app.text_input[0].set_value("6229 ea").run()
    (row,) = np.flatnonzero(the_city().demand["demand_id"] == "6229EA")
    point = the_city().demand.geometry.iloc[int(row)]
    assert reader.param("scenario") == f"open={point.x:.0f},{point.y:.0f}"
    assert "Randwyck" in reader.heading()
    assert reader.app.text_input[0].value == ""


def test_a_name_that_several_have_is_asked_back():
    reader = open_page("neighbourhoods", part="whatif")
    reader.app.text_input[0].set_value("Markt").run()
    assert words_of("whatif.found", text="Markt") in reader.text()
    reader.app.button(key="whatif-found-0").click().run()
    assert reader.param("scenario").startswith("open=")


def test_what_is_not_found_is_said_and_shows_as_text():
    reader = open_page("neighbourhoods", part="whatif")
    reader.app.text_input[0].set_value("<b>Xyzzy</b>").run()
    assert words_of("whatif.not_found", text="<b>Xyzzy</b>") in reader.text() or "&lt;b&gt;Xyzzy" in reader.html()
    assert "<b>Xyzzy" not in reader.html()


def test_a_new_place_can_be_taken_away_and_everything_put_back():
    reader = open_page("neighbourhoods", part="whatif", scenario="close=daalhoeve&open=178500,316500")
    reader.app.button(key="whatif-open-178500,316500").click().run()
    assert reader.param("scenario") == "close=daalhoeve"
    reader.app.button(key="whatif-again").click().run()
    assert reader.param("scenario") is None
    assert reader.heading() == words_of("whatif.lead.begin")


def test_an_organisation_that_stops_closes_its_own_places():
    reader = open_page("neighbourhoods", part="whatif")
    (box,) = [one for one in reader.app.selectbox if one.key == whatif.ORGANISATION]
    box.set_value("smile043").run()
    places = the_city().places
    own = places.loc[places["organisations"] == "smile043", "place_id"]
    assert reader.param("scenario") == scenario_to_text(Scenario(frozenset(own)))
    assert len(own) > 1


def test_an_organisation_without_a_place_of_its_own_is_told():
    reader = open_page("neighbourhoods", part="whatif")
    (box,) = [one for one in reader.app.selectbox if one.key == whatif.ORGANISATION]
    box.set_value("maastricht-vitale-stad").run()
    assert words_of("problem.organisation_without_place") in reader.text()
    assert reader.param("scenario") is None


def in_the_river():
    """A point in the middle of the Maas, in metres and as a click."""
    middle = the_city().ground.water_areas[0].representative_point()
    longitude, latitude = Transformer.from_crs(RD, WGS84, always_xy=True).transform(middle.x, middle.y)
    return f"open={middle.x:.0f},{middle.y:.0f}", f"{latitude:.5f}~{longitude:.5f}"


def test_a_point_where_nothing_can_stand_is_told():
    for scenario, problem in ((in_the_river()[0], "in_water"), ("open=100000,400000", "outside_area")):
        reader = open_page("neighbourhoods", part="whatif", scenario=scenario)
        assert words_of(f"problem.{problem}", area="Maastricht") in reader.text()
        assert reader.heading() == words_of("whatif.lead.begin")


def test_a_place_that_does_not_count_is_told():
    places = the_city().all_places
    uncounted = str(places.loc[~places["counted"], "place_id"].iloc[0])
    reader = open_page("neighbourhoods", part="whatif", scenario=f"close={uncounted}")
    assert words_of("problem.unknown_place", name=uncounted) in reader.text()


@pytest.mark.parametrize("link", ["close=nowhere", "shut=daalhoeve", "open=1,2,dance", "%"])
def test_a_broken_scenario_in_a_link_is_told(link):
    reader = open_page("neighbourhoods", part="whatif", scenario=link)
    assert DUTCH.text("app.link_fault", parts="scenario") in reader.text()


CLICKS = """
import streamlit as st
from views.shared.map_frame import Act
from views.neighbourhoods import whatif

for what, target in {acts!r}:
    whatif.take_scenario_act(Act(what, target))
fault = st.session_state.get(whatif.FAULT)
st.text(fault.problem.value if fault else "")
"""


def clicks(*acts):
    """Do the clicks of a reader on the map, and give the scenario they end in and what was wrong."""
    app = AppTest.from_string(CLICKS.format(acts=acts), default_timeout=60).run()
    assert not app.exception, app.exception
    found = dict(app.query_params).get("scenario", "")
    return (found[0] if isinstance(found, list) else found), app.text[0].value


def test_clicks_on_the_map_close_reopen_open_and_take_away():
    assert clicks(("close", "daalhoeve")) == ("close=daalhoeve", "")
    assert clicks(("close", "daalhoeve"), ("reopen", "daalhoeve")) == ("", "")
    opened, fault = clicks(("open", "50.83450~5.71800"))
    assert fault == ""
    name = opened.removeprefix("open=")
    assert re.fullmatch(r"\d{6},\d{6}", name)
    assert clicks(("open", "50.83450~5.71800"), ("open", "50.83450~5.71800"))[0] == opened
    assert clicks(("open", "50.83450~5.71800"), ("unopen", name)) == ("", "")


def test_a_click_where_nothing_can_stand_changes_nothing_and_says_why():
    assert clicks(("open", in_the_river()[1])) == ("", "in_water")
    assert clicks(("open", "52.37000~4.89000")) == ("", "outside_area")
    assert clicks(("open", "nan~nan")) == ("", "no_point")


def test_a_click_from_outside_that_means_nothing_is_ignored():
    assert clicks(("close", "nowhere"), ("open", "here"), ("dance", "daalhoeve")) == ("", "")


def test_no_more_places_open_than_can_be_worked_out():
    spots = [("open", f"50.8345{digit}~5.71800") for digit in range(whatif.MOST_OPENED + 1)]
    found, problem = clicks(*spots)
    assert found.count("open=") == whatif.MOST_OPENED
    assert problem == "too_many_sites"


# --- new places ---


def test_the_best_sites_are_counted_explained_and_proven():
    siting = sites_for(ViewState()).siting
    reader = open_page("neighbourhoods", part="sites")
    number = words_of("people", count=2, number=people(siting.value, DUTCH))
    assert number in reader.heading()
    assert siting.proven
    assert words_of("sites.proven") in reader.text()
    assert reader.html().count("<li><h3>") == len(siting.chosen) == 3
    rows = reader.table(words_of("sites.curve.caption"))[1:]
    assert [row[1] for row in rows] == [
        people(sites_for(ViewState(), count).siting.value, DUTCH) for count in range(1, 6)
    ]


def test_the_number_of_sites_and_where_they_may_come_stand_in_the_address():
    reader = open_page("neighbourhoods", part="sites")
    choose(reader, "choice-sites", 1)
    assert reader.param("sites") == "1"
    first = re.search(r"<li><h3>(.*?)</h3>", reader.html())[1]
    (box,) = [one for one in reader.app.multiselect if one.key == "choice-excluded"]
    (site,) = sites_for(ViewState(sites=1)).reasons
    box.set_value([site.neighbourhood]).run()
    assert reader.param("excluded") == site.neighbourhood
    assert re.search(r"<li><h3>(.*?)</h3>", reader.html())[1] != first


def test_with_every_neighbourhood_excluded_there_is_nothing_to_choose():
    every = "~".join(the_city().neighbourhoods["neighbourhood"])
    reader = open_page("neighbourhoods", part="sites", excluded=every)
    assert words_of("problem.no_candidates") in reader.text()


def test_needs_may_weigh_and_none_at_all_is_told():
    plain = sites_for(ViewState(sites=2)).siting
    weighed = sites_for(ViewState(sites=2, weighted=True)).siting
    assert weighed.value > plain.value
    reader = open_page("neighbourhoods", part="sites", weighted="1", needs="none")
    assert words_of("problem.all_zero_weights") in reader.text()


def test_the_sites_can_be_taken_to_what_if():
    reader = open_page("neighbourhoods", part="sites", sites="2")
    reader.app.button(key="sites-try").click().run()
    assert reader.param("part") == "whatif"
    assert reader.param("scenario").count("open=") == 2


# --- when and for whom ---


def test_who_can_meet_but_not_move():
    matrix = can_but_not(the_city(), today())
    row, column = np.unravel_index(matrix.to_numpy().argmax(), matrix.shape)
    number = people(float(matrix.to_numpy()[row, column]), DUTCH)
    reader = open_page("neighbourhoods", part="who")
    can, cannot = (DUTCH.text(f"function.{list(Function)[index]}").lower() for index in (row, column))
    assert reader.heading() == words_of(
        "who.lead", number=words_of("people", count=2, number=number), minutes="10 minuten", can=can, cannot=cannot
    )


def test_hours_say_how_many_are_known_and_give_bands():
    reader = open_page("neighbourhoods", part="who")
    assert re.search(r"Van \d+ van de \d+ plekken kennen we de openingstijden", reader.text())
    caption = words_of("hours.caption", name="Maastricht", minutes="10 minuten")
    rows = reader.table(caption)
    assert len(rows) == 8
    assert all(re.fullmatch(r"(minder dan )?\d+%( tot \d+%)?", cell) for row in rows[1:] for cell in row[1:])


def test_fairness_in_words_picture_and_table():
    shared = equity(the_city(), today())
    reader = open_page("neighbourhoods", part="who")
    assert words_of("equity.gini", gini=DUTCH.number(shared.gini, 2)) in reader.text()
    (alt,) = re.findall(r'riool-chart-square" alt="([^"]*)"', reader.html())
    assert DUTCH.minutes(shared.mean_minutes, 1) in html.unescape(alt)
    fifths = [float(row[1].rstrip("%")) for row in reader.table(words_of("equity.caption"))[1:]]
    assert sum(fifths) == pytest.approx(100, abs=2)
    assert fifths == sorted(fifths)


def test_groups_that_are_estimated_say_so():
    found = groups_table(the_city(), today())
    rows = open_page("neighbourhoods", part="who").table(words_of("groups.caption"))[1:]
    assert len(rows) == len(found)
    assert sum("geschat)" in row[0] for row in rows) == int(found["modelled"].sum())
    names = " ".join(row[0] for row in rows)
    assert DUTCH.text("neighbourhoods.groups.counted.households", name="Mensen die alleen wonen") in names
    assert DUTCH.text("neighbourhoods.groups.modelled.adults", name="Mensen die zich eenzaam voelen") in names


def test_the_map_can_show_one_function():
    reader = open_page("neighbourhoods", part="who")
    before = reader.map_texts()
    reader.app.radio(key="choice-functions-one").set_value("move").run()
    assert reader.param("functions") == "move"
    assert reader.map_texts() != before
    found = coverage_per_function(the_city(), today()).query("function == 'move' and neighbourhood == @AMBY")
    share = DUTCH.percent(float(found["coverage"].iloc[0]))
    assert DUTCH.text("tooltip.coverage", value=share) in reader.map_texts().split("Amby")[1][:200]


def test_the_city_is_made_once_for_everybody():
    assert city_at(bundle_path()) is the_city()
