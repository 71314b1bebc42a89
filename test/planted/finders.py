"""What looks for a planted fault: a suite whose workers take turns, a simulated application, or the
certificate. Each is run with one seed after another until it complains."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "mutations"))
import mutating  # noqa: E402

# Seconds. Who hangs has noticed the fault. A run of a suite takes some milliseconds.
RUN_LIMIT = 2
PLAIN_LIMIT = 10
SEARCH_LIMIT = 300


def run_with(fault, command, limit, **environment):
    """Whether it complains, and what it says."""
    environment = {**os.environ, "FAUXTP_PLANTED": fault, **environment}
    environment = {name: value for name, value in environment.items() if value}
    try:
        done = subprocess.run([str(each) for each in command], capture_output=True, text=True,
                              errors="replace", timeout=limit, env=environment)
    except subprocess.TimeoutExpired:
        return True, f"has not ended after {limit} s"
    return done.returncode != 0, done.stdout + done.stderr


def folder():
    return mutating.BUILD


@dataclass(frozen=True)
class Suite:
    """"any_order:*/a_case": a seed is a run of that case."""
    wanted: str

    def targets(self):
        return [f"{self.wanted.partition(':')[0]}_test"]

    def run(self, fault, interleaving, workers=2):
        name, _, only = self.wanted.partition(":")
        return run_with(fault, [folder() / f"bin/{name}_test", "--catch_system_errors=no",
                                "--color_output=no", f"--run_test={only}"], RUN_LIMIT,
                        FAUXTP_TEST_WORKERS=str(workers), FAUXTP_TEST_INTERLEAVING=interleaving)[0]

    def seeds_until_found(self, fault, first, most):
        for number in range(most):
            if self.run(fault, str(first + number)):
                return number + 1
        return None

    def shows_on_one_worker(self, fault):
        """Which has one order only."""
        return self.run(fault, "", workers=1)

    def plain_runs_that_find(self, fault, runs):
        return sum(self.run(fault, "") for _ in range(runs))


@dataclass(frozen=True)
class Simulation:
    """An application: a seed is a run of it, with faults that it must survive."""
    application: str
    options: tuple = ()

    def targets(self):
        return ["fauxtp_runner", "plain_runs", self.application]

    def file(self):
        folder_of = "test/planted" if self.application == "till" else "config"
        return mutating.COPY / folder_of / f"{self.application}.json"

    def modules(self):
        return folder() / ("test_modules" if self.application == "till" else "modules")

    def seeds_until_found(self, fault, first, most, workers=2):
        found, said = run_with(fault, [
            folder() / "bin/fauxtp", "simulate", self.file(), "--modules", self.modules(),
            "--first", first, "--seeds", most, "--workers", workers, *self.options], SEARCH_LIMIT)
        if not found:
            return None
        for line in said.splitlines():
            word, _, rest = line.partition(" ")
            if word == "seed":
                return int(rest.partition(":")[0]) - first + 1
        sys.exit(f"planted: {self.application} is not simulated: {said[-2000:]}")

    def shows_on_one_worker(self, fault):
        return self.seeds_until_found(fault, 1, 1000, workers=1) is not None

    def plain_runs_that_find(self, fault, runs):
        """On the machine's threads, clock and disk, with an actor killed at some time."""
        victim, files = {"bank": ("ledger", "/tmp/fauxtp-bank"),
                         "till": ("till", "/tmp/fauxtp-till")}[self.application]
        found = 0
        for _ in range(runs):
            shutil.rmtree("/tmp/fauxtp-receipts", ignore_errors=True)
            Path("/tmp/fauxtp-receipts").mkdir()
            found += run_with(fault, [folder() / "bin/plain_runs", self.file(), self.modules(),
                                      files, 1, 1, victim], PLAIN_LIMIT)[1] != "0 of 1 runs\n"
        return found


@dataclass(frozen=True)
class Certificate:
    """A seed is a scenario, run in one order on three workers, and compared with OTP."""

    def targets(self):
        return ["certificate"]

    def differs(self, fault, seed, scenarios, *options):
        return run_with(fault, [folder() / "bin/certificate", "--seed", seed, "--scenarios",
                                scenarios, "--stop-at-first", *options], SEARCH_LIMIT)[0]

    def seeds_until_found(self, fault, first, most):
        """How many scenarios are enough: 10, 20, 50, 100 …"""
        for scenarios in (10, 20, 50, 100, 200, 500, 1000):
            if scenarios > most:
                break
            if self.differs(fault, first, scenarios, "--interleavings", 1):
                return scenarios
        return None

    def shows_on_one_worker(self, fault):
        return self.differs(fault, 1, 1000)

    def plain_runs_that_find(self, fault, runs):
        return sum(self.differs(fault, number, 1) for number in range(1, runs + 1))
