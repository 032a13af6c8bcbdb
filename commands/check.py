"""`riool check`: check the register and a bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands import EXIT_FAULT
from commands.options import print_lines
from commands.street_audit import audit_lines, audit_of, write_audit
from commands.terminal import Terminal
from geo.bundle.store import Bundle, read_bundle
from geo.bundle.verify import verify_bundle
from geo.errors import InputError, RioolError
from geo.places.register_check import check_register
from geo.storage import DEFAULT_BUNDLE, ROOT

out = Terminal()
err = Terminal(stderr=True)


def check_command(
    bundle: Annotated[Path, typer.Option(help="Folder of the bundle to check.")] = DEFAULT_BUNDLE,
    root: Annotated[Path, typer.Option(help="Folder of the project, with data/initiatives and its settings.")] = ROOT,
    *,
    streets: Annotated[
        bool, typer.Option("--streets", help="List where the streets of the bundle look unlike those outside.")
    ] = False,
    lines: Annotated[int, typer.Option(min=0, help="With --streets: how many places to show of each kind.")] = 5,
    to: Annotated[
        Path | None, typer.Option("--out", help="With --streets: a GeoJSON with all those places, to look at in QGIS.")
    ] = None,
) -> None:
    """Check the register and a bundle; name everything that is wrong."""
    if to is not None and not streets:
        raise typer.BadParameter("it belongs with --streets", param_hint="--out")
    problems: list[RioolError] = []
    report = check_register(root)
    if report.faults:
        problems.append(InputError(report.faults))
    out.print(f"register: {report.organisations} organisations, {report.places} places", markup=False, highlight=False)
    for near in report.near_duplicates:
        out.print(f"look alike: {near.first_id} and {near.second_id} ({near.distance:.0f} m)", markup=False)
    try:
        opened = read_bundle(bundle)
        verify_bundle(opened)
        rows = sum(int(entry["rows"]) for entry in opened.manifest["tables"].values())
        out.print(f"bundle {bundle}: whole, {rows:,} rows in {len(opened.manifest['tables'])} tables", markup=False)
        for pair in opened.manifest["report"]["near_duplicates"]:
            line = f"look alike, counted as two: {pair['first']} and {pair['second']} ({pair['distance_m']} m)"
            out.print(line, markup=False, highlight=False)
        if streets:
            _audit_streets(opened, lines, to)
    except RioolError as problem:
        problems.append(problem)
    for found in problems:
        err.print(str(found), markup=False, highlight=False)
    if problems:
        raise typer.Exit(EXIT_FAULT)


def _audit_streets(bundle: Bundle, lines: int, to: Path | None) -> None:
    """Print what looks unlike the streets outside, and write it where asked; none of it is a fault."""
    found = audit_of(bundle)
    print_lines(*audit_lines(found, lines))
    if to is not None:
        write_audit(found, to)
        print_lines(f"{len(found):,} places written to {to}")
