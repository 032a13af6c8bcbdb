"""A town of 5 x 5 crossings with blocks of 100 m, worked out by hand.

    y
    400  20--21--22--23--24        demand  a  (  0,   0)  100 residents   neighbourhood W
          |   |   |   |   |                b  ( 50,   0)   40 residents   W
    300  15--16--17--18--19                c  (400, 400)   60 residents   E
          |   |   |   |   |                d  (300, 130)   20 residents   E, 30 m along the street from (300, 100)
    200  10--11--12--13--14        places  p  (100, 100)  initiative, meet and join in
          |   |   |   |   |                q  (200, 320)  public, meet and develop: 20 m along its street, uncertain
    100   5---6---7---8---9                r  (410,   0)  informal, move: a leg of 10 m from crossing 4
          |   |   |   |   |
      0   0---1---2---3---4   x

The walks, by hand: from a to p 1 block east and 1 north, 200; to q 2 east and 3 north, 500, and 20 on; to r 4 blocks
and the leg, 410. From b, halfway between 0 and 1: 50 to (100, 0) and 100 north. From c: to p 3 west and 3 south; to q
2 blocks west to (200, 400) and 80 south; to r 4 blocks south and the leg. From d: 30 south, 2 west to p; to q 1 west
and 190 north; to r 130 south, 100 east, the leg.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import shapely

from tests.geo.streets.oracle import Street

ACROSS = [((x, y), (x + 100, y)) for y, x in product(range(0, 500, 100), range(0, 400, 100))]
UP = [((x, y), (x, y + 100)) for x, y in product(range(0, 500, 100), range(0, 400, 100))]
STREETS = [
    Street(y1 // 20 + x1 // 100, y2 // 20 + x2 // 100, shapely.LineString([(x1, y1), (x2, y2)]))
    for (x1, y1), (x2, y2) in ACROSS + UP
]
DEMAND = {"a": (0, 0), "b": (50, 0), "c": (400, 400), "d": (300, 130)}
RESIDENTS = np.array([100.0, 40.0, 60.0, 20.0])
PLACES = {"p": (100, 100), "q": (200, 320), "r": (410, 0)}
WALKS = np.array(
    [
        [200.0, 520.0, 410.0],
        [150.0, 470.0, 360.0],
        [600.0, 280.0, 410.0],
        [230.0, 290.0, 240.0],
    ]
)
PLACE_TABLE = pd.DataFrame(
    {
        "place_id": list(PLACES),
        "kind": ["initiative", "public", "informal"],
        "functions": ["meet;join_in", "meet;develop", "move"],
        "counted": True,
        "uncertain": [False, True, False],
    }
)
DEMAND_TABLE = pd.DataFrame({"demand_id": list(DEMAND), "neighbourhood": ["W", "W", "E", "E"], "residents": RESIDENTS})
ALL = np.ones(3, dtype=bool)


def points(spots: dict[str, tuple[int, int]]) -> np.ndarray:
    return np.array([shapely.Point(spot) for spot in spots.values()], dtype=object)
