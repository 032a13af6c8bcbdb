"""Methode en data: what every figure means, where it comes from, what is missing, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from geo.settings import settings_from_manifest
from geo.vocabulary import Speed
from layers.escape import Html, escape_text, safe_link
from layers.measures import View
from layers.words import Words
from views.shared.downloads import data_buttons
from views.shared.how_sure import calls_html
from views.shared.html import bullet_list, fold, heading, paragraph, prose, table, write
from views.shared.visit import Visit
from views.state.look import Look
from views.state.where import bundle_path

_DEFINITIONS = (
    "distance",
    "threshold",
    "coverage",
    "gap",
    "depth",
    "need",
    "redundancy",
    "variety",
    "sole",
    "flow",
    "band",
    "uncertain",
)
_CALLS = 10
_REBUILD = "python3 run.py riool build --inputs DIR --out data/maastricht"


def method_page(visit: Visit) -> None:
    """Write the page."""
    words = visit.words
    page = prose(
        heading(words.text("app.page.method"), 1),
        paragraph(words.text("method.lead"), "riool-lead"),
        heading(words.text("method.definitions")),
        _definitions(visit),
        heading(words.text("method.sure")),
        bullet_list(_how_sure(visit)),
        heading(words.text("sure.calls.title"), 3),
        paragraph(words.text("sure.calls.lead")),
        calls_html(_first_look(visit), _CALLS),
        paragraph(words.text("method.sure.existence"), "riool-quiet"),
        heading(words.text("method.sources")),
        _sources(visit),
        heading(words.text("method.missing")),
        *_caveats(visit),
        heading(words.text("method.report")),
        _report(visit),
        heading(words.text("method.rebuild")),
        _rebuild(visit),
        heading(words.text("method.dictionary")),
        paragraph(words.text("method.dictionary.lead")),
        *_dictionary(visit),
    )
    write(page)
    data_buttons(visit)


def _first_look(visit: Visit) -> Look:
    """Look at the area as the first map does."""
    return Look(bundle_path(), visit.words.language, View.headline(settings_from_manifest(visit.bundle.manifest)), ())


def _definitions(visit: Visit) -> Html:
    words, parameters = visit.words, visit.bundle.manifest["parameters"]
    speeds = {speed.value: words.number(parameters["speeds_kmh"][speed.value], 1) for speed in Speed}
    values = {
        "normal": speeds["normal"],
        "slow": speeds["slow"],
        "thresholds": words.listing([words.number(minutes) for minutes in parameters["thresholds_min"]]),
        "headline": words.number(parameters["headline"]["threshold_min"]),
        "cap": words.number(parameters["cap_min"]),
        "snap": words.number(parameters["snap_cap_m"]),
        "ranking": words.number(parameters["ranking_min_residents"]),
    }
    terms = "".join(
        f"<dt>{escape_text(words.text(f'method.{name}.term'))}</dt>"
        f"<dd>{escape_text(words.text(f'method.{name}.text', **values))}</dd>"
        for name in _DEFINITIONS
    )
    return Html(f'<dl class="riool-method-terms">{terms}</dl>')


def _how_sure(visit: Visit) -> Iterable[str]:
    words, report = visit.words, visit.bundle.manifest["report"]
    places, network = report["places"], report["network"]
    yield words.text(
        "method.sure.places",
        total=words.number(places["total"]),
        counted=words.number(places["counted"]),
        uncertain=words.number(places["uncertain"]),
    )
    for reason, count in places["not_counted"].items():
        yield words.text("method.sure.not_counted", reason=words.text(f"reason.{reason}"), places=words.number(count))
    yield words.text(
        "method.sure.residents",
        residents=words.number(report["residents"]),
        published=words.number(report["residents_published"]),
        points=words.number(len(visit.bundle.demand)),
    )
    yield words.text(
        "method.sure.network",
        km=words.number(network["km"]),
        stranded=words.number(network["residents_on_parts_without_place"]),
    )
    refused = report["demand_points_refused"]
    yield words.text(
        "method.sure.refused",
        count=len(refused),
        residents=words.number(sum(one["residents"] for one in refused)),
    )


def _sources(visit: Visit) -> Html:
    words = visit.words
    columns = [words.text(f"app.column.{name}") for name in ("source", "publisher", "date", "licence")]
    head = "".join(f'<th scope="col">{escape_text(name)}</th>' for name in columns)
    name = escape_text(words.text("method.sources"))
    body = "".join(_source_row(source, words) for source in visit.bundle.manifest["sources"])
    return Html(
        f'<div class="riool-table" role="region" tabindex="0" aria-label="{name}"><table>'
        f'<caption class="riool-unseen">{name}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _source_row(source: dict[str, Any], words: Words) -> str:
    link, title = safe_link(source["url"]), escape_text(source["title"])
    name = f'<a href="{link}" rel="noopener noreferrer" target="_blank">{title}</a>' if link else title
    dates = [words.date(date) for date in str(source["reference_date"]).split("/")]
    cells = [source["publisher"], words.text("method.from_to", **_span(dates)) if len(dates) > 1 else dates[0]]
    shown = "".join(f"<td>{escape_text(cell)}</td>" for cell in (*cells, source["licence"]))
    return f'<tr><th scope="row">{name}</th>{shown}</tr>'


def _span(dates: list[str]) -> dict[str, str]:
    return {"first": dates[0], "last": dates[-1]}


def _caveats(visit: Visit) -> Iterable[Html]:
    for source in visit.bundle.manifest["sources"]:
        if caveats := source["caveats"][visit.words.language]:
            yield heading(str(source["title"]), 3)
            yield bullet_list(caveats)


def _report(visit: Visit) -> Html:
    words, area = visit.words, visit.bundle.manifest["area"]
    if not area["report_email"]:
        return paragraph(words.text("method.report.nobody"))
    text = paragraph(words.text("method.report.text"))
    subject = quote(words.text("app.report.subject", area=visit.area))
    body = quote(words.text("method.report.body"))
    address = escape_text(f"mailto:{area['report_email']}?subject={subject}&body={body}")
    return Html(f'{text}<p><a class="riool-button" href="{address}">{escape_text(words.text("app.report"))}</a></p>')


def _rebuild(visit: Visit) -> Html:
    words, built = visit.words, visit.bundle.manifest["built"]
    when = words.text("method.rebuild.when", date=words.date(built["at"][:10]))
    code = Html(f'<pre class="riool-code" tabindex="0"><code>{escape_text(_REBUILD)}</code></pre>')
    return Html(paragraph(when) + paragraph(words.text("method.rebuild.text")) + code)


def _dictionary(visit: Visit) -> Iterable[Html]:
    words = visit.words
    columns = [words.text("method.column"), words.text("method.meaning")]
    for name, entry in visit.bundle.dictionary.items():
        rows = [[column, str(texts[words.language])] for column, texts in entry["columns"].items()]
        about = str(entry["about"][words.language])
        yield fold(name, Html(paragraph(about) + table(name, columns, rows)))
