"""The public surface: what it lists is there, typed, documented with an example that runs, and imported late."""

from __future__ import annotations

import ast
import doctest
import inspect
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import geo
from geo.library.tiny_inputs import write_town
from tests import ROOT

FUNCTIONS = sorted(name for name in geo.__all__ if inspect.isfunction(getattr(geo, name)))
MODULES = sorted({getattr(geo, name).__module__ for name in FUNCTIONS})
HEAVY = {"osmnx", "matplotlib", "sklearn", "streamlit", "folium"}


def modules_after(code: str) -> set[str]:
    asked = f"{code}\nimport json, sys; print(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True, cwd=ROOT)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_importing_it_imports_nothing():
    third_party = {"numpy", "pandas", "geopandas", "shapely", "scipy", "pyproj", "pandera", "networkx", "pydantic"}
    assert modules_after("import geo").isdisjoint(HEAVY | third_party)


def test_a_measure_imports_neither_osmnx_nor_schemas():
    code = (
        "import geo; town = geo.tiny_town(); walks = geo.walks(town.streets, town.residents, town.places)\n"
        "geo.coverage(town.residents, walks)"
    )
    assert modules_after(code).isdisjoint(HEAVY | {"pandera", "requests"})


def test_the_three_lists_of_names_are_one():
    tree = ast.parse(Path(geo.__file__).read_text(encoding="utf-8"))
    (typed,) = [node for node in tree.body if isinstance(node, ast.If)]
    seen_by_mypy = {(node.module, alias.name) for node in typed.body for alias in node.names}
    imported_late = {(home, name) for home, names in geo._HOMES.items() for name in names}
    assert seen_by_mypy == imported_late
    assert sorted(name for _, name in imported_late) == geo.__all__
    assert set(geo.__all__) <= set(dir(geo))


def test_what_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'covrage'"):
        _ = geo.covrage


def test_it_ships_its_types():
    assert (Path(geo.__file__).parent / "py.typed").is_file()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_typed_and_documented(name):
    function = getattr(geo, name)
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(one.annotation is not inspect.Parameter.empty for one in signature.parameters.values())
    sections = ["Returns", "Examples"]
    if name != "tiny_town":
        sections += ["Parameters", "Raises", "Notes"]
    for section in sections:
        assert f"\n{section}\n{'-' * len(section)}\n" in inspect.getdoc(function), section


@pytest.mark.parametrize("name", ["geo", *(f"{getattr(geo, name).__module__}.{name}" for name in FUNCTIONS)])
def test_every_example_runs(name):
    module = import_module(name.rpartition(".")[0] or name)
    (examples,) = [one for one in doctest.DocTestFinder(recurse=name != "geo").find(module) if one.name == name]
    assert examples.examples
    printed: list[str] = []
    # Pandas pads the names of an index with spaces, which no editor keeps.
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples, out=printed.append)
    assert not printed, "".join(printed)


def test_the_tiny_town_is_the_one_that_is_built(tmp_path):
    town = geo.tiny_town()
    bundle = geo.build(write_town(tmp_path), tmp_path / "inputs", str(tmp_path / "bundle"))
    demand = bundle.demand.set_index("demand_id")
    assert demand["residents"].to_dict() == pytest.approx(town.residents["residents"].to_dict())
    centres = town.places[town.places["functions"] == "meet;join_in"]
    found = geo.nearest(town.streets, town.residents, centres)
    assert found["distance"].to_dict() == demand["nearest_distance"].to_dict()
    assert geo.read_bundle(tmp_path / "bundle").manifest == bundle.manifest
