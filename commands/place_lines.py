"""Show places as rows and lines in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.bundle.store import Bundle
from geo.errors import RioolError, near_names, or_else, quote
from geo.sources.register.model import Organisation, RegisterPlace
from geo.sources.register.read import Register
from geo.vocabulary import SET_SEPARATOR, WGS84, Kind, source_of

NOT_BUILT = "not in the bundle yet"


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place in a list.

    Parameters
    ----------
    place_id, name, kind, category, organisations
        What it is; organisations are ids.
    counted
        Whether it takes part in coverage.
    reason
        Why, or that it is not in the bundle yet.
    location
        How its point was found, and whether that is too rough.
    checked
        When it was last checked; empty if unknown.
    """

    place_id: str
    name: str
    kind: str
    category: str
    organisations: tuple[str, ...]
    counted: bool
    reason: str
    location: str
    checked: str


def place_lines(register: Register, bundle: Bundle | None) -> list[PlaceLine]:
    """List all places: those of the bundle, and those of the register that were not built yet.

    Parameters
    ----------
    register
        As it stands in its files now.
    bundle
        As it was built, or None if there is none.
    """
    lines = [] if bundle is None else [_built(row) for row in bundle.places.astype(object).to_dict("records")]
    known = {line.place_id for line in lines}
    lines += [
        _unbuilt(organisation, place)
        for organisation in register.organisations.values()
        for place in organisation.places
        if place.id not in known
    ]
    return sorted(lines, key=lambda line: (list(Kind).index(Kind(line.kind)), line.place_id))


def _built(row: dict[str, object]) -> PlaceLine:
    rough = " (uncertain)" if row["uncertain"] else ""
    return PlaceLine(
        str(row["place_id"]),
        str(row["name"]) or f"({row['category']})",
        str(row["kind"]),
        str(row["category"]),
        tuple(part for part in str(row["organisations"]).split(SET_SEPARATOR) if part),
        bool(row["counted"]),
        str(row["counted_reason"]),
        f"{row['location_quality']}{rough}",
        _text(row["last_checked"]),
    )


def _unbuilt(organisation: Organisation, place: RegisterPlace) -> PlaceLine:
    return PlaceLine(
        place.id,
        place.name,
        Kind.INITIATIVE.value,
        place.category.value,
        (organisation.id, *place.also_run_by),
        counted=False,
        reason=NOT_BUILT,
        location=place.location.quality.value,
        checked=place.last_checked,
    )


def everything_known(asked: str, register: Register, bundle: Bundle | None) -> Iterator[tuple[str, str]]:
    """List all facts of one place, from the bundle and the register.

    Parameters
    ----------
    asked
        Its id, or its name.
    register, bundle
        As for `place_lines`.

    Yields
    ------
    tuple of str
        What, and its value; what is not known is left out.

    Raises
    ------
    RioolError
        If there is no such place, or several have this name; near names are suggested.
    """
    line = _find(asked, place_lines(register, bundle))
    if bundle is not None:
        rows = bundle.places[bundle.places["place_id"] == line.place_id]
        for row in rows.to_crs(WGS84).astype(object).to_dict("records"):
            yield from _row_facts(row)
    if line.reason == NOT_BUILT:
        yield "counted_reason", NOT_BUILT
    if source_of(line.place_id) == "register":
        yield from _register_facts(line.place_id, register)


def _find(asked: str, lines: Sequence[PlaceLine]) -> PlaceLine:
    wanted = asked.strip()
    fitting = [line for line in lines if line.place_id == wanted]
    fitting = fitting or [line for line in lines if line.name.casefold() == wanted.casefold()]
    if not fitting:
        near = near_names(wanted, [*(line.name for line in lines), *(line.place_id for line in lines)])
        hint = or_else(near, "'riool places list --all' shows them all.")
        raise RioolError(f"There is no place {quote(asked)}. {hint}")
    if len(fitting) > 1:
        listed = ", ".join(line.place_id for line in fitting)
        raise RioolError(f"{len(fitting)} places are called {quote(asked)}: {listed}. Name one by its id.")
    return fitting[0]


def _row_facts(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if name == "geometry":
            if value is not None:
                yield "point", f"{value.y:.6f}, {value.x:.6f}"
        elif _text(value):
            yield str(name), _text(value)


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _register_facts(place_id: str, register: Register) -> Iterator[tuple[str, str]]:
    """List the facts of the register that the bundle does not have."""
    for organisation in register.organisations.values():
        for place in organisation.places:
            if place.id == place_id:
                values = place.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
                for name in ("location", "geocoding", "temporary", "guests", "source_date", "not_counted"):
                    if name in values:
                        yield f"register: {name}", _flat(values[name])
                for challenge in organisation.challenges:
                    yield f"challenge: {challenge.topic.value}", challenge.en
                for figure in organisation.figures:
                    high = "" if figure.value_high is None else f"-{figure.value_high:g}"
                    year = "" if figure.year is None else f" ({figure.year})"
                    yield f"figure: {figure.figure}", f"{figure.value:.12g}{high} {figure.label.en}{year}"


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_flat(one)}" for key, one in value.items())
    return "; ".join(_flat(one) for one in value) if isinstance(value, list) else str(value)
