"""Look up a whole address at the national address service, only for a reader who asked for it."""

from __future__ import annotations

from typing import Final

from geo.coordinates import to_rd
from geo.search.index import MOST_RESULTS, Found, FoundKind
from geo.sources.web.locatieserver import BASE_URL, GEOCODING, Locatieserver

PATIENCE: Final = GEOCODING.model_copy(update={"connect_s": 4.0, "read_s": 4.0, "attempts": 1, "pause_s": 0.0})
"""Somebody is waiting: one try, and not for long."""


def search_online(text: str, municipality: str, base_url: str = BASE_URL) -> tuple[Found, ...]:
    """Ask the address service. What was typed goes to it, and nowhere else.

    Parameters
    ----------
    text
        An address as people write it.
    municipality
        Code of the area, such as `GM0935`.
    base_url
        Where the service is.

    Returns
    -------
    tuple of Found
        Best first, at most `geo.search.index.MOST_RESULTS`.

    Raises
    ------
    RioolError
        If the service does not answer, or not as it is documented.
    """
    with Locatieserver(base_url, PATIENCE) as service:
        answers = service.find(text, municipality.removeprefix("GM"))[:MOST_RESULTS]
    return tuple(Found(FoundKind.ADDRESS, each.weergavenaam, None, *to_rd(*each.lonlat)) for each in answers)
