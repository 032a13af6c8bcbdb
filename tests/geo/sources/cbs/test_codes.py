"""Codes come out in one form, however a service writes them."""

from __future__ import annotations

import re

import pytest

from geo.sources.cbs.codes import DISTRICT, NEIGHBOURHOOD, municipality_code, written_forms


@pytest.mark.parametrize("written", ["GM0935", "gm0935", "0935", " 0935 "])
def test_a_municipality_is_gm_and_four_digits(written):
    assert municipality_code(written) == "GM0935"


@pytest.mark.parametrize("written", ["935", "GM935", "GM09350", "PV0935", "Maastricht", "", None, 935, float("nan")])
def test_anything_else_is_no_municipality(written):
    assert municipality_code(written) is None


def test_each_written_form_is_read_back():
    assert {municipality_code(form) for form in written_forms("GM0221")} == {"GM0221"}


@pytest.mark.parametrize(
    ("pattern", "code", "fits"),
    [
        (NEIGHBOURHOOD, "BU09350000", True),
        # Amsterdam numbers with letters.
        (NEIGHBOURHOOD, "BU0363AF08", True),
        (NEIGHBOURHOOD, "BU0363af08", False),
        (NEIGHBOURHOOD, "BU0935000", False),
        (DISTRICT, "WK0363AF", True),
        (DISTRICT, "WK093500", True),
        (DISTRICT, "WK09350", False),
    ],
)
def test_districts_and_neighbourhoods_may_have_letters(pattern, code, fits):
    assert bool(re.fullmatch(pattern, code)) == fits
