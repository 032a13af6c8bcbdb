"""`riool places`: look at places, add one, find its address."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from commands.place_lines import PlaceLine, everything_known, place_lines
from commands.terminal import Terminal
from geo.areas import area_file, read_area
from geo.bundle.store import MANIFEST, Bundle, read_bundle
from geo.errors import Fault, InputError, RioolError, visible
from geo.folders import standing_folder
from geo.places.register_check import RegisterReport, check_register
from geo.sources.live.settings import AddressServiceName
from geo.sources.register.add import add_entry
from geo.sources.register.geocoding import MatchOutcome
from geo.sources.register.locating import Located, LocateOrder, Skipped, locate
from geo.sources.register.questions import (
    NO_PLACE_QUESTIONS,
    ORGANISATION_QUESTIONS,
    PLACE_NAME,
    PLACE_QUESTIONS,
    Question,
    parse_answer,
    parse_given,
)
from geo.sources.register.read import Register, read_register
from geo.sources.web.addresses import open_address_service
from geo.storage import DEFAULT_BUNDLE, IS_INSTALLED, REGISTER
from geo.vocabulary import Kind

__all__ = ["RegisterReport", "check_register", "places_app"]

places_app = typer.Typer(no_args_is_help=True, add_completion=False, help="Look at places, add one, find its address.")

RegisterOption = Annotated[Path, typer.Option("--register", help="Folder with one file per organisation.")]
BundleOption = Annotated[Path, typer.Option("--bundle", help="Folder of a built bundle.")]
_FORCED = (Skipped.BY_HAND, Skipped.ASKED)
_IN_WORDS = {
    MatchOutcome.NO_MATCH: "no such address",
    MatchOutcome.SEVERAL: "several addresses fit",
    MatchOutcome.ELSEWHERE: "only in another municipality",
}


@places_app.command("list")
def list_command(
    kind: Annotated[Kind | None, typer.Option(help="Only this kind.")] = None,
    organisation: Annotated[str | None, typer.Option(help="Only places of this organisation (its id).")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what takes no part in coverage.")] = False,
    register: RegisterOption = REGISTER,
    bundle: BundleOption = DEFAULT_BUNDLE,
) -> None:
    """List the places, the initiatives first. Organisations without a place follow, with the reason."""
    known = read_register(register)
    lines = place_lines(known, _bundle(bundle))
    wanted = [
        line
        for line in lines
        if (kind is None or line.kind == kind)
        and (organisation is None or organisation in line.organisations)
        # An initiative that is not counted says why; benches by the hundred would hide it.
        and (everything or line.counted or line.kind == Kind.INITIATIVE)
    ]
    console = Terminal()
    console.print(_table(wanted))
    console.print(_count(len(wanted), len(lines), everything=everything), markup=False, highlight=False)
    for line in _without_place(known, kind, organisation):
        console.print(line, markup=False, highlight=False)


def _bundle(path: Path) -> Bundle | None:
    if (standing_folder(path) / MANIFEST).is_file():
        return read_bundle(path)
    message = f"No bundle in {path}: only the register is shown. 'riool build' makes one."
    Terminal(stderr=True).print(message, markup=False, highlight=False)
    return None


def _table(lines: list[PlaceLine]) -> Table:
    table = Table()
    for heading, width in (("place", 22), ("name", 16), ("kind", 10), ("counted", 8), ("location", 8), ("checked", 7)):
        # Folded, never cut: an id is there to be copied.
        table.add_column(heading, min_width=width, overflow="fold")
    for line in lines:
        counted = "yes" if line.counted else f"no: {line.reason}"
        cells = (line.place_id, line.name, line.kind, counted, line.location, line.checked)
        # Text, not markup: a name may hold square brackets.
        table.add_row(*(Text(_printable(cell)) for cell in cells))
    return table


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)


def _count(shown: int, known: int, *, everything: bool) -> str:
    more = "" if everything or shown == known else " (--all shows also what is not counted)"
    return f"{shown} of {known} places{more}"


def _without_place(register: Register, kind: Kind | None, organisation: str | None) -> list[str]:
    return [
        _printable(f"{each.name}: {each.no_place.en}")
        for each in register.organisations.values()
        if each.no_place is not None and kind in {None, Kind.INITIATIVE} and organisation in {None, each.id}
    ]


@places_app.command("show")
def show_command(
    place: Annotated[str, typer.Argument(help="Id or name of a place.")],
    register: RegisterOption = REGISTER,
    bundle: BundleOption = DEFAULT_BUNDLE,
) -> None:
    """Show everything that is known of one place."""
    table = Table(show_header=False)
    for name, value in everything_known(place, read_register(register), _bundle(bundle)):
        table.add_row(Text(name), Text(_printable(value)))
    Terminal().print(table)


@places_app.command("add")
def add_command(
    given: Annotated[list[str] | None, typer.Option("--set", help="An answer beforehand, as key=value.")] = None,
    organisation: Annotated[str | None, typer.Option(help="Add a place to this organisation (its id).")] = None,
    ask: Annotated[bool, typer.Option("--ask/--no-ask", help="Ask for what was not given.")] = True,
    register: RegisterOption = REGISTER,
) -> None:
    """Add an organisation, or a place of one, by answering questions; the result is a valid file."""
    _refuse_installed(register)
    known = read_register(register)
    if organisation is not None and organisation not in known.organisations:
        raise RioolError(f"There is no organisation '{organisation}'. Known: {', '.join(known.organisations)}.")
    answers = parse_given(_pairs(given or []))
    for question in _first_questions(organisation):
        _answer(question, answers, ask=ask)
    for question in PLACE_QUESTIONS if answers.get("place.name") else NO_PLACE_QUESTIONS:
        _answer(question, answers, ask=ask)
    path = add_entry(register, answers, _today(), organisation)
    Terminal().print(f"Written and valid: {path}", markup=False, highlight=False)
    Terminal().print("'riool places locate' finds the point of an address.", markup=False, highlight=False)


def _refuse_installed(register: Path) -> None:
    """Write nothing into an installed package: the next installation would take it away."""
    if IS_INSTALLED and register == REGISTER:
        advice = "Copy that folder to one of your own and name it with --register."
        raise InputError([Fault(str(register), "the register of the installed package", "a folder of yours", advice)])


def _first_questions(organisation: str | None) -> tuple[Question, ...]:
    return ORGANISATION_QUESTIONS if organisation is None else (PLACE_NAME,)


def _pairs(given: list[str]) -> dict[str, str]:
    pairs = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals:
            raise RioolError(f"--set {text!r} has no '='. Write it as key=value, such as town=Maastricht.")
        pairs[key.strip()] = value
    return pairs


def _answer(question: Question, answers: dict[str, Any], *, ask: bool) -> None:
    """Fill in one answer; ask until it is a good one."""
    if question.key in answers:
        return
    if not ask:
        answers[question.key] = parse_answer(question, "")
        return
    while question.key not in answers:
        text = typer.prompt(question.prompt, default="", show_default=False)
        try:
            answers[question.key] = parse_answer(question, text)
        except InputError as error:
            fault = error.faults[0]
            typer.echo(visible(f"  Found {fault.found}; expected {fault.expected}. {fault.advice}"))


def _today() -> str:
    return datetime.now(tz=UTC).date().isoformat()


@places_app.command("locate")
def locate_command(
    places: Annotated[list[str] | None, typer.Argument(help="Ids of places; all if none is named.")] = None,
    force: Annotated[bool, typer.Option(help="Ask again, also where a person set the point.")] = False,
    area: Annotated[str, typer.Option(help="Name of an area in data/areas, or a .toml file.")] = "maastricht",
    service: Annotated[
        AddressServiceName | None, typer.Option(help="Which address service of PDOK; by default as in data/live.toml.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Where the address service is; else as in data/live.toml.")] = None,
    register: RegisterOption = REGISTER,
) -> None:
    """Find the points of addresses with an address service; each is asked once and kept in its file."""
    _refuse_installed(register)
    municipality = read_area(area_file(area)).code.removeprefix("GM")
    order = LocateOrder(register, municipality, _today(), places or (), force)
    console = Terminal()
    with open_address_service(name=service, url=url) as geocoder:
        for located in locate(order, geocoder):
            console.print(_printable(_located_line(located)), markup=False, highlight=False)


def _located_line(located: Located) -> str:
    match = located.match
    if match is None:
        force = " (--force asks anyway)" if located.skipped in _FORCED else ""
        return f"{located.place_id}: not asked, {located.skipped}{force}"
    if match.outcome is MatchOutcome.MATCH and match.address is not None:
        moved = "" if located.moved_m is None else f", moved {located.moved_m:.0f} m"
        return f"{located.place_id}: found {match.address.weergavenaam}{moved}"
    listed = f" (the service knows {'; '.join(match.candidates)})" if match.candidates else ""
    return f"{located.place_id}: {_IN_WORDS[match.outcome]}{listed}. The point stays as it was."
