"""Metres from every demand point to its nearest place: geo.streets.distances against pandana, on the same graph."""

from __future__ import annotations

import numpy as np
from comparison import LIMIT_M, compare, in_pandana, maastricht, print_setting

from geo.streets.distances import nearest


def main() -> None:
    """Time both and make sure that they agree."""
    city = maastricht()
    network = in_pandana(city)
    where = network.nodes_df.loc[city.places]
    network.set_pois("places", LIMIT_M, 1, where["x"], where["y"])
    print_setting(city)

    ours, _ = nearest(city.matrix, city.demand, city.places, limit_m=LIMIT_M)
    theirs = network.nearest_pois(LIMIT_M, "places", num_pois=1)[1].to_numpy()[city.demand]
    # pandana says the limit where there is nothing, and rounds to millimetres; we round to decimetres.
    assert np.abs(np.nan_to_num(ours, nan=LIMIT_M) - theirs).max() < 0.1, "the two do not agree"
    compare(
        lambda: nearest(city.matrix, city.demand, city.places, limit_m=LIMIT_M),
        lambda: network.nearest_pois(LIMIT_M, "places", num_pois=1),
    )


if __name__ == "__main__":
    main()
