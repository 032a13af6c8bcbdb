"""A city of three neighbourhoods, as the bundle's tables, for what draws and tells."""

from __future__ import annotations

from functools import cache
from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.bundle.tables import COVERAGE, PLACES, STREETS, WATER
from geo.vocabulary import RD, Selection, Speed

CITY = "GM0000"
CODES = ["BU00000001", "BU00000002", "BU00000003"]
NAMES = ["Noord", "Zuid", "Kade"]
RESIDENTS = [1000.0, 6410.0, 20.0]
COVERED = {
    # with uncertain places: (normal, slow); without them: (normal, slow)
    True: {"normal": [0.95, 0.64, 0.0], "slow": [0.6, 0.5, 0.0]},
    False: {"normal": [0.95, 0.3, 0.0], "slow": [0.6, 0.1, 0.0]},
}
X, Y = 176_000.0, 317_000.0
"""South-west corner, in EPSG:28992: Maastricht's river."""


def neighbourhoods(names=NAMES) -> gpd.GeoDataFrame:
    """Three squares of 500 m side by side."""
    squares = [shapely.box(X + 500 * i, Y, X + 500 * (i + 1), Y + 500) for i in range(3)]
    table = {
        "neighbourhood": CODES,
        "name": list(names),
        "residents": RESIDENTS,
        "share_lonely": [0.5, 0.4, np.nan],
        "share_benefits": [0.1, 0.2, 0.3],
    }
    return gpd.GeoDataFrame(table, geometry=squares, crs=RD)


def coverage() -> pd.DataFrame:
    """Every combination of assumptions, with shares that differ by speed and uncertain places only."""
    return _coverage().copy()


@cache
def _coverage() -> pd.DataFrame:
    rows = []
    for selection, speed, threshold, uncertain in product(Selection, Speed, (5, 10, 15), (False, True)):
        shares = np.array(COVERED[uncertain][speed.value])
        people = np.array(RESIDENTS)
        for codes, residents, covered in (
            (CODES, people, shares * people),
            ([CITY], np.array([people.sum()]), np.array([(shares * people).sum()])),
        ):
            rows.append(
                pd.DataFrame(
                    {
                        "neighbourhood": codes,
                        "selection": selection.value,
                        "speed": speed.value,
                        "threshold": threshold,
                        "with_uncertain": uncertain,
                        "residents": residents,
                        "covered": covered,
                        "coverage": covered / residents,
                        "gap": residents - covered,
                        "gap_depth": (residents - covered) / residents * 4,
                        "dry": residents - covered,
                        "single": covered * 0.25,
                        "looped": covered * 0.75,
                        "variety": covered / residents * 3,
                    }
                )
            )
    return COVERAGE.validate(pd.concat(rows, ignore_index=True))


def place(**changes) -> dict:
    """One row of the table `places`, an initiative at its address unless changed."""
    return {
        "place_id": "de-plek",
        "name": "De Plek",
        "kind": "initiative",
        "category": "living_room",
        "functions": "meet;develop",
        "domains": "food",
        "organisations": "",
        "address": "Straat 1",
        "postcode": "6211AA",
        "neighbourhood": CODES[0],
        "opening_hours": None,
        "opening_text_nl": "elke dag",
        "opening_text_en": "every day",
        "days_per_week": 7.0,
        "walk_in": "yes",
        "free": "unknown",
        "wheelchair": "yes",
        "website": "https://example.org/plek",
        "location_quality": "address",
        "location_error": 20.0,
        "confidence": "high",
        "uncertain": False,
        "uncertain_reason": None,
        "counted": True,
        "counted_reason": "meeting_place",
        "source": "register",
        "also_in": "",
        "last_checked": "2025-02",
        "note_nl": None,
        "note_en": None,
        "geometry": shapely.Point(X + 250, Y + 250),
        **changes,
    }


def places(*rows: dict) -> gpd.GeoDataFrame:
    """The table `places` of the rows given."""
    columns = [*(name for name in PLACES.columns if name != "geometry"), "geometry"]
    table = pd.DataFrame(list(rows or (place(),)), columns=columns)
    geometry = table.pop("geometry")
    for name, column in PLACES.columns.items():
        if name != "geometry":
            table[name] = table[name].astype(str(column.dtype))
    return PLACES.validate(gpd.GeoDataFrame(table, geometry=geometry.to_numpy(), crs=RD))


def streets(flow=(0.0, 30.0, 60.0, 5000.0)) -> gpd.GeoDataFrame:
    """Parallel streets of 1,400 m, one per flow."""
    lines = [shapely.LineString([(X + 50, Y + 50 + 60 * i), (X + 1450, Y + 50 + 60 * i)]) for i in range(len(flow))]
    table = {
        "street_id": range(len(flow)),
        "from_node": range(len(flow)),
        "to_node": range(len(flow)),
        "length": 1400.0,
        "name": pd.Series([None] * len(flow), dtype=str),
        "flow": list(flow),
    }
    return STREETS.validate(gpd.GeoDataFrame(table, geometry=lines, crs=RD))


def water() -> gpd.GeoDataFrame:
    """A river between the second and the third square, as a midline."""
    line = shapely.LineString([(X + 1000, Y - 200), (X + 1000, Y + 700)])
    return WATER.validate(gpd.GeoDataFrame({"name": ["Maas"]}, geometry=[line], crs=RD))


def demand(**changes) -> gpd.GeoDataFrame:
    """Three postcodes: near a place, too far, without any."""
    table = {
        "demand_id": ["6211AA", "6211AB", "6211AC"],
        "residents": [40.0, 25.0, 9.0],
        "nearest_distance": [300.0, 1200.0, np.nan],
        **changes,
    }
    points = [shapely.Point(X + 100 * i, Y + 100) for i in range(3)]
    return gpd.GeoDataFrame(table, geometry=points, crs=RD)


HOSTILE = [
    "{{7*7}}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% raise %}",
    "{% for x in",
    "{# comment",
    "</script><script>window.hacked=1</script>",
    "${window.hacked=1}",
    "`+(window.hacked=1)+`",
    '"><img src=x onerror="window.hacked=1">',
    "<svg onload=window.hacked=1>",
    "' onmouseover='window.hacked=1",
    "javascript:window.hacked=1",
    "\\u003cscript>window.hacked=1",
    "naam \u202egnp.exe",
    "&lt;b&gt; & &#123;",
    "regel\u2028een\ntwee\x00",
    "]]> --> <!-- */",
]
"""Names that someone could give a place in OpenStreetMap."""
