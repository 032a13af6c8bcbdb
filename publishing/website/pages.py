"""The reading pages of the static site: lists, and a page per neighbourhood and organisation."""

from __future__ import annotations

from typing import Any

from layers.escape import Html, escape_text, safe_link
from layers.figures import driest_first, figures_for
from layers.sentences import people
from layers.words import Words
from publishing.context import PublishContext
from publishing.folder import file_slug
from publishing.rows import iterate_rows, optional_text, plain_text
from publishing.sheets.html import sheet_body, sheet_rules
from publishing.sheets.sheet import Sheet
from publishing.website.data import headline
from publishing.website.frame import PageHead, data_block, embed_html, footer_html, head_html, header_html, styles_html


def folder_of(words: Words) -> str:
    """Give the folder of a language: Dutch stands at the root."""
    return "" if words.language == "nl" else "en/"


def neighbourhood_path(code: str, words: Words) -> str:
    """Give the path of a neighbourhood's page."""
    return f"{folder_of(words)}neighbourhood/{file_slug(code)}.html"


def organisation_path(organisation_id: str, words: Words) -> str:
    """Give the path of an organisation's page."""
    return f"{folder_of(words)}initiative/{file_slug(organisation_id)}.html"


def other_words(words: Words) -> Words:
    """Give the other language."""
    return Words("en" if words.language == "nl" else "nl")


def _setup(context: PublishContext, words: Words, embed: str = "", title: str = "") -> Html:
    labels = {"copied": words.text("site.embed.copied")}
    setup = {"built": context.built, "words": labels, "map": None, "embed": embed, "embedTitle": title}
    return data_block(setup, "application/json", "site-setup")


def _document(context: PublishContext, head: PageHead, words: Words, body: str, setup: Html, rules: str = "") -> bytes:
    page = (
        f'<!DOCTYPE html><html lang="{words.language}"><head>{head_html(context, head, words, [])}{styles_html(head)}'
        f"{f'<style>{rules}</style>' if rules else ''}</head><body>{header_html(context, head, words)}"
        f'<main class="site-page">{body}</main>{footer_html(context, head, words)}{setup}'
        f'<script src="{head.root}assets/site/site.js" defer></script></body></html>'
    )
    return page.encode("utf-8")


def sheet_page(context: PublishContext, sheet: Sheet, path: str, other: str, query: str, data: Any) -> bytes:
    """Write the page of a neighbourhood or organisation: its fact sheet, the PDF, the map, and the line to embed.

    Parameters
    ----------
    context, sheet
        What it is about.
    path, other
        Its own path, and that of the other language.
    query
        Query of the map that shows it.
    data
        schema.org data.
    """
    words = Words(sheet.language)
    current = "neighbourhoods" if "/neighbourhood/" in f"/{path}" else "organisations"
    head = PageHead(path, other, f"{sheet.title} - {sheet.kicker}", sheet.lead or sheet.kicker, current, data)
    folder = head.root + folder_of(words)
    pdf = escape_text(path.rsplit("/", 1)[-1].replace(".html", ".pdf"))
    links = (
        f'<p><a href="{folder}index.html?{query}">{escape_text(words.text("site.on_map"))}</a> · '
        f'<a href="{pdf}">{escape_text(words.text("site.pdf"))}</a></p>'
    )
    name = words.text("site.embed.title", name=sheet.title, area=context.area_name)
    setup = _setup(context, words, f"{folder}index.html?embed=true&{query}", name)
    return _document(context, head, words, f"{links}{sheet_body(sheet)}{embed_html(words)}", setup, sheet_rules())


def neighbourhoods_page(context: PublishContext, words: Words) -> bytes:
    """Write the table of all neighbourhoods: what the map says at first, the driest first."""
    view = headline(context)
    figures = figures_for(context.bundle.neighbourhoods, context.bundle.weighed, view)
    ranked = driest_first(figures, view.measure)
    rest = [
        one
        for one in context.bundle.neighbourhoods["neighbourhood"]
        if one not in {row.neighbourhood for row in ranked}
    ]
    rows = "".join(
        f'<tr><th scope="row"><a href="{_near(neighbourhood_path(row.neighbourhood, words), words)}">'
        f"{escape_text(row.name)}</a></th><td>{people(row.residents, words)}</td><td>{words.percent(row.coverage)}</td>"
        f"<td>{words.percent(row.coverage_low)} - {words.percent(row.coverage_high)}</td>"
        f"<td>{people(row.gap, words)}</td></tr>"
        for row in ranked
    )
    names = dict(
        zip(context.bundle.neighbourhoods["neighbourhood"], context.bundle.neighbourhoods["name"], strict=True)
    )
    few = "".join(
        f'<tr><th scope="row"><a href="{_near(neighbourhood_path(code, words), words)}">'
        f"{escape_text(names[code])}</a></th>"
        f'<td colspan="4">{escape_text(words.text("tooltip.few"))}</td></tr>'
        for code in rest
    )
    titles = ("app.column.neighbourhood", "app.column.residents", "measure.coverage", "neighbourhoods.column.band")
    columns = "".join(f'<th scope="col">{escape_text(words.text(key))}</th>' for key in titles)
    last = f'<th scope="col">{escape_text(words.text("site.table.gap"))}</th>'
    caption = escape_text(words.text("site.table.caption", area=context.area_name))
    title = words.text("site.neighbourhoods")
    path = f"{folder_of(words)}neighbourhoods.html"
    head = PageHead(
        path,
        f"{folder_of(other_words(words))}neighbourhoods.html",
        f"{title} - {context.area_name}",
        words.text("site.table.caption", area=context.area_name),
        "neighbourhoods",
    )
    body = (
        f"<h1>{escape_text(title)}</h1>"
        f'<div class="site-scroll" tabindex="0" role="region" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr>{columns}{last}</tr></thead><tbody>{rows}{few}</tbody></table></div>"
        f"<p>{escape_text(words.text('sentence.modelled'))}</p>"
    )
    return _document(context, head, words, body, _setup(context, words))


def _near(path: str, words: Words) -> str:
    return escape_text(path.removeprefix(folder_of(words)))


def organisations_page(context: PublishContext, words: Words) -> bytes:
    """Write the list of all organisations, each with its summary."""
    title = words.text("site.organisations")
    items = "".join(
        f'<section><h2><a href="{_near(organisation_path(row.organisation_id, words), words)}">'
        f"{escape_text(row.name)}</a></h2>"
        f"<p>{escape_text(getattr(row, f'summary_{words.language}'))}</p></section>"
        for row in iterate_rows(context.bundle.organisations)
    )
    path = f"{folder_of(words)}initiatives.html"
    lead = words.text("site.lead.organisations")
    other = f"{folder_of(other_words(words))}initiatives.html"
    head = PageHead(path, other, f"{title} - {context.area_name}", lead, "organisations")
    return _document(
        context, head, words, f"<h1>{escape_text(title)}</h1><p>{escape_text(lead)}</p>{items}", _setup(context, words)
    )


def organisation_data(row: Any, words: Words) -> dict[str, Any]:
    """Describe an organisation as schema.org does."""
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": plain_text(row.name),
        "description": optional_text(getattr(row, f"summary_{words.language}")) or "",
    }
    return described | ({"url": optional_text(row.website)} if safe_link(row.website) else {})


def neighbourhood_data(row: Any, area: str) -> dict[str, Any]:
    """Describe a neighbourhood as schema.org does."""
    within = {"@type": "City", "name": area}
    return {
        "@context": "https://schema.org",
        "@type": "Place",
        "name": plain_text(row.name),
        "containedInPlace": within,
    }
