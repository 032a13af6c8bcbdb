"""The command line `riool`: assemble its commands, and print faults."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import ClassVar

import typer

from commands import EXIT_FAULT
from commands.deferred import Deferred, DeferredGroup
from commands.terminal import Terminal
from geo.errors import RioolError


class RioolGroup(DeferredGroup):
    """All commands, in the order of `riool --help`."""

    deferred: ClassVar[Mapping[str, Deferred]] = {
        "fetch": Deferred(
            "commands.fetch",
            "fetch_command",
            "Fetch today's data of a municipality from OpenStreetMap, CBS, RIVM and PDOK into a folder to build from.",
        ),
        "closure": Deferred(
            "commands.whatif",
            "closure_command",
            "Say what falls away when places close: whose only place it is, and whose walk grows.",
        ),
        "open": Deferred(
            "commands.whatif",
            "open_command",
            "Say what changes when places open, and others close at the same time.",
        ),
        "sites": Deferred(
            "commands.sites",
            "sites_command",
            "Find the postcodes, or buildings, where the next places would reach most residents who have none near; "
            "proven.",
        ),
        "unknowns": Deferred(
            "commands.unknowns",
            "unknowns_command",
            "List the places of which it helps most to know whether and where they are.",
        ),
        "streets": Deferred(
            "commands.streets",
            "streets_command",
            "Walk the town again with plausible cut-throughs, or on other streets, and say what changes.",
        ),
        "compare": Deferred(
            "commands.compare",
            "compare_command",
            "Say whether one neighbourhood is really worse off than another, whatever the assumptions.",
        ),
        "equity": Deferred(
            "commands.questions",
            "equity_command",
            "Say how unequally the walk to a meeting place is shared, and by whom.",
        ),
        "functions": Deferred(
            "commands.questions",
            "functions_command",
            "Say what people can do near home and what not: who can meet but not move.",
        ),
        "hours": Deferred(
            "commands.questions",
            "hours_command",
            "Say when there is a place open near home, as far as hours are known.",
        ),
        "build": Deferred(
            "commands.build",
            "build_command",
            "Build the bundle of an area from files, or from today's sources.",
        ),
        "check": Deferred(
            "commands.check",
            "check_command",
            "Check the register and a bundle; name everything that is wrong.",
        ),
        "report": Deferred(
            "commands.publish",
            "report_command",
            "Write fact sheets of at most two A4 pages.",
        ),
        "export": Deferred(
            "commands.publish",
            "export_command",
            "Write the data for QGIS, Excel, Python and R, with data dictionary and licence, and maps for a report.",
        ),
        "publish": Deferred(
            "commands.publish",
            "publish_command",
            "Write the public map as plain files that need no server; with --url also a sitemap.",
        ),
        "places": Deferred(
            "commands.places",
            "places_app",
            "Look at places, add one, find its address.",
        ),
    }


app = typer.Typer(cls=RioolGroup, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def riool() -> None:
    """Show where anyone can walk into a place where they are welcome, and who has no such place near."""


def main() -> None:
    """Run the command; faults we understand are printed, without a traceback, and end with exit code 2."""
    err = Terminal(stderr=True)
    try:
        app()
    except RioolError as problem:
        err.print(str(problem), markup=False, highlight=False)
        sys.exit(EXIT_FAULT)
    except OSError as problem:
        err.print(f"The system refused: {problem}. Nothing was changed.", markup=False, highlight=False)
        sys.exit(EXIT_FAULT)
