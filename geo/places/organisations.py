"""Make the tables of organisations and of their key figures from the register."""

from __future__ import annotations

import pandas as pd

from geo.bundle.tables import FIGURES, ORGANISATIONS
from geo.places.table import ordered_set
from geo.sources.register.model import Figure, Organisation, Topic
from geo.sources.register.read import Register
from geo.vocabulary import SET_SEPARATOR, Domain, Function

LINE_SEPARATOR = "\n"
"""Challenges stand in one text column, one per line, in the order of the column `challenges`."""


def organisations_table(register: Register) -> pd.DataFrame:
    """Write down the organisations.

    Parameters
    ----------
    register
        Checked organisations.

    Returns
    -------
    pandas.DataFrame
        Following `geo.bundle.tables.ORGANISATIONS`, sorted by id.
    """
    rows = [_organisation_row(register.organisations[name]) for name in sorted(register.organisations)]
    return pd.DataFrame(rows, columns=list(ORGANISATIONS.columns)).astype("str")


def _organisation_row(organisation: Organisation) -> dict[str, str | None]:
    challenges = organisation.challenges
    topics = [challenge.topic for challenge in challenges]
    no_place = organisation.no_place
    return {
        "organisation_id": organisation.id,
        "name": organisation.name,
        "role": organisation.role,
        "website": organisation.website,
        "more_websites": SET_SEPARATOR.join(organisation.more_websites),
        "functions": ordered_set(organisation.functions, Function),
        "domains": ordered_set(organisation.domains, Domain),
        "summary_nl": organisation.summary.nl,
        "summary_en": organisation.summary.en,
        "challenges": SET_SEPARATOR.join(topic.value for topic in Topic if topic in topics),
        "challenges_nl": LINE_SEPARATOR.join(challenge.nl for challenge in challenges),
        "challenges_en": LINE_SEPARATOR.join(challenge.en for challenge in challenges),
        "no_place_nl": no_place.nl if no_place else None,
        "no_place_en": no_place.en if no_place else None,
        "source": organisation.source,
        "source_date": organisation.source_date,
        "last_checked": organisation.last_checked,
    }


def figures_table(register: Register) -> pd.DataFrame:
    """Write down the key figures.

    Parameters
    ----------
    register
        Checked organisations.

    Returns
    -------
    pandas.DataFrame
        Following `geo.bundle.tables.FIGURES`: by organisation, then in the order of its file.
    """
    rows = [
        _figure_row(register.organisations[name], figure)
        for name in sorted(register.organisations)
        for figure in register.organisations[name].figures
    ]
    table = pd.DataFrame(rows, columns=list(FIGURES.columns))
    return table.astype({name: str(column.dtype) for name, column in FIGURES.columns.items()})


def _figure_row(organisation: Organisation, figure: Figure) -> dict[str, object]:
    return {
        "organisation_id": organisation.id,
        "figure": figure.figure,
        "value": figure.value,
        "value_high": figure.value_high,
        "unit": figure.unit.value,
        "per": figure.per,
        "year": figure.year,
        "label_nl": figure.label.nl,
        "label_en": figure.label.en,
        "source": figure.source or organisation.source,
        "source_date": figure.source_date or organisation.source_date,
    }
