#!/usr/bin/env -S python3 -B
"""Draws overload.svg: what a server of which too much is asked still does, with and without shedding.
Runs bench_overload into overload.csv first, some times over, or takes the figures of --csv FILE."""

import argparse
import csv
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median

import chart
import plot

HERE = Path(__file__).resolve().parent
POLICIES = {"none": "no rule", "max_age": "max_age 100 ms",
            "shed": "max_age 100 ms, shed with a target of 20 ms"}
FIGURES = ("throughput", "goodput", "p50_ms", "p99_ms")


def panel(title, up, figure, kind):
    series = [plot.Series(f"{policy} {figure}", label, slot)
              for slot, (policy, label) in enumerate(POLICIES.items())]
    return title, "offered load, as a share of what the server can do", up, series, chart.Linear, kind


PANELS = [
    panel("answers within 250 ms", "as a share of what the server can do", "goodput", chart.Linear),
    panel("99 % of the answers came within", "ms", "p99_ms", chart.Decades),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csv", type=Path, metavar="FILE", help="measure nothing, draw this")
    parser.add_argument("--program", metavar="PROGRAM", help="bench_overload, to measure with")
    parser.add_argument("--runs", type=int, default=3, help="the median is drawn")
    parser.add_argument("--to", type=Path, default=HERE / "overload.svg", metavar="FILE")
    options = parser.parse_args()
    if not options.csv:
        if not options.program:
            parser.error("say which --program measures, or which --csv is drawn")
        options.csv = HERE / "overload.csv"
        options.csv.write_text(measured(options.program, options.runs))
    options.to.write_text(chart.drawing(PANELS, points(options.csv),
                                        "A server under too much load, with and without shedding"))


def measured(program, runs):
    """The medians of some runs, as lines of a table."""
    found = defaultdict(list)
    for run in range(runs):
        print(f"run {run + 1} of {runs}", file=sys.stderr, flush=True)
        lines = subprocess.run([program], check=True, stdout=subprocess.PIPE, text=True).stdout
        for row in csv.DictReader(lines.splitlines()):
            found[row["policy"], row["load"]].append([float(row[figure]) for figure in FIGURES])
    lines = [",".join(("policy", "load", *FIGURES))]
    for (policy, load), figures in found.items():
        medians = (f"{median(each):.3f}" for each in zip(*figures))
        lines.append(",".join((policy, load, *medians)))
    return "\n".join(lines) + "\n"


def points(path):
    """{policy and figure: [(load, value)]}"""
    read = defaultdict(list)
    with path.open() as file:
        for row in csv.DictReader(file):
            for figure in FIGURES:
                read[f"{row['policy']} {figure}"].append((float(row["load"]), float(row[figure])))
    return read


if __name__ == "__main__":
    main()
