"""What the app gives along: the line to embed, and the address it is made of."""

from __future__ import annotations

from types import SimpleNamespace

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.towns.tiny_context import HOSTILE_STRINGS
from views.shared import downloads as carry_away
from views.shared.downloads import SANDBOX, embed_line


@given(st.text() | st.sampled_from(HOSTILE_STRINGS), st.text() | st.sampled_from(HOSTILE_STRINGS))
def test_the_line_is_one_sandboxed_frame_whatever_the_name(path: str, title: str) -> None:
    line = embed_line(f"https://example.org/?place={path}", title)
    assert "\n" not in line
    (frame,) = list(html5lib.parseFragment(line, namespaceHTMLElements=False))
    assert frame.tag == "iframe"
    assert frame.get("sandbox") == SANDBOX
    assert frame.get("src").startswith("https://example.org/?place=")
    assert not [key for key in frame.attrib if key.startswith("on")]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("https://example.org/initiatieven?organisation=x", "https://example.org"),
        ("https://example.org/kaart/buurten", "https://example.org/kaart"),
        ("http://localhost:8501/", "http://localhost:8501"),
        ("", None),
    ],
)
def test_the_address_of_the_app_is_without_its_page(monkeypatch: pytest.MonkeyPatch, seen: str, expected: str) -> None:
    monkeypatch.setattr(carry_away.st, "context", SimpleNamespace(url=seen))
    assert carry_away.live_address() == expected
