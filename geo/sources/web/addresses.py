"""Choose which national address service to ask: what data/live.toml says, unless the reader says otherwise."""

from __future__ import annotations

from geo.sources.live.settings import AddressServiceName, LiveSettings, read_live_settings
from geo.sources.web.address_service import GEOCODING, AddressService
from geo.sources.web.http import HttpPolicy
from geo.sources.web.locatieserver import Locatieserver
from geo.sources.web.location_api import LocationApi


def open_address_service(
    policy: HttpPolicy = GEOCODING,
    *,
    name: AddressServiceName | None = None,
    url: str | None = None,
    live: LiveSettings | None = None,
) -> AddressService:
    """Open the address service; use it in a `with` block.

    Parameters
    ----------
    policy
        How patient we are.
    name
        Which service; by default the one in the settings.
    url
        Where it is, instead of in the settings.
    live
        The settings; by default those of data/live.toml.

    Raises
    ------
    InputError
        If the settings are at fault.
    """
    live = live or read_live_settings()
    chosen = name or live.addresses.service
    if chosen is AddressServiceName.LOCATION_API:
        return LocationApi(url or live.addresses.location_api, live.endpoints.buildings, policy)
    return Locatieserver(url or live.addresses.locatieserver, policy)
