"""Maps of measures are drawings and pictures."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pandas as pd
from PIL import Image

from geo.bundle.store import read_bundle
from layers.figures import figures_for
from layers.measures import NO_CLASS, View
from layers.words import Words
from publishing.context import make_context
from publishing.exports.measure_figure import measure_svg, png_of
from tests import ROOT
from tests.towns.tiny_context import context_of


def test_figures_are_drawings_and_pictures(folder: Path) -> None:
    assert len(list(folder.glob("*.svg"))) == len(list(folder.glob("*.png"))) == 6
    for file in folder.glob("*.svg"):
        assert ET.parse(file).getroot().tag.endswith("svg")  # noqa: S314 - we wrote it
    for file in folder.glob("*.png"):
        with Image.open(file) as picture:
            assert picture.width >= 1500


def test_a_figure_names_neighbourhoods_without_collision_and_stripes_what_is_not_sure() -> None:
    context = make_context(read_bundle(ROOT / "data" / "maastricht"), None)
    drawn = measure_svg(context, View.headline(), Words("nl"))
    figures = figures_for(context.bundle.neighbourhoods, context.bundle.weighed, View.headline())
    unsure = int((figures["other_class"] != NO_CLASS).sum())
    assert unsure > 0
    legend = 1
    assert drawn.count('fill="url(#stripes-') == unsure + legend
    names = [name for name in context.bundle.neighbourhoods["name"] if f">{name}</text>" in drawn]
    assert len(names) > 20
    assert png_of(drawn, 40)


def test_a_name_that_means_harm_is_only_a_name(tmp_path: Path) -> None:
    def rename(tables: dict[str, pd.DataFrame]) -> None:
        areas = tables["neighbourhoods"]
        tables["neighbourhoods"] = areas.assign(name=[f"<script>{code}</script>" for code in areas["neighbourhood"]])

    drawn = measure_svg(context_of(tmp_path, rename), View.headline(), Words("nl"))
    assert "&lt;script" in drawn
    assert "<script" not in drawn
    ET.fromstring(drawn)  # noqa: S314 - we wrote it
