from __future__ import annotations

import pytest

import geo
from geo.errors import QuestionError
from tests.towns.dead_end_town import dead_end_tables


def test_links_bring_walks_that_the_streets_do_not_have():
    tables = dead_end_tables()
    residents = tables["demand"].set_index("demand_id")
    places = tables["places"].set_index("place_id")
    more = geo.with_cut_throughs(tables["streets"])
    walks = geo.walks(more, residents, places).table.set_index("from_id")["distance"]

    # 100 or 400 or 700 m to the west, 40 across, 100 on; d walks 200 along its own street.
    assert walks.to_dict() == {"a": 240.0, "b": 540.0, "c": 840.0, "d": 200.0}


def test_links_longer_than_asked_stay_away():
    streets = dead_end_tables()["streets"]
    more = geo.with_cut_throughs(streets, longest_m=39)

    assert not more["modelled"].any()
    assert more["length"].tolist() == streets["length"].tolist()


def test_a_link_of_no_length_and_streets_that_are_none_are_refused():
    streets = dead_end_tables()["streets"]
    with pytest.raises(QuestionError):
        geo.with_cut_throughs(streets, longest_m=0)
    with pytest.raises(geo.TableError):
        geo.with_cut_throughs(streets.drop(columns="length"))
