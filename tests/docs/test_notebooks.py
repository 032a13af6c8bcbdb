from __future__ import annotations

import ast

import nbformat
import pytest
from nbclient import NotebookClient

import geo
import layers
from tests import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.name for path in NOTEBOOKS])
def test_a_notebook_runs_from_top_to_bottom(path, monkeypatch):
    monkeypatch.delenv(
        "MPLBACKEND", raising=False
    )  # importing Streamlit, as other tests do, turns plots off for the kernel
    notebook = nbformat.read(path, as_version=4)
    done = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("image/png" in output.get("data", {}) for output in shown), "a plot"
    assert any("<iframe" in output.get("data", {}).get("text/html", "") for output in shown), "a map"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.name for path in NOTEBOOKS])
def test_a_notebook_is_stored_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.name for path in NOTEBOOKS])
def test_a_notebook_uses_only_what_is_public(path):
    notebook = nbformat.read(path, as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    ours = {"geo": geo, "layers": layers}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom):
            assert str(node.module).split(".")[0] not in ours, node.module
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ours:
            assert node.attr in ours[node.value.id].__all__, node.attr
