"""A map of a measure as a figure for a report: SVG, or PNG made of it."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import shapely
import typst

from layers.escape import escape_text
from layers.figures import figures_for
from layers.legend import class_range
from layers.measures import CLASS_COUNT, NO_CLASS, Measure, View
from layers.sentences import within
from layers.style import FONT_FAMILY, LIGHT
from layers.words import Words
from publishing.context import PublishContext
from publishing.rows import plain_text
from publishing.sheets.drawings import Pen, window_on
from publishing.sheets.pdf import FONTS

FIGURE_MEASURES: Final = (
    Measure.COVERAGE,
    Measure.GAP,
    Measure.GAP_DEPTH,
    Measure.DRY,
    Measure.SINGLE,
    Measure.VARIETY,
)
_WIDTH: Final = 1000
_HEAD: Final = 96
_FOOT: Final = 66
_ROW: Final = 34
_TOLERANCE_M: Final = 8.0
_NAME_SIZE: Final = 15
_LETTER: Final = 0.56
"""Width of a letter, as a share of its height, at most on average."""


def measure_svg(context: PublishContext, view: View, words: Words) -> str:
    """Draw the neighbourhoods in the classes of a measure, with title, legend and credit.

    Parameters
    ----------
    context
        The bundle made ready.
    view
        Which figure, for whom.
    words
        The figure's language.

    Returns
    -------
    str
        A whole SVG document.
    """
    areas = context.bundle.neighbourhoods
    figures = figures_for(areas, context.bundle.weighed, view)
    window = window_on(list(areas.geometry), 1.0)
    pen = Pen(window)
    shapes = shapely.coverage_simplify(areas.geometry.to_numpy(), _TOLERANCE_M)
    colours = (LIGHT.none, *LIGHT.classes)
    drawn = "".join(
        f'<path d="{path}" fill="{colours[class_]}"/>'
        + ("" if other == NO_CLASS else f'<path d="{path}" fill="url(#stripes-{other})"/>')
        for path, class_, other in zip(
            (pen.path(shape, closed=True) for shape in shapes), figures["class_"], figures["other_class"], strict=True
        )
    )
    river = "".join(pen.path(shape, closed=True) for shape in context.water.geometry.intersection(pen.frame))
    title = words.text(f"measure.{view.measure.value}")
    area = context.area_name
    question = words.text(f"measure.{view.measure.value}.explain", **within(view, words))
    credit_line = " · ".join(dict.fromkeys(plain_text(one["credit"]) for one in context.bundle.manifest["sources"][:3]))
    footer = words.text("sheet.footer", area=area, built=words.date(context.built))
    height = _HEAD + _WIDTH + _FOOT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'font-family="{FONT_FAMILY}" fill="{LIGHT.ink}"><title>{escape_text(title)}</title>'
        f'<defs>{_stripes()}</defs><rect width="{_WIDTH}" height="{height}" fill="#fff"/>'
        f'<text x="24" y="44" font-size="32" font-weight="700">{escape_text(f"{title}, {area}")}</text>'
        f'<text x="24" y="78" font-size="20">{escape_text(question)}</text>'
        f'<g transform="translate(0 {_HEAD})"><g stroke="#fff" stroke-width="2">{drawn}</g>'
        f'<path d="{river}" fill="{LIGHT.water}"/>{_names(areas, pen)}{_legend(view, words)}</g>'
        f'<g font-size="15" fill="{LIGHT.muted}"><text x="24" y="{height - 38}">{escape_text(footer)}</text>'
        f'<text x="24" y="{height - 16}">{escape_text(credit_line)}</text></g></svg>'
    )


def _stripes() -> str:
    """Define a pattern of stripes in the colour of each class."""
    return "".join(
        f'<pattern id="stripes-{number}" width="14" height="14" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="5" height="14" fill="{colour}"/></pattern>'
        for number, colour in enumerate(LIGHT.classes, start=1)
    )


def _names(areas: gpd.GeoDataFrame, pen: Pen) -> str:
    """Write the names of the neighbourhoods where they do not run into each other, those with most residents first."""
    taken: list[shapely.Geometry] = []
    written = []
    for area in areas.sort_values("residents", ascending=False).itertuples(index=False):
        point = area.geometry.representative_point()
        x, y = pen.at(point.x, point.y)
        half = len(str(area.name)) * _NAME_SIZE * _LETTER / 2
        box = shapely.box(x - half, y - _NAME_SIZE, x + half, y + _NAME_SIZE / 2)
        if half <= x <= _WIDTH - half and not any(box.intersects(other) for other in taken):
            taken.append(box)
            written.append(f'<text x="{x:.0f}" y="{y:.0f}">{escape_text(str(area.name))}</text>')
    return (
        f'<g font-size="{_NAME_SIZE}" text-anchor="middle" stroke="#fff" stroke-width="4" stroke-linejoin="round" '
        f'paint-order="stroke">{"".join(written)}</g>'
    )


def _legend(view: View, words: Words) -> str:
    entries = [
        (LIGHT.classes[number - 1], class_range(view.measure, number, words)) for number in range(CLASS_COUNT, 0, -1)
    ]
    entries.append(((LIGHT.none, *LIGHT.classes)[NO_CLASS], words.text("unknown")))
    entries.append((f"url(#stripes-{CLASS_COUNT - 1})", words.text("legend.uncertain.short")))
    top = _WIDTH - _ROW * len(entries) - 20
    rows = "".join(
        f'<rect x="24" y="{top + index * _ROW}" width="30" height="22" fill="{colour}" stroke="{LIGHT.muted}"/>'
        f'<text x="64" y="{top + index * _ROW + 18}" font-size="19">{escape_text(label)}</text>'
        for index, (colour, label) in enumerate(entries)
    )
    back = (
        f'<rect x="12" y="{top - 12}" width="205" height="{_ROW * len(entries) + 14}" fill="#fff" fill-opacity=".85"/>'
    )
    return back + rows


def png_of(svg: str, dots_per_inch: float = 144) -> bytes:
    """Turn a drawing into a PNG with the project's own font, by default about 2,000 pixels wide."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])
    sheet = "#set page(width: auto, height: auto, margin: 0pt)"
    page = f'{sheet}\n#image(bytes(sys.inputs.svg), format: "svg", width: 1000pt)'.encode()
    compiler = typst.Compiler(font_paths=fonts)
    made = compiler.compile(input=page, format="png", ppi=dots_per_inch, sys_inputs={"svg": svg})
    if not isinstance(made, bytes):
        raise TypeError("a figure of one page came out as several")
    return made
