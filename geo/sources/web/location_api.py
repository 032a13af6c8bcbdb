"""Look up addresses with PDOK's Location API, and what they are in the register of addresses (BAG).

Source: https://api.pdok.nl/kadaster/location-api/v1/api. A search gives an id, a display name and a point, and no parts
of an address: those come from the register, by the same id. Which municipality an address lies in is with its building;
the first four digits of a number in the register are of the municipality that gave it out, perhaps long ago.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from geo.sources.files.field_types import check_point
from geo.sources.web.address_service import GEOCODING, AddressService, FoundAddress
from geo.sources.web.http import HttpPolicy

_MOST_ANSWERS: Final = 10
_MOST_LOOKED_UP: Final = 5
_BUILDINGS: Final = ("verblijfsobject", "standplaats", "ligplaats")
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else str(value))]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


def _in_the_country(coordinates: tuple[float, ...]) -> tuple[float, ...]:
    check_point(coordinates[1], coordinates[0])
    return coordinates


class _Point(_Model):
    """Longitude and latitude; a height may follow."""

    type: Literal["Point"]
    coordinates: Annotated[tuple[float, ...], Field(min_length=2), AfterValidator(_in_the_country)]


class _Hit(_Model):
    collection_id: str
    score: float | None = None


class _Found(_Model):
    id: UUID
    properties: _Hit
    geometry: _Point


class _Hits(_Model):
    features: tuple[_Found, ...]


class _AddressParts(_Model):
    openbare_ruimte_naam: str
    huisnummer: int
    huisletter: Text = ""
    toevoeging: Text = ""
    postcode: str | None = None
    woonplaats_naam: str
    adresseerbaar_object_identificatie: Text = ""
    adresseerbaar_object_type: Text = ""
    bronhouder_identificatie: Text = ""


class _Address(_Model):
    properties: _AddressParts


class _Owner(_Model):
    bronhouder_identificatie: Text = ""
    bronhouder_naam: Text = ""


class _Building(_Model):
    properties: _Owner


class _Buildings(_Model):
    features: tuple[_Building, ...]


class LocationApi(AddressService):
    """Asks `/search`, and the register of addresses for what was found; see `AddressService`.

    Parameters
    ----------
    base_url
        Of the Location API.
    register_url
        Of the register: the OGC API Features of the BAG.
    policy
        How patient we are.
    """

    def __init__(self, base_url: str, register_url: str, policy: HttpPolicy = GEOCODING) -> None:
        super().__init__(base_url, policy)
        self.register_url = register_url.rstrip("/")

    def find(self, address: str, municipality: str | None) -> tuple[FoundAddress, ...]:
        """Look up an address; a question, and two for each of the first five answers."""
        parameters: dict[str, str | int] = {"q": address, "adres[version]": 1, "limit": _MOST_ANSWERS, "f": "json"}
        hits = self.ask(f"{self.base_url}/search", parameters, _Hits).features
        addresses = [hit for hit in hits if hit.properties.collection_id == "adres"][:_MOST_LOOKED_UP]
        found = [self._described(hit) for hit in addresses]
        # The search cannot be kept to a municipality: what lies elsewhere, or nobody knows where, is left out here.
        return tuple(each for each in found if municipality is None or each.gemeentecode == municipality)

    def _described(self, hit: _Found) -> FoundAddress:
        # The address is made from the id; a link in an answer is never followed.
        url = f"{self.register_url}/collections/adres/items/{hit.id}"
        parts = self.ask(url, {"f": "json"}, _Address).properties
        lon, lat, *_ = hit.geometry.coordinates
        number = f"{parts.huisnummer}{parts.huisletter}{f'-{parts.toevoeging}' if parts.toevoeging else ''}"
        town = f"{parts.postcode} {parts.woonplaats_naam}" if parts.postcode else parts.woonplaats_naam
        owner = self._owner(parts)
        return FoundAddress(
            weergavenaam=f"{parts.openbare_ruimte_naam} {number}, {town}",
            centroide_ll=f"POINT({lon} {lat})",
            score=hit.properties.score,
            straatnaam=parts.openbare_ruimte_naam,
            huisnummer=parts.huisnummer,
            huisletter=parts.huisletter,
            huisnummertoevoeging=parts.toevoeging,
            postcode=parts.postcode,
            woonplaatsnaam=parts.woonplaats_naam,
            gemeentecode=owner.bronhouder_identificatie,
            gemeentenaam=owner.bronhouder_naam,
        )

    def _owner(self, parts: _AddressParts) -> _Owner:
        """Ask which municipality keeps the building at an address; nobody, if the register does not say."""
        if parts.bronhouder_identificatie:
            return _Owner(bronhouder_identificatie=parts.bronhouder_identificatie)
        kind = parts.adresseerbaar_object_type.lower()
        if kind not in _BUILDINGS or not parts.adresseerbaar_object_identificatie:
            return _Owner()
        url = f"{self.register_url}/collections/{kind}/items"
        asked: dict[str, str | int] = {
            "identificatie": parts.adresseerbaar_object_identificatie,
            "limit": 1,
            "f": "json",
        }
        buildings = self.ask(url, asked, _Buildings).features
        return buildings[0].properties if buildings else _Owner()
