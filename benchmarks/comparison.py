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

from geo.bundle import read_bundle
from geo.network import IntArray
from geo.settings import WalkSettings
from geo.walks import put_on_streets

BUNDLE = Path(__file__).resolve().parent.parent / "data" / "maastricht"
LIMIT_M = WalkSettings().walk_limit_m
REPEATS = 9


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
    demand, places = (nodes[nodes >= 0] for nodes in on_streets.graph.nodes)
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


def median_seconds(call: Callable[[], object], repeats: int = REPEATS) -> float:
    """Call once to warm up, then time it `repeats` times."""
    call()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def print_setting(city: City) -> None:
    """Say what is measured on what."""
    print(
        f"Python {platform.python_version()}, scipy {version('scipy')}, pandana {version('pandana')}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    )
    print(
        f"{city.matrix.shape[0]:,} nodes, {city.matrix.nnz // 2:,} edges, {len(city.demand):,} demand points, "
        f"{len(city.places):,} places, up to {LIMIT_M:,.0f} m; medians of {REPEATS}"
    )


def print_ratio(ours: float, theirs: float) -> None:
    """Say how many times as fast we are."""
    print(f"geo.distances {ours * 1000:8.1f} ms")
    print(f"pandana       {theirs * 1000:8.1f} ms")
    print(f"ratio         {theirs / ours:8.1f}")
