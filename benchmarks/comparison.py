"""What the benchmarks share: the walking graph of the published bundle, the same graph in pandana, and a stopwatch."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandana
import pandas as pd
from scipy.sparse import csr_array

from geo.arrays import IntArray
from geo.bundle.store import read_bundle
from geo.settings import WalkSettings
from geo.streets.walks import put_on_streets

BUNDLE = Path(__file__).resolve().parent.parent / "data" / "maastricht"
LIMIT_M = WalkSettings().walk_limit_m
REPEATS = 15


@dataclass(frozen=True)
class City:
    """Demand points and counted places of Maastricht on one graph."""

    matrix: csr_array
    demand: IntArray
    places: IntArray


def maastricht() -> City:
    """Split the streets of the bundle at every demand point and counted place."""
    bundle = read_bundle(BUNDLE)
    water = bundle.water.geometry.to_numpy()
    on_streets = put_on_streets(bundle.streets, bundle.demand, bundle.places, water, WalkSettings())
    demand, places = (nodes[nodes >= 0] for nodes in (on_streets.graph.origins, on_streets.graph.destinations))
    return City(on_streets.graph.matrix, demand, places)


def in_pandana(city: City) -> pandana.Network:
    """Build the same nodes and edges in pandana, contraction hierarchies and all.

    The coordinates only tell nodes apart: pandana's own snapping then finds exactly the node that is meant.
    """
    edges = city.matrix.tocoo()
    once = edges.row < edges.col
    x = pd.Series(np.arange(city.matrix.shape[0], dtype=float))
    return pandana.Network(
        x,
        pd.Series(0.0, index=x.index),
        pd.Series(edges.row[once]),
        pd.Series(edges.col[once]),
        pd.DataFrame({"metres": edges.data[once]}),
        twoway=True,
    )


def compare(ours: Callable[[], object], theirs: Callable[[], object]) -> None:
    """Time both by turns, so that whatever else the machine does slows both, and print how many times as fast we are.

    The ratio is that of the medians; the best of each says what an idle machine would take.
    """
    for warm_up in (ours, theirs):
        warm_up()
    taken: list[tuple[float, float]] = [(_seconds(ours), _seconds(theirs)) for _ in range(REPEATS)]
    columns = list(zip(*taken, strict=True))
    median, best = ([pick(column) * 1000 for column in columns] for pick in (statistics.median, min))
    for name, middle, least in zip(("geo.streets.distances", "pandana"), median, best, strict=True):
        print(f"{name:14} median {middle:8.1f} ms   best {least:8.1f} ms")
    print(f"{'ratio':14} median {median[1] / median[0]:8.1f}      best {best[1] / best[0]:8.1f}")


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def print_setting(city: City) -> None:
    """Say what is measured on what."""
    print(
        f"Python {platform.python_version()}, scipy {version('scipy')}, pandana {version('pandana')}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    )
    print(
        f"{city.matrix.shape[0]:,} nodes, {city.matrix.nnz // 2:,} edges, {len(city.demand):,} demand points, "
        f"{len(city.places):,} places, up to {LIMIT_M:,.0f} m; {REPEATS} times by turns"
    )
