"""Write the static site: plain files that any host can serve from any folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from xml.sax.saxutils import escape

from geo.storage import STATIC
from layers.assets import joined_script, joined_style
from layers.background import make_background
from layers.escape import escape_text
from layers.style import FONT_FAMILY, LIGHT
from layers.words import LANGUAGES, Words
from publishing.context import PublishContext
from publishing.exports.measure_figure import measure_svg, png_of
from publishing.rows import iterate_rows
from publishing.sheets.neighbourhood import neighbourhood_sheet
from publishing.sheets.organisation import organisation_sheet
from publishing.sheets.pdf import sheet_pdf
from publishing.website.data import headline, language_files, walk_files
from publishing.website.map_page import BACKGROUND, IMAGES, SCRIPT, SCRIPTS, STYLE, map_page
from publishing.website.pages import (
    neighbourhood_data,
    neighbourhood_path,
    neighbourhoods_page,
    organisation_data,
    organisation_path,
    organisations_page,
    other_words,
    sheet_page,
)

_ASSETS: Final = ("site/site.js", "site/site.css", "vendor/leaflet/LICENSE")
_FOLDERS: Final = (IMAGES, "vendor/fonts")

Progress = Callable[[str], None]


def _assets() -> dict[str, bytes]:
    names = list(_ASSETS)
    for folder in _FOLDERS:
        names += [
            str(file.relative_to(STATIC).as_posix()) for file in sorted((STATIC / folder).rglob("*")) if file.is_file()
        ]
    files = {f"assets/{name}": (STATIC / name).read_bytes() for name in names}
    files[f"assets/{SCRIPT}"] = joined_script(SCRIPTS).encode("utf-8")
    files[f"assets/{STYLE}"] = joined_style(IMAGES).encode("utf-8")
    return files


def social_picture(context: PublishContext, words: Words) -> bytes:
    """Draw the picture that a link shows elsewhere: 1,200 by 630, as Open Graph wants it."""
    figure = measure_svg(context, headline(context), words)
    inside = figure.replace("<svg ", '<svg x="660" y="-30" ', 1).replace('width="1000" ', 'width="590" ', 1)
    inside = inside.replace('height="1162"', 'height="686"', 1)
    name, question = (
        escape_text(f"{words.text('app.name')} {context.area_name}"),
        escape_text(words.text("app.tagline")),
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width="1200" height="630" '
        f'font-family="{FONT_FAMILY}"><rect width="1200" height="630" fill="#fff"/>{inside}'
        f'<rect width="600" height="630" fill="{LIGHT.pipe}"/><g fill="#fff"><text x="48" y="270" font-size="52" '
        f'font-weight="700">{name[:24]}</text><text x="48" y="330" font-size="24">{question}</text></g></svg>'
    )
    return png_of(svg, 86.4)


def _sheets(context: PublishContext, words: Words, progress: Progress) -> dict[str, bytes]:
    files: dict[str, bytes] = {}

    def add(sheet: Any, path: str, other: str, query: str, data: Any) -> None:
        progress(path)
        files[path] = sheet_page(context, sheet, path, other, query, data)
        files[path.replace(".html", ".pdf")] = sheet_pdf(sheet)

    other = other_words(words)
    for row in iterate_rows(context.bundle.organisations):
        one = str(row.organisation_id)
        paths = organisation_path(one, words), organisation_path(one, other)
        add(organisation_sheet(context, one, words), *paths, f"organisation={one}", organisation_data(row, words))
    for row in iterate_rows(context.bundle.neighbourhoods):
        code = str(row.neighbourhood)
        paths = neighbourhood_path(code, words), neighbourhood_path(code, other)
        data = neighbourhood_data(row, context.area_name)
        add(neighbourhood_sheet(context, code, words), *paths, f"neighbourhood={code}", data)
    return files


def _sitemap(context: PublishContext, pages: list[str]) -> dict[str, bytes]:
    if context.public_url is None:
        return {}
    listed = "".join(
        f"<url><loc>{escape(f'{context.public_url}/{page}')}</loc><lastmod>{context.built}</lastmod></url>"
        for page in pages
    )
    sitemap = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'
    robots = f"User-agent: *\nAllow: /\nSitemap: {context.public_url}/sitemap.xml\n"
    return {"sitemap.xml": sitemap.encode("utf-8"), "robots.txt": robots.encode("utf-8")}


def site_files(context: PublishContext, progress: Progress = lambda _: None) -> dict[str, bytes]:
    """Write the site.

    Parameters
    ----------
    context
        The bundle made ready; without `public_url` there is no sitemap, which needs whole addresses.
    progress
        Told the path of every sheet that is begun.

    Returns
    -------
    dict
        Content by path.
    """
    bundle = context.bundle
    background = make_background(bundle.neighbourhoods, bundle.streets, context.water)
    files = {**_assets(), f"assets/{BACKGROUND}": background.script.encode("utf-8")}
    files["og.png"] = social_picture(context, Words("nl"))
    files |= {f"data/walks/{name}": content for name, content in walk_files(context).items()}
    for language in LANGUAGES:
        words = Words(language)
        folder = "" if language == "nl" else "en/"
        files |= {
            f"{folder}index.html": map_page(context, background, words),
            f"{folder}neighbourhoods.html": neighbourhoods_page(context, words),
            f"{folder}initiatives.html": organisations_page(context, words),
        }
        files |= {f"data/{language}/{name}": content for name, content in language_files(context, words).items()}
        files |= _sheets(context, words, progress)
    return {**files, **_sitemap(context, [name for name in files if name.endswith(".html")])}
