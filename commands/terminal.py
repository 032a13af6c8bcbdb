"""Print to a terminal so that no text from outside can move its cursor, ring its bell or colour what follows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from geo.errors import visible


class Terminal(Console):
    """A console on which control characters in a name, a path or an answer of a server show as their number.

    What the console itself says to the terminal (colours, the bar that moves) is not text, and stays.
    """

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Render something, with every text made visible."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(visible(segment.text), segment.style)

    def print(self, *objects: Any, **choices: Any) -> None:
        """Print as the console of Rich does; plain texts are made visible before they are laid out."""
        super().print(*(visible(one) if isinstance(one, str) else one for one in objects), **choices)
