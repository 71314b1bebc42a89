#!/usr/bin/env -S python3 -B
"""Runs an example as a user runs it, and compares what it prints on stderr with NAME.expected.

    test/apps/run_example.py build/release/bin/fauxtp NAME... [--update]

--update writes NAME.expected from this run; read the difference before it goes in. Times, pids and
the like are replaced first. Who speaks when is chance where several actors run at the same time, so
the lines are compared actor by actor: the order of each one's own lines must be the same."""

import difflib
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONFIG = HERE.parents[1] / "config"

# An example that does not end by itself gets SIGTERM when a line with this text has appeared.
STOP_AT = {"counter": "have each added"}

CHANGING = [
    (r"^\d\d:\d\d:\d\d\.\d{3} ", "TIME "),
    (r"<\d+\.\d+\.\d+>", "<PID>"),
    (r"^fauxtp \S+, (.*), pid \d+, \d+ threads?$", r"fauxtp VERSION, \1, pid N, N threads"),
    (r"\d+ ms\b", "N ms"),
    # Which of several equal workers gets which job is chance too.
    (r"\bworker_\d+\b", "worker_N"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
    # A start is written in another way from when the tree is up, which may be noticed late.
    (r'^TIME info +(\S+) <PID> started "(\S+)" <PID>$', r"  started  \1/\2  <PID>"),
]

# There or not, by chance: the crowd has spoken, and may have ended or not when the signal comes;
# who sends to an actor that crashes may be told so before or after.
BY_CHANCE = re.compile("  stopped  counter_demo/crowd  <PID>$|TIME info    a message to <PID>, who has ended: ")


# What is inlined where is the compiler's choice.
FUNCTION_OF_A_STACK = "    #"


def normalised(line):
    for pattern, replacement in CHANGING:
        line = re.sub(pattern, replacement, line)
    return line


def speaker(line):
    """The actor that a line is from; for a start or stop, the supervisor; else the runner."""
    of_actor = re.match(r"TIME \w+ +(\S+) <PID>", line)
    of_supervisor = re.match(r"  (?:started|stopped)  (\S+)/", line)
    said_by = of_actor or of_supervisor
    return said_by[1] if said_by else ""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def run(runner, name):
    """The lines of its stderr, and its exit code."""
    with subprocess.Popen(
        [runner, "run", "--log-format", "text", CONFIG / f"{name}.json"],
        stderr=subprocess.PIPE, text=True, env={**os.environ, "CHAT_PORT": free_port()},
    ) as process:
        lines = []
        for line in process.stderr:
            line = normalised(line.rstrip("\n"))
            if not BY_CHANCE.match(line) and not line.startswith(FUNCTION_OF_A_STACK):
                lines.append(line)
            if name in STOP_AT and STOP_AT[name] in line:
                process.send_signal(signal.SIGTERM)
    return lines, process.returncode


def ended_before_it_was_up(lines):
    """Whether the runner, on a busy machine, has noticed the start only after the end; then it tells
    less of both."""
    end = next((i for i, line in enumerate(lines) if "is significant: stopping" in line), len(lines))
    return any(line.startswith("up in ") for line in lines[end:])


def check(runner, name, update):
    for _ in range(5):
        lines, code = run(runner, name)
        if not ended_before_it_was_up(lines):
            break
    if code != 0:
        print(*lines, f"{name} ended with exit code {code}", sep="\n")
        return False
    file = HERE / f"{name}.expected"
    if update:
        file.write_text("\n".join(lines) + "\n")
    expected = file.read_text().splitlines() if file.exists() else []
    difference = list(
        difflib.unified_diff(
            sorted(expected, key=speaker), sorted(lines, key=speaker),
            f"{file.name}, by actor", "this run, by actor", lineterm="",
        )
    )
    if difference:
        print(*difference, "", "this run, as it came:", *lines, sep="\n")
    return not difference


if __name__ == "__main__":
    runner, *names = [argument for argument in sys.argv[1:] if argument != "--update"]
    sys.exit(not all([check(runner, name, "--update" in sys.argv) for name in names]))
