"""The settings choose the address service, unless the reader does."""

from __future__ import annotations

import pytest

from geo.sources.live.settings import AddressServiceName, read_live_settings
from geo.sources.web.address_service import GEOCODING
from geo.sources.web.addresses import open_address_service
from geo.sources.web.locatieserver import Locatieserver
from geo.sources.web.location_api import LocationApi

LIVE = read_live_settings()


def chosen(service):
    return LIVE.model_copy(update={"addresses": LIVE.addresses.model_copy(update={"service": service})})


def test_the_service_with_all_parts_of_an_address_is_asked_unless_told_otherwise():
    with open_address_service() as service:
        assert isinstance(service, Locatieserver)
        assert service.base_url == LIVE.addresses.locatieserver


def test_the_settings_choose():
    with open_address_service(live=chosen(AddressServiceName.LOCATION_API)) as service:
        assert isinstance(service, LocationApi)
        assert service.base_url == LIVE.addresses.location_api
        assert service.register_url == LIVE.endpoints.buildings


@pytest.mark.parametrize(
    ("name", "kind"),
    [(AddressServiceName.LOCATIESERVER, Locatieserver), (AddressServiceName.LOCATION_API, LocationApi)],
)
def test_the_reader_goes_before_the_settings(name, kind):
    others = {AddressServiceName.LOCATIESERVER: AddressServiceName.LOCATION_API}
    live = chosen(others.get(name, AddressServiceName.LOCATIESERVER))
    with open_address_service(GEOCODING, name=name, url="http://127.0.0.1:9/x/", live=live) as service:
        assert isinstance(service, kind)
        assert service.base_url == "http://127.0.0.1:9/x"
