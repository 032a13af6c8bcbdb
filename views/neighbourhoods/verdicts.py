"""Is one neighbourhood worse off than another, in words, by every criterion and in every way to look."""

from __future__ import annotations

from typing import Final

import numpy as np

from geo.analysis.ranking import AssumptionSet, Badness, Comparison, Consensus
from geo.errors import QuestionError
from geo.vocabulary import Speed
from layers.escape import Html
from layers.measures import Measure
from layers.sentences import value_text
from layers.words import Words
from views.neighbourhoods.exploring import badness_of, comparison_of, exploration_of
from views.neighbourhoods.lead import answer, plain_answer
from views.neighbourhoods.problems import problem_text
from views.shared.html import paragraph, table
from views.state.look import Look

_EQUAL: Final = 1e-9
_WRITTEN_AS: Final = {
    Badness.GAP_SHARE: Measure.DRY,
    Badness.GAP_DEPTH: Measure.GAP_DEPTH,
    Badness.NEED_GAP: Measure.NEED_GAP,
}
_CRITERIA: Final = (Badness.GAP_SHARE, Badness.GAP_DEPTH, Badness.NEED_GAP, Badness.NEED_GAP_RATE)

Pair = tuple[str, str]


def _comparison(look: Look, pair: Pair, badness: Badness) -> Comparison | QuestionError:
    try:
        return comparison_of(look, pair, badness)
    except QuestionError as fault:
        return fault


def _ways(part: int, comparison: Comparison, words: Words) -> str:
    return words.text("neighbourhoods.compare.ways", part=words.number(part), count=comparison.total)


def verdict_heading(look: Look, pair: Pair, names: Pair) -> Html:
    """Answer whether the first is worse off than the second."""
    words = look.words
    comparison = _comparison(look, pair, badness_of(look))
    if isinstance(comparison, QuestionError):
        return plain_answer(problem_text(comparison, words))
    about = {"first": names[0], "second": names[1]}
    match comparison.consensus:
        case Consensus.ALWAYS:
            number = words.text("neighbourhoods.compare.always")
            return answer(words, "neighbourhoods.compare.lead.always", number, **about)
        case Consensus.NEVER:
            number = words.text("neighbourhoods.compare.never")
            return answer(words, "neighbourhoods.compare.lead.never", number, **about)
        case Consensus.DEPENDS:
            number = _ways(comparison.worse, comparison, words)
            return answer(words, "neighbourhoods.compare.lead.depends", number, **about)


def verdict_sentence(look: Look, names: Pair) -> str:
    """Say what worse off means here, and over what was varied."""
    words, badness = look.words, badness_of(look)
    return " ".join(
        [
            words.text(f"neighbourhoods.compare.means.{badness.value}", first=names[0], second=names[1]),
            words.text("neighbourhoods.compare.varied"),
        ]
    )


def criteria_table(look: Look, pair: Pair, names: Pair) -> Html:
    """Give the answer by every criterion, whatever the map shows."""
    words, rows = look.words, []
    for badness in _CRITERIA:
        comparison = _comparison(look, pair, badness)
        if isinstance(comparison, QuestionError):
            return paragraph(problem_text(comparison, words))
        said = words.text(f"neighbourhoods.compare.says.{comparison.consensus.value}", first=names[0], second=names[1])
        counts = [words.number(part) for part in (comparison.worse, comparison.equal, comparison.better)]
        rows.append([words.text(f"neighbourhoods.compare.criterion.{badness.value}"), said, *counts])
    columns = [
        words.text(f"neighbourhoods.compare.column.{name}", first=names[0], second=names[1])
        for name in ("criterion", "says", "worse", "equal", "better")
    ]
    return table(words.text("neighbourhoods.compare.criteria.caption"), columns, rows, numeric=(2, 3, 4))


def verdict_grid(look: Look, pair: Pair, names: Pair) -> Html:
    """Show both figures under every walk, with who is worse off then."""
    words, exploration, badness = look.words, exploration_of(look), badness_of(look)
    codes = [look.city.grouping.names.index(code) for code in pair]
    rows = []
    plain = [row for row, one in enumerate(exploration.sets) if one.weights is None]
    for row in sorted(plain, key=lambda row: _walk_order(exploration.sets[row])):
        values = exploration.by_badness[badness][row][codes]
        shown = [_written(float(value), badness, words) for value in values]
        rows.append([_walk(exploration.sets[row], words), *shown, _worse(values, names, words)])
    columns = [
        words.text("neighbourhoods.compare.column.walk"),
        *names,
        words.text("neighbourhoods.compare.column.who_is_worse"),
    ]
    return table(_caption(badness, words), columns, rows, numeric=(1, 2))


def _caption(badness: Badness, words: Words) -> str:
    criterion = words.text(f"neighbourhoods.compare.criterion.{badness.value}")
    return words.text("neighbourhoods.compare.grid.caption", criterion=criterion)


def _written(value: float, badness: Badness, words: Words) -> str:
    if np.isnan(value):
        return words.text("unknown")
    return value_text(value, _WRITTEN_AS.get(badness, Measure.DRY), words)


def _walk_order(one: AssumptionSet) -> tuple[float, int, bool]:
    asked = one.assumptions
    return asked.threshold, list(Speed).index(asked.speed), not asked.with_uncertain


def _walk(one: AssumptionSet, words: Words) -> str:
    asked = one.assumptions
    sure = "with" if asked.with_uncertain else "without"
    return ", ".join(
        [
            words.minutes(asked.threshold),
            words.text(f"speed.{asked.speed.value}").lower(),
            words.text(f"neighbourhoods.looking.{sure}"),
        ]
    )


def _worse(values: np.ndarray, names: Pair, words: Words) -> str:
    more = float(values[0] - values[1])
    if np.isnan(more):
        return words.text("unknown")
    if abs(more) <= _EQUAL:
        return words.text("neighbourhoods.compare.equal")
    return names[0] if more > 0 else names[1]
