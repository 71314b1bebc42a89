#!/usr/bin/env -S python3 -B
"""Measures after how many seeds each planted fault is found, and how many plain runs of the same
program show it. Rooms, or single faults, may be named: run.py actor io/a_fault …

Each fault must be found within 1 000 seeds in 19 of 20 tries; each try takes seeds of its own."""

import argparse
import statistics
import sys
import time
from pathlib import Path

from planting import mutating, plant, planted_sources

MOST_SEEDS = 1000
ROOMS = ("actor", "runtime", "behaviour", "supervision", "application", "declaration", "io",
         "testing")


def faults_of(room):
    return mutating.list_of(Path(__file__).parent / f"{room}.py").FAULTS


def check_without_fault(finder, seeds):
    """What complains without a fault finds nothing."""
    number = finder.seeds_until_found("", 1, seeds)
    if number is not None:
        sys.exit(f"planted: {finder} finds something without a fault, after {number} seeds")
    if finder.plain_runs_that_find("", 3):
        sys.exit(f"planted: {finder} finds something without a fault, in a plain run")


def measured(fault, tries, plain_runs):
    began = time.monotonic()
    found = [fault.seen_by.seeds_until_found(fault.name, 1 + number * MOST_SEEDS, MOST_SEEDS)
             for number in range(tries)]
    took = (time.monotonic() - began) / tries
    return (found, took, fault.seen_by.shows_on_one_worker(fault.name),
            fault.seen_by.plain_runs_that_find(fault.name, plain_runs))


def row(room, fault, found, took, on_one, plain, plain_runs):
    seeds = [number for number in found if number is not None]
    median, most = (f"{statistics.median(seeds):g}", max(seeds)) if seeds else ("-", "-")
    return (f"| `{fault.name}` | {room} | {'' if on_one else 'yes'} | "
            f"{len(seeds)} of {len(found)} | {median} | {most} | {took:.1f} | "
            f"{plain} of {plain_runs} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="ROOM[/FAULT]")
    parser.add_argument("--tries", type=int, default=20)
    parser.add_argument("--plain", type=int, default=20, help="how many plain runs")
    parser.add_argument("--unbroken", type=int, default=MOST_SEEDS,
                        help="with so many seeds each finder must find nothing without a fault")
    parser.add_argument("--unseen", action="store_true", help="those that nothing finds yet")
    parser.add_argument("--places", action="store_true",
                        help="only look whether each finds its place")
    chosen = parser.parse_args()
    all_faults = {room: faults_of(room) for room in ROOMS}
    planted_sources(all_faults)
    if chosen.places:
        print(f"planted: {sum(map(len, all_faults.values()))} faults have their places")
        return

    wanted = [(room, fault) for room, fault in mutating.chosen_ones(chosen.names, ROOMS, faults_of)
              if bool(fault.unseen) == chosen.unseen]
    finders = list(dict.fromkeys(fault.seen_by for _, fault in wanted))
    plant(all_faults)
    mutating.configure()
    mutating.build(*dict.fromkeys(target for each in finders for target in each.targets()))
    if chosen.unbroken:
        for each in finders:
            check_without_fault(each, chosen.unbroken)
    print("| fault | room | only between workers | found | seeds: median | most "
          "| seconds a try | plain runs that show it |\n"
          "|---|---|---|---|---|---|---|---|", flush=True)
    missed = []
    for room, fault in wanted:
        found, took, on_one, plain = measured(fault, chosen.tries, chosen.plain)
        print(row(room, fault, found, took, on_one, plain, chosen.plain), flush=True)
        if found.count(None) > chosen.tries // 20:
            missed.append(f"{room}/{fault.name}")
    print(f"planted: {len(wanted)} faults, {len(missed)} not found well enough: {' '.join(missed)}")
    sys.exit(1 if missed and not chosen.unseen else 0)


if __name__ == "__main__":
    main()
