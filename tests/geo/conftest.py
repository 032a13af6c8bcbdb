"""The streets and walks of a town that was worked out by hand, made once."""

from __future__ import annotations

import numpy as np
import pytest

from geo.measures.access import Access
from geo.streets.graph import attach
from geo.streets.network import network_from_streets
from geo.streets.snapping import snap
from tests.towns.small_networks import street_table
from tests.towns.worked_town import DEMAND, PLACES, STREETS, WALKS, points


@pytest.fixture(scope="session")
def worked_graph():
    network = network_from_streets(street_table(STREETS))
    return attach(network, *(snap(points(spots), network, cap_m=250.0) for spots in (DEMAND, PLACES)))


@pytest.fixture(scope="session")
def worked_access() -> Access:
    return Access(np.array(list(DEMAND)), np.array(list(PLACES)), WALKS)
