#!/usr/bin/env -S python3 -B
"""What an operation costs must not grow: the instructions and allocations of some benchmarks are
compared with limits.csv. After a change that is worth its price: guard.py BENCH --update"""

import csv
import subprocess
import sys
from pathlib import Path

LIMITS = Path(__file__).with_name("limits.csv")
MARGIN = 1.10
# What is made once, such as a first batch of blocks, is a part of an operation of a short run.
SLACK = {"instructions": 20, "allocations": 0.1}
FIGURES = ("instructions", "allocations")


def measured(bench, names):
    """{name: {figure: per operation}}, of the rows that callgrind counts the same each time."""
    command = [bench, "--instructions", "--csv", "--costs", *names]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = {}
    for name, _, _, _, allocations, instructions in csv.reader(lines.splitlines()):
        if name in names:
            rows[name] = {
                "instructions": round(float(instructions)),
                "allocations": round(float(allocations), 2),
            }
    return rows


def compare(limits, rows):
    """A sentence for each figure that grew, or that is missing."""
    for name, limit in limits.items():
        if name not in rows:
            yield f"{name} was not measured"
            continue
        for figure in FIGURES:
            before, now = float(limit[figure]), rows[name][figure]
            if now > before * MARGIN + SLACK[figure]:
                yield f"{name}: {figure} per operation grew from {before:g} to {now:g}"
            elif now < before / MARGIN:
                print(f"{name}: {figure} per operation fell from {before:g} to {now:g}")


def main(bench, *options):
    with LIMITS.open() as file:
        limits = {row["name"]: row for row in csv.DictReader(file)}
    rows = measured(bench, list(limits))
    if "--update" in options:
        with LIMITS.open("w") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["name", *FIGURES])
            writer.writerows([name, *rows[name].values()] for name in limits)
        return 0
    grown = list(compare(limits, rows))
    for sentence in grown:
        print(sentence)
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
