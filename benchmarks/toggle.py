"""How long a toggle takes on the bundle of Maastricht: close a place, click to open one, and everything that follows.

The limit holds for the computation (processor time); on a machine that does other things at the same time the clock on
the wall says more.

Run it with: .venv/bin/python benchmarks/toggle.py [BUNDLE]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import shapely

from geo.analysis.city import City, city_from_bundle, evaluate_city
from geo.bundle.store import read_bundle
from geo.errors import QuestionError
from geo.measures.assumptions import Assumptions
from geo.measures.evaluation import Evaluation
from geo.vocabulary import Selection
from geo.whatif.impact import scale
from geo.whatif.new_places import OpenedPlace, locate, walks_to
from geo.whatif.scenario import Scenario, change, changes_table

BUNDLE = Path(__file__).resolve().parent.parent / "data" / "maastricht"
LIMIT_MS = 20.0
RUNS = 200


def toggle(city: City, evaluation: Evaluation, scenario: Scenario) -> None:
    """Do what the app does on a click: who changes, the table of changes, and how many people that is."""
    changed = change(city, evaluation, scenario)
    changes_table(city, changed)
    scale(city, changed)


def scenarios(city: City, evaluation: Evaluation, *, closed: int, opened: int) -> list[Scenario]:
    """Draw other places and points for each run, so that nothing is measured warm that a reader meets cold."""
    rng = np.random.default_rng(20250203)
    ids = city.access.place_ids[evaluation.selected]
    homes = shapely.get_coordinates(city.demand.geometry.to_numpy()[city.demand["snapped"].to_numpy(dtype=bool)])
    drawn: list[Scenario] = []
    while len(drawn) < RUNS:
        spots = homes[rng.integers(0, len(homes), opened)] + rng.normal(0, 20, (opened, 2))
        places = tuple(OpenedPlace(float(x), float(y)) for x, y in spots)
        try:
            locate(city, places)
        except QuestionError:
            continue
        drawn.append(Scenario(frozenset(map(str, rng.choice(ids, closed, replace=False))), places))
    return drawn


def measured(work: Callable[[Scenario], object], todo: list[Scenario]) -> tuple[list[float], list[float]]:
    """Time each run by itself: milliseconds of computation, and on the wall."""
    work(todo[0])
    computing, wall = [], []
    for one in todo:
        begun, begun_wall = time.process_time(), time.perf_counter()
        work(one)
        computing.append(1000 * (time.process_time() - begun))
        wall.append(1000 * (time.perf_counter() - begun_wall))
    return computing, wall


def show(name: str, times: tuple[list[float], list[float]]) -> bool:
    """Print the median and the slow end; tell whether the median keeps to the limit."""
    (median, slow), (on_wall, _) = ((statistics.median(one), statistics.quantiles(one, n=20)[-1]) for one in times)
    print(f"{name:<40} median {median:6.2f} ms   95 % {slow:6.2f} ms   (wall {on_wall:6.2f} ms)")
    return median < LIMIT_MS


def main() -> None:
    """Measure, print, and fail when a toggle takes too long."""
    begun = time.perf_counter()
    city = city_from_bundle(read_bundle(Path(sys.argv[1]) if len(sys.argv) > 1 else BUNDLE))
    print(f"made ready in {time.perf_counter() - begun:.2f} s: {city.access.distance.shape} walks")
    good = True
    for selection in (Selection.HEADLINE, Selection.ALL):
        asked = Assumptions.headline(city.settings)
        look = Assumptions(selection, asked.speed, asked.threshold, asked.with_uncertain)
        begun = time.perf_counter()
        evaluation = evaluate_city(city, look)
        print(f"\n{selection.value}: evaluation in {1000 * (time.perf_counter() - begun):.1f} ms")
        for closed, opened in ((1, 0), (5, 0), (0, 1), (0, 3), (5, 3)):
            todo = scenarios(city, evaluation, closed=closed, opened=opened)
            times = measured(partial(toggle, city, evaluation), todo)
            good &= show(f"close {closed}, open {opened}", times)
        clicked = scenarios(city, evaluation, closed=0, opened=1)
        show("  of which the walks to one new place", measured(lambda one: walks_to(city, one.opened), clicked))
    if not good:
        sys.exit(f"A toggle takes longer than {LIMIT_MS:g} ms.")


if __name__ == "__main__":
    main()
