"""The register: what stands in it is what the booklet says, and every way to break it gives advice."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.errors import Fault, InputError
from geo.sources.register.read import read_register
from tests import ROOT

INITIATIVES = {
    "beihuis",
    "boeken-voor-mensen",
    "dress-for-success",
    "werkhuis",
    "daalhoeve",
    "de-heeg",
    "smile043",
    "lefteam",
    "velorium",
}
SUPPORTING = {"trajekt", "maastricht-vitale-stad"}
Break = Callable[..., Fault]
BREAKS = [
    # file, what stands there, what is put there, field, found, expected, advice
    (
        "beihuis",
        "[meet, join_in, develop, move]",
        "[meet, join_inn]",
        "functions[2]",
        "'join_inn'",
        "join_in",
        "Did you mean 'join_in'?",
    ),
    (
        "smile043",
        "[sport, seniors, food, culture]",
        "[sprot]",
        "domains[1]",
        "'sprot'",
        "sport",
        "Did you mean 'sport'?",
    ),
    (
        "beihuis",
        "lat: 50.851025, lon: 5.665356",
        "lat: 5.665356, lon: 50.851025",
        "places[beihuis].location.lat",
        "5.665356",
        "latitude (about 51)",
        "swapped",
    ),
    (
        "velorium",
        "lat: 50.818917, lon: 5.725532",
        "lat: 48.8566, lon: 2.3522",
        "places[velorium].location.lat",
        "48.8566",
        "in the Netherlands",
        "Copy the point",
    ),
    (
        "velorium",
        "lon: 5.725532",
        "lon: .nan",
        "places[velorium].location.lon",
        "nan",
        "in the Netherlands",
        "Copy the point",
    ),
    (
        "velorium",
        "website: https://www.velorium.nl",
        "website: javascript:alert(1)",
        "website",
        "'javascript:alert(1)'",
        "https://",
        "nothing but a web page",
    ),
    (
        "velorium",
        "website: https://www.velorium.nl",
        'website: https://www.velorium.nl" onclick="alert(1)',
        "website",
        "onclick",
        "https://",
        "Copy the address",
    ),
    (
        "de-heeg",
        "    value: 14000\n    unit: visits\n",
        "    value: 14000\n",
        "figures[visitors].unit",
        "nothing",
        "the key 'unit'",
        "Add a line 'unit: ...'",
    ),
    (
        "de-heeg",
        "    unit: visits\n",
        "    unit: visit\n",
        "figures[visitors].unit",
        "'visit'",
        "visits",
        "Did you mean 'visits'?",
    ),
    (
        "de-heeg",
        "    value: 14000\n",
        "    value: veel\n",
        "figures[visitors].value",
        "'veel'",
        "a number",
        "only the number",
    ),
    (
        "de-heeg",
        "    value: 14000\n",
        "    value: -3\n",
        "figures[visitors].value",
        "-3",
        "at least 0",
        "Correct the value",
    ),
    (
        "velorium",
        "value_high: 15",
        "value_high: 5",
        "figures[volunteers].value_high",
        "5",
        "under value",
        "lower number",
    ),
    (
        "werkhuis",
        "hours: Sa[-1] 14:00-17:00",
        "hours: zaterdags",
        "places[werkhuis].guests[Repair Café Maastricht Oost].hours",
        "'zaterdags'",
        "Mo-Fr 10:00-16:00",
        "Mo Tu We",
    ),
    ("werkhuis", "postcode: 6224 JP", "postcode: 6224", "places[werkhuis].postcode", "6224", "text", "between quotes"),
    (
        "werkhuis",
        "postcode: 6224 JP",
        "postcode: 6224 J",
        "places[werkhuis].postcode",
        "'6224 J'",
        "6211 AB",
        "four digits",
    ),
    (
        "werkhuis",
        "last_checked: 2025-02",
        "last_checked: 02-2025",
        "last_checked",
        "'02-2025'",
        "2025-02",
        "in that order",
    ),
    (
        "werkhuis",
        "name: Stichting Werkhuis Maastricht",
        "naam: Werkhuis",
        "naam",
        "'naam'",
        "name",
        "Did you mean 'name'?",
    ),
    (
        "werkhuis",
        "category: workshop",
        "category: werkplaats",
        "places[werkhuis].category",
        "'werkplaats'",
        "workshop",
        "Choose from the list",
    ),
    (
        "werkhuis",
        "quality: postcode",
        "quality: none",
        "places[werkhuis].location.quality",
        "'none'",
        "address",
        "with a point",
    ),
    (
        "werkhuis",
        "lat: 50.847169, lon: 5.714328, ",
        "lat: 50.847169, ",
        "places[werkhuis].location.lon",
        "nothing",
        "a longitude",
        "Add both",
    ),
    (
        "trajekt",
        "role: supporting",
        "role: supporter",
        "role",
        "'supporter'",
        "supporting",
        "Did you mean 'supporting'?",
    ),
    (
        "maastricht-vitale-stad",
        "no_place:",
        "no_places:",
        "no_places",
        "'no_places'",
        "no_place",
        "Did you mean 'no_place'?",
    ),
    (
        "lefteam",
        "id: lefteam-weert",
        "id: weert",
        "places[weert].id",
        "'weert'",
        "starts with 'lefteam-'",
        "Begin the id",
    ),
    (
        "lefteam",
        "    category: youth_work",
        "    also_run_by: [trajekkt]\n    category: youth_work",
        "places[lefteam].also_run_by[1]",
        "'trajekkt'",
        "trajekt",
        "Did you mean 'trajekt'?",
    ),
    ("lefteam", "id: lefteam\n", "id: left-team\n", "id", "'left-team'", "'lefteam', as the file is named", "Rename"),
    (
        "lefteam",
        "figure: interns",
        "figure: volunteers",
        "figures[volunteers].figure",
        "'volunteers'",
        "each figure once",
        "another name",
    ),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "initiatives"
    shutil.copytree(ROOT / "data" / "initiatives", copy)
    return copy


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as caught:
        read_register(folder)
    return caught.value.faults


def replace_in(path: Path, old: str, new: str) -> int:
    """Replace the first occurrence; return the line it stands on."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}: the test would break nothing"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_all_organisations_of_the_booklet_are_in_the_register():
    register = read_register(ROOT / "data" / "initiatives")
    roles = {name: each.role for name, each in register.organisations.items()}
    assert roles == dict.fromkeys(INITIATIVES, "initiative") | dict.fromkeys(SUPPORTING, "supporting")


