"""The whole build, from files to bundle: seconds and peak memory of the `riool build` command."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KIB_IN_GB = 1e9 / 1024
TARGET_SECONDS, TARGET_GB = 15, 1.0


def build_once(inputs: Path, out: Path) -> tuple[float, float, float]:
    """Run one build in a process of its own; return its seconds, those of the processor, and its peak memory in GB."""
    riool = Path(sys.executable).parent / "riool"
    command = [str(riool), "build", "--inputs", str(inputs), "--out", str(out)]
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    child = os.posix_spawn(riool, command, os.environ, file_actions=quiet)
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    if code := os.waitstatus_to_exitcode(status):
        raise SystemExit(code)
    assert (out / "bundle.json").is_file(), "the build left no bundle"
    # Linux counts in KiB, macOS in bytes.
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / (1e9 if sys.platform == "darwin" else KIB_IN_GB)


def main() -> None:
    """Build a few times, into a folder that is thrown away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=Path, default=ROOT.parent / "shared" / "data" / "maastricht")
    parser.add_argument("--repeats", type=int, default=3)
    chosen = parser.parse_args()
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as scratch:
        runs = [build_once(chosen.inputs, Path(scratch) / "bundle") for _ in range(chosen.repeats)]
    seconds, processor, memory = zip(*runs, strict=True)
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores")
    print(f"build, {len(runs)} times: best {min(seconds):.1f} s, median {statistics.median(seconds):.1f} s")
    print(f"of which the processor worked: {statistics.median(processor):.1f} s (target: {TARGET_SECONDS} s in all)")
    print(f"peak memory, highest: {max(memory):.2f} GB (target: {TARGET_GB} GB)")


if __name__ == "__main__":
    main()
