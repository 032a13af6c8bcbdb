"""`run.py` opens on every Python 3, to say which one is needed."""

from __future__ import annotations

import ast
import re
import sys

import pytest

import run
from tests import ROOT


class TestPython:
    @pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
    def test_supported(self, version):
        assert run.python_fault((*version, 0)) == ""

    @pytest.mark.parametrize("version", [(3, 5), (3, 10), (3, 14), (4, 0)])
    def test_another_is_named_with_what_to_do(self, version):
        said = run.python_fault((*version, 1))
        assert f"this is Python {version[0]}.{version[1]}." in said
        assert "3.11, 3.12 or 3.13" in said
        assert "python3.11 run.py map" in said

    def test_the_door_opens_on_old_pythons(self):
        door = (ROOT / "run.py").read_text("utf-8")
        tree = ast.parse(door, feature_version=(3, 4))
        # These parse with feature_version, yet stop an old Python.
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.AnnAssign)]
        assert "from __future__" not in door
        before_check = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        assert [ast.unparse(node) for node in before_check] == ["import sys"]

    def test_the_bounds_are_those_of_the_project(self):
        promised = re.search(r'requires-python = ">=3\.(\d+),<3\.(\d+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
        assert promised is not None
        assert ((3, int(promised[1])), (3, int(promised[2]) - 1)) == (run.OLDEST, run.NEWEST)

    def test_only_the_standard_library_is_imported(self):
        for file in [ROOT / "run.py", *(ROOT / "setup_steps").glob("*.py")]:
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                for name in names:
                    assert name.split(".")[0] in {*sys.stdlib_module_names, "setup_steps"}, f"{file.name}: {name}"
