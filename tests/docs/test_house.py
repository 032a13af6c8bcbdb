"""The drawing of the house in the README is the house as the imports have it."""

from __future__ import annotations

import re

import grimp
import pytest

from tests import ROOT

PACKAGES = ("commands", "views", "publishing", "layers", "geo")
FOLDERS = re.compile(r"^(?P<package>\w*) +(?P<rooms>[a-z]+(?:  [a-z]+)*)(?:   .*)?$")


def floors() -> list[list[str]]:
    """The rooms of the drawing, the top floor first: `geo.streets`, or `layers` where a package has no rooms."""
    drawing = re.search(r"```text\n(commands.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert drawing is not None
    found, package = [], ""
    for line in drawing[1].splitlines():
        package = (line.split(" ")[0]) or package
        named = FOLDERS.match(line)
        rooms = named["rooms"].split("  ") if named else []
        rooms = [f"{package}.{room}" for room in rooms if (ROOT / package / room).is_dir()]
        if rooms or line.startswith(PACKAGES):
            found.append(rooms or [package])
    return found


def room_of(module: str) -> str:
    """The room that a module is in; a file beside the rooms belongs to the package."""
    package, _, rest = module.partition(".")
    name = rest.split(".")[0]
    return f"{package}.{name}" if name and (ROOT / package / name).is_dir() else package


@pytest.fixture(scope="module")
def imports() -> set[tuple[str, str]]:
    graph = grimp.build_graph(*PACKAGES)
    return {
        (module, imported)
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
        if room_of(module) != room_of(imported)
    }


def test_every_room_is_drawn_once():
    drawn = [room for floor in floors() for room in floor]
    rooms = {
        f"{package}.{folder.name}"
        for package in PACKAGES
        for folder in (ROOT / package).iterdir()
        if (folder / "__init__.py").is_file() and package != "layers"
    }
    assert sorted(drawn) == sorted({*rooms, "commands", "layers"})


def test_imports_run_down_the_drawing(imports):
    level = {room: number for number, floor in enumerate(floors()) for room in floor}
    # A file beside the rooms (`geo/errors.py`) is a word that all rooms share; the package itself opens its rooms.
    wrong = [
        f"{module} imports {imported}"
        for module, imported in sorted(imports)
        if (above := level.get(room_of(module))) is not None
        and (below := level.get(room_of(imported))) is not None
        and above >= below
    ]
    assert wrong == []


def test_files_beside_the_rooms_are_shared_words(imports):
    """What lies beside the rooms of a package imports no room of it: else it would belong into one."""
    wrong = [
        f"{module} imports {imported}"
        for module, imported in sorted(imports)
        if "." in module and room_of(module) in {"geo", "views"} and room_of(imported).startswith(f"{room_of(module)}.")
    ]
    assert wrong == []
