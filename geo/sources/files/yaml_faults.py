"""Turn faults found by pydantic into advice that a volunteer can act on."""

from __future__ import annotations

from enum import Enum
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from geo.errors import FaultList, did_you_mean

Location = tuple[int | str, ...]
_NAMING_KEYS: Final = ("id", "figure", "name", "topic")
_EXPECTED: Final = {
    "string_type": ("text", "Put it between quotes."),
    "float_type": ("a number", "Write only the number, with a point for decimals."),
    "int_type": ("a whole number", "Write only the number."),
    "int_from_float": ("a whole number", "Take out the decimals."),
    "bool_type": ("true or false", "Write true or false."),
    "list_type": ("a list", "Write it as [first, second] or as lines that start with a hyphen."),
    "tuple_type": ("a list", "Write it as [first, second] or as lines that start with a hyphen."),
    "model_type": ("a group of keys", "Write its keys on lines of their own, indented."),
    "dict_type": ("a group of keys", "Write its keys on lines of their own, indented."),
}
_BOUNDS: Final = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
    "too_short": ("as many items as", "min_length"),
    "too_long": ("no more items than", "max_length"),
}


def line_of(document: CommentedMap | CommentedSeq, location: Location) -> int:
    """Find the line of a key, or of the nearest thing around it that exists.

    Parameters
    ----------
    document
        What the YAML reader returned.
    location
        Keys and positions, from the outside in.

    Returns
    -------
    int
        The line, counted from 1.
    """
    node: Any = document
    line = document.lc.line or 0
    for step in location:
        if isinstance(node, CommentedMap) and step in node:
            line = node.lc.key(step)[0]
        elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
            line = node.lc.item(step)[0]
        else:
            break
        node = node[step]
    return int(line) + 1


def field_name(document: Any, location: Location) -> str:
    """Name a key as a reader would: `places[daalhoeve].location.lat`."""
    name, node = "", document
    for step in location:
        child = node[step] if _has(node, step) else None
        if isinstance(step, int):
            labels = [str(child[key]) for key in _NAMING_KEYS if isinstance(child, dict) and key in child]
            name += f"[{labels[0] if labels else step + 1}]"
        else:
            name += f".{step}" if name else str(step)
        node = child
    return name or "the file"


def _has(node: Any, step: int | str) -> bool:
    if isinstance(node, dict):
        return step in node
    return isinstance(node, list) and isinstance(step, int) and step < len(node)


def _unwrapped(annotation: Any) -> Any:
    """Take the model or enumeration inside `X | None`, `tuple[X, ...]` and `Annotated[X, ...]`."""
    if get_origin(annotation) in {Union, UnionType, tuple, list, Annotated, dict}:
        arguments = [a for a in get_args(annotation) if a not in {type(None), Ellipsis, str}]
        return _unwrapped(arguments[-1 if get_origin(annotation) is dict else 0]) if arguments else str
    return annotation


def _type_at(model: type[BaseModel], location: Location) -> Any:
    current: Any = model
    for step in location:
        if isinstance(current, type) and issubclass(current, BaseModel) and step in current.model_fields:
            current = _unwrapped(current.model_fields[str(step)].annotation)
    return current


def _known_keys(model: type[BaseModel], location: Location) -> list[str]:
    parent = _type_at(model, location[:-1])
    return list(parent.model_fields) if isinstance(parent, type) and issubclass(parent, BaseModel) else []


def _options(model: type[BaseModel], location: Location) -> list[str]:
    kind = _type_at(model, location)
    if get_origin(kind) is Literal:
        return [str(value) for value in get_args(kind)]
    return [str(member.value) for member in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []


def explained(error: Any, model: type[BaseModel]) -> tuple[str, str, str]:
    """Say what was found, what is expected and what to do, for one error of pydantic.

    Parameters
    ----------
    error
        One of `ValidationError.errors()`.
    model
        The model that was checked against.

    Returns
    -------
    tuple
        Found, expected and advice, as a `geo.errors.Fault` holds them.
    """
    location, kind, context = error["loc"], error["type"], error.get("ctx", {})
    found = "nothing" if error["input"] is None else _short_text(error["input"])
    if kind == "missing":
        return "nothing", f"the key '{location[-1]}'", f"Add a line '{location[-1]}: ...' here."
    if kind == "extra_forbidden":
        keys = _known_keys(model, location)
        advice = f"{did_you_mean(location[-1], keys)}Rename the key or take it out."
        return f"the unknown key '{location[-1]}'", f"one of {', '.join(keys)}", advice
    if kind in {"enum", "literal_error"}:
        options = _options(model, location)
        return found, f"one of {', '.join(options)}", f"{did_you_mean(error['input'], options)}Choose from the list."
    if kind in _BOUNDS:
        words, key = _BOUNDS[kind]
        return found, f"{words} {context[key]:g}", "Correct the value."
    if "expected" in context:
        return found, str(context["expected"]), str(context["advice"])
    expected, advice = _EXPECTED.get(kind, (error["msg"], "Correct the value."))
    return found, expected, advice


def _short_text(value: object) -> str:
    if isinstance(value, (dict, list)):
        return "a group of keys" if isinstance(value, dict) else "a list"
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def add_validation_faults(
    error: ValidationError, document: CommentedMap, model: type[BaseModel], faults: FaultList
) -> None:
    """Note every fault that pydantic found, with its line and key.

    Parameters
    ----------
    error
        What pydantic raised.
    document
        The document as the YAML reader returned it, with lines.
    model
        The model that was checked against, for the nearest valid value.
    faults
        Where the faults are noted.
    """
    for single in error.errors(include_url=False):
        location: Location = single["loc"]
        found, expected, advice = explained(single, model)
        extra = single.get("ctx", {}).get("field")
        if extra is not None:
            parent: Any = document
            for step in location:
                parent = parent[step] if _has(parent, step) else None
            location = (*location, extra)
            found = _short_text(parent[extra]) if _has(parent, extra) else "nothing"
        row = f"line {line_of(document, location)}"
        faults.add(found, expected, advice, row=row, field=field_name(document, location))
