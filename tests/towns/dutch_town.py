"""Proefstad, an invented municipality of 700 by 700 m, as the live services would tell of it."""

from __future__ import annotations

import io
import tempfile
import uuid
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from geo.library.tiny_inputs import BLOCK, SIDE, SOUTH, WEST, lonlat
from tests.servers.dutch_server import Collection, Data

CODE, NAME = "GM9998", "Proefstad"
GEMEENTEN = "/kadaster/brk-bestuurlijke-gebieden/ogc/v1/collections/gemeentegebied"
POSTCODES = "/cbs/postcode6/ogc/v1/collections/postcode6"
BAG = "/kadaster/bag/ogc/v2/collections/verblijfsobject"
SQUARES = "/vierkant/100/2025-cbs_vk100_2024_v1.zip"
HEALTH = "50150NED"
SECRET = -99997
AGES = ("0_tot_15_jaar", "15_tot_25_jaar", "25_tot_45_jaar", "45_tot_65_jaar", "65_jaar_en_ouder")
SPOTS = {
    "1000AA": (10.0, 110.0),
    "1000AB": (110.0, 310.0),
    "1000AC": (290.0, 610.0),
    "1000AD": (410.0, 90.0),
    "1000AE": (510.0, 420.0),
    "1000AF": (690.0, 690.0),
}


def buurten(year: int) -> str:
    return f"/cbs/wijken-en-buurten-{year}/ogc/v1/collections/buurten"


