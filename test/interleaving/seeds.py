#!/usr/bin/env -S python3 -B
"""Runs suites by many seeds: each says in which order the threads of all their nodes go on.

It takes one seed after the other for all suites, until so many were taken, or the time is up; a seed has two, three or four
workers. What fails is told with the command that shows it again."""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
LONGEST = 300  # seconds, of a suite

Run = collections.namedtuple("Run", "suite seed workers seconds failure")


def suites():
    """Those that CTest runs so, too."""
    found = []
    for file in sorted(ROOT.glob("test/*/CMakeLists.txt")):
        for call in re.findall(r"fauxtp_suite\((.*?)\)", file.read_text(), re.S):
            if "INTERLEAVED" in call:
                found.append(call.split()[0])
    return found


def run(suite, seed):
    workers = 2 + seed % 3
    environment = {**os.environ, "FAUXTP_TEST_WORKERS": str(workers), "FAUXTP_TEST_INTERLEAVING": str(seed)}
    program = ROOT / f"build/check/bin/{suite}_test"
    begin = time.monotonic()
    try:
        result = subprocess.run([program, "--catch_system_errors=no", "--color_output=no"], env=environment,
                                stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                                timeout=LONGEST, check=False)
        failure = "" if result.returncode == 0 else (result.stdout + result.stderr)[-3000:] or "it crashed"
    except subprocess.TimeoutExpired:
        failure = f"it has not ended after {LONGEST} s"
    return Run(suite, seed, workers, time.monotonic() - begin, failure)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", nargs="*", help="; ".join(suites()))
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=1000, help="how many")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="no suite begins later")
    wanted = parser.parse_args()
    for name in wanted.suites:
        if name not in suites():
            parser.error(f"there is no suite {name}; there are {', '.join(suites())}")
    end = time.monotonic() + 60 * wanted.minutes
    done, failed = collections.defaultdict(list), 0

    def one(work):
        return run(*work) if time.monotonic() < end else None

    todo = [(suite, seed) for seed in range(wanted.first, wanted.first + wanted.seeds)
            for suite in wanted.suites or suites()]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for each in pool.map(one, todo):
            if each is None:
                continue
            done[each.suite].append(each)
            if each.failure:
                failed += 1
                print(f"{each.failure}\n^ FAUXTP_TEST_WORKERS={each.workers} FAUXTP_TEST_INTERLEAVING={each.seed} "
                      f"build/check/bin/{each.suite}_test --catch_system_errors=no", flush=True)
    for suite, all_runs in done.items():
        bad = sum(bool(each.failure) for each in all_runs)
        print(f"{suite}: {len(all_runs)} seeds from {wanted.first}, {bad} failed, "
              f"{sum(each.seconds for each in all_runs) / len(all_runs):.1f} s each")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
