"""No string from outside runs anywhere; each shows as the text it is."""

from __future__ import annotations

import html
import json
import re
import string

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template

from layers.escape import escape_text, safe_link, script_json
from tests.towns.tiny_map import HOSTILE

anything = st.one_of(st.text(), st.sampled_from(HOSTILE), st.text(alphabet="{}%#$`\\<>&'\"() aZ"))
LIVE_CHARACTERS = set("<>\"'`{}$\\")


@given(anything)
def test_nothing_live_is_left(text):
    assert not LIVE_CHARACTERS & set(escape_text(text))


@given(st.text(alphabet=string.printable[:95] + "éëïöüàç€ß漢字"))
def test_ordinary_text_shows_as_itself(text):
    assert html.unescape(escape_text(text)) == text


@given(anything)
def test_two_passes_of_jinja_change_nothing(text):
    escaped = escape_text(text)
    assert Template(Template(escaped, keep_trailing_newline=True).render()).render() == escaped


@given(anything)
def test_a_page_gets_one_line_without_marks_of_direction(text):
    shown = html.unescape(escape_text(text))
    assert not re.search(
        "[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown
    )


def test_a_reversed_name_is_shown_in_its_true_order():
    assert escape_text("naam \u202egnp.exe") == "naam gnp.exe"


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, np.float64("nan")])
def test_missing_is_empty(missing):
    assert escape_text(missing) == ""


def test_numbers_become_text():
    assert escape_text(0) == "0"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&amp;c=2"),
        ("  http://example.org  ", "http://example.org"),
        ("HTTPS://Example.org/", "HTTPS://Example.org/"),
        ("https://example.org/%7Bx%7D", "https://example.org/%7Bx%7D"),
    ],
)
def test_a_web_address_is_kept(url, expected):
    assert safe_link(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org",
        "//example.org",
        "example.org",
        "https://",
        "https:example.org",
        "https://good.example@evil.example/",
        "https://example.org/ a",
        'https://example.org/"onmouseover="x',
        "https://example.org\\@evil.example",
        "https://exa\u202emple.org",
        "https://[broken",
        "https://example.org/" + "a" * 3000,
        "",
        None,
        float("nan"),
        7,
    ],
)
def test_what_is_not_plainly_a_web_address_is_dropped(url):
    assert safe_link(url) is None


@given(st.one_of(anything, st.from_regex(r"(https?|javascript|data)?:?/{0,3}[^ ]{0,40}", fullmatch=True)))
def test_a_link_is_http_or_nothing(url):
    link = safe_link(url)
    assert link is None or re.match(r"https?://[^/]", link, re.IGNORECASE)
    assert link is None or not LIVE_CHARACTERS & set(link)


@given(st.dictionaries(anything.map(escape_text), st.lists(anything.map(escape_text))))
def test_escaped_text_passes_through_a_script_unchanged(value):
    text = script_json(value)
    assert json.loads(text) == value
    assert not {"<", ">", "\u2028", "\u2029"} & set(text)
    assert Template(text, keep_trailing_newline=True).render() == text


@pytest.mark.parametrize("opening", ["{{", "{%", "{#"])
def test_a_script_refuses_what_was_not_escaped(opening):
    with pytest.raises(ValueError, match="escape_text"):
        script_json({"name": f"a {opening} b"})


def test_a_script_refuses_a_missing_number():
    with pytest.raises(ValueError, match="not JSON compliant"):
        script_json([float("nan")])
