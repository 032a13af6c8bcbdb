"""The maps of fact sheets: how far one walks from a place, or who lives far from one, drawn to read in grey too."""

from __future__ import annotations

from layers.style import FONT_FAMILY, LIGHT
from publishing import map_ground, map_marks
from publishing.desk import Desk
from publishing.map_marks import MapMarks
from publishing.map_pen import WIDTH, Pen, Window


def reach_map(desk: Desk, marks: MapMarks, window: Window) -> str:
    """Draw a map.

    Parameters
    ----------
    desk
        The bundle made ready: outlines, streets, water.
    marks
        What the sheet is about.
    window
        West, south, east and north in metres.

    Returns
    -------
    str
        A whole SVG document; its words are the names of neighbourhoods and the scale bar.
    """
    pen = Pen(window)
    height = (window[3] - window[1]) * pen.scale
    layers = [
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="{LIGHT.ground}"/>',
        map_ground.inside(desk, pen),
        map_ground.streets(desk, pen, window),
        map_marks.areas(marks, pen),
        map_ground.water(desk, pen),
        map_ground.borders(desk, pen),
        map_marks.chosen(marks, pen),
        map_marks.dry(marks, pen),
        map_marks.others(marks, pen),
        map_ground.names(desk, pen, window, map_marks.taken(marks, pen)),
        map_marks.places(marks, pen),
        map_ground.scale_bar(pen, height, window[2] - window[0]),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" font-family="{FONT_FAMILY}">{"".join(layers)}</svg>'
    )
