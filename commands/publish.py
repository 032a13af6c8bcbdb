"""`riool report`, `export` and `publish`: write sheets, data files and the static site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, track

from commands.terminal import Terminal
from geo.bundle.store import read_bundle
from geo.errors import FaultList
from geo.storage import DEFAULT_BUNDLE
from layers.words import LANGUAGES, Words
from publishing.context import PublishContext, make_context
from publishing.exports.files import ExportFormat, export_files
from publishing.folder import write_files
from publishing.sheets.report import PRINTERS, SheetFormat, all_names, sheet_file, sheet_for
from publishing.website.site import site_files

out = Terminal()
err = Terminal(stderr=True)

BundleOption = Annotated[Path, typer.Option("--bundle", help="Folder of the bundle.")]
OutOption = Annotated[Path, typer.Option("--out", help="Folder to write into; other files in it stay as they are.")]
UrlOption = Annotated[
    str | None,
    typer.Option("--url", help="Address of the live map, for links and QR codes; else the area's public_url."),
]


def _context(bundle: Path, url: str | None) -> PublishContext:
    if url is not None and not url.startswith(("http://", "https://")):
        faults = FaultList("--url")
        faults.add(repr(url), "an address that starts with https:// or http://", "Give the address of the live map.")
        faults.raise_if_any()
    return make_context(read_bundle(bundle), url)


def _words(lang: str) -> Words:
    if lang not in LANGUAGES:
        faults = FaultList("--lang")
        faults.add(repr(lang), f"one of {', '.join(LANGUAGES)}", "Choose a language.")
        faults.raise_if_any()
    return Words("en" if lang == "en" else "nl")


def _write(out_dir: Path, files: dict[str, bytes]) -> None:
    for path in write_files(out_dir, files):
        out.print(str(path), markup=False, highlight=False, soft_wrap=True)


def report_command(  # noqa: PLR0913 - one parameter per option of the command
    name: Annotated[str | None, typer.Argument(help="Id or name of an organisation, place or neighbourhood.")] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="All organisations, initiatives' places, neighbourhoods.")
    ] = False,
    lang: Annotated[str, typer.Option(help="nl or en.")] = "nl",
    written_as: Annotated[SheetFormat, typer.Option("--format", help="pdf or html.")] = SheetFormat.PDF,
    out_dir: OutOption = Path("sheets"),
    bundle: BundleOption = DEFAULT_BUNDLE,
    url: UrlOption = None,
) -> None:
    """Write fact sheets of at most two A4 pages."""
    if (name is None) != everything:
        faults = FaultList("riool report")
        faults.add("both a name and --all, or neither", "one of them", "For instance: riool report werkhuis")
        faults.raise_if_any()
    words = _words(lang)
    context = _context(bundle, url)
    names = list(all_names(context)) if name is None else [name]
    files = {}
    for one in track(names, description="", console=err, transient=True):
        sheet = sheet_for(context, one, words)
        files[sheet_file(context, sheet, written_as)] = PRINTERS[written_as](sheet)
    _write(out_dir, files)


def export_command(
    *,
    formats: Annotated[
        list[ExportFormat] | None, typer.Option("--format", help="One or more of them; all by default.")
    ] = None,
    lang: Annotated[str, typer.Option(help="Language of legends and figures: nl or en.")] = "nl",
    out_dir: OutOption = Path("export"),
    bundle: BundleOption = DEFAULT_BUNDLE,
) -> None:
    """Write the data for QGIS, Excel, Python and R, with data dictionary and licence, and maps for a report."""
    _write(out_dir, export_files(_context(bundle, None), formats or [], _words(lang)))


def publish_command(
    *,
    out_dir: OutOption = Path("site"),
    bundle: BundleOption = DEFAULT_BUNDLE,
    url: UrlOption = None,
) -> None:
    """Write the public map as plain files that need no server; with --url also a sitemap."""
    context = _context(bundle, url)
    with Progress(SpinnerColumn(), TextColumn("{task.description}", markup=False), console=err, transient=True) as bar:
        task = bar.add_task("")
        files = site_files(context, lambda path: bar.update(task, description=path))
    write_files(out_dir, files)
    megabytes = sum(map(len, files.values())) / 1e6
    server = f"python -m http.server -d {out_dir}"
    sentence = f"{out_dir}: {len(files)} files, {megabytes:.1f} MB. Any web server shows it: {server}"
    out.print(sentence, markup=False, highlight=False, soft_wrap=True)
    if context.bundle.manifest["area"]["report_email"] is None:
        warning = (
            "Nobody can report a mistake: the area's settings have no report_email, so the map shows no such link. "
            "Set an address in data/areas, and build the bundle again."
        )
        err.print(warning, markup=False, highlight=False, soft_wrap=True)
