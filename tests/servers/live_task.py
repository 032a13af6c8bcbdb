"""Tasks for the server of `dutch_server`, for the tests of single sources."""

from __future__ import annotations

import geopandas as gpd
import shapely

from geo.sources.live.neighbourhoods import Neighbourhoods
from geo.sources.live.settings import read_live_settings
from geo.sources.live.task import FetchTask
from geo.sources.web.answers import AnswerStore, CachingClient
from tests.servers.dutch_server import THIS_YEAR
from tests.towns.dutch_town import CODE, NAME, at

LAND = at(-50, -50, 750, 750)
WHOLE = at(-50, -50, 950, 750)
AREAS = gpd.GeoDataFrame(
    {"buurtcode": ["BU99980000", "BU99980001"], "buurtnaam": ["West", "Oost"]},
    geometry=[at(-50, -50, 350, 750), at(350, -50, 750, 750)],
    crs="EPSG:28992",
)
WHERE = Neighbourhoods(LAND, WHOLE, (), AREAS, 2025)


class Waits:
    """Notes the waits and waits not."""

    def __init__(self):
        self.seconds = []

    def received(self, *_):
        """Say nothing."""

    def waiting(self, _url, seconds, _why):
        self.seconds.append(seconds)

    def damaged(self, _file):
        """Say nothing."""


def task_to(server, folder, *, boundary: shapely.Geometry = WHOLE, code: str = CODE, **options) -> FetchTask:
    """A task for Proefstad, its files and answers in `folder`."""
    live = read_live_settings(server.live_settings(folder / "live.toml"))
    http = CachingClient(
        AnswerStore(folder / "answers"), live.policy, sleep=lambda _: None, listener=Waits(), **options
    )
    return FetchTask(http, live, folder, code, NAME, boundary, THIS_YEAR)
