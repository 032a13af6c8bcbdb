"""The parts of a sheet: shares that say something, and links only where the map is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layers.words import Words
from publishing.context import PublishContext
from publishing.sheets.organisation import organisation_sheet
from publishing.sheets.parts import share_text
from tests.towns.tiny_context import PUBLIC_URL

DUTCH = Words("nl")


def test_the_link_and_its_code_are_only_there_when_someone_said_where_the_map_is(context: PublishContext) -> None:
    sheet = organisation_sheet(context, "huiskamer", Words("en"))
    assert sheet.link == f"{PUBLIC_URL}/?place=huiskamer&lang=en"
    assert sheet.qr is not None
    without = organisation_sheet(replace(context, public_url=None), "huiskamer", Words("nl"))
    assert without.link is None
    assert without.qr is None
    assert "http" not in without.citation.paragraphs[0]


@pytest.mark.parametrize(
    ("share", "dutch", "english"),
    [
        (0.0, "0%", "0%"),
        (0.0001, "<0,1%", "<0.1%"),
        (0.0065, "0,7%", "0.7%"),
        (0.0099, "1%", "1%"),
        (0.22, "22%", "22%"),
        (1.0, "100%", "100%"),
        (float("nan"), "onbekend", "unknown"),
    ],
)
def test_a_small_share_still_says_something(share: float, dutch: str, english: str) -> None:
    assert share_text(share, DUTCH) == dutch
    assert share_text(share, Words("en")) == english
