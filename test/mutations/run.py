#!/usr/bin/env -S python3 -B
"""Puts one fault at a time into a room, in a copy of the tree, and runs the room's tests on it.
Each fault must be noticed: that shows that the tests can fail. Rooms, or single faults, may be
named: run.py term actor/a_link_is_made_twice …

--minutes: stops then. The faults come in an order of chance, those in headers, which cost a build
of all that includes them, last."""

import argparse
import random
import sys
import time
from pathlib import Path

from mutating import (Suite, broken, build, chosen_ones, configure, copy_tree, list_of, put,
                      restore)

ROOMS = [file.stem for file in sorted(Path(__file__).parent.glob("*.py"))
         if file.stem not in ("mutating", "run")]


def room_list(room):
    return list_of(Path(__file__).parent / f"{room}.py")


def suites_of(room, fault):
    return [Suite(each) for each in fault.suites or room_list(room).SUITES]


def complaint_of(suites):
    for suite in suites:
        if (seen := suite.complaint()) is not None:
            return seen
    return None


def check_unbroken(suites, passed):
    for suite in suites:
        if suite.wanted in passed:
            continue
        build(*suite.targets())
        if (seen := suite.complaint()) is not None:
            sys.exit(f"mutations: {suite.wanted} fails without any fault: {seen}")
        passed.add(suite.wanted)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="ROOM[/FAULT]")
    parser.add_argument("--minutes", type=float, default=float("inf"),
                        help="so long at most, in an order of chance")
    parser.add_argument("--places", action="store_true",
                        help="only look whether each finds its place")
    chosen = parser.parse_args()
    faults = list(chosen_ones(chosen.names, ROOMS, lambda room: room_list(room).FAULTS))
    for room, fault in faults:
        broken(room, fault)
    if chosen.places:
        print(f"mutations: {len(faults)} faults have their places")
        return

    copy_tree()
    configure()
    survivors = []
    passed = set()
    wanted = [(room, fault) for room, fault in faults if not fault.no_difference]
    if chosen.minutes != float("inf"):
        random.shuffle(wanted)
        wanted.sort(key=lambda each: broken(*each)[0].suffix == ".hpp")
    end = time.monotonic() + 60 * chosen.minutes
    looked_at = 0
    for room, fault in wanted:
        if time.monotonic() > end:
            break
        looked_at += 1
        suites = suites_of(room, fault)
        check_unbroken(suites, passed)
        began = time.monotonic()
        file, text = broken(room, fault)
        put(file, text.encode())
        build(*(target for suite in suites for target in suite.targets()))
        seen = complaint_of(suites)
        restore(file)
        took = f"({time.monotonic() - began:.0f} s)"
        print("noticed " if seen else "SURVIVED", f"{room}/{fault.name}", took, (seen or "")[-110:],
              flush=True)
        if not seen:
            survivors.append(f"{room}/{fault.name}")
    print(f"mutations: {looked_at} faults of {len(wanted)}, {len(survivors)} not noticed: "
          f"{' '.join(survivors)}")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
