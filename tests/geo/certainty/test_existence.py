"""How likely a place is there: the table as written, and what grows or shrinks it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.certainty.existence import existence
from geo.errors import InputError
from geo.sources.certainty_settings import read_certainty_settings
from geo.vocabulary import Confidence, Kind, YesNo
from tests import ROOT

FILE = ROOT / "data" / "certainty.yaml"
SETTINGS = read_certainty_settings(FILE)


def places(*rows):
    return pd.DataFrame(rows, columns=["confidence", "walk_in", "kind", "last_checked"])


def test_the_table_is_used_as_it_is_written():
    found = existence(
        places(
            ("high", "yes", "public", "2026"), ("low", "unknown", "informal", "2023"), ("medium", "no", "public", None)
        ),
        SETTINGS.headline_model,
    )
    years = (pd.Timestamp("2026-07-01") - pd.Timestamp("2023-07-01")).days / 365.25
    assert found == pytest.approx([0.99, 0.45 * 0.7 * 0.96 ** (years - 1), 0.0])


def test_a_month_and_a_day_are_finer_than_a_year():
    found = existence(
        places(*(("high", "yes", "public", text) for text in ("2020", "2020-12", "2020-12-31", "2026-01-01", None))),
        SETTINGS.headline_model,
    )
    assert found[0] < found[1] < found[2] < found[3]
    assert found[4] == pytest.approx(0.99 * 0.96**3)


def test_a_table_without_dates_counts_every_place_undated():
    found = existence(places(("high", "yes", "public", None)), SETTINGS.headline_model)
    assert found == pytest.approx([0.99 * 0.96**3])


@pytest.mark.parametrize(("kind", "confidence", "walk_in"), list(product(Kind, Confidence, YesNo)))
def test_the_alternatives_lie_on_both_sides(kind, confidence, walk_in):
    table = places((confidence.value, walk_in.value, kind.value, "2024"), ("high", "yes", "public", "2026"))
    low, middle, high = (existence(table, SETTINGS.models[name])[0] for name in ("cautious", "middle", "generous"))
    assert 0 <= low <= middle <= high <= 1


@given(st.integers(1990, 2026), st.integers(0, 30))
def test_an_older_confirmation_never_makes_it_likelier(year, older):
    table = places(*(("medium", "unknown", "public", str(when)) for when in (2026, year, year - older)))
    found = existence(table, SETTINGS.headline_model)
    assert found[2] <= found[1] <= found[0]
    assert np.isfinite(found).all()


def test_every_fault_of_the_table_is_named(tmp_path):
    text = FILE.read_text("utf-8").replace("headline: middle", "headline: best").replace("yearly: 0.96", "yearly: 1.96")
    broken = tmp_path / "certainty.yaml"
    broken.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_certainty_settings(broken)
    assert "models.middle.yearly" in {fault.field for fault in caught.value.faults}
    broken.write_text(FILE.read_text("utf-8").replace("headline: middle", "headline: best"), "utf-8")
    with pytest.raises(InputError, match="no model"):
        read_certainty_settings(broken)
