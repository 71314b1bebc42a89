#!/usr/bin/env -S python3 -B
"""Draws growth.svg: what things cost as there are more actors, and as a mailbox grows. Measures ours
into growth.csv first (name,size,ns), or takes the figures of --csv FILE."""

import argparse
import csv
import subprocess
import sys
from dataclasses import dataclass
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
    sources: tuple = ()  # (row of ours, the size at which --scale is 1, sizes)


ACTORS = (1_000, 10_000, 100_000, 1_000_000)
SHALLOW, DEEP = (10, 100, 1_000, 10_000), (100_000, 1_000_000)

PANELS = [
    ("actors", "number of actors", "ns, or bytes an actor", [
        Series("cycle", "a hop in a random cycle", 0, (("cycle", 100_000, ACTORS),)),
        Series("idle_create", "making one", 1, (("idle_create", 1_000_000, ACTORS),)),
        Series("idle_reply", "an answer of each", 2, (("idle_reply", 1_000_000, ACTORS),)),
        Series("idle_rss_bytes", "bytes of one that waits", 3, (("idle_rss_bytes", 1_000_000, ACTORS),)),
    ]),
    ("mailbox", "messages in the mailbox", "ns", [
        Series("selrecv", "receive of the last one", 0,
               (("selrecv_10k", 10_000, SHALLOW), ("selrecv_100k", 100_000, DEEP))),
        Series("selrecv_call", "call past all of them", 1,
               (("selrecv_call_10k", 10_000, SHALLOW), ("selrecv_call_100k", 100_000, DEEP))),
        Series("fanin_burst", "sent and received in a burst of so many", 2,
               (("fanin_burst", 5_000_000, SHALLOW[1:] + DEEP),)),
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
    ours.build()
    lines = ["name,size,ns"]
    for series in ALL:
        for row, full, sizes in series.sources:
            for size in sizes:
                print(series.name, size, file=sys.stderr, flush=True)
                found = [value for _ in range(runs) if (value := cost(ours, row, size / full))]
                if found:
                    lines.append(f"{series.name},{size},{median(found):.2f}")
    return "\n".join(lines) + "\n"


def cost(ours, row, scale):
    """None if it does not end in time, or fails: then the picture has a gap."""
    core = ["taskset", "--cpu-list", str(machine.cores()[-1])]
    try:
        ran = subprocess.run([*core, *ours.command(row, 1), "--scale", f"{scale:.9f}"], timeout=120,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    except subprocess.TimeoutExpired:
        return None
    return dict(results.parse(ran.stdout)).get(row)


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
