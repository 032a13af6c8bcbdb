"""Make a valid file of the register from answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from geo.errors import Fault, InputError
from geo.sources.register.edit import HEADER, as_text, block, file_of, open_document, save_document
from geo.sources.register.questions import PLACE_PREFIX
from geo.vocabulary import LocationQuality


def add_entry(folder: Path, answers: Mapping[str, Any], today: str, organisation: str | None = None) -> Path:
    """Write a new organisation, or a new place of one that exists.

    Parameters
    ----------
    folder
        The register.
    answers
        Checked answers by the key of their question.
    today
        The date for `last_checked`, such as `2026-01-31`.
    organisation
        The id of the organisation that gets a place, or None to make a new one.

    Returns
    -------
    pathlib.Path
        The file that was made or replaced; it is valid.

    Raises
    ------
    InputError
        If the entry does not fit the register; nothing is changed then.
    """
    place = _place(answers, today) if answers.get("place.name") else None
    if organisation is not None:
        path = file_of(folder, organisation)
        document = open_document(path)
        document.pop("no_place", None)
        document.setdefault("places", CommentedSeq()).append(place)
        save_document(folder, path, as_text(document))
        return path
    path = file_of(folder, str(answers["id"]))
    if path.exists():
        advice = f"Choose another id, or add a place to it with --organisation {answers['id']}."
        raise InputError([Fault(str(path), "a file that exists", "a new id", advice, field="id")])
    save_document(folder, path, HEADER + as_text(_organisation(answers, place, today)))
    return path


def _organisation(answers: Mapping[str, Any], place: CommentedMap | None, today: str) -> CommentedMap:
    node = block(
        {
            **{key: answers.get(key) for key in ("id", "name", "role", "website", "functions")},
            "domains": answers.get("domains") or [],
            "summary": {"nl": answers.get("summary.nl"), "en": answers.get("summary.en")},
            "source": answers.get("source"),
            "source_date": answers.get("source_date"),
            "last_checked": today,
        }
    )
    if place is not None:
        node["places"] = [place]
    else:
        node["no_place"] = block({"nl": answers.get("no_place.nl"), "en": answers.get("no_place.en")})
    return node


def _place(answers: Mapping[str, Any], today: str) -> CommentedMap:
    def answer(key: str) -> Any:
        return answers.get(PLACE_PREFIX + key)

    opening = {"hours": answer("opening.hours"), "days_per_week": answer("opening.days_per_week")}
    return block(
        {
            **{key: answer(key) for key in ("id", "name", "category", "address", "postcode", "town")},
            "location": answer("location") or {"quality": LocationQuality.NONE.value},
            "opening": opening if any(value is not None for value in opening.values()) else None,
            **{key: answer(key) for key in ("walk_in", "free", "wheelchair")},
            "last_checked": today,
        }
    )
