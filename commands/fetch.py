"""`riool fetch`: get today's data of a municipality, politely, with every answer kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from commands.terminal import Terminal
from geo.sources.live.fetch import STEPS, FetchOptions, fetch
from geo.sources.live.fetched import Fetched
from geo.sources.live.folder import ANSWERS
from geo.sources.live.settings import read_live_settings
from geo.sources.web.answers import AnswerStore, CachingClient
from geo.storage import LIVE_SETTINGS

EXIT_STOPPED = 130
"""What a shell expects of a program that was stopped with Ctrl-C."""
out = Terminal()
err = Terminal(stderr=True)


class ResidentsBy(StrEnum):
    """Where residents are counted."""

    POSTCODE6 = "postcode6"
    POSTCODE6_COUNTRY = "postcode6_country"
    SQUARES100 = "squares100"


class FetchBar:
    """Progress bar of a fetch, with the bytes received."""

    def __init__(self, bar: Progress) -> None:
        self.bar = bar
        self.task = bar.add_task("", total=len(STEPS), size="")
        self._step, self._answers, self._done, self._now = "", 0, 0, 0
        self._url = ""

    def step(self, name: str, detail: str = "") -> None:
        """Move the bar to a step."""
        self._step = f"{name}: {detail}" if detail else name
        self.bar.update(self.task, completed=STEPS.index(name), description=self._step)

    def received(self, url: str, size: int, total: int | None) -> None:
        """Show how many bytes came in."""
        if url != self._url or size < self._now:
            self._answers, self._done, self._url = self._answers + 1, self._done + self._now, url
        self._now = size
        whole = self._done + size
        expected = f" of {total / 1e6:,.1f}" if total else ""
        size_text = f"{self._answers} answers, {whole / 1e6:,.1f} MB (this one {size / 1e6:,.1f}{expected} MB)"
        self.bar.update(self.task, size=size_text)

    def waiting(self, url: str, seconds: float, why: str) -> None:
        """Print that a server asks to wait, in a line that stays."""
        server = urlsplit(url).hostname
        self.bar.console.print(f"{server}: {why}; asking again in {seconds:.0f} s", markup=False, highlight=False)

    def damaged(self, file: Path) -> None:
        """Print that an answer was damaged, in a line that stays."""
        self.bar.console.print(f"{file} is cut short or changed: asking again", markup=False, highlight=False)


@contextmanager
def _bar() -> Iterator[FetchBar]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[size]}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        yield FetchBar(bar)


def fetch_to(
    options: FetchOptions, folder: Path, *, offline: bool = False, refresh: bool = False, sources: Path = LIVE_SETTINGS
) -> Fetched:
    """Fetch with a progress bar and print what was got, what was missing and what was assumed.

    Parameters
    ----------
    options
        What is asked for.
    folder
        Where the files go.
    offline
        Use only what was kept.
    refresh
        Ask everything again.
    sources
        Where the live sources are.

    Returns
    -------
    Fetched
        Content of `fetched.json`.
    """
    live, store = read_live_settings(sources), AnswerStore(folder / ANSWERS)
    try:
        with _bar() as bar, CachingClient(store, live.policy, offline=offline, refresh=refresh, listener=bar) as http:
            fetched = fetch(options, folder, live, http, bar)
    except KeyboardInterrupt as stop:
        err.print("Stopped. Run the same command again to go on: what was fetched is kept.", highlight=False)
        raise typer.Exit(EXIT_STOPPED) from stop
    _print_summary(fetched, folder)
    return fetched


def _print_summary(fetched: Fetched, folder: Path) -> None:
    table = Table(title=escape(f"{fetched.name} ({fetched.code}): fetched to {folder}"))
    for name, side in (("source", "left"), ("file", "left"), ("rows", "right"), ("kB", "right"), ("of", "left")):
        table.add_column(name, justify="right" if side == "right" else "left")
    table.add_column("licence")
    for each in fetched.sources:
        source = each.source
        size = f"{each.bytes / 1e3:,.0f}"
        cells = (source.title, str(source.file), f"{each.rows:,}", size, source.reference_date, source.licence)
        table.add_row(*(escape(cell) for cell in cells))
    out.print(table)
    remarks = [*fetched.absent, *(remark for each in fetched.sources for remark in each.remarks)]
    for remark in dict.fromkeys(remarks):
        out.print(f"- {remark.kind}: {remark.en}", markup=False, highlight=False)
    answers = {answer.sha256: answer for each in fetched.sources for answer in each.answers}
    total = sum(answer.bytes for answer in answers.values()) / 1e6
    line = f"{len(answers)} answers, {total:,.1f} MB, kept in {folder / ANSWERS} with URL, time and sha256"
    out.print(line, markup=False, highlight=False)
    days = sorted(answer.retrieved[:10] for answer in answers.values())
    if days and days[0] < datetime.now(UTC).date().isoformat():
        span = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
        out.print(f"These answers are of {span}. To ask everything again: --refresh", markup=False, highlight=False)


def fetch_command(  # noqa: PLR0913 - each option of the command is an argument
    *,
    area: Annotated[str, typer.Option(help="A Dutch municipality: its code (GM0935), its name, or a .toml file.")],
    to: Annotated[Path, typer.Option(help="Folder for the files; one municipality each. Run again to go on.")],
    residents: Annotated[
        ResidentsBy | None,
        typer.Option(help="Residents per postcode, from PDOK or a file of the country, or per square of 100 m."),
    ] = None,
    year: Annotated[int | None, typer.Option(help="Set of neighbourhoods; by default the newest with figures.")] = None,
    osm: Annotated[
        Path | None, typer.Option(help="A map file (.osm.pbf, .osm.bz2, .osm) instead of asking Overpass.")
    ] = None,
    osm_date: Annotated[str | None, typer.Option(help="See OpenStreetMap as it was: 2026-01-01T00:00:00Z.")] = None,
    municipal: Annotated[Path | None, typer.Option(help="The municipality's list of places, a file here.")] = None,
    sites: Annotated[
        bool | None, typer.Option(help="Fetch candidate sites from the BAG: all addresses come by.")
    ] = None,
    offline: Annotated[bool, typer.Option(help="Use only the answers kept in the folder.")] = False,
    refresh: Annotated[bool, typer.Option(help="Ask everything again, for today's data.")] = False,
    sources: Annotated[Path, typer.Option(help="Where the live sources are.")] = LIVE_SETTINGS,
) -> None:
    """Fetch today's data of a municipality from OpenStreetMap, CBS, RIVM and PDOK into a folder to build from."""
    options = FetchOptions(area, residents and residents.value, year, osm, osm_date, municipal, sites)
    fetch_to(options, to, offline=offline, refresh=refresh, sources=sources)
    out.print(f"Now build the map: riool build --inputs {to} --out DIR", markup=False, highlight=False)
