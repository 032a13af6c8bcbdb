"""Prepare everything from which sheets, files and pages are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.analysis.city import City, city_from_bundle, evaluate_city
from geo.bundle.store import Bundle
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import Evaluation
from geo.streets.routes import WalkMap, make_walk_map
from geo.streets.water import water_areas
from publishing.rows import plain_text

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True, slots=True)
class PublishContext:
    """A bundle made ready for writing.

    Parameters
    ----------
    bundle, city
        What is written about.
    evaluation
        What everyone can reach, as on the first map.
    walk_map
        The streets with the counted places, in the order of `city.places`.
    water
        The table `water` as areas, EPSG:28992.
    public_url
        Where the live map is, without a slash at the end; None where that is not known.
    """

    bundle: Bundle
    city: City
    evaluation: Evaluation
    walk_map: WalkMap
    water: gpd.GeoDataFrame
    public_url: str | None = None

    @property
    def built(self) -> str:
        """The day the data were put together, as YYYY-MM-DD."""
        return str(self.bundle.manifest["built"]["at"])[:10]

    @property
    def area_name(self) -> str:
        """The name of the area, as plain text."""
        return plain_text(self.bundle.manifest["area"]["name"])


def make_context(bundle: Bundle, public_url: str | None = None, city: City | None = None) -> PublishContext:
    """Make a bundle ready for writing: a second or two.

    Parameters
    ----------
    bundle
        An opened bundle.
    public_url
        Where the live map is; else as the area's settings have it.
    city
        The same bundle made ready before, if it was.

    Returns
    -------
    PublishContext
        Make it once and keep it.
    """
    city = city or city_from_bundle(bundle)
    url = public_url or bundle.manifest["area"].get("public_url")
    return PublishContext(
        bundle=bundle,
        city=city,
        evaluation=evaluate_city(city, Assumptions.headline(city.settings)),
        walk_map=make_walk_map(
            bundle.streets, city.places.geometry.to_numpy(), bundle.water.geometry.to_numpy(), city.settings
        ),
        water=water_areas(bundle.water, city.settings.water_half_width_m),
        public_url=str(url).rstrip("/") if url else None,
    )
