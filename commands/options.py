"""The options that all what-if commands share: which bundle, and under which assumptions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from geo.analysis.city import City, city_from_bundle, evaluate_city
from geo.bundle.store import Bundle, read_bundle
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import Evaluation
from geo.vocabulary import Selection, Speed

BundleOption = Annotated[Path, typer.Option("--bundle", help="Folder of a built bundle.")]
MinutesOption = Annotated[
    int | None, typer.Option("--minutes", help="How many minutes' walk is near; else as the map.")
]
SlowOption = Annotated[bool, typer.Option("--slow", help="For someone who walks slower (3 km/h).")]
SelectionOption = Annotated[
    Selection | None, typer.Option("--selection", help="Which kinds of place; else as the map.")
]
CertainOption = Annotated[
    bool, typer.Option("--certain", help="Leave out places whose point or existence is uncertain.")
]
NeedOption = Annotated[
    list[str] | None, typer.Option("--need", help="Weigh a need: lonely, lonely=2, or all. Can be repeated.")
]


@dataclass(frozen=True, slots=True)
class CityToday:
    """A bundle made ready for questions, and what everyone can reach under the options.

    Parameters
    ----------
    bundle
        As opened.
    city
        The same, as arrays in one order.
    evaluation
        What everyone can reach, under the assumptions of the options.
    """

    bundle: Bundle
    city: City
    evaluation: Evaluation


def city_today(
    bundle: Path, minutes: int | None, selection: Selection | None, *, slow: bool, certain: bool
) -> CityToday:
    """Open a bundle and evaluate it as the options say; what they leave open is as on the first map."""
    tables = read_bundle(bundle)
    city = city_from_bundle(tables)
    asked = Assumptions.headline(city.settings)
    asked = replace(
        asked,
        threshold=asked.threshold if minutes is None else minutes,
        selection=selection or asked.selection,
        speed=Speed.SLOW if slow else asked.speed,
        with_uncertain=asked.with_uncertain and not certain,
    )
    return CityToday(tables, city, evaluate_city(city, asked))


def print_lines(*lines: str | Table) -> None:
    """Print sentences as they are, and tables."""
    console = Console()
    for line in lines:
        if isinstance(line, Table):
            console.print(line)
        else:
            printable = "".join(letter if letter.isprintable() else " " for letter in line)
            console.print(printable, markup=False, highlight=False)
