"""Colours that can be read, told apart without colour vision, and printed in grey."""

from __future__ import annotations

import re
from dataclasses import fields
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from geo.storage import STATIC
from layers.style import DARK, FONT_WEIGHTS, LIGHT, Palette, font_faces, style_sheet

SCHEMES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""Linear sRGB to CIE XYZ, D65 (IEC 61966-2-1)."""
D65 = np.array([0.95047, 1.0, 1.08883])
VISION = {
    # Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
EYES = pytest.mark.parametrize("vision", VISION)


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(TO_XYZ[1] @ linear(colour))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance contrast."""
    high, low = sorted([luminance(one), luminance(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, vision: str = "normal") -> np.ndarray:
    """CIE L*a*b* (1976) of a colour as someone with this vision sees it."""
    xyz = TO_XYZ @ np.clip(VISION[vision] @ linear(colour), 0, 1) / D65
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_the_formulas_know_black_and_white():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert lab("#FFFFFF") == pytest.approx([100, 0, 0], abs=0.01)
    assert lab("#FF0000") == pytest.approx([53.24, 80.09, 67.20], abs=0.05)


@SCHEMES
@pytest.mark.parametrize("ground", ["paper", "card", "dry_soft"])
@pytest.mark.parametrize("text", ["ink", "muted", "pipe", "pipe_strong", "dry"])
def test_text_can_be_read(palette, text, ground):
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


@SCHEMES
def test_text_on_a_button_and_on_a_tooltip_can_be_read(palette):
    assert contrast(palette.on_pipe, palette.pipe) >= 4.5
    assert contrast(palette.on_pipe, palette.pipe_strong) >= 4.5
    assert contrast(palette.paper, palette.ink) >= 4.5


@SCHEMES
@pytest.mark.parametrize("kind", ["initiative", "public", "informal"])
def test_marks_stand_out_from_the_edge_drawn_around_them(palette, kind):
    assert contrast(getattr(palette, kind), palette.card) >= 3
    assert contrast(getattr(palette, kind), palette.on_mark) >= 3


@SCHEMES
@EYES
@pytest.mark.parametrize("scale", ["classes", "pipes"])
def test_the_order_survives_colour_blindness_and_a_grey_print(palette, scale, vision):
    lightness = [lab(colour, vision)[0] for colour in getattr(palette, scale)]
    steps = np.diff(lightness)
    assert (np.sign(steps) == np.sign(steps[0])).all()
    assert np.abs(steps).min() >= 8


@SCHEMES
@EYES
def test_classes_are_told_apart(palette, vision):
    for one, other in combinations(palette.classes, 2):
        assert np.linalg.norm(lab(one, vision) - lab(other, vision)) >= 15


@SCHEMES
def test_dark_means_dry_on_paper_and_bright_means_dry_on_a_dark_screen(palette):
    against = [contrast(colour, palette.paper) for colour in palette.classes]
    assert all(one < other for one, other in pairwise(against))


@SCHEMES
def test_water_is_cool_and_dry_ground_is_warm(palette):
    for cool in (palette.water, palette.pipe, palette.classes[0], *palette.pipes):
        assert lab(cool)[2] < 2
    for warm in (palette.dry, *palette.classes[1:]):
        assert lab(warm)[2] > 10


@SCHEMES
def test_every_colour_is_written_the_same_way(palette):
    for field in fields(Palette):
        value = getattr(palette, field.name)
        for colour in [value] if isinstance(value, str) else value:
            assert re.fullmatch(r"#[0-9A-F]{6}", colour), field.name


def test_the_rules_use_only_variables_that_are_there():
    used = set()
    for file in (STATIC / "map" / "riool.css", STATIC / "map" / "riool.js"):
        used |= set(re.findall(r"var\((--riool-[a-z0-9-]+)\)", file.read_text(encoding="utf-8")))
    assert used
    defined = set(re.findall(r"(--riool-[a-z0-9-]+):", style_sheet("light")))
    assert used - defined == set()


@pytest.mark.parametrize(
    ("scheme", "follows", "dark"), [("auto", True, True), ("light", False, False), ("dark", False, True)]
)
def test_a_scheme_is_chosen_or_follows_the_device(scheme, follows, dark):
    sheet = style_sheet(scheme)
    assert ("prefers-color-scheme" in sheet) == follows
    assert (DARK.paper in sheet) == dark
    assert sheet.count("{") == sheet.count("}")


def test_a_dark_screen_still_prints_light():
    printed = style_sheet("dark").partition("@media print")[2]
    assert LIGHT.paper in printed
    assert DARK.paper not in printed


def test_every_font_file_named_is_there():
    files = re.findall(r'url\("fonts/([^"]+)"\)', font_faces("fonts"))
    assert len(files) == 2 * len(FONT_WEIGHTS)
    assert [name for name in files if not (Path(STATIC) / "vendor" / "fonts" / name).is_file()] == []
