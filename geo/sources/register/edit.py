"""Edit files of the register: what people wrote stays as they wrote it."""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from ruamel.yaml.comments import CommentedMap

from geo.errors import Fault, FaultList, InputError
from geo.sources.files.yaml import read_document, round_trip_yaml
from geo.sources.register.read import read_register, register_files
from geo.storage import write_bytes

HEADER: Final = "# Bewerken? Lees eerst docs/register.md. / Before editing, read docs/register.md.\n"


def file_of(folder: Path, organisation: str) -> Path:
    """Name the file of an organisation, whether it exists or not."""
    existing = [path for path in register_files(folder) if path.stem == organisation]
    return existing[0] if existing else folder / f"{organisation}.yaml"


def open_document(path: Path) -> CommentedMap:
    """Read a file of the register for editing, with its comments.

    Raises
    ------
    InputError
        If it is no YAML in UTF-8.
    """
    faults = FaultList(path)
    document = read_document(path, faults)
    faults.raise_if_any()
    if document is None:
        raise AssertionError(f"{path}: neither read nor faulty")
    return document


def place_node(document: CommentedMap, place_id: str) -> CommentedMap:
    """Find one place in a document that was checked.

    Raises
    ------
    KeyError
        If it is not there.
    """
    for node in document.get("places", ()):
        if node["id"] == place_id:
            found: CommentedMap = node
            return found
    raise KeyError(place_id)


def block(values: dict[str, Any]) -> CommentedMap:
    """Make a group of keys as the YAML writer likes them, in this order; what is None is left out."""
    node = CommentedMap()
    for key, value in values.items():
        if isinstance(value, dict):
            node[key] = block(value)
        elif value is not None:
            node[key] = list(value) if isinstance(value, tuple) else value
    return node


def as_text(document: CommentedMap) -> str:
    """Write a document down, with the comments it had."""
    stream = io.StringIO()
    round_trip_yaml().dump(document, stream)
    return stream.getvalue()


def save_document(folder: Path, path: Path, text: str) -> None:
    """Put one file into the register, if the whole register is sound with it.

    The new text is tried on a copy of the register first; then the file is replaced in one step.

    Parameters
    ----------
    folder
        The register.
    path
        The file in it to make or replace.
    text
        What should stand in it.

    Raises
    ------
    InputError
        With the faults that the text would bring; nothing is changed then.
    StorageError
        If the disk refuses; nothing is changed then either.
    """
    with tempfile.TemporaryDirectory(prefix="register-") as trial_name:
        trial = Path(trial_name)
        for other in register_files(folder):
            shutil.copyfile(other, trial / other.name)
        (trial / path.name).write_text(text, encoding="utf-8")
        try:
            read_register(trial)
        except InputError as error:
            raise InputError(_renamed(fault, trial, folder) for fault in error.faults) from None
    write_bytes(path, text.encode())


def _renamed(fault: Fault, trial: Path, folder: Path) -> Fault:
    """Tell of a fault as if it stood in the register, not in its copy."""
    file = fault.file.replace(str(trial), str(folder))
    return Fault(file, fault.found, fault.expected, fault.advice, fault.row, fault.field)
