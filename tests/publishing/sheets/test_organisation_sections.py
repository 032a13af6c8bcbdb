"""The figures on an organisation's sheet: shares that say something, and what would be lost, told as it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geo.vocabulary import Speed
from geo.whatif.closure import closure
from layers.words import Words
from publishing.context import PublishContext
from publishing.sheets.organisation import organisation_sheet, place_sheet
from publishing.sheets.organisation_sections import large_facts, loss_section
from publishing.sheets.parts import share_text
from publishing.sheets.subject import facts_of
from tests.towns.tiny_context import context_of

DUTCH = Words("nl")


def test_an_age_is_told_beside_the_citys_and_only_once(context: PublishContext) -> None:
    sheet = organisation_sheet(context, "huiskamer", DUTCH)
    near = facts_of(context, ["huiskamer", "gymzaal"]).reached[Speed.NORMAL, 10].by_age
    older, young = near["age_65_plus"], near["age_0_14"] + near["age_15_24"]
    city = context.city.ages.sum(axis=0)
    shares = {
        share_text(older / sum(near.values()), DUTCH): share_text(city[-1] / city.sum(), DUTCH),
        share_text(young / sum(near.values()), DUTCH): share_text(city[:2].sum() / city.sum(), DUTCH),
    }
    assert any(here in sheet.facts[1].text and there in sheet.facts[1].text for here, there in shares.items())
    groups = [row[0] for section in sheet.sections if section.table for row in section.table.rows]
    assert DUTCH.text("sheet.need.of.adults", need=DUTCH.text("sheet.need.share_lonely")) in groups
    assert DUTCH.text("sheet.need.of.households", need=DUTCH.text("sheet.need.share_one_person_households")) in groups
    assert DUTCH.text("sheet.need.share_65_plus") not in groups


def test_nobody_within_reach_gives_no_age(context: PublishContext) -> None:
    facts = facts_of(context, ["huiskamer"])
    near = facts.reached[Speed.NORMAL, 10]
    nobody = replace(near, residents=0.0, share=0.0, by_age=dict.fromkeys(near.by_age, 0.0))
    told = large_facts(context, replace(facts, reached={**facts.reached, (Speed.NORMAL, 10): nobody}), DUTCH)
    assert told[0].number == "0"
    assert not any("van hen" in one.text for one in told)


def test_a_place_at_the_same_address_is_counted_with_it(tmp_path: Path) -> None:
    def together(tables: dict[str, pd.DataFrame]) -> None:
        points = list(tables["places"]["geometry"])
        tables["places"]["geometry"] = [points[0], points[0], *points[2:]]
        tables["places"].loc[[0, 1], "address"] = "Dorpsstraat 1"
        tables["places"].loc[[0, 1], "postcode"] = None

    context = context_of(tmp_path, together)
    loss = facts_of(context, ["huiskamer"]).loss
    assert loss is not None
    assert loss.next_door == ("Bibliotheek Zuid",)
    both = closure(context.city, context.evaluation, ["huiskamer", "bibliotheek"]).scale.no_longer_covered.residents
    assert loss.sole_with_next_door == pytest.approx(both)
    assert both > loss.sole


def connections(context: PublishContext, place_id: str, words: Words) -> str:
    title = words.text("sheet.connect.title")
    sections = place_sheet(context, place_id, words).sections
    return " ".join(next(one for one in sections if one.title == title).paragraphs)


@pytest.mark.parametrize("quality", ["postcode", "street", "area"])
@pytest.mark.parametrize(("language", "unit"), [("nl", "min"), ("en", "minute")])
def test_a_place_whose_spot_is_not_known_gets_no_minutes(
    tmp_path: Path, quality: str, language: str, unit: str
) -> None:
    def blur(tables: dict[str, pd.DataFrame]) -> None:
        point = tables["places"].loc[0, "geometry"]
        tables["places"].loc[1, ["geometry", "location_quality"]] = [point, quality]

    context, words = context_of(tmp_path, blur), Words(language)
    seen_from_a_door = connections(context, "huiskamer", words)
    assert words.text("sheet.connect.place.inexact", name="Bibliotheek Zuid") in seen_from_a_door
    assert "<" not in seen_from_a_door
    assert words.text("sheet.connect.untimed") not in seen_from_a_door
    seen_from_a_blur = connections(context, "bibliotheek", words)
    named = seen_from_a_blur.split("Huiskamer", 1)[1]
    assert unit not in named.split(words.text("sheet.connect.untimed"))[0].split(".")[0]
    assert words.text("sheet.connect.untimed") in seen_from_a_blur


def test_minutes_stand_between_two_doors(tmp_path: Path) -> None:
    def near(tables: dict[str, pd.DataFrame]) -> None:
        tables["places"].loc[1, "geometry"] = tables["places"].loc[0, "geometry"]

    context = context_of(tmp_path, near)
    timed = {one.name: one.minutes for one in facts_of(context, ["huiskamer"]).nearby}
    assert timed["Bibliotheek Zuid"] is not None
    written = DUTCH.text("sheet.connect.place", name="Bibliotheek Zuid", minutes=DUTCH.minutes(0.0))
    assert written in connections(context, "huiskamer", DUTCH)


def test_the_neighbour_is_named_only_where_nothing_would_be_lost_without_it(context: PublishContext) -> None:
    facts = facts_of(context, ["huiskamer"])
    assert facts.loss is not None
    beside = replace(facts.loss, sole=0.0, next_door=("De Buren",), sole_with_next_door=230.0, walkers=0.0)
    for loss, named in ((beside, True), (replace(beside, sole=120.0), False)):
        section = loss_section(context, replace(facts, loss=loss), DUTCH)
        assert section is not None
        assert ("De Buren" in section.paragraphs[0]) is named


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("least", "most", "shown"), [(120.0, 5330.0, True), (1961.0, 1964.0, False)])
def test_the_loss_is_a_range_where_uncertain_places_make_a_difference(
    context: PublishContext, language: str, least: float, most: float, shown: bool
) -> None:
    facts, words = facts_of(context, ["huiskamer"]), Words(language)
    assert facts.loss is not None
    section = loss_section(context, replace(facts, loss=replace(facts.loss, least=least, most=most)), words)
    assert section is not None
    ends = words.text("sheet.loss.range", least=words.number(least), most=words.number(most))
    assert (ends in section.paragraphs[0]) is shown


def test_whole_minutes_are_written_whole(context: PublishContext) -> None:
    facts = facts_of(context, ["huiskamer"])
    assert facts.loss is not None
    for minutes, written in ((3.04, "3 minuten"), (2.46, "2,5 minuten")):
        loss = replace(facts.loss, walkers=50.0, extra_minutes=minutes)
        section = loss_section(context, replace(facts, loss=loss), DUTCH)
        assert section is not None
        assert f"gemiddeld {written} extra" in section.paragraphs[0].replace("\xa0", " ")


def test_the_first_page_says_how_sure_it_is(context: PublishContext) -> None:
    sure = place_sheet(context, "bibliotheek", DUTCH).front[0].paragraphs[-1]
    rough = place_sheet(context, "gymzaal", DUTCH).front[0].paragraphs[-1]
    assert sure == DUTCH.text("sheet.sure.short")
    assert rough == DUTCH.text("sheet.sure.short.inexact")


@pytest.mark.parametrize(("website", "shown"), [("https://example.org/huis/", True), ("javascript:alert(1)", False)])
def test_the_website_is_told_if_it_is_one(tmp_path: Path, website: str, shown: bool) -> None:
    def give(tables: dict[str, pd.DataFrame]) -> None:
        tables["organisations"]["website"] = website

    sheet = organisation_sheet(context_of(tmp_path, give), "huiskamer", DUTCH)
    assert ("Meer weten: example.org/huis" in str(sheet.sections)) is shown
    assert "javascript" not in str(sheet.sections)
