#!/usr/bin/env -S python3 -B
"""Draws growth.svg: what things cost as there are more actors, and as a mailbox grows. Measures ours
into growth.csv first (name,size,ns), or takes the figures of --csv FILE."""

import argparse
import csv
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

import chart
import machine
import results
import systems

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Series:
    name: str  # in growth.csv
    label: str
    slot: int  # its colour and mark
    sources: tuple = ()


@dataclass(frozen=True)
class Source:
    benchmark: str  # of ours
    row: str
    full: int  # the size at which --scale is 1
    sizes: tuple


ACTORS = (1_000, 10_000, 100_000, 1_000_000)
SHALLOW, DEEP = (10, 100, 1_000, 10_000), (100_000, 1_000_000)

PANELS = [
    ("actors", "number of actors", "ns, or bytes an actor", [
        Series("cycle", "a hop in a random cycle", 0,
               (Source("cycle", "cycle", 100_000, ACTORS),)),
        Series("idle_create", "making one", 1,
               (Source("idle", "idle_create", 1_000_000, ACTORS),)),
        Series("idle_reply", "an answer of each", 2,
               (Source("idle", "idle_reply", 1_000_000, ACTORS),)),
        Series("idle_rss_bytes", "bytes of one that waits", 3,
               (Source("idle", "idle_rss_bytes", 1_000_000, ACTORS),)),
    ]),
    ("mailbox", "messages in the mailbox", "ns", [
        Series("selrecv", "receive of the last one", 0,
               (Source("selrecv_10k", "selrecv_10k", 10_000, SHALLOW),
                Source("selrecv_100k", "selrecv_100k", 100_000, DEEP))),
        Series("selrecv_call", "call past all of them", 1,
               (Source("selrecv_call_10k", "selrecv_call_10k", 10_000, SHALLOW),
                Source("selrecv_call_100k", "selrecv_call_100k", 100_000, DEEP))),
    ]),
]
ALL = [series for *_, panel in PANELS for series in panel]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csv", type=Path, metavar="FILE", help="measure nothing, draw this")
    parser.add_argument("--runs", type=int, default=3, help="of each size; the median is drawn")
    parser.add_argument("--ours", metavar="PROGRAM", help="another build of our benchmarks")
    parser.add_argument("--to", type=Path, default=HERE / "growth.svg", metavar="FILE")
    options = parser.parse_args()
    if not options.csv:
        options.csv = HERE / "growth.csv"
        options.csv.write_text(measure(options.ours, options.runs))
    options.to.write_text(chart.drawing(PANELS, read(options.csv)))


def measure(program, runs):
    ours = systems.competing(program, None)["fauxtp"]
    ours.build({"bench"})
    lines = ["name,size,ns"]
    for series in ALL:
        for source in series.sources:
            for size in source.sizes:
                printed = (start(ours, source.benchmark, size / source.full, run) for run in range(runs))
                found = [rows[source.row] for rows in printed if source.row in rows]
                if found:
                    lines.append(f"{series.name},{size},{median(found):.2f}")
    return "\n".join(lines) + "\n"


@cache
def start(ours, benchmark, scale, run):
    """{row: cost}, once for all series that need it. Without rows if it fails: the picture has a gap."""
    print(f"{benchmark} --scale {scale:g}, run {run + 1}", file=sys.stderr, flush=True)
    core = ["taskset", "--cpu-list", str(machine.cores()[-1])]
    try:
        ran = subprocess.run([*core, *ours.command(benchmark, 1), "--scale", f"{scale:.9f}"],
                             timeout=120, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    except subprocess.TimeoutExpired:
        return {}
    return dict(results.parse(ran.stdout))


def read(path):
    """{name: [(size, cost)]}, by size."""
    points = {}
    with path.open() as file:
        for row in csv.DictReader(file):
            points.setdefault(row["name"], []).append((float(row["size"]), float(row["ns"])))
    unknown = set(points) - {series.name for series in ALL}
    if unknown:
        sys.exit(f"no panel shows {', '.join(sorted(unknown))}")
    return {name: sorted(pairs) for name, pairs in points.items()}


if __name__ == "__main__":
    main()
