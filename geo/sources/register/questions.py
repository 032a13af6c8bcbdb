"""Questions for a new entry of the register, and the check of each answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from geo.errors import Fault, InputError, did_you_mean
from geo.sources.files.field_types import check_point
from geo.sources.files.yaml_faults import explained
from geo.sources.register.model import Organisation, RegisterPlace, SetBy
from geo.vocabulary import LocationQuality


class AnswerForm(StrEnum):
    """How an answer is written."""

    TEXT = "text"
    SET = "set"
    NUMBER = "number"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask about a new entry.

    Parameters
    ----------
    key
        Where the answer goes: `name`, `summary.nl`, `place.town`.
    prompt
        What the volunteer is asked.
    required
        Whether an empty answer is refused; otherwise empty means unknown and is left out.
    form
        How the answer is written.
    """

    key: str
    prompt: str
    required: bool = False
    form: AnswerForm = AnswerForm.TEXT


ORGANISATION_QUESTIONS: Final = (
    Question("id", "Short id, small letters and hyphens", required=True),
    Question("name", "Name of the organisation", required=True),
    Question("role", "Is it an initiative, or supporting others? (initiative, supporting)", required=True),
    Question("website", "Web page"),
    Question(
        "functions", "What for? (meet, join_in, develop, move; several with commas)", required=True, form=AnswerForm.SET
    ),
    Question(
        "domains", "What do people do there? (such as food, green, sport; several with commas)", form=AnswerForm.SET
    ),
    Question("summary.nl", "What it is, in Dutch, in one or two sentences", required=True),
    Question("summary.en", "The same in English", required=True),
    Question("source", "Where do you know this from?", required=True),
    Question("source_date", "Of which date is that? (2026, 2026-01 or 2026-01-31)", required=True),
    Question("place.name", "Name of its place (empty if it has none to visit)"),
)
PLACE_QUESTIONS: Final = (
    Question("place.id", "Id of the place: that of the organisation, or with a hyphen and a word", required=True),
    Question("place.category", "What sort of place? (such as living_room, workshop, sports)", required=True),
    Question("place.address", "Street and number"),
    Question("place.postcode", "Postcode"),
    Question("place.town", "Town", required=True),
    Question("place.location", "Latitude and longitude from a map, as 50.84717, 5.71433", form=AnswerForm.POINT),
    Question("place.opening.hours", "Opening hours, as Mo-Fr 10:00-16:00"),
    Question("place.opening.days_per_week", "Days open per week, if only that is known", form=AnswerForm.NUMBER),
    Question("place.walk_in", "Can anyone walk in? (yes, no, limited, unknown)"),
    Question("place.free", "Is it free of charge? (yes, no, limited, unknown)"),
    Question("place.wheelchair", "Can a wheelchair get in? (yes, no, limited, unknown)"),
)
NO_PLACE_QUESTIONS: Final = (
    Question("no_place.nl", "Why is there no place to visit? In Dutch", required=True),
    Question("no_place.en", "The same in English", required=True),
)
PLACE_NAME: Final = Question("place.name", "Name of the place", required=True)
PLACE_PREFIX: Final = "place."


def all_questions() -> tuple[Question, ...]:
    """List every question that could be asked, for the keys that may be given beforehand."""
    return (*ORGANISATION_QUESTIONS, *PLACE_QUESTIONS, *NO_PLACE_QUESTIONS)


def parse_answer(question: Question, text: str) -> Any:
    """Read one answer and check it against the model of the register.

    Parameters
    ----------
    question
        What was asked.
    text
        What was typed.

    Returns
    -------
    object
        The value to write, or None if it is empty and need not be known.

    Raises
    ------
    InputError
        With one fault that says what is expected, and the nearest valid value.
    """
    text = text.strip()
    if not text:
        if question.required:
            raise _wrong(question, "nothing", "an answer", "This one is needed.")
        return None
    value = _read(question, text)
    if question.form is not AnswerForm.POINT:
        _check(question, value)
    return value


def _read(question: Question, text: str) -> Any:
    if question.form is AnswerForm.SET:
        return [part.strip() for part in text.split(",") if part.strip()]
    if question.form is AnswerForm.NUMBER:
        try:
            return float(text)
        except ValueError:
            raise _wrong(question, repr(text), "a number", "Write only the number, such as 4.") from None
    if question.form is AnswerForm.POINT:
        return _read_point(question, text)
    return text


def _read_point(question: Question, text: str) -> dict[str, Any]:
    try:
        lat, lon = (float(part) for part in text.replace(";", ",").split(","))
    except ValueError:
        advice = "Copy both from a map, with a comma between them."
        raise _wrong(question, repr(text), "two numbers such as 50.84717, 5.71433", advice) from None
    try:
        check_point(lat, lon)
    except PydanticCustomError as error:
        context = error.context or {}
        raise _wrong(question, repr(text), str(context["expected"]), str(context["advice"])) from None
    return {"quality": LocationQuality.ADDRESS.value, "lat": lat, "lon": lon, "set_by": SetBy.HAND.value}


def _check(question: Question, value: Any) -> None:
    model: type[BaseModel] = RegisterPlace if question.key.startswith(PLACE_PREFIX) else Organisation
    steps = question.key.removeprefix(PLACE_PREFIX).split(".")
    document: Any = value
    for step in reversed(steps):
        document = {step: document}
    try:
        model.model_validate(document)
    except ValidationError as error:
        for single in error.errors(include_url=False):
            # The rest of the entry is still missing: that is no fault of this answer.
            if list(single["loc"][: len(steps)]) == steps and single["type"] != "missing":
                raise _wrong(question, *explained(single, model)) from None


def _wrong(question: Question, found: str, expected: str, advice: str) -> InputError:
    return InputError([Fault("answer", found, expected, advice, field=question.key)])


def parse_given(given: Mapping[str, str]) -> dict[str, Any]:
    """Read the answers that were given beforehand.

    Raises
    ------
    InputError
        With all faults: keys that no question has, and answers that are no good.
    """
    questions = {question.key: question for question in all_questions()}
    answers: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, text in given.items():
        if key not in questions:
            advice = f"{did_you_mean(key, list(questions))}Choose from the list."
            faults.append(Fault("answer", f"the unknown key '{key}'", f"one of {', '.join(questions)}", advice))
            continue
        try:
            answers[key] = parse_answer(questions[key], text)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return answers
