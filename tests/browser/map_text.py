"""The text of lines and outlines, read by its definition and not by the code that wrote it."""

from __future__ import annotations

from layers.encoding import ALPHABET, PART_END, SCALE, SHAPE_END


def decoded(text: str) -> list[list[tuple[float, float]]]:
    """Read the text by its definition: digits of five bits, zigzag, steps, latitude first."""
    parts, part, numbers, value, shift = [], [], [], 0, 0
    here = [0, 0]
    for character in text.replace(SHAPE_END, ""):
        if character == PART_END:
            parts.append(part)
            part = []
            continue
        digit = ALPHABET.index(character)
        value |= (digit & 31) << shift
        shift += 5
        if digit & 32:
            continue
        numbers.append(value >> 1 if value % 2 == 0 else -((value + 1) >> 1))
        value, shift = 0, 0
        if len(numbers) == 2:
            here = [here[0] + numbers[0], here[1] + numbers[1]]
            part.append((here[1] / SCALE, here[0] / SCALE))
            numbers = []
    return parts
