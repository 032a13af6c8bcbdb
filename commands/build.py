"""`riool build`: build the bundle of an area, with a bar that shows how far it is, and say what it came to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from commands.fetch import fetch_to
from commands.terminal import Terminal
from geo.areas import own_settings
from geo.bundle.store import Bundle
from geo.pipeline.build import STEPS, build
from geo.sources.live.fetch import FetchOptions
from geo.sources.live.folder import DEFAULT_AREA, build_from, default_bundle, default_folder
from geo.storage import LIVE_SETTINGS
from geo.vocabulary import Speed

if TYPE_CHECKING:
    import pandas as pd

out = Terminal()
err = Terminal(stderr=True)


class _Bar:
    """Progress bar of a build."""

    def __init__(self, bar: Progress) -> None:
        self.bar = bar
        self.task = bar.add_task("", total=len(STEPS))
        self.detail = bar.add_task("", total=None, visible=False)

    def step(self, name: str, detail: str = "") -> None:
        """Move the bar to a step."""
        self.bar.update(self.task, completed=STEPS.index(name), description=f"{name} {detail}".strip())

    def advance(self, done: int, total: int) -> None:
        """Move the bar within its step."""
        base = int(self.bar.tasks[self.task].completed)
        self.bar.update(self.task, completed=base + min(done / total, 0.99) if total else base)


@contextmanager
def _progress() -> Iterator[_Bar]:
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        yield _Bar(bar)


def build_command(  # noqa: PLR0913 - each option of the command is an argument
    *,
    inputs: Annotated[
        Path | None, typer.Option(help="Folder with the input files that the area's settings name, or one of a fetch.")
    ] = None,
    out_dir: Annotated[
        Path | None, typer.Option("--out", help="Folder of the bundle to make or replace; with --live data/NAME.")
    ] = None,
    area: Annotated[
        str | None, typer.Option(help="Name of an area in data/areas, or a .toml file; with --live any municipality.")
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Fetch today's data first; see riool fetch.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="As --live, with only what was fetched before.")] = False,
    refresh: Annotated[bool, typer.Option("--refresh", help="With --live: ask again what was fetched before.")] = False,
    fetched: Annotated[
        Path | None, typer.Option(help="With --live: folder of the fetch; by default fetched/NAME.")
    ] = None,
    osm: Annotated[Path | None, typer.Option(help="With --live: a map file instead of asking Overpass.")] = None,
    municipal: Annotated[Path | None, typer.Option(help="With --live: the municipality's list of places.")] = None,
    sources: Annotated[Path, typer.Option(help="With --live: where the live sources are.")] = LIVE_SETTINGS,
) -> None:
    """Build the bundle of an area from files, or from today's sources.

    The last good bundle stays until the new one is complete.
    """
    live = live or offline
    if out_dir is None and not live:
        raise typer.BadParameter("say where the bundle goes: --out DIR", param_hint="--out")
    if live:
        options = FetchOptions(area or DEFAULT_AREA, osm_file=osm, municipal_file=municipal)
        inputs = fetched or default_folder(options.area)
        fetch_to(options, inputs, offline=offline, refresh=refresh, sources=sources)
        # A name that has no settings of its own was just found to be this municipality.
        area = area if area is not None and own_settings(area) is not None else None
    settings, folder = build_from(inputs, area)
    with _progress() as bar:
        bundle = build(settings, folder, out_dir or default_bundle(settings), progress=bar)
    out.print(_summary(bundle))
    for line in _remarks(bundle):
        out.print(f"- {line}", markup=False, highlight=False)


def _summary(bundle: Bundle) -> Table:
    parameters = bundle.manifest["parameters"]
    minutes = parameters["headline"]["threshold_min"]
    title = f"{bundle.manifest['area']['name']}: {minutes} minutes' walk, uncertain places by their probability"
    table = Table(title=title)
    for name in ("selection", "speed", "covered", "probably", "all in or out", "residents in the gap"):
        table.add_column(name, justify="left" if name in {"selection", "speed"} else "right")
    keys = ["selection", "speed"]
    code = bundle.manifest["area"]["code"]
    ends = _of_city(bundle.coverage, code, minutes).groupby(keys, sort=False)["coverage"].agg(["min", "max"])
    for row in _of_city(bundle.expected, code, minutes).itertuples():
        low, high = ends.loc[(str(row.selection), str(row.speed)), :]
        table.add_row(
            str(row.selection),
            f"{parameters['speeds_kmh'][Speed(str(row.speed)).value]} km/h",
            f"{row.coverage:.1%}",
            f"{row.low:.1%} - {row.high:.1%}",
            f"{low:.1%} - {high:.1%}",
            f"{row.gap:,.0f}",
        )
    return table


def _of_city(table: pd.DataFrame, code: str, minutes: int) -> pd.DataFrame:
    return table[(table["neighbourhood"] == code) & (table["threshold"] == minutes)]


def _remarks(bundle: Bundle) -> Iterator[str]:
    report = bundle.manifest["report"]
    network, places = report["network"], report["places"]
    yield f"{report['residents']:,.0f} residents; {report['residents_published']:,.0f} as published per demand point"
    yield f"{network['streets']:,} streets, {network['km']:,.1f} km, in {network['parts']} connected part(s)"
    stranded = network["residents_on_parts_without_place"]
    yield f"{stranded:,.0f} residents on parts of the network without a place"
    counted = f"{places['total']} places, {places['counted']} counted, of which {places['uncertain']} uncertain"
    reasons = ", ".join(f"{reason} {count}" for reason, count in places["not_counted"].items())
    yield f"{counted}; not counted: {reasons or 'none'}"
    for refused in report["demand_points_refused"]:
        why = {"cap": "no street near enough", "water": "only across water"}[refused["reason"]]
        yield f"{refused['demand_id']} ({refused['residents']:.0f} residents) is not on a street: {why}"
    if report["demand_points_left_out"]:
        yield f"left out, residents unknown: {', '.join(report['demand_points_left_out'])}"
    if modelled := report.get("demand_points_modelled"):
        yield f"few residents and no postcode or square of their own, put amid their streets: {', '.join(modelled)}"
    size = sum(file.stat().st_size for file in bundle.path.iterdir())
    yield f"written to {bundle.path} ({size / 1e6:.1f} MB)"
