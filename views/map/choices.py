"""What the reader can choose on the map page; all of it stands in the address, but for what other hosts would see."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

import streamlit as st

from geo.vocabulary import Domain, Function, Kind, Selection
from layers.words import Words
from views.map.home import ONLINE
from views.shared.html import paragraph, write
from views.shared.visit import Visit
from views.state.address import bind, bind_assumption
from views.state.state import Extra

_E = TypeVar("_E", bound=StrEnum)
TILES = "riool-tiles"


def _pills(label: str, field: str, kind: type[_E], words: Words, prefix: str) -> None:
    def chosen(found: list[Any]) -> tuple[_E, ...]:
        return tuple(member for member in kind if member in found)

    st.pills(
        label,
        list(kind),
        selection_mode="multi",
        format_func=lambda member: words.text(f"{prefix}.{member}"),
        **bind(field, shown=list, chosen=chosen),
    )


def more_choices(visit: Visit) -> None:
    """Write which places count, what to look for, and what else to show."""
    words = visit.words
    # What nobody sees is not sent: every choice is a message of its own on every run.
    more = st.expander(words.text("map.choice.more"), key="riool-more", on_change="rerun")
    if not more.open:
        return
    with more:
        st.radio(
            words.text("map.choice.selection"),
            list(Selection),
            format_func=lambda selection: words.text(f"selection.{selection}"),
            **bind_assumption("selection"),
        )
        st.toggle(words.text("map.choice.uncertain"), **bind_assumption("with_uncertain"))
        _pills(words.text("map.choice.functions"), "functions", Function, words, "function")
        _pills(words.text("map.choice.domains"), "domains", Domain, words, "domain")
        _pills(words.text("map.choice.kinds"), "kinds", Kind, words, "kind")
        if visit.state.places_wanted().narrows:
            write(paragraph(words.text("map.choice.filtered"), "riool-quiet"))
        _pills(words.text("map.choice.show"), "show", Extra, words, "map.choice.show")
        write(paragraph(words.text("map.choice.show.explain"), "riool-quiet"))
        st.toggle(words.text("map.find.online"), key=ONLINE)
        write(paragraph(words.text("map.find.online.explain"), "riool-quiet"))
        st.toggle(words.text("map.choice.tiles"), key=TILES)
        write(paragraph(words.text("map.choice.tiles.explain"), "riool-quiet"))
