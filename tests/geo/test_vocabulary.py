"""Names that people write in different ways come out the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.vocabulary import fold, slug, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [("Café", "CAFE"), ("Straße", "strasse"), ("\u2019t Hof", "'T HOF"), ("fi", "\ufb01"), ("Søren", "sren")],
)
def test_spellings_of_one_name_are_folded_together(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sint-Servaasbrug", "sint-servaasbrug"),
        ("Huis\u2013Tuin", "huis-tuin"),
        ("d\u2019Artagnanlaan 4", "dartagnanlaan-4"),
        ("  ../../etc/passwd", "etc-passwd"),
        ("\u0645\u0633\u062c\u062f", ""),
    ],
)
def test_a_slug_is_safe_in_a_path(name, expected):
    assert slug(name) == expected


@given(st.text())
def test_a_name_is_folded_once_and_for_all(text):
    assert fold(fold(text)) == fold(text)
    assert slug(slug(text)) == slug(text)
    assert all(word.isascii() and word.isalnum() for word in words_of(text))
