"""Look up a whole address at the national address service, only for a reader who asked for it."""

from __future__ import annotations

from typing import Final

from geo.coordinates import to_rd
from geo.search.index import MOST_RESULTS, Found, FoundKind
from geo.sources.live.settings import AddressServiceName
from geo.sources.web.address_service import GEOCODING
from geo.sources.web.addresses import open_address_service

PATIENCE: Final = GEOCODING.model_copy(update={"connect_s": 4.0, "read_s": 4.0, "attempts": 1, "pause_s": 0.0})
"""Somebody is waiting: one try, and not for long."""


def search_online(
    text: str, municipality: str, base_url: str | None = None, service: AddressServiceName | None = None
) -> tuple[Found, ...]:
    """Ask the address service. What was typed goes to it, and nowhere else.

    Parameters
    ----------
    text
        An address as people write it.
    municipality
        Code of the area, such as `GM0935`.
    base_url, service
        Where the service is, and which; by default as in data/live.toml.

    Returns
    -------
    tuple of Found
        Best first, at most `geo.search.index.MOST_RESULTS`.

    Raises
    ------
    RioolError
        If the service does not answer, or not as it is documented.
    """
    with open_address_service(PATIENCE, name=service, url=base_url) as opened:
        answers = opened.find(text, municipality.removeprefix("GM"))[:MOST_RESULTS]
    return tuple(Found(FoundKind.ADDRESS, each.weergavenaam, None, *to_rd(*each.lonlat)) for each in answers)
