"""Spoil a good file in the ways that files are spoiled: by hand, on their way, and on purpose."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import strategies as st

from geo.errors import RioolError, visible

HOSTILE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 7, 1e308, -1e308, 5e-324, float("nan"), float("inf"), 10**30, 1 << 64),
    *("", " ", "x", "0", "-1", "1e999", "nan", "none", "null", "~", "2026-13-45", "2026-12-01", "GM0935", "BU09350000"),
    *("\u200b", "\u202eabc", "\ud83c", "\U0001f3e0", "\x1b[2J", "\x00", "\x85", "a\nb", "x" * 3000, "=1+1", "{{7*7}}"),
    *("https://[", "http://a.b:99999/", "https://\u202e.nl", "//x", "../../etc/passwd", "Mo-Fr 99:00", "6211 AB"),
    *([], {}, [[]], {"": ""}, [None], ["x", "x"], {"type": "Point", "coordinates": ["x", None]}, [0] * 50),
    *({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, {"type": "Point", "coordinates": [1e308, float("nan")]}),
)
"""Values that no reader expects where they stand."""


@contextmanager
def only_our_errors() -> Iterator[None]:
    """Let pass what we say ourselves, in words that a terminal can show; any other error fails the test."""
    try:
        yield
    except RioolError as said:
        text = str(said)
        assert text == visible(text)
        assert len(text) < 60_000


def _places(content: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = content.keys() if isinstance(content, dict) else range(len(content)) if isinstance(content, list) else ()
    return [path, *(below for key in keys for below in _places(content[key], (*path, key)))]


@st.composite
def spoiled(draw: Callable[..., Any], content: Any) -> Any:
    """Change one to three places in a document: another value, a key less or more, the same once more."""
    content = copy.deepcopy(content)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(_places(content)[1:] or [()]))
        if not path:
            return draw(st.sampled_from(HOSTILE))
        above = content
        for key in path[:-1]:
            above = above[key]
        change = draw(st.sampled_from(("value", "text", "take", "add", "double", "swap")))
        if change == "take":
            del above[path[-1]]
        elif change == "double" and isinstance(above, list):
            above.append(copy.deepcopy(above[path[-1]]))
        elif change == "add" and isinstance(above, dict):
            above[draw(st.sampled_from(("", "x", "\u200b", "type", "name", "\ud83c")))] = above[path[-1]]
        elif change == "swap":
            other = draw(st.sampled_from(_places(content)))
            value: Any = content
            for key in other:
                value = value[key]
            above[path[-1]] = copy.deepcopy(value)
        elif change == "text":
            above[path[-1]] = draw(st.text(max_size=8) | st.integers() | st.floats())
        else:
            above[path[-1]] = copy.deepcopy(draw(st.sampled_from(HOSTILE)))
    return content


@st.composite
def damaged(draw: Callable[..., Any], content: bytes, tokens: tuple[bytes, ...] = ()) -> bytes:
    """Change one to four spots in a file: cut off, taken out, overwritten, put in, repeated."""
    content = bytes(content)
    pieces = st.sampled_from(tokens or (b"\x00",)) | st.binary(max_size=6)
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(content)))
        end = min(len(content), begin + draw(st.integers(0, 40)))
        change = draw(st.sampled_from(("cut", "take", "write", "put", "repeat", "flip")))
        if change == "cut":
            content = content[:begin]
        elif change == "take":
            content = content[:begin] + content[end:]
        elif change == "write":
            piece = draw(pieces)
            content = content[:begin] + piece + content[begin + len(piece) :]
        elif change == "put":
            content = content[:begin] + draw(pieces) + content[begin:]
        elif change == "repeat":
            content = content[:end] + content[begin:end] * draw(st.integers(1, 3)) + content[end:]
        elif begin < len(content):
            content = content[:begin] + bytes([content[begin] ^ (1 << draw(st.integers(0, 7)))]) + content[begin + 1 :]
    return content
