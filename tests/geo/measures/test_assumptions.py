"""Assumptions in a URL: what is written is read back, and what means nothing is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.measures.assumptions import (
    URL_NAMES,
    Assumptions,
    all_assumptions,
    assumptions_from_url,
    assumptions_to_url,
)
from geo.settings import WalkSettings
from geo.vocabulary import Selection, Speed

SETTINGS = WalkSettings()
HEADLINE = Assumptions.headline(SETTINGS)


@pytest.mark.parametrize("assumptions", all_assumptions(SETTINGS))
def test_what_is_written_is_read_back(assumptions):
    assert assumptions_from_url(assumptions_to_url(assumptions), HEADLINE, SETTINGS) == (assumptions, ())


def test_the_names_and_values_are_those_of_every_link_that_was_shared():
    asked = Assumptions(Selection.INITIATIVES, Speed.SLOW, 15, with_uncertain=False)
    written = {"selection": "initiatives", "speed": "slow", "threshold": "15", "uncertain": "0"}
    assert assumptions_to_url(asked) == written
    assert assumptions_to_url(HEADLINE)["uncertain"] == "1"


@given(st.dictionaries(st.sampled_from([*URL_NAMES, "measure"]), st.text(max_size=12)))
def test_what_means_nothing_is_named_and_the_default_holds(params):
    found, wrong = assumptions_from_url(params, HEADLINE, SETTINGS)
    assert set(wrong) <= set(params) & set(URL_NAMES)
    for name in set(URL_NAMES) - (set(params) - set(wrong)):
        assert getattr(found, URL_NAMES[name]) == getattr(HEADLINE, URL_NAMES[name])


@pytest.mark.parametrize(
    ("name", "text"),
    [("threshold", "7"), ("threshold", "10.0"), ("threshold", "010"), ("uncertain", "true"), ("speed", "Slow")],
)
def test_only_the_exact_value_counts(name, text):
    assert assumptions_from_url({name: text}, HEADLINE, SETTINGS) == (HEADLINE, (name,))
