"""The data files of the static site say what the bundle says."""

from __future__ import annotations

import json

from layers.sentences import per_hundred
from layers.words import Words
from publishing.context import PublishContext
from publishing.website.data import all_views, opening_words, view_name, walk_files


def test_every_look_opens_with_one_number_and_how_sure_it_is(site_context: PublishContext) -> None:
    words, table = Words("en"), site_context.bundle.weighed
    city = table[table["neighbourhood"] == site_context.city.code]
    for view in all_views(site_context):
        same = (
            (city["selection"] == view.assumptions.selection.value)
            & (city["speed"] == view.assumptions.speed.value)
            & (city["threshold"] == view.assumptions.threshold)
        )
        row = city[same & (city["with_uncertain"] == view.assumptions.with_uncertain)].iloc[0]
        begin, opening = per_hundred(row["coverage"], words), opening_words(site_context, view, words)
        assert opening.startswith(f"{begin[:1].upper()}{begin[1:]} of every 100 residents")
        if not view.assumptions.with_uncertain:
            assert "probably" not in opening
            continue
        low, high = (per_hundred(row[end], words) for end in ("low", "high"))
        assert (f"probably {low} to {high}" in opening) == (low != high)


def test_each_view_has_its_file_in_both_languages(site_context: PublishContext, site_content: dict[str, bytes]) -> None:
    for view in all_views(site_context):
        for language in ("nl", "en"):
            content = json.loads(site_content[f"data/{language}/{view_name(view)}"])
            assert len(content["data"]["rows"]) == len(site_context.bundle.neighbourhoods)


def test_walks_of_a_postcode_are_those_of_the_bundle(site_context: PublishContext) -> None:
    walks = site_context.bundle.walks.set_index(["from_id", "to_id"])["distance"]
    for content in walk_files(site_context).values():
        for code, (_, _, near) in json.loads(content).items():
            metres = [distance for _, distance in near]
            assert metres == sorted(metres)
            for place, distance in near:
                assert distance == round(walks[code, place])
