"""All walks up to the limit, searched from every place: geo.streets.distances against pandana, on the same graph."""

from __future__ import annotations

import numpy as np
import pandas as pd
from comparison import LIMIT_M, City, compare, in_pandana, maastricht, print_setting

from geo.streets.distances import within


def check_agreement(city: City, theirs: pd.DataFrame) -> None:
    """Compare every walk that both found; only those within a hair of the limit may be one's alone."""
    origin, destination, metres = within(city.matrix, city.demand, city.places, limit_m=LIMIT_M)
    ours = pd.Series(metres, index=[city.places[destination], city.demand[origin]])
    found = theirs.set_index(["source", "destination"]).iloc[:, 0]
    both = pd.concat([ours, found], axis=1, keys=["ours", "theirs"], join="outer")
    both = both[np.isin(both.index.get_level_values(1), city.demand)].fillna(LIMIT_M)
    assert (both["ours"] - both["theirs"]).abs().max() < 0.1, "the two do not agree"


def main() -> None:
    """Time both and make sure that they agree."""
    city = maastricht()
    network = in_pandana(city)
    print_setting(city)
    places = list(city.places)
    check_agreement(city, network.nodes_in_range(places, LIMIT_M))
    compare(
        lambda: within(city.matrix, city.demand, city.places, limit_m=LIMIT_M),
        lambda: network.nodes_in_range(places, LIMIT_M),
    )


if __name__ == "__main__":
    main()
