"""The options that commands share: which bundle and under which assumptions; and printing what they find."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Concatenate, Final, ParamSpec

import typer
from rich.table import Table

from commands.terminal import Terminal
from geo.analysis.city import City, city_from_bundle, evaluate_city
from geo.bundle.store import Bundle, read_bundle
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import Evaluation
from geo.storage import DEFAULT_BUNDLE
from geo.vocabulary import Selection, Speed

Own = ParamSpec("Own")

BundleOption = Annotated[Path, typer.Option("--bundle", help="Folder of a built bundle.")]
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
    *,
    bundle: BundleOption = DEFAULT_BUNDLE,
    minutes: Annotated[int | None, typer.Option(help="How many minutes' walk is near; else as the map.")] = None,
    selection: Annotated[Selection | None, typer.Option(help="Which kinds of place; else as the map.")] = None,
    slow: Annotated[bool, typer.Option("--slow", help="For someone who walks slower (3 km/h).")] = False,
    certain: Annotated[
        bool, typer.Option("--certain", help="Leave out places whose point or existence is uncertain.")
    ] = False,
) -> CityToday:
    """Open a bundle and evaluate it under the options; what they leave open is as on the first map."""
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


_CITY_OPTIONS: Final = inspect.signature(city_today, eval_str=True).parameters


def with_city(command: Callable[Concatenate[CityToday, Own], None]) -> Callable[..., None]:
    """Add the options of `city_today` to a command, which gets the evaluated city as its first argument.

    Parameters
    ----------
    command
        Its other parameters are its own options, which come first in the help.

    Returns
    -------
    Callable
        What Typer makes a command of: all options are in its signature.
    """
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    options = [option.replace(kind=inspect.Parameter.KEYWORD_ONLY) for option in (*own, *_CITY_OPTIONS.values())]

    @wraps(command)
    def run(**given: Any) -> None:
        today = city_today(**{name: given.pop(name) for name in _CITY_OPTIONS})
        command(today, **given)  # type: ignore[call-arg] # Typer gives what the signature names

    shaped: Any = run
    shaped.__signature__ = inspect.Signature(options)
    shaped.__annotations__ = {option.name: option.annotation for option in options}
    return run


def print_lines(*lines: str | Table) -> None:
    """Print sentences as they are, and tables."""
    console = Terminal()
    for line in lines:
        if isinstance(line, Table):
            console.print(line)
        else:
            printable = "".join(letter if letter.isprintable() else " " for letter in line)
            console.print(printable, markup=False, highlight=False)
