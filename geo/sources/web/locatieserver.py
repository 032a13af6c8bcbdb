"""Look up addresses with PDOK Locatieserver.

Shape of question and answer: https://api.pdok.nl/bzk/locatieserver/search/v3_1/ui/ (version 3.1 refuses parameters it
does not know).
"""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict

from geo.sources.web.address_service import AddressService, FoundAddress

FIELDS: Final = (
    "id weergavenaam straatnaam huisnummer huisletter huisnummertoevoeging postcode woonplaatsnaam "
    "gemeentecode gemeentenaam centroide_ll score"
)
_MOST_ANSWERS: Final = 20


class _Scored(FoundAddress):
    score: float


class _Response(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    docs: tuple[_Scored, ...]


class _Envelope(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    response: _Response


class Locatieserver(AddressService):
    """Asks `/free` for addresses; see `AddressService`."""

    def find(self, address: str, municipality: str | None) -> tuple[FoundAddress, ...]:
        """Look up an address; one question."""
        filters = ["type:adres"] + ([f"gemeentecode:{municipality}"] if municipality else [])
        parameters: list[tuple[str, str]] = [("q", address), *(("fq", each) for each in filters)]
        parameters += [("fl", FIELDS), ("rows", str(_MOST_ANSWERS))]
        return self.ask(f"{self.base_url}/free", parameters, _Envelope).response.docs
