"""The Python example of the README, as whoever copies it runs it."""

from __future__ import annotations

import re

from tests import ROOT

(SCRIPT,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)

GIVEN = """
from geo import tiny_town
town = tiny_town()
graph = town.graph
residents, places = town.residents.to_crs("EPSG:4326"), town.places.to_crs("EPSG:3857")
"""
"""What the reader has: a graph in degrees, and tables in whatever CRS they came in."""
