"""Define the palette for map, charts, sheets and pages."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, Literal, TypeAlias

Scheme: TypeAlias = Literal["auto", "light", "dark"]
"""`auto` follows the reader's device."""

FONT_FAMILY: Final = "Nunito Sans"
"""A warm, round and very legible face; open licence (OFL), bundled in `static/vendor/fonts`."""
FONT_STACK: Final = f'"{FONT_FAMILY}", "Segoe UI", "Noto Sans", sans-serif'
FONT_WEIGHTS: Final = (400, 600, 700)
_UNICODE_RANGES: Final = {
    "latin": (
        "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,"
        "U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
    ),
    "latin-ext": (
        "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,"
        "U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"
    ),
}


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one scheme, as `#RRGGBB`.

    Parameters
    ----------
    paper, card
        Behind everything; behind text that stands out.
    ink, muted, line
        Text, quieter text (both readable on paper and card), hairlines.
    pipe, pipe_strong, water, water_edge
        The cool side: links and buttons, their pressed state, the river and its bank.
    dry, dry_soft
        The warm side: what is missing, in text and as a tint behind it.
    ground, street, boundary
        The plain background of the map.
    classes
        Class 1 (well connected, a touch of water) to class 5 (dry, burnt). Lightness is monotone, so that the order
        survives a grey print and colour blindness.
    none
        No residents or no figure; always drawn with a dotted pattern too.
    pipes
        Five steps for the flow of people, few to many.
    initiative, public, informal, on_mark
        The kinds of place; each has its own shape as well. `on_mark` is the icon on them.
    """

    paper: str
    card: str
    ink: str
    muted: str
    line: str
    pipe: str
    pipe_strong: str
    on_pipe: str
    water: str
    water_edge: str
    dry: str
    dry_soft: str
    ground: str
    street: str
    boundary: str
    classes: tuple[str, str, str, str, str]
    none: str
    pipes: tuple[str, str, str, str, str]
    initiative: str
    public: str
    informal: str
    on_mark: str


LIGHT: Final = Palette(
    paper="#FBF8F3",
    card="#FFFFFF",
    ink="#22313A",
    muted="#55646C",
    line="#DDD5C8",
    pipe="#0B5563",
    pipe_strong="#073E49",
    on_pipe="#FFFFFF",
    water="#BBDCE4",
    water_edge="#8FC0CC",
    dry="#8A3F0E",
    dry_soft="#F7E8D2",
    ground="#F1EBE0",
    street="#FFFFFF",
    boundary="#FFFFFF",
    classes=("#DCEFEB", "#ECCB92", "#D69B52", "#AE6428", "#73300F"),
    none="#EFEAE1",
    pipes=("#A9CDD4", "#75AEBA", "#3F8896", "#1A6575", "#07414E"),
    initiative="#0B5563",
    public="#3B4F8F",
    informal="#5D6B72",
    on_mark="#FFFFFF",
)

DARK: Final = Palette(
    paper="#141D22",
    card="#1D292F",
    ink="#F2ECE1",
    muted="#B4BEC1",
    line="#36454C",
    pipe="#7CCBD8",
    pipe_strong="#A9E0E9",
    on_pipe="#0E2329",
    water="#1D4A58",
    water_edge="#2F6C7D",
    dry="#F0B36B",
    dry_soft="#3A2C1C",
    ground="#212C31",
    street="#43525A",
    boundary="#141D22",
    classes=("#143E48", "#6B5433", "#9C7439", "#D09F57", "#F8E0AE"),
    none="#29343A",
    pipes=("#2E6470", "#3F8593", "#5BA9B7", "#86CBD7", "#C4EEF4"),
    initiative="#8ADCE8",
    public="#B9C6FF",
    informal="#C6CFD2",
    on_mark="#10262C",
)


def _variables(palette: Palette) -> str:
    pairs: list[str] = []
    for field in fields(palette):
        value = getattr(palette, field.name)
        name = field.name.replace("_", "-")
        if isinstance(value, str):
            pairs.append(f"--riool-{name}:{value}")
        else:
            stem = name.removesuffix("es") if name == "classes" else name.removesuffix("s")
            pairs.extend(f"--riool-{stem}-{number}:{colour}" for number, colour in enumerate(value, start=1))
    return ";".join(pairs)


def font_faces(prefix: str) -> str:
    """Write the `@font-face` rules of the bundled font.

    Parameters
    ----------
    prefix
        Address of the folder with the woff2 files.

    Returns
    -------
    str
        CSS; no other host is named in it.
    """
    return "".join(
        f'@font-face{{font-family:"{FONT_FAMILY}";font-style:normal;font-display:swap;font-weight:{weight};'
        f'src:url("{prefix}/nunito-sans-{subset}-{weight}-normal.woff2") format("woff2");'
        f"unicode-range:{unicode_range}}}"
        for weight in FONT_WEIGHTS
        for subset, unicode_range in _UNICODE_RANGES.items()
    )


def style_sheet(scheme: Scheme = "auto", fonts: str | None = None) -> str:
    """Write the palette as CSS variables (`--riool-ink`, `--riool-class-1` ...), and the font if asked.

    The rules that use them stand in `static/map/riool.css`. A print is always light.

    Parameters
    ----------
    scheme
        Light, dark, or as the reader's device says.
    fonts
        Address of the folder with the font files; None leaves the font out.

    Returns
    -------
    str
        CSS text for a `<style>` element.
    """
    faces = font_faces(fonts) if fonts is not None else ""
    light = f":root{{color-scheme:light;{_variables(LIGHT)};--riool-font:{FONT_STACK}}}"
    dark = f":root{{color-scheme:dark;{_variables(DARK)}}}"
    on_screen = {"auto": f"@media (prefers-color-scheme:dark){{{dark}}}", "light": "", "dark": dark}[scheme]
    on_paper = "" if scheme == "light" else f"@media print{{{light}}}"
    return faces + light + on_screen + on_paper
