"""Boundary, neighbourhoods, residents, health and sites: what each service gives comes out as the doors want it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.errors import InputError
from geo.sources.cbs.key_figures import read_key_figures
from geo.sources.cbs.neighbourhoods import read_neighbourhoods
from geo.sources.cbs.postcode6 import read_postcode6
from geo.sources.cbs.squares import read_squares
from geo.sources.files.geopackage import read_layer
from geo.sources.live.boundary import find_municipality
from geo.sources.live.buildings import fetch_sites
from geo.sources.live.health import fetch_health
from geo.sources.live.neighbourhoods import fetch_neighbourhoods
from geo.sources.live.residents import fetch_residents
from geo.sources.live.settings import PinnedYears
from geo.sources.rivm import read_health, read_health_reference
from geo.sources.web.errors import FetchError, TooLargeError
from tests.servers.dutch_server import Collection, serving
from tests.servers.live_task import LAND, WHERE, WHOLE, task_to
from tests.towns.dutch_town import (
    BAG,
    CODE,
    GEMEENTEN,
    HEALTH,
    POSTCODES,
    SECRET,
    SPOTS,
    SQUARES,
    at,
    buurten,
    estimates,
    feature,
    municipalities,
    neighbourhoods,
    postcodes_zip,
    proefstad,
    squares_zip,
)


@pytest.fixture
def server():
    with serving(proefstad()) as running:
        yield running


@pytest.fixture
def task(server, tmp_path):
    return task_to(server, tmp_path)


def english(piece):
    return [remark.en for remark in piece.remarks]


@pytest.mark.parametrize("asked", ["GM9998", "gm9998", "9998", "Proefstad", "proefstad", " PROEFSTAD "])
def test_a_municipality_is_found_by_code_or_name(task, asked):
    found = find_municipality(task.http, task.live, asked)

    assert (found.code, found.name) == (CODE, "Proefstad")
    assert found.boundary.equals(WHOLE)


@pytest.mark.parametrize("asked", ["GM9998", "9998", "Proefstad", "proefSTAD"])
@pytest.mark.parametrize("digits_in", ["code", "identificatie"])
@pytest.mark.parametrize("queryables", [("code", "naam"), ()])
def test_a_code_is_read_however_the_service_writes_it(server, task, asked, digits_in, queryables):
    server.data.collections[GEMEENTEN] = municipalities(digits_in=digits_in, queryables=queryables)

    found = find_municipality(task.http, task.live, asked)

    assert (found.code, found.name) == (CODE, "Proefstad")
    assert found.boundary.equals(WHOLE)


def test_the_usual_form_of_a_code_needs_one_question(server, task):
    find_municipality(task.http, task.live, CODE)

    (asked,) = server.paths("gemeentegebied")
    assert asked.named["code"] == "9998"


@pytest.mark.parametrize("queryables", [("gemeentecode", "buurtcode"), ()])
def test_neighbourhoods_with_the_code_in_digits_come_in_too(server, task, tmp_path, queryables):
    collection = server.data.collections[buurten(2025)]
    for each in collection.features:
        each["properties"]["gemeentecode"] = each["properties"]["gemeentecode"].removeprefix("GM")
    collection.queryables = queryables

    own, _ = fetch_neighbourhoods(task, 2025).files

    assert gpd.read_file(tmp_path / own.file)["gemeentecode"].unique().tolist() == [CODE]
    assert len(read_neighbourhoods(tmp_path / own.file, municipality=CODE)) == 2


def test_a_name_that_people_use_is_known(task):
    assert find_municipality(task.http, task.live, "Den Haag").code == "GM0518"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Proefstat", r"Did you mean 'Proefstad \(GM9998\)'\?"),
        ("Margraten", r"Did you mean 'Eijsden-Margraten \(GM1903\)'\?"),
        ("GM0936", r"Did you mean .*Maastricht \(GM0935\)"),
        ("Xyzzy", "Give its code, such as GM0935"),
        ("", "Give its code, such as GM0935"),
        ("x'); DROP TABLE", "Give its code"),
    ],
)
def test_an_unknown_municipality_gets_suggestions(task, asked, said):
    with pytest.raises(InputError, match=said) as caught:
        find_municipality(task.http, task.live, asked)

    assert caught.value.faults[0].file == "--area"
    assert "7 Dutch municipalities" in caught.value.faults[0].expected


@pytest.mark.parametrize("asked", ["GM9998", "Proefstad", "Proefstat"])
def test_a_server_that_cannot_filter_by_name_or_code_still_tells(server, task, asked):
    server.data.collections[GEMEENTEN].queryables = ()
    if asked == "Proefstat":
        with pytest.raises(InputError, match="Proefstad"):
            find_municipality(task.http, task.live, asked)
    else:
        assert find_municipality(task.http, task.live, asked).code == CODE


def test_the_newest_year_with_figures_is_taken(task, tmp_path):
    found = fetch_neighbourhoods(task)
    own, figures = found.files

    table = read_neighbourhoods(tmp_path / own.file, municipality=CODE)
    assert table["neighbourhood"].tolist() == ["BU99980000", "BU99980001"]
    assert table["residents"].tolist() == [330.0, 210.0]
    assert table["year"].tolist() == [2025, 2025]
    assert table["share_65_plus"].tolist() == [0.2, 0.2]
    totals = read_key_figures(tmp_path / figures.file)
    assert totals["residents"].tolist() == [330.0, 210.0]
    assert totals["share_one_person_households"].tolist() == [0.4, 0.4]
    assert own.reference_date == "2025-01-01"
    assert any("also asked for: 2026 (without figures)" in remark for remark in english(own))
    assert found.land.equals(LAND)
    assert found.whole.equals(WHOLE)


def test_a_year_that_is_asked_for_is_taken(task, tmp_path):
    own = fetch_neighbourhoods(task, 2024).files[0]

    assert own.file == "buurten_2024.gpkg"
    assert read_neighbourhoods(tmp_path / own.file, municipality=CODE)["year"].tolist() == [2024, 2024]
    assert own.remarks == ()


@pytest.mark.parametrize(("year", "why"), [(2031, "not published"), (2026, "without figures")])
def test_a_year_that_is_not_there_is_told_with_those_that_are(task, year, why):
    with pytest.raises(InputError, match=f"{year} {why}") as caught:
        fetch_neighbourhoods(task, year)

    assert caught.value.faults[0].file == "--year"


def test_a_municipality_that_is_nowhere_is_told(server, tmp_path):
    task = task_to(server, tmp_path, code="GM7777")

    with pytest.raises(InputError, match=r"2025 without this municipality.+2023 not published"):
        fetch_neighbourhoods(task)


def test_neighbourhoods_come_in_where_the_filter_is_refused(server, task, tmp_path):
    server.data.collections[buurten(2025)].queryables = ()
    own = fetch_neighbourhoods(task, 2025).files[0]

    codes = read_layer(tmp_path / own.file, required=("buurtcode",))["buurtcode"]
    assert sorted(codes) == ["BU99980000", "BU99980001", "BU99980009"]


def test_absent_and_secret_figures_stay_missing(server, task, tmp_path):
    rows = server.data.collections[buurten(2025)].features
    rows[0]["properties"].update(aantal_inwoners=SECRET, percentage_personen_65_jaar_en_ouder=None)
    rows[1]["properties"].update(aantal_inwoners="0", jaar=None, water=None)
    own, figures = fetch_neighbourhoods(task, 2025).files

    table = read_neighbourhoods(tmp_path / own.file, municipality=CODE)
    assert table["residents"].isna().tolist() == [True, False]
    assert table["residents"].tolist()[1] == 0.0
    assert table["share_65_plus"].isna().tolist() == [True, False]
    assert table["year"].tolist() == [2025, 2025]
    assert read_key_figures(tmp_path / figures.file)["residents"].isna().tolist() == [True, False]
    assert any("taken as land" in remark for remark in english(own))
    assert any("secret or unknown" in remark for remark in english(figures))


def test_a_crooked_outline_is_mended_and_told(server, task, tmp_path):
    bow = shapely.Polygon([(176000, 318000), (176300, 318300), (176300, 318000), (176000, 318300)])
    server.data.collections[buurten(2025)].features[0]["geometry"] = bow
    own = fetch_neighbourhoods(task, 2025).files[0]

    assert any("1 neighbourhood(s) was not valid" in remark for remark in english(own))
    table = read_neighbourhoods(tmp_path / own.file, municipality=CODE)
    assert table.geometry.area.iloc[0] == pytest.approx(45_000)


def test_of_stacked_years_the_newest_is_taken(task, tmp_path):
    piece = fetch_residents(task, WHERE, "postcode6")

    table = read_postcode6(tmp_path / piece.file)
    assert table["demand_id"].tolist() == ["1000AA", "1000AB", "1000AC", "1000AD", "1000AE", "1000AF"]
    assert set(table["year"]) == {2024}
    assert table["residents"].tolist() == [50.0] * 6
    assert table["households"].tolist() == [25.0] * 6
    assert table["one_person_households"].isna().tolist() == [False, True, False, False, False, False]
    assert table["age_15_24"].isna().tolist() == [False, True, False, False, False, False]
    assert piece.reference_date == "2024-01-01"
    assert any("1 row(s) with residents have no place" in remark for remark in english(piece))


def test_stacked_years_come_apart_where_the_filter_is_refused(server, task, tmp_path):
    server.data.collections[POSTCODES].queryables = ()
    piece = fetch_residents(task, WHERE, "postcode6")

    assert set(read_postcode6(tmp_path / piece.file)["year"]) == {2024}
    assert len(server.paths("postcode6")) == 3 + 1


def test_ages_that_are_not_published_are_told(server, task):
    for each in server.data.collections[POSTCODES].features:
        for name in [name for name in each["properties"] if name.startswith("aantal_inwoners_")]:
            del each["properties"][name]
    piece = fetch_residents(task, WHERE, "postcode6")

    assert any("no ages per point" in remark for remark in english(piece))


def test_postcodes_of_nobody_are_no_residents(server, task):
    for each in server.data.collections[POSTCODES].features:
        each["properties"]["aantal_inwoners"] = SECRET

    with pytest.raises(
        InputError,
        match="postcodes with residents; tried: 2026 not published, 2025 not published, 2024 without figures",
    ):
        fetch_residents(task, WHERE, "postcode6")


def test_a_postcode_of_the_neighbours_stays_theirs(server, task, tmp_path):
    rows = server.data.collections[POSTCODES].features
    wet = {"postcode6": "1000WA", "jaarcode": 2024, "aantal_inwoners": 5}
    rows.append(feature(wet, at(800, 300, 820, 320)))
    rows.append(feature(wet | {"postcode6": "1000WB"}, at(940, 300, 948, 320)))
    piece = fetch_residents(task, WHERE, "postcode6")

    codes = set(read_postcode6(tmp_path / piece.file)["demand_id"])
    assert "2000AA" not in codes
    # On the water within what the doors put to the nearest neighbourhood, and beyond it.
    assert "1000WA" in codes
    assert "1000WB" not in codes


def test_squares_come_out_of_the_zip_of_the_country(server, task, tmp_path):
    server.data.files[SQUARES] = squares_zip()
    piece = fetch_residents(task, WHERE, "squares100")

    table = read_squares(tmp_path / piece.file)
    assert len(table) == 6
    assert set(table["year"]) == {2024}
    assert table["one_person_households"].isna().all()
    assert piece.format == "squares100"
    assert not list(tmp_path.glob(".country*"))


def bomb_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("vierkanten.gpkg", bytes(50_000_000))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda _: bomb_zip(), "MB that unpack to 50 MB"),
        # Byte 8 of a zip, and 10 of its list at the end, hold how it is packed: 99 is nothing Python knows.
        (lambda whole: whole.replace(b"\x08\x00", b"\x63\x00"), "no whole zip"),
        (lambda whole: whole[:100] + bytes(200) + whole[300:], "no whole zip"),
        (lambda whole: whole[:-30], "no whole zip"),
    ],
    ids=["bomb", "packed otherwise", "damaged", "cut"],
)
def test_a_zip_that_is_a_bomb_or_damaged_is_refused_and_leaves_nothing(server, task, tmp_path, damage, said):
    server.data.files[SQUARES] = damage(squares_zip())
    with pytest.raises(FetchError, match=said):
        fetch_residents(task, WHERE, "squares100")
    assert not list(tmp_path.rglob("*.gpkg"))


def test_the_newest_squares_are_found_without_a_list(server, task, tmp_path):
    server.data.files[SQUARES] = squares_zip()
    server.data.files["/vierkant/100/2026-cbs_vk100_2025_v1.zip"] = squares_zip(2025)
    piece = fetch_residents(task, WHERE, "squares100")

    assert set(read_squares(tmp_path / piece.file)["year"]) == {2025}
    assert [each.path for each in server.paths("vierkant")] == ["/vierkant/100/2026-cbs_vk100_2025_v1.zip"]
    assert piece.remarks == ()


def test_a_later_edition_of_a_year_goes_before_its_first(server, task):
    server.data.files[SQUARES] = squares_zip()
    server.data.files["/vierkant/100/2026-cbs_vk100_2024_v2.zip"] = squares_zip()
    piece = fetch_residents(task, WHERE, "squares100")

    assert piece.answers[0].url.endswith("2026-cbs_vk100_2024_v2.zip")
    assert english(piece) == ["Of the squares the year 2024 was taken; also asked for: 2025 (not published)."]


def test_no_more_questions_than_a_few_are_asked_for_squares(server, task):
    with pytest.raises(InputError):
        fetch_residents(task, WHERE, "squares100")

    asked = [each.path for each in server.paths("vierkant")]
    assert asked[:2] == ["/vierkant/100/2026-cbs_vk100_2025_v1.zip", "/vierkant/100/2026-cbs_vk100_2024_v2.zip"]
    assert len(asked) == len(set(asked)) == 1 + 2 + 4 * 3


def test_of_a_country_without_anyone_here_two_zips_are_opened(server, task):
    for year in (2025, 2024, 2023):
        server.data.files[f"/vierkant/100/{year + 1}-cbs_vk100_{year}_v1.zip"] = squares_zip(year)
    far = shapely.box(0, 300_000, 1, 300_001)

    with pytest.raises(InputError, match="tried: 2025 without figures, 2024 without figures"):
        fetch_residents(task, replace(WHERE, land=far, whole=far), "squares100")
    assert not [each for each in server.paths("vierkant") if "2023_v1" in each.path]


@pytest.mark.parametrize(("kind", "year"), [("postcode6", 2023), ("squares100", 2024)])
def test_a_year_that_is_pinned_is_the_only_one_asked_for(server, task, kind, year):
    server.data.files[SQUARES] = squares_zip()
    years = task.live.years.model_copy(update={"pinned": PinnedYears(**{kind: year})})
    task = replace(task, live=task.live.model_copy(update={"years": years}))
    piece = fetch_residents(task, WHERE, kind)

    assert piece.reference_date == f"{year}-01-01"
    assert all("was taken" not in remark for remark in english(piece))
    assert {each.named.get("jaarcode") for each in server.paths("postcode6")} <= {str(year)}


def test_a_year_with_ages_goes_before_a_newer_one_without(server, task):
    for each in server.data.collections[POSTCODES].features:
        if each["properties"]["jaarcode"] == 2024:
            for name in [name for name in each["properties"] if name.startswith("aantal_inwoners_")]:
                del each["properties"][name]
    piece = fetch_residents(task, WHERE, "postcode6")

    assert piece.file == "postcode6_2023.gpkg"
    assert any("the year 2023 was taken" in remark and "2024 (without ages)" in remark for remark in english(piece))


PC6 = "/postcode/2026-cbs_pc6_2025_v1.zip"


def test_postcodes_of_a_newer_year_come_out_of_the_file_of_the_country(server, task, tmp_path):
    server.data.files[PC6] = postcodes_zip(2025)
    piece = fetch_residents(task, WHERE, "postcode6_country")

    table = read_postcode6(tmp_path / piece.file)
    assert table["demand_id"].tolist() == sorted(SPOTS)
    assert set(table["year"]) == {2025}
    assert table["residents"].tolist() == [55.0] * 6
    assert table["benefits"].isna().all()
    assert (piece.source, piece.format, piece.remarks) == ("postcode6", "postcode6", ())
    assert not server.paths("/ogc/")


def test_postcodes_of_the_country_without_ages_are_told(server, task, tmp_path):
    server.data.files[PC6] = postcodes_zip(2025, ages=False)
    piece = fetch_residents(task, WHERE, "postcode6_country")

    assert read_postcode6(tmp_path / piece.file)["age_65_plus"].isna().all()
    assert any("no ages per point" in remark for remark in english(piece))


def test_postcodes_of_the_country_that_are_not_there_are_told(task):
    with pytest.raises(InputError, match="postcodes with residents; tried: 2025 not published"):
        fetch_residents(task, WHERE, "postcode6_country")


def test_squares_that_are_no_zip_are_told(server, task):
    server.data.files[SQUARES] = b"PK but no zip"

    with pytest.raises(FetchError, match="no whole zip"):
        fetch_residents(task, WHERE, "squares100")


def test_squares_that_are_not_there_are_told(task):
    with pytest.raises(InputError, match="squares with residents; tried: 2025 not published, 2024 not published"):
        fetch_residents(task, WHERE, "squares100")


def test_a_zip_of_2_gb_is_refused(server, task):
    server.trouble(SQUARES, "huge")

    with pytest.raises(TooLargeError, match="2,000 MB was announced"):
        fetch_residents(task, WHERE, "squares100")


@pytest.mark.parametrize("suffix", [25, 28, 101])
def test_health_comes_in_whatever_number_stands_behind_a_name(server, task, tmp_path, suffix):
    server.data.odata[HEALTH] = estimates(suffix=suffix)
    piece = fetch_health(task, WHERE)

    table = read_health(tmp_path / piece.file)
    assert table["neighbourhood"].tolist() == ["BU99980000", "BU99980001"]
    assert table["share_lonely"].tolist() == [0.4, 0.4]
    assert table["share_severely_lonely"].isna().tolist() == [False, True]
    assert set(table["year"]) == {2024}
    reference = read_health_reference(tmp_path / piece.file)
    assert reference["code"].tolist() == ["GM9998", "NL01", "WK999800"]


def test_the_margins_are_fetched_too(task, tmp_path):
    piece = fetch_health(task, WHERE)

    table = pd.read_csv(tmp_path / piece.file, dtype=str)
    own = table[(table["WijkenEnBuurten"] == "BU99980000") & (table["Leeftijd"] == "20300")]
    assert dict(zip(own["Marges"], own["Eenzaam"], strict=True)) == {
        "MW00000": "40.0",
        "MOG0095": "36.0",
        "MBG0095": "44.0",
    }
    assert set(table["Leeftijd"]) == {"20300", "80200"}
    assert set(table["WijkenEnBuurten"]) == {"BU99980000", "BU99980001", "WK999800", "GM9998", "NL01"}


def test_pages_of_estimates_are_followed(server, task, tmp_path):
    server.data.odata_page = 2
    piece = fetch_health(task, WHERE)

    assert piece.rows == 5 * 2 * 3
    assert len(read_health(tmp_path / piece.file)) == 2


def test_an_older_year_is_taken_where_the_newest_has_nothing(server, task, tmp_path):
    for row in server.data.odata[HEALTH]["rows"]:
        if row["Perioden"] == "2024JJ00":
            row.update({name: None for name in row if name[:1].isupper() and "_" in name})
    piece = fetch_health(task, WHERE)

    assert piece.file == "gezondheid_2022.csv"
    assert "Of the estimates of RIVM the year 2022 was taken; also asked for: 2024 (without figures)." in english(piece)
    assert set(read_health(tmp_path / piece.file)["year"]) == {2022}


def test_an_older_table_is_taken_where_the_newest_is_gone(server, task, tmp_path):
    server.data.odata["50120NED"] = server.data.odata.pop(HEALTH)
    piece = fetch_health(task, WHERE)

    assert set(read_health(tmp_path / piece.file)["year"]) == {2024}


def lonely(piece, folder):
    table = read_health(folder / piece.file)
    return dict(zip(table["neighbourhood"], table["share_lonely"], strict=True))


def test_years_are_tried_where_the_table_does_not_say_which_it_has(server, task):
    del server.data.odata[HEALTH]["about"]["Perioden"]
    piece = fetch_health(task, WHERE)

    assert piece.file == "gezondheid_2024.csv"
    assert any("also asked for: 2026 (without figures), 2025 (without figures)" in each for each in english(piece))


def test_figures_with_the_codes_of_another_year_join_where_the_outline_is_the_same(server, task, tmp_path):
    # The table has the codes of 2024, the neighbourhoods are of 2025: Oost is now where another area was.
    for each in server.data.collections[buurten(2024)].features:
        if each["properties"]["buurtcode"] == "BU99980001":
            each["geometry"] = at(350, -50, 750, 350)
    piece = fetch_health(task, WHERE)

    figures = lonely(piece, tmp_path)
    assert figures["BU99980000"] == 0.4
    assert pd.isna(figures["BU99980001"])
    (told,) = piece.remarks
    assert "codes of 2024, the neighbourhoods are of 2025" in told.en
    assert "Of 1 neighbourhood(s)" in told.en
    assert "Oost (BU99980001): this code had another area then" in told.en
    assert "Oost (BU99980001): deze code had toen een ander gebied" in told.nl


def test_a_code_that_was_not_there_then_gets_no_figures(server, task, tmp_path):
    rows = server.data.collections[buurten(2024)].features
    rows[:] = [each for each in rows if each["properties"]["buurtcode"] != "BU99980000"]
    piece = fetch_health(task, WHERE)

    assert pd.isna(lonely(piece, tmp_path)["BU99980000"])
    assert "West (BU99980000): this code did not exist then" in english(piece)[0]


def test_where_nobody_has_the_outlines_the_names_decide(server, task, tmp_path):
    del server.data.collections[buurten(2024)]
    names = server.data.odata[HEALTH]["about"]["WijkenEnBuurten"]
    names[0]["Title"] = "Boschpoort"
    piece = fetch_health(task, WHERE)

    figures = lonely(piece, tmp_path)
    assert pd.isna(figures["BU99980000"])
    assert figures["BU99980001"] == 0.4
    assert "West (BU99980000): this code has another name there" in english(piece)[0]


def test_where_nothing_can_be_compared_nothing_is_joined(server, task, tmp_path):
    del server.data.collections[buurten(2024)]
    for entity in ("TableInfos", "WijkenEnBuurten"):
        del server.data.odata[HEALTH]["about"][entity]
    piece = fetch_health(task, WHERE)

    assert pd.isna([*lonely(piece, tmp_path).values()]).all()
    assert "codes of an unknown year" in english(piece)[0]
    assert "West (BU99980000), Oost (BU99980001): cannot be compared" in english(piece)[0]


def test_codes_of_the_same_year_are_not_compared(server, task, tmp_path):
    piece = fetch_health(task, replace(WHERE, year=2024))

    assert lonely(piece, tmp_path) == {"BU99980000": 0.4, "BU99980001": 0.4}
    assert not server.paths("wijken-en-buurten")
    assert piece.remarks == ()


def test_a_measure_that_was_dropped_is_missing_and_told(server, task, tmp_path):
    held = server.data.odata[HEALTH]
    held["about"]["DataProperties"] = [
        each for each in held["about"]["DataProperties"] if not each["Key"].startswith("BeperkingInBewegen")
    ]
    piece = fetch_health(task, WHERE)

    assert read_health(tmp_path / piece.file)["share_limited_mobility"].isna().all()
    assert any("'BeperkingInBewegen'" in remark for remark in english(piece))


def test_no_estimates_at_all_is_told(server, task):
    server.data.odata[HEALTH]["rows"] = []

    with pytest.raises(InputError, match=r"50150NED has nothing for 2024.+50120NED is not there"):
        fetch_health(task, WHERE)


def test_a_table_that_is_none_is_told(server, task):
    server.data.files["/ODataFeed/odata/50150NED/DataProperties"] = json.dumps({"value": "x"}).encode()

    with pytest.raises(FetchError, match="no OData table"):
        fetch_health(task, WHERE)


def test_halls_in_use_are_candidate_sites(server, task, tmp_path):
    piece = fetch_sites(task, WHERE)

    table = read_layer(tmp_path / piece.file, required=("site_id", "address", "postcode", "functions", "floor_area"))
    assert table["site_id"].tolist() == ["bag/9998010000000005", "bag/9998010000001500", "bag/9998010000002299"]
    assert table["address"].iloc[0] == "Straat 5A, Proefstad"
    assert table["floor_area"].tolist() == [120.0, 80.0, 80.0]
    assert len(server.paths(BAG)) == 3


def test_no_hall_at_all_is_an_empty_layer(server, task, tmp_path):
    server.data.collections[BAG] = Collection([])
    piece = fetch_sites(task, WHERE)

    assert piece.rows == 0
    assert (tmp_path / piece.file).is_file()


def test_the_same_answers_give_the_same_bytes(server, tmp_path):
    def bytes_of(folder):
        folder.mkdir()
        task = task_to(server, folder)
        pieces = [*fetch_neighbourhoods(task).files, fetch_residents(task, WHERE, "postcode6")]
        pieces += [fetch_health(task, WHERE), fetch_sites(task, WHERE)]
        return {piece.file: (folder / piece.file).read_bytes() for piece in pieces}

    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_figures_of_a_year_without_any_are_seen_as_such(server, task):
    server.data.collections[buurten(2025)] = neighbourhoods(year=2025, figures=False)

    own = fetch_neighbourhoods(task).files[0]
    assert own.file == "buurten_2024.gpkg"
    (told,) = english(own)
    assert told == (
        "Of the neighbourhoods the year 2024 was taken; also asked for: 2026 (without figures), 2025 (without figures)."
    )
