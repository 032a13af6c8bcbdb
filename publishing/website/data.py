"""The data files of the static site: small JSON, fetched when a reader asks for it."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from dataclasses import replace
from itertools import product
from typing import Any, Final

import numpy as np

from geo.arrays import FloatArray, IntArray
from geo.measures.assumptions import all_assumptions
from geo.vocabulary import WGS84, Kind, Speed
from layers.drawing import degrees
from layers.figures import city_figure, figures_for
from layers.legend import legend_html
from layers.measures import Measure, View
from layers.neighbourhoods import neighbourhoods_layer
from layers.places import places_layer
from layers.sentences import hundred_reason, of_hundred, within
from layers.walks import demand_layer, dry_points
from layers.words import Words
from publishing.context import PublishContext

SITE_MEASURES: Final = tuple(measure for measure in Measure if measure is not Measure.NEED_GAP)
"""The need-weighted gap depends on the reader's own weights, which plain files cannot compute."""
NEAREST_KEPT: Final = 10
"""Nearest places of a postcode that are kept of each kind, so that something is left after filtering."""


def compact(value: Any) -> bytes:
    """Write JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def view_name(view: View) -> str:
    """Name the file of a view."""
    asked = view.assumptions
    sure = "all" if asked.with_uncertain else "sure"
    return f"{view.measure.value}-{asked.selection.value}-{asked.speed.value}-{asked.threshold}-{sure}.json"


def all_views(context: PublishContext) -> list[View]:
    """List every view a reader can choose."""
    return [
        View(measure, assumptions)
        for measure, assumptions in product(SITE_MEASURES, all_assumptions(context.city.settings))
    ]


def opening_words(context: PublishContext, view: View, words: Words) -> str:
    """Say how many of every 100 residents can walk there, and how sure that is: what the app opens with."""
    view = replace(view, measure=Measure.COVERAGE)
    table, area = context.bundle.weighed, (context.city.code, context.area_name)
    city, slow = city_figure(table, view, *area), city_figure(table, view.at_speed(Speed.SLOW), *area)
    if math.isnan(city.coverage):
        return words.text("sentence.unknown", name=city.name)
    low, high = of_hundred(city, words)
    number = low if low == high else words.text("sentence.from_to", low=low, high=high)
    count = round(city.coverage * 100)
    about = words.text("map.intro.people", count=count, area=city.name, **within(view, words))
    return f"{number[:1].upper()}{number[1:]} {about}. {hundred_reason(city, slow, view, words)}"


def view_file(context: PublishContext, view: View, words: Words) -> bytes:
    """Write one view: classes and words of the neighbourhoods, their legend, and the city in a sentence."""
    figures = figures_for(context.bundle.neighbourhoods, context.bundle.weighed, view)
    return compact(
        {
            "data": neighbourhoods_layer(figures, view, words).data,
            "legend": legend_html(figures, view, words),
            "lead": opening_words(context, view, words),
        }
    )


def language_files(context: PublishContext, words: Words) -> dict[str, bytes]:
    """Write everything that holds words: views, places, dry postcodes."""
    settings = context.city.settings
    files = {view_name(view): view_file(context, view, words) for view in all_views(context)}
    files["places.json"] = compact(places_layer(context.city.places, words).data)
    for speed, threshold in product(Speed, settings.thresholds_min):
        points = dry_points(context.bundle.demand, threshold, speed, settings)
        name = f"demand-{speed.value}-{threshold}.json"
        files[name] = compact(demand_layer(points, speed, words, settings).data)
    return files


def _nearest(metres: FloatArray, columns: IntArray) -> IntArray:
    order = np.argsort(metres[:, columns], axis=1, kind="stable")[:, :NEAREST_KEPT]
    return np.asarray(columns[order], dtype=np.int64)


def walk_files(context: PublishContext) -> dict[str, bytes]:
    """Write the nearest places of every postcode, one file per four digits.

    Returns
    -------
    dict
        By four digits: postcode to `[latitude, longitude, [[place, metres], ...]]`, nearest first.
    """
    metres, ids = context.city.access.distance, context.city.access.place_ids
    points = context.city.demand.geometry.to_crs(WGS84)
    kinds = context.city.places["kind"].to_numpy()
    kept = [_nearest(metres, np.flatnonzero(kinds == kind.value)) for kind in Kind]
    shards: dict[str, dict[str, Any]] = defaultdict(dict)
    demand = context.city.demand
    for row in np.flatnonzero(demand["stands_for"]):
        code, point = demand["postcode"].iloc[row], points.iloc[row]
        columns = sorted(
            np.concatenate([of_kind[row] for of_kind in kept]), key=lambda place: float(metres[row, place])
        )
        near = [
            [str(ids[place]), round(float(metres[row, place]))] for place in columns if np.isfinite(metres[row, place])
        ]
        shards[str(code)[:4]][str(code)] = [degrees(point.y), degrees(point.x), near]
    return {f"{digits}.json": compact(found) for digits, found in sorted(shards.items())}


def headline(context: PublishContext) -> View:
    """Return the view that the map shows first."""
    return View.headline(context.city.settings)