def at(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(WEST + west, SOUTH + south, WEST + east, SOUTH + north)


def feature(properties: dict[str, Any], shape: Any) -> dict[str, Any]:
    name = f"{sorted(properties.items(), key=str)}{shape.wkt if shape is not None else ''}"
    return {"id": str(uuid.uuid5(uuid.NAMESPACE_URL, name)), "properties": properties, "geometry": shape}


def municipalities(*, digits_in: str = "code", queryables: tuple[str, ...] = ("code", "naam")) -> Collection:
    """Municipalities as public clients see them: `code` 0935 and `identificatie` GM0935; or the reverse."""

    def row(code: str, name: str, shape: Any) -> dict[str, Any]:
        digits, whole = code.removeprefix("GM"), code
        codes = (whole, digits) if digits_in == "code" else (digits, whole)
        told = {"identificatie": codes[0], "naam": name, "code": codes[1]}
        return feature({**told, "ligt_in_provincie_code": "31", "ligt_in_provincie_naam": "Limburg"}, shape)

    others = {
        "GM0935": "Maastricht",
        "GM0917": "Heerlen",
        "GM0938": "Meerssen",
        "GM1903": "Eijsden-Margraten",
        "GM0518": "'s-Gravenhage",
        "GM0995": "Lelystad",
    }
    far = [
        row(code, name, at(9000 * n, 9000, 9000 * n + 500, 9500))
        for n, (code, name) in enumerate(others.items(), start=1)
    ]
    return Collection([*far, row(CODE, NAME, at(-50, -50, 950, 750))], queryables)


def neighbourhoods(*, year: int, figures: bool) -> Collection:
    def row(code: str, name: str, residents: Any, shape: Any, water: str = "NEE") -> dict[str, Any]:
        shares = dict.fromkeys((f"percentage_personen_{age}" for age in AGES), 20 if figures else SECRET)
        return feature(
            {
                "buurtcode": code,
                "buurtnaam": name,
                "wijkcode": "WK999800",
                "gemeentecode": CODE,
                "gemeentenaam": NAME,
                "indelingswijziging_wijken_en_buurten": "1",
                "water": water,
                "meest_voorkomende_postcode": "1000",
                # Numbers may come as text.
                "aantal_inwoners": residents if figures else SECRET,
                **shares,
                "percentage_eenpersoonshuishoudens": "40" if figures else SECRET,
                "woningvoorraad": 150 if figures else None,
                "jaar": year,
            },
            shape,
        )

    rows = [
        row("BU99980000", "West", 330, at(-50, -50, 350, 750)),
        row("BU99980001", "Oost", "210", at(350, -50, 750, 750)),
        row("BU99980009", "Het Kanaal", 0, at(750, -50, 950, 750), "JA"),
    ]
    stranger = row("BU09170000", "Elders", 99, at(-50, 750, 950, 1500))
    stranger["properties"]["gemeentecode"] = "GM0917"
    return Collection([*rows, stranger], ("gemeentecode", "buurtcode"))


def postcodes() -> Collection:
    rows = []
    for year in (2023, 2024):
        for n, (code, (x, y)) in enumerate(SPOTS.items()):
            counts: dict[str, Any] = {"aantal_inwoners": 50 if year == 2024 else 45, "aantal_part_huishoudens": "25"}
            counts |= {f"aantal_inwoners_{age}": 10 for age in AGES}
            counts |= {"aantal_eenpersoonshuishoudens": 10, "aantal_personen_met_uitkering_onder_aowlft": 5}
            if n == 1:
                # Absent is not zero; a sentinel is not a count.
                del counts["aantal_eenpersoonshuishoudens"]
                counts["aantal_inwoners_15_tot_25_jaar"] = SECRET
            rows.append(feature({"postcode6": code, "jaarcode": year, **counts}, at(x - 9, y - 9, x + 9, y + 9)))
        rows.append(feature({"postcode6": "2000AA", "jaarcode": year, "aantal_inwoners": 80}, at(300, 760, 340, 840)))
        rows.append(feature({"postcode6": "1000AX", "jaarcode": year, "aantal_inwoners": 5}, None))
    return Collection(rows, ("jaarcode", "postcode6"))


def addresses(count: int = 2300) -> Collection:
    """So many homes that three pages are needed, and a few halls among them."""
    rows = []
    halls = {
        5: ("bijeenkomstfunctie", "Verblijfsobject in gebruik"),
        1500: ("winkelfunctie,bijeenkomstfunctie", "Verbouwing verblijfsobject"),
        1600: ("bijeenkomstfunctie", "Verblijfsobject ingetrokken"),
        2299: ("bijeenkomstfunctie", "Verblijfsobject in gebruik (niet ingemeten)"),
    }
    for n in range(count):
        purpose, status = halls.get(n, ("woonfunctie", "Verblijfsobject in gebruik"))
        properties = {
            "identificatie": f"9998010000{n:06d}",
            "bronhouder_identificatie": "9998",
            "documentdatum": "2019-05-01",
            "gebruiksdoel": purpose,
            "geconstateerd": "N",
            "hoofdadres_identificatie": f"9998200000{n:06d}",
            "pand.href": ["https://api.pdok.nl/kadaster/bag/ogc/v2/collections/pand/items/1a55ae8d"],
            "status": status,
            "openbare_ruimte_naam": "Straat",
            "huisnummer": n,
            "huisletter": "A" if n == 5 else None,
            "postcode": "1000AA",
            "woonplaats_naam": NAME,
            "toevoeging": None,
            "oppervlakte": "120" if n == 5 else 80,
        }
        point = shapely.Point(WEST + (n * 7) % 700, SOUTH + (n * 13) % 700)
        rows.append({"id": f"00000000-0000-0000-0000-{n:012d}", "properties": properties, "geometry": point})
    return Collection(rows, ("identificatie",))


def estimates(*, suffix: int = 25, years: tuple[str, ...] = ("2024JJ00", "2022JJ00")) -> dict[str, Any]:
    names = [
        "Gemeentenaam_1",
        f"Eenzaam_{suffix}",
        f"SterkEenzaam_{suffix + 1}",
        f"EmotioneelEenzaam_{suffix + 2}",
        f"MoeiteMetRondkomen_{suffix + 7}",
        f"BeperkingInBewegen_{suffix - 17}",
    ]
    rows = []
    for place in ("NL01      ", "GM9998    ", "WK999800  ", "BU99980000", "BU99980001", "GM0935    ", "BU09350000"):
        for age in ("20300", "53115", "80200"):
            for period in years:
                for margin, off in (("MW00000", 0.0), ("MOG0095", -4.0), ("MBG0095", 4.0)):
                    values: dict[str, str | None] = dict.fromkeys(names[1:], f"{40 + off:.1f}")
                    if place == "BU99980001" and margin == "MW00000":
                        values[names[2]] = None
                    rows.append(
                        {
                            "ID": len(rows),
                            "Leeftijd": age,
                            "Marges": margin,
                            "WijkenEnBuurten": place,
                            "Perioden": period,
                            names[0]: NAME,
                            **values,
                        }
                    )
    keys = ["ID", "Leeftijd", "Marges", "WijkenEnBuurten", "Perioden"]
    return {"columns": names, "keys": keys, "rows": rows, "about": about_estimates(names, years)}


def about_estimates(
    names: list[str], years: tuple[str, ...], boundaries: int = 2024
) -> dict[str, list[dict[str, Any]]]:
    """What a table says of itself: its title, its columns, its years and its areas."""
    title = f"Gezondheid per wijk en buurt; 2012/2016/2020/2022/2024 (indeling {boundaries})"
    kinds = [("GeoDimension", key) for key in ("WijkenEnBuurten",)] + [("TimeDimension", "Perioden")]
    columns = [*kinds, *(("Topic", name) for name in names)]
    called = {"BU99980000": "West", "BU99980001": "Oost", "BU09350000": "Binnenstad", "GM9998    ": NAME}
    return {
        "TableInfos": [{"ID": 0, "Title": title, "ShortTitle": "Gezondheid per wijk en buurt", "Identifier": HEALTH}],
        "DataProperties": [{"ID": n, "Position": n, "Type": kind, "Key": key} for n, (kind, key) in enumerate(columns)],
        "Perioden": [{"Key": year, "Title": year[:4], "Status": "Definitief"} for year in sorted(years)],
        "WijkenEnBuurten": [{"Key": key, "Title": name} for key, name in called.items()],
    }


def streets() -> list[dict[str, Any]]:
    number = {(column, row): 1 + column * SIDE + row for column in range(SIDE) for row in range(SIDE)}
    nodes = [_node(n, column * BLOCK, row * BLOCK) for (column, row), n in number.items()]
    lines = [[number[column, row] for row in range(SIDE)] for column in range(SIDE)]
    lines += [[number[column, row] for column in range(SIDE)] for row in range(SIDE)]
    ways = [
        {"type": "way", "id": 1000 + n, "nodes": line, "tags": {"highway": "residential", "name": f"Straat {n}"}}
        for n, line in enumerate(lines)
    ]
    ways[0]["tags"]["highway"] = "cycleway"
    ways[1]["tags"]["sidewalk"] = "separate"
    return [*nodes, *ways]


def things() -> list[dict[str, Any]]:
    """A café, a community centre drawn as a building, a park, a lake with an island and a canal."""
    cafe = _node(900, 350.0, 20.0, {"amenity": "cafe", "name": 'Café De Proef <b>&"'})
    centre = _ring(2000, [(495, 95), (515, 95), (515, 110), (495, 110)])
    park = _ring(2100, [(110, 510), (190, 510), (190, 590), (110, 590)])
    outer, inner = (
        _ring(2200, [(760, 100), (860, 100), (860, 300), (760, 300)]),
        _ring(2300, [(800, 180), (820, 180), (820, 200), (800, 200)]),
    )
    canal = [_node(2400, 900, -100), _node(2401, 900, 900)]
    members = [
        {"type": "way", "ref": 2200, "role": "outer"},
        {"type": "way", "ref": 2300, "role": "inner"},
    ]
    return [
        cafe,
        *(node for ring in (centre, park, outer, inner) for node in ring[0]),
        *canal,
        {**centre[1], "tags": {"amenity": "community_centre", "name": "Buurthuis Oost", "building": "yes"}},
        {**park[1], "tags": {"leisure": "park", "name": "Proefpark"}},
        outer[1],
        inner[1],
        {
            "type": "way",
            "id": 2402,
            "nodes": [2400, 2401],
            "tags": {"waterway": "canal", "width": "12", "name": "Kanaal"},
        },
        {"type": "relation", "id": 2500, "members": members, "tags": {"type": "multipolygon", "natural": "water"}},
    ]


def _node(number: int, x: float, y: float, tags: dict[str, str] | None = None) -> dict[str, Any]:
    lon, lat = lonlat(x, y)
    node: dict[str, Any] = {"type": "node", "id": number, "lat": round(lat, 7), "lon": round(lon, 7)}
    return {**node, "tags": tags} if tags else node


def _ring(number: int, corners: list[tuple[float, float]]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    nodes = [_node(number + 1 + n, x, y) for n, (x, y) in enumerate(corners)]
    ids = [node["id"] for node in nodes]
    return nodes, {"type": "way", "id": number, "nodes": [*ids, ids[0]]}


def squares_zip(year: int = 2024) -> bytes:
    """The squares of the whole country, as CBS packs them: a GeoPackage in a zip."""
    rows = []
    for x, y in [*SPOTS.values(), (5000.0, 5000.0)]:
        west, south = int((WEST + x) // 100), int((SOUTH + y) // 100)
        counts = {f"aantal_inwoners_{age}": 10 for age in AGES}
        rows.append(
            {
                "crs28992res100m": f"E{west:04d}N{south:04d}",
                "aantal_inwoners": 50,
                **counts,
                "aantal_part_huishoudens": 25,
                "aantal_eenpersoonshuishoudens": SECRET,
                "geometry": shapely.box(west * 100, south * 100, west * 100 + 100, south * 100 + 100),
            }
        )
    return _packed(gpd.GeoDataFrame(rows, crs="EPSG:28992"), f"cbs_vk100_{year}")


def postcodes_zip(year: int, *, ages: bool = True) -> bytes:
    """The postcodes of the whole country, as CBS packs them."""
    rows = []
    for code, (x, y) in {**SPOTS, "9999ZZ": (5000.0, 5000.0)}.items():
        counts = {f"aantal_inwoners_{age}": 10 for age in AGES} if ages else {}
        counts |= {"aantal_inwoners": 55, "aantal_part_huishoudens": 25}
        rows.append({"postcode6": code, **counts, "geometry": at(x - 9, y - 9, x + 9, y + 9)})
    return _packed(gpd.GeoDataFrame(rows, crs="EPSG:28992"), f"cbs_pc6_{year}")


def _packed(table: gpd.GeoDataFrame, name: str) -> bytes:
    """A GeoPackage in a zip, with a text beside it."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / f"{name}_v1.gpkg"
        table.to_file(file, layer=name, driver="GPKG")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(file, f"{name}_v1/{name}_v1.gpkg")
            archive.writestr(f"{name}_v1/leesmij.txt", "Toelichting")
    return packed.getvalue()


def proefstad() -> Data:
    """Everything the services know of Proefstad."""
    return Data(
        collections={
            GEMEENTEN: municipalities(),
            buurten(2026): neighbourhoods(year=2026, figures=False),
            buurten(2025): neighbourhoods(year=2025, figures=True),
            buurten(2024): neighbourhoods(year=2024, figures=True),
            POSTCODES: postcodes(),
            BAG: addresses(),
        },
        odata={HEALTH: estimates()},
        streets=streets(),
        things=things(),
    )
