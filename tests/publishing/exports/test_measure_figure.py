"""Maps of measures are drawings and pictures."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from PIL import Image


def test_figures_are_drawings_and_pictures(folder: Path) -> None:
    assert len(list(folder.glob("*.svg"))) == len(list(folder.glob("*.png"))) == 6
    for file in folder.glob("*.svg"):
        assert ET.parse(file).getroot().tag.endswith("svg")  # noqa: S314 - we wrote it
    for file in folder.glob("*.png"):
        with Image.open(file) as picture:
            assert picture.width >= 1500