def test_every_organisation_has_places_or_a_reason_and_says_both_languages():
    register = read_register(ROOT / "data" / "initiatives")
    for organisation in register.organisations.values():
        assert bool(organisation.places) != (organisation.no_place is not None), organisation.id
        assert organisation.summary.nl != organisation.summary.en
        assert organisation.challenges, organisation.id
        assert organisation.source_date.startswith("2025")


@pytest.mark.parametrize(
    ("organisation", "figure", "expected"),
    [
        ("beihuis", "visitors", (20, 50, "visits", "day", None)),
        ("beihuis", "volunteers", (15, None, "people", "total", None)),
        ("boeken-voor-mensen", "donations", (85_000, None, "euro", "year", 2024)),
        ("boeken-voor-mensen", "stock", (200_000, None, "items", "total", None)),
        ("dress-for-success", "satisfaction", (9.4, None, "grade", "total", None)),
        ("dress-for-success", "referrers", (27, None, "organisations", "total", None)),
        ("werkhuis", "participants", (250, None, "people", "week", None)),
        ("daalhoeve", "budget", (1_357_410, None, "euro", "year", 2025)),
        ("daalhoeve", "visitors", (90_000, None, "visits", "total", None)),
        ("de-heeg", "visitors", (14_000, None, "visits", "year", None)),
        ("smile043", "participations", (17_351, None, "participations", "total", None)),
        ("lefteam", "trajectories", (41, None, "trajectories", "total", None)),
        ("velorium", "visitors", (10_000, None, "visits", "year", 2024)),
        ("velorium", "cycling-lessons", (60, 80, "lessons", "month", None)),
        ("trajekt", "budget", (8_500_000, None, "euro", "total", None)),
        ("maastricht-vitale-stad", "supported-initiatives", (32, None, "initiatives", "year", 2024)),
    ],
)
def test_figures_are_those_of_the_booklet(organisation, figure, expected):
    register = read_register(ROOT / "data" / "initiatives")
    (found,) = [each for each in register.organisations[organisation].figures if each.figure == figure]
    assert (found.value, found.value_high, found.unit.value, found.per, found.year) == expected


