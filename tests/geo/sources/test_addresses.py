"""Addresses taken apart, and compared."""

from __future__ import annotations

import pytest

from geo.sources.addresses import HouseAddress, same_door, take_apart


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hunnenweg 4", HouseAddress("Hunnenweg", 4, "")),
        ("François de Veyestraat 8-B", HouseAddress("François de Veyestraat", 8, "b")),
        ("Elisabeth Strouvenlaan 51A", HouseAddress("Elisabeth Strouvenlaan", 51, "a")),
        ("Kruisstraat 14, unit A", HouseAddress("Kruisstraat", 14, "")),
        ("Hunnenweg 4, Maastricht", HouseAddress("Hunnenweg", 4, "", "maastricht")),
        ("Markt 1, 's-Hertogenbosch", HouseAddress("Markt", 1, "", "shertogenbosch")),
        ("Markt 1, 6211 CK Maastricht", HouseAddress("Markt", 1, "")),
        ("P. Debyeplein 15", HouseAddress("P. Debyeplein", 15, "")),
        ("Winkelcentrum Brusselse Poort", None),
        ("Postbus", None),
        ("", None),
        (None, None),
    ],
)
def test_addresses_are_taken_apart(text, expected):
    assert take_apart(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("François de Veyestraat 8-B, Maastricht", "FRANCOIS DE VEYESTRAAT 8b", True),
        ("Vrijthof 18, Maastricht", "Vrijthof 18, maastricht", True),
        ("Vrijthof 18, Maastricht", "Vrijthof 18, Meerssen", False),
        ("Maastrichterweg 2b", "Maastrichterweg 7", False),
        ("Veldstraat 20", "behind Veldstraat 20", False),
        ("Hunnenweg 4", "Hunnenweg 4a", False),
    ],
)
def test_a_door_is_a_street_and_a_house_number(one, other, same):
    doors = take_apart(one), take_apart(other)
    assert None not in doors
    assert same_door(*doors) is same
    assert same_door(*doors[::-1]) is same
