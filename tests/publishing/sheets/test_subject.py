"""What a sheet knows of its subject is what the bundle says."""

from __future__ import annotations

import numpy as np
import pytest

from geo.analysis.catchment import catchment
from geo.analysis.city import NEEDS
from geo.analysis.need_counts import adults
from geo.vocabulary import Speed
from layers.words import Words
from publishing.context import PublishContext
from publishing.sheets.organisation import organisation_sheet
from publishing.sheets.subject import facts_of


def test_a_sheet_says_what_the_bundle_says(context: PublishContext) -> None:
    near = catchment(context.city, ["huiskamer"], context.city.settings.reach_m(10, Speed.NORMAL))
    sheet = organisation_sheet(context, "huiskamer", Words("en"))
    assert sheet.facts[0].number == f"{round(near.residents, -1):,.0f}"
    facts = facts_of(context, ["huiskamer"])
    assert sum(near.by_age.values()) == pytest.approx(sum(facts.reached[Speed.NORMAL, 10].by_age.values()))
    assert facts.loss is not None
    assert 0 <= facts.loss.sole <= near.residents
    areas = [facts.isochrones[minutes].area for minutes in context.city.settings.thresholds_min]
    assert areas == sorted(areas)
    assert areas[0] > 0


@pytest.mark.parametrize(
    ("need", "base"),
    [
        ("share_65_plus", "residents"),
        ("share_one_person_households", "households"),
        ("share_lonely", "adults"),
    ],
)
def test_needs_are_the_mean_of_their_neighbourhoods_over_whom_they_are_a_share_of(
    context: PublishContext, need: str, base: str
) -> None:
    city = context.city
    weights = adults(city.ages) if base == "adults" else city.demand[base].to_numpy()
    shares = city.needs[:, NEEDS.index(need)]
    known = np.isfinite(shares)
    expected = np.average(shares[known], weights=weights[known])
    assert facts_of(context, ["huiskamer"]).need_city[need] == pytest.approx(expected)
