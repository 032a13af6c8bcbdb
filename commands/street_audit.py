"""What `riool check --streets` prints and writes: places where the streets look unlike those outside."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from geo.bundle.store import Bundle
from geo.storage import write_json
from geo.streets.network_audit import AuditRule, Finding, audit_streets
from geo.vocabulary import WGS84
from publishing.exports.spatial_files import features

_HEADINGS: Final = {
    Finding.CROSSING: "named streets that cross without a node",
    Finding.SHORT_END: "ends that stop within {end:.0f} m of a street",
    Finding.DOUBLE: "streets laid double",
    Finding.CUT_THROUGH: "plausible cut-throughs that are not on the map",
    Finding.LONG_WALK: "postcodes whose walk is far longer than that of neighbours within {neighbours:.0f} m",
}
_NOTE: Final = (
    "Places to look at, not faults: a bridge crosses without a node, and a real cul-de-sac ends short of a street."
)


def audit_of(bundle: Bundle, rule: AuditRule | None = None) -> gpd.GeoDataFrame:
    """Audit the streets of a bundle; see `geo.streets.network_audit.audit_streets`."""
    return audit_streets(bundle.streets, bundle.demand, bundle.water.geometry.to_numpy(), rule)


def audit_lines(found: gpd.GeoDataFrame, most: int, rule: AuditRule | None = None) -> list[str]:
    """Say how many there are of each kind, and then show the gravest of each.

    Parameters
    ----------
    found
        As `audit_of`.
    most
        How many to show of each kind.
    rule
        What it was found with.

    Returns
    -------
    list of str
        First the counts, then the places with latitude and longitude, then what they are worth.
    """
    rule = rule or AuditRule()
    words = {"end": rule.end_within_m, "neighbours": rule.neighbours_within_m}
    lines, shown = [], []
    for kind in Finding:
        own = found[found["finding"] == kind]
        heading = _HEADINGS[kind].format(**words)
        length = f" ({own['metres'].sum() / 1000:,.1f} km)" if kind is Finding.CUT_THROUGH and len(own) else ""
        lines.append(f"streets: {len(own):,} {heading}{length}")
        if len(own) and most:
            shown += [f"{heading}:", *_places(own.head(most), kind)]
            if len(own) > most:
                shown.append(f"  and {len(own) - most:,} more")
    return [*lines, *shown, _NOTE]


def _places(rows: gpd.GeoDataFrame, kind: Finding) -> list[str]:
    points = gpd.GeoSeries(shapely.point_on_surface(rows.geometry.to_numpy()), crs=rows.crs).to_crs(WGS84)
    return [
        f"  {_sentence(kind, row)} at {point.y:.5f}, {point.x:.5f}"
        for row, point in zip(rows.to_dict("records"), points, strict=True)
    ]


def _sentence(kind: Finding, row: dict[str, Any]) -> str:
    names = (row["first"], row["second"])
    first, second = (name if isinstance(name, str) else "a nameless street" for name in names)
    metres, other = row["metres"], row["other_metres"]
    if kind is Finding.CROSSING:
        return f"{first} and {second}"
    if kind is Finding.SHORT_END:
        return f"{first} stops {metres:.1f} m short of {second}"
    if kind is Finding.DOUBLE:
        return f"{first} along {second}, {metres:,.0f} m"
    if kind is Finding.CUT_THROUGH:
        walk = "no walk round within 2 km" if np.isnan(other) else f"the walk round is {other:,.0f} m"
        return f"{first} to {second}, {metres:.0f} m; {walk}"
    return f"{first} walks {metres:,.0f} m, its neighbours {other:,.0f} m ({row['residents']:,.0f} residents)"


def write_audit(found: gpd.GeoDataFrame, path: Path) -> None:
    """Write the places as GeoJSON, in longitude and latitude as all GeoJSON is; QGIS opens it.

    Raises
    ------
    StorageError
        If the disk refuses; what stood there before still stands there.
    """
    write_json(path, {"type": "FeatureCollection", "name": path.stem, "features": features(found)})
