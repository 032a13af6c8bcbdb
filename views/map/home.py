"""Ask where the reader searches from: typed, clicked, or given by their device.

The device's point is rounded in the browser: the exact one never leaves the device.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from geo.errors import RioolError
from geo.search.index import Found, search
from geo.search.online import search_online
from geo.storage import STATIC
from layers.words import Words
from views.map.scene import to_position
from views.shared.html import heading, notice, paragraph, plain_label, write
from views.shared.map_clicks import HOME_NOTE, go_to
from views.shared.visit import Visit
from views.state.address import change, current
from views.state.data import search_index, the_bundle
from views.state.state import Position, Reach
from views.state.where import bundle_path

TYPED: Final = "riool-typed"
ONLINE: Final = "riool-online"
_KEY: Final = "riool-device"
_COMPONENT: Final = "riool_device_location"


@cache
def device_component() -> ComponentRenderer:
    """Register the button once for all sessions, in the first run that shows it: Streamlit runs by then."""
    html, css, js = ((STATIC / "app" / f"device.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component(_COMPONENT, html=html, css=css, js=js, isolate_styles=False)


def device_location(*, label: str, asking: str, on_answer: Callable[[Mapping[str, Any]], None]) -> None:
    """Put a button on the page that asks the device for its location.

    Parameters
    ----------
    label
        On the button.
    asking
        On the button while the browser asks.
    on_answer
        Called before the page runs again, with `position` (`latitude`, `longitude`) or `refused`.
    """

    def pass_on() -> None:
        answer = st.session_state.get(_KEY)
        if isinstance(answer, Mapping):
            on_answer(answer)

    device_component()(
        key=_KEY,
        data={"label": label, "asking": asking},
        on_position_change=pass_on,
        on_refused_change=pass_on,
    )


def leave_home() -> None:
    """Remove the reader's home and what was typed. For callbacks."""
    st.session_state[TYPED] = ""
    st.session_state.pop(HOME_NOTE, None)
    change(at=None, place=None, reach=Reach.NONE)


def _go_to_found(found: Found) -> None:
    go_to(to_position(found.x, found.y))


def _take_typed() -> None:
    """Search for the typed text; a single result becomes the reader's home."""
    st.session_state.pop(HOME_NOTE, None)
    answers = _answers(str(st.session_state.get(TYPED) or ""))
    if len(answers) == 1:
        _go_to_found(answers[0])
    elif current().at is not None:
        change(at=None, place=None, reach=Reach.NONE)


def _answers(text: str) -> tuple[Found, ...]:
    if not text.strip():
        return ()
    found = search(search_index(bundle_path()), text)
    if not st.session_state.get(ONLINE) or not any(sign.isdigit() for sign in text):
        return found
    return _online(text) or found


def _online(text: str) -> tuple[Found, ...]:
    """Ask the address service; what was typed is neither logged nor part of any message."""
    try:
        return search_online(text, str(the_bundle().manifest["area"]["code"]))
    except RioolError:
        st.session_state[HOME_NOTE] = "map.find.online.failed"
        return ()


def _take_device(answer: Mapping[str, Any]) -> None:
    position = answer.get("position")
    if isinstance(position, Mapping):
        try:
            go_to(Position.rounded(float(position["latitude"]), float(position["longitude"])))
        except (KeyError, TypeError, ValueError):
            st.session_state[HOME_NOTE] = "map.find.device.refused"
    elif answer.get("refused"):
        st.session_state[HOME_NOTE] = "map.find.device.refused"


def named(found: Found, words: Words, area: str) -> str:
    """Label a search result by its name and the neighbourhood or town it lies in."""
    if found.where is None:
        return words.text("map.find.outside_area", name=found.name, area=area)
    if found.where == found.name:
        return found.name
    return words.text("map.find.where", name=found.name, where=found.where)


def home_search(visit: Visit) -> None:
    """Write the search: a text box, the device's location, and what was found."""
    words = visit.words
    write(heading(words.text("map.find.title")), paragraph(words.text("map.find.click"), "riool-quiet"))
    st.text_input(
        words.text("map.find.label"),
        key=TYPED,
        max_chars=120,
        placeholder=words.text("map.find.placeholder"),
        autocomplete="off",
        on_change=_take_typed,
    )
    device_location(
        label=words.text("map.find.device"),
        asking=words.text("map.find.device.asking"),
        on_answer=_take_device,
    )
    note = st.session_state.get(HOME_NOTE)
    if note:
        write(notice(words.text(note, area=visit.area)))
    text = str(st.session_state.get(TYPED) or "")
    if visit.state.at is None:
        _choices(_answers(text) if text else (), text, visit)


def _choices(answers: tuple[Found, ...], text: str, visit: Visit) -> None:
    words = visit.words
    if answers:
        write(paragraph(words.text("map.find.several"), "riool-label"))
        with st.container(key="riool-found", gap="small"):
            for number, found in enumerate(answers):
                st.button(
                    plain_label(named(found, words, visit.area)),
                    key=f"found-{number}",
                    on_click=_go_to_found,
                    args=(found,),
                    width="stretch",
                )
    elif text.strip():
        write(notice(words.text("map.find.none", text=text)))
