"""Read hand-written YAML, and name file, line and key of every fault."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.reader import ReaderError

from geo.errors import FaultList
from geo.sources.files.yaml_faults import Location, add_validation_faults, field_name, line_of

MAX_BYTES: Final = 500_000
_DEEPEST: Final = 50
_MOST_BITS: Final = 63
_ODD: Final = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RuntimeError, AssertionError)
"""What the library throws about a value or mark that it did not think of, such as `!!set x` or `0x_`."""
_HALF: Final = re.compile("[\ud800-\udfff]")
Model = TypeVar("Model", bound=BaseModel)


class _ReferenceError(ComposerError):
    """A YAML reference: nested ones can grow a small file beyond memory."""


class _ShallowComposer(Composer):
    """Stops at a reference, and at a file nested deeper than any of ours, long before Python itself would."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose a node and what is in it."""
        if self.parser.check_event(AliasEvent):
            raise _ReferenceError(None, None, "a reference (*name)", self.parser.peek_event().start_mark)
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ComposerError(
                None, None, f"more than {_DEEPEST} groups inside each other", self.parser.peek_event().start_mark
            )
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _MarkingConstructor(RoundTripConstructor):
    """Says at which line a value cannot be made, such as the 99th day of a month."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """Make the value of a node."""
        try:
            value = super().construct_object(node, deep)
        except _ODD as problem:
            raise ConstructorError(None, None, f"a value that cannot be read ({problem})", node.start_mark) from problem
        if isinstance(value, int) and value.bit_length() > _MOST_BITS:
            raise ConstructorError(None, None, "a number that is far too large", node.start_mark)
        return value


def round_trip_yaml() -> YAML:
    """Build the reader and writer of hand-written files: it keeps comments, order and quotes."""
    yaml = YAML(typ="rt")
    yaml.Composer, yaml.Constructor = _ShallowComposer, _MarkingConstructor
    yaml.preserve_quotes = True
    # Lines that people made long stay one line.
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _decoded(path: Path, faults: FaultList) -> str | None:
    try:
        raw = path.read_bytes()
    except OSError as error:
        faults.add(f"no readable file ({error.strerror})", "a YAML file", "Check the path and the rights.")
        return None
    if len(raw) > MAX_BYTES:
        faults.add(f"{len(raw)} bytes", f"at most {MAX_BYTES}", "Split the file or take out what does not belong.")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        found = f"the byte 0x{raw[error.start]:02X}, which is no UTF-8"
        faults.add(found, "text in UTF-8", "Save the file again with the encoding UTF-8.", row=f"line {line}")
        return None


def _parsed(text: str, faults: FaultList) -> CommentedMap | None:
    try:
        document = round_trip_yaml().load(text)
    except ReaderError as error:
        faults.add(f"an unreadable character ({error.reason})", "plain text", "Retype the line.")
        return None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        row = f"line {mark.line + 1}" if mark is not None else None
        if isinstance(error, _ReferenceError):
            faults.add(str(error.problem), "the text itself", "Write it out in full.", row=row)
            return None
        problem = (error.problem or "something that is no YAML").splitlines()[0]
        advice = "Compare indents, colons and quotes with another file; put text with a colon between quotes."
        faults.add(problem, "valid YAML, each key once", advice, row=row)
        return None
    except (YAMLError, *_ODD) as error:
        found = next(iter(str(error).splitlines()), "something that is no YAML")
        faults.add(found, "valid YAML", "Compare the file with another one.")
        return None
    return _sound(document, faults)


def _sound(document: Any, faults: FaultList) -> CommentedMap | None:
    if not isinstance(document, CommentedMap):
        faults.add("no keys at all", "lines such as 'name: ...'", "Compare the file with another one.", row="line 1")
        return None
    if (location := _half_character(document)) is not None:
        advice = "Type the character itself instead of its number."
        row, field = f"line {line_of(document, location)}", field_name(document, location)
        faults.add("half a character (one of the numbers D800 to DFFF)", "text", advice, row=row, field=field)
        return None
    return document


def _half_character(node: Any, location: Location = ()) -> Location | None:
    """Find where a document holds half of a pair in UTF-16, written as a number: no file and no table can hold it."""
    if isinstance(node, CommentedMap):
        below = [((*location, key), text) for key, value in node.items() for text in (key, value)]
    elif isinstance(node, CommentedSeq):
        below = [((*location, number), value) for number, value in enumerate(node)]
    else:
        return location if isinstance(node, str) and _HALF.search(_joined(node)) else None
    return next((found for place, value in below if (found := _half_character(value, place)) is not None), None)


def _joined(text: str) -> str:
    """Make one character of the two numbers with which JSON writes one beyond U+FFFF, such as an emoji."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") if _HALF.search(text) else text


def plain(node: Any) -> Any:
    """Turn what the YAML reader returns into plain Python values; dates become text in ISO order."""
    if isinstance(node, CommentedMap):
        return {_joined(str(key)): plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [plain(value) for value in node]
    if isinstance(node, (dt.datetime, dt.date)):
        return node.isoformat()[:10]
    if node is None or isinstance(node, bool):
        return node
    for scalar in (str, int, float):
        if isinstance(node, scalar):
            return _joined(str(node)) if scalar is str else scalar(node)
    return str(node)


def read_document(path: Path, faults: FaultList) -> CommentedMap | None:
    """Read one YAML file with its lines, or note why that fails.

    Parameters
    ----------
    path
        The file, in UTF-8.
    faults
        Where faults are noted.

    Returns
    -------
    CommentedMap or None
        The document, whose nodes know their lines, or None if a fault was noted.
    """
    text = _decoded(path, faults)
    return None if text is None else _parsed(text, faults)


def read_checked(path: Path, model: type[Model], faults: FaultList) -> tuple[Model | None, CommentedMap | None]:
    """Read one YAML file and check it against its model.

    Parameters
    ----------
    path
        The file, in UTF-8.
    model
        What the file should hold.
    faults
        Where all faults of the file are noted.

    Returns
    -------
    tuple
        The checked model (None if any fault was noted), and the document with its lines (None if unreadable).
    """
    document = read_document(path, faults)
    if document is None:
        return None, None
    try:
        return model.model_validate(plain(document)), document
    except ValidationError as error:
        add_validation_faults(error, document, model, faults)
        return None, document


def load_checked(path: Path, model: type[Model]) -> Model:
    """Read one YAML file that stands alone.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    faults = FaultList(path)
    checked, _ = read_checked(path, model, faults)
    faults.raise_if_any()
    if checked is None:
        raise AssertionError(f"{path}: neither checked nor faulty")
    return checked