def test_shares_of_one_whole_do_not_exceed_it():
    figures = {
        each.figure: each.value
        for each in read_register(ROOT / "data" / "initiatives").organisations["lefteam"].figures
    }
    assert sum(value for name, value in figures.items() if name.startswith("age-")) == 100
    assert sum(value for name, value in figures.items() if name.startswith("outflow-")) <= 100
    assert figures["young-men"] + figures["young-women"] == figures["trajectories"]
    assert figures["in-education"] + figures["not-in-education"] == figures["trajectories"]


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: f"{broken[0]}-{broken[3]}")
def test_a_broken_file_gives_advice(folder, broken):
    name, old, new, field, found, expected, advice = broken
    path = folder / f"{name}.yaml"
    for other in folder.iterdir():
        if other.stem not in {name, "trajekt"}:
            other.unlink()
    first_line = replace_in(path, old, new)
    told = [fault for fault in faults_of(folder) if fault.field == field]
    assert len(told) == 1, faults_of(folder)
    (fault,) = told
    assert fault.file == str(path)
    assert found in fault.found
    assert expected in fault.expected
    assert advice in fault.advice
    line = int(re.fullmatch(r"line (\d+)", str(fault.row)).group(1))
    key = re.sub(r"\[[^\]]*\]$", "", field).rsplit(".", 1)[-1]
    written = path.read_text(encoding="utf-8").splitlines()
    # A key that is missing is told at what should hold it.
    assert key in written[line - 1] or abs(line - first_line) <= 2
    assert all(part in str(fault) for part in (path.name, f"line {line}", field))


def test_two_places_with_one_id_name_both_files(folder):
    line = replace_in(folder / "velorium.yaml", "  - id: velorium\n", "  - id: velorium-x\n")
    replace_in(folder / "velorium.yaml", "id: velorium-x", "id: werkhuis")
    told = [fault for fault in faults_of(folder) if "no other place has" in fault.expected]
    (fault,) = told
    assert fault.file == str(folder / "werkhuis.yaml")
    assert f"velorium.yaml, line {line}" in fault.expected
    assert fault.field == "places[werkhuis].id"


def test_faults_of_all_files_come_together(folder):
    replace_in(folder / "velorium.yaml", "role: initiative", "role: nobody")
    replace_in(folder / "werkhuis.yaml", "functions: [meet, join_in, develop]", "functions: []")
    replace_in(folder / "werkhuis.yaml", "unit: people", "unit: peple")
    files = [Path(fault.file).name for fault in faults_of(folder)]
    assert sorted(files) == ["velorium.yaml", "werkhuis.yaml", "werkhuis.yaml"]


def test_a_file_in_the_wrong_encoding_is_refused_with_its_line(folder):
    path = folder / "boeken-voor-mensen.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.encode("latin-1"))
    (fault,) = faults_of(folder)
    line = next(number for number, words in enumerate(text.splitlines(), 1) if not words.isascii())
    assert (fault.file, fault.row) == (str(path), f"line {line}")
    assert "UTF-8" in fault.expected
    assert "UTF-8" in fault.advice


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("id: a\nid: a\n", "duplicate key"),
        ("id: [a\n", "expected"),
        ("a: &x [1]\nb: *x\n", "reference"),
        ("- a\n", "no keys"),
        ("", "no keys"),
        ("id: a\x00b\n", "unreadable character"),
        ("name: een: twee\n", "mapping values"),
    ],
)
def test_what_is_no_plain_yaml_is_refused(folder, text, found):
    (folder / "velorium.yaml").write_text(text, encoding="utf-8")
    (fault,) = faults_of(folder)
    assert found in fault.found
    assert fault.file.endswith("velorium.yaml")
    assert fault.advice


def test_a_bom_is_no_fault(folder):
    path = folder / "velorium.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert "velorium" in read_register(folder).organisations


def test_a_huge_file_is_refused_unread(folder):
    (folder / "velorium.yaml").write_text("#" * 600_000, encoding="utf-8")
    (fault,) = faults_of(folder)
    assert "600000 bytes" in fault.found


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "{{ config }}", "'; DROP TABLE places; --", "${7*7}"])
def test_hostile_text_in_a_name_stays_text(folder, hostile):
    replace_in(folder / "velorium.yaml", "name: Velorium Outdoor Sport & Bikepark", f'name: "{hostile}"')
    assert read_register(folder).organisations["velorium"].name == hostile


@pytest.mark.parametrize("hidden", ["\\u202E", "\\u200B", "\\u0007"])
def test_invisible_characters_are_refused(folder, hidden):
    replace_in(folder / "velorium.yaml", "name: Velorium Outdoor Sport & Bikepark", f'name: "Velo{hidden}rium"')
    (fault,) = faults_of(folder)
    assert fault.field == "name"
    assert hidden[2:] in fault.advice


def test_an_empty_folder_is_told(tmp_path):
    (fault,) = faults_of(tmp_path)
    assert fault.file == str(tmp_path)
