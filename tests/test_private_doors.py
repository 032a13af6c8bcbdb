"""No source reaches behind the public interface of the libraries we draw and serve with (docs/framework.md)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import ROOT

LIBRARIES = ("branca", "folium", "osmnx", "streamlit", "streamlit_folium")
SOURCES = sorted(
    [
        ROOT / "streamlit_app.py",
        *(
            path
            for folder in ("commands", "geo", "layers", "publishing", "views")
            for path in (ROOT / folder).rglob("*.py")
        ),
    ]
)
DOCUMENTED = {"_template"}
"""What a library's own guide tells to set: folium's macro elements carry their template under this name."""


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in DOCUMENTED


def root_of(expression: ast.expr | None) -> str | None:
    """Name from which an expression starts: `m` for `m.get_root().header` and for `m[0](1)._x`."""
    while isinstance(expression, ast.Attribute | ast.Call | ast.Subscript):
        expression = expression.func if isinstance(expression, ast.Call) else expression.value
    return expression.id if isinstance(expression, ast.Name) else None


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Give each import of the libraries: the name in this module, and the full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in LIBRARIES:
                    yield alias.asname or alias.name.split(".")[0], alias.name
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in LIBRARIES:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def bindings(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Give each name that gets a value or type, and the name where that starts."""
    for node in ast.walk(tree):
        pairs: list[tuple[ast.expr | None, ast.expr | None]] = []
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign):
            pairs = [(node.target, node.annotation), (node.target, node.value)]
        elif isinstance(node, ast.withitem):
            pairs = [(node.optional_vars, node.context_expr)]
        elif isinstance(node, ast.For | ast.comprehension):
            pairs = [(node.target, node.iter)]
        elif isinstance(node, ast.arg):
            pairs = [(ast.Name(node.arg), node.annotation)]
        for target, value in pairs:
            start = root_of(value)
            if isinstance(target, ast.Name) and start is not None:
                yield target.id, start


def private_doors(source: str) -> set[str]:
    """List the private names of the libraries that a module uses, as far as reading it can tell."""
    tree = ast.parse(source)
    found = {full for _, full in imports(tree) if any(is_private(part) for part in full.split("."))}
    theirs = {name for name, _ in imports(tree)}
    before = -1
    while before != len(theirs):
        before = len(theirs)
        theirs |= {name for name, start in bindings(tree) if start in theirs}
    heirs = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and {*map(root_of, node.bases)} & theirs]
    return found.union(private_uses(tree, theirs), *(private_uses(heir, {"self", "cls"}) for heir in heirs))


def private_uses(tree: ast.AST, theirs: set[str]) -> set[str]:
    """List the private attributes that are asked of some names."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr) and root_of(node.value) in theirs:
            found.add(node.attr)
        elif isinstance(node, ast.Call) and root_of(node.func) in {"getattr", "setattr", "delattr", "hasattr"}:
            name = node.args[1] if len(node.args) > 1 else None
            if isinstance(name, ast.Constant) and is_private(str(name.value)) and root_of(node.args[0]) in theirs:
                found.add(str(name.value))
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_private_door_is_used(path: Path) -> None:
    assert private_doors(path.read_text("utf-8")) == set()


def test_the_styled_parts_of_streamlit_are_listed() -> None:
    """What has no public name is styled by Streamlit's names of parts; the list of them gives the reason for each."""
    styles = "".join(file.read_text("utf-8") for file in (ROOT / "static").glob("*/*.css"))
    parts = {part for part in re.findall(r'\[data-testid[\^$]?="([\w-]+)"\]', styles) if part.startswith("st")}
    listed = (ROOT / "docs" / "framework.md").read_text("utf-8").partition("## Parts of Streamlit that we style")[2]
    families = re.findall(r"`(st[A-Z][\w-]*)(\.\.\.)?`", listed.partition("|---|")[2])
    exact, beginnings = {name for name, more in families if not more}, [name for name, more in families if more]
    assert {part for part in parts if not part.startswith(tuple(beginnings))} == exact
    assert [name for name in beginnings if not any(part.startswith(name) for part in parts)] == []


@pytest.mark.parametrize(
    ("source", "doors"),
    [
        ("from streamlit_folium import _get_map", {"streamlit_folium._get_map"}),
        ("import osmnx._overpass as o", {"osmnx._overpass"}),
        ("from osmnx import _http", {"osmnx._http"}),
        ("import osmnx as ox\nox.settings._x = 1", {"_x"}),
        ("import folium\ndef f(m: folium.Map):\n    return m.get_root()._children", {"_children"}),
        ("import folium\nm = folium.Map()\nfor child in m.a():\n    child._id", {"_id"}),
        ("from branca.element import Element\nclass A(Element):\n    def f(self):\n        self._parent", {"_parent"}),
        ("import folium\nsetattr(folium.Map, '_x', 1)", {"_x"}),
        (
            "import folium\nclass A(folium.MacroElement):\n    _template = 1\n    def f(self):\n        self._template",
            set(),
        ),
        ("import folium\nclass B:\n    pass\nx = B()\nx._own = folium.__version__", set()),
    ],
)
def test_the_reading_finds_what_is_private(source, doors):
    assert private_doors(source) == doors
