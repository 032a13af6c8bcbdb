"""One way to look at a city: its figures are looked up once, whatever a page shows of them."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from layers.figures import figures_for
from tests import ROOT
from views.state import look


@pytest.mark.parametrize("measure", ["coverage", "gap_depth", "need_gap"])
def test_the_figures_of_the_map_page_are_looked_up_once(monkeypatch, measure):
    looked_up = []

    def counted(*args):
        looked_up.append(args[2].measure)
        return figures_for(*args)

    monkeypatch.setattr(look, "figures_for", counted)
    look.figures_of.cache_clear()
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
    app.query_params.update({"measure": measure, "neighbourhood": "BU09350209", "needs": "share_lonely-3.7"})
    assert not app.run().exception
    assert looked_up == [measure]
