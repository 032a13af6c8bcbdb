"""Read the codes of municipalities, districts and neighbourhoods, in each form in which services write them."""

from __future__ import annotations

import re
from typing import Final

NEIGHBOURHOOD: Final = r"BU[0-9]{4}[0-9A-Z]{4}"
"""A buurtcode: the municipality, then district and neighbourhood in digits or capitals (Amsterdam: BU0363AF08)."""
DISTRICT: Final = r"WK[0-9]{4}[0-9A-Z]{2}"
_MUNICIPALITY: Final = re.compile(r"\s*(?:GM)?(\d{4})\s*", re.IGNORECASE)


def municipality_code(text: object) -> str | None:
    """Write a code as CBS does, `GM` and four digits; Kadaster writes the same one as `0935` or `GM0935`.

    Parameters
    ----------
    text
        What a service or a reader wrote.

    Returns
    -------
    str or None
        Such as GM0935; None if it is no such code.
    """
    found = _MUNICIPALITY.fullmatch(text) if isinstance(text, str) else None
    return f"GM{found[1]}" if found else None


def written_forms(code: str) -> tuple[str, str]:
    """Return the forms in which a service may hold a municipality's code: `GM0935` and `0935`."""
    return code, code.removeprefix("GM")
