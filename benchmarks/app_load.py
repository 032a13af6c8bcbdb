"""How many visitors the app carries: python benchmarks/app_load.py [visitors] [seconds].

Each visitor is a web socket that does what Streamlit's page does: it opens the map, then chooses another threshold or
speed every three seconds. Timed from the click to the end of the server's run, all messages received.
"""

from __future__ import annotations

# ruff: noqa: S311 - chance here decides only when somebody clicks
import asyncio
import itertools
import random
import statistics
import sys
import time
from dataclasses import dataclass, field

import websockets
from served_app import Served, load_now, served_app
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

VISITORS = 50
SECONDS = 45
BETWEEN_CLICKS_S = 3.0
P95_TARGET_S = 1.0
SEED = 20250201


@dataclass
class Visitor:
    """One reader's page.

    Parameters
    ----------
    socket
        To the server.
    groups
        Options of each group of buttons on the page, by its id.
    page
        Hash of the page's script.
    """

    socket: websockets.ClientConnection
    groups: dict[str, list[str]] = field(default_factory=dict)
    page: str = ""

    async def run(self, group: str | None = None, option: str = "") -> float:
        """Ask for a run of the page, with a choice if any; gives the seconds until it ended."""
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        asked.rerun_script.page_script_hash = self.page
        if group is not None:
            state = asked.rerun_script.widget_states.widgets.add(id=group)
            state.string_array_value.data.append(option)
        start = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(await self.socket.recv())
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.page = message.new_session.page_script_hash
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._remember(message.delta.new_element)
            elif kind == "script_finished":
                return time.perf_counter() - start

    def _remember(self, element) -> None:  # noqa: ANN001 - a protobuf message
        if element.WhichOneof("type") == "button_group" and element.button_group.required:
            self.groups[element.button_group.id] = [option.content for option in element.button_group.options]


async def visit(url: str, until: float, chance: random.Random, found: list[float], opened: list[float]) -> None:
    """Open the map and click until the time is up."""
    address = url.replace("http://", "ws://") + "/_stcore/stream"
    async with websockets.connect(address, subprotocols=["streamlit"], max_size=None, origin=url) as socket:
        visitor = Visitor(socket)
        opened.append(await visitor.run())
        for number in itertools.count():
            await asyncio.sleep(BETWEEN_CLICKS_S * chance.uniform(0.5, 1.5))
            if time.monotonic() > until:
                return
            group = sorted(visitor.groups)[number % len(visitor.groups)]
            seconds = await visitor.run(group, chance.choice(visitor.groups[group]))
            found.append(seconds)


async def crowd(served: Served, visitors: int, seconds: float) -> tuple[list[float], list[float]]:
    """Let visitors come one by one and click for a while."""
    chance, found, opened = random.Random(SEED), [], []
    until = time.monotonic() + seconds
    await visit(served.url, 0.0, random.Random(SEED), [], [])  # the server's first visitor pays for its imports
    tasks = []
    for number in range(visitors):
        own = random.Random(SEED + number)
        tasks.append(asyncio.create_task(visit(served.url, until, own, found, opened)))
        await asyncio.sleep(chance.uniform(0, 2 * seconds / 4 / visitors))
    await asyncio.gather(*tasks)
    return found, opened


def percentile(values: list[float], share: float) -> float:
    """Give the value below which a share of the values lies."""
    return statistics.quantiles(values, n=100)[round(share * 100) - 1]


def main() -> int:
    """Measure and print."""
    visitors = int(sys.argv[1]) if len(sys.argv) > 1 else VISITORS
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    print(f"before: {load_now()}")
    with served_app() as served:
        start_cpu, start = served.cpu_s(), time.monotonic()
        found, opened = asyncio.run(crowd(served, visitors, seconds))
        cpu, passed, memory = served.cpu_s() - start_cpu, time.monotonic() - start, served.memory_mb()
    print(f"after: {load_now()}; the server used {cpu / passed:.0%} of a core and holds {memory:.0f} MB")
    each = 1000 * cpu / (len(found) + len(opened))
    print(f"{visitors} visitors, {len(found)} clicks, {len(opened)} openings, {each:.0f} ms of CPU each")
    print(f"click: p50 {percentile(found, 0.5):.2f} s, p95 {percentile(found, 0.95):.2f} s (target {P95_TARGET_S:g})")
    print(f"opening: p50 {percentile(opened, 0.5):.2f} s, p95 {percentile(opened, 0.95):.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
