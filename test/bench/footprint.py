"""What fauxtp weighs: the library's size, the time to start, the time to compile a module."""

import json
import operator
import os
import re
import shlex
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RELEASE = ROOT / "build" / "release"
APPLICATION = ROOT / "config" / "quickstart.json"


@dataclass(frozen=True)
class Weight:
    name: str
    unit: str
    goal: float | None
    measure: object
    reached = operator.le


def size():
    """As it is installed: the tables for debuggers lie in a file of their own then."""
    with tempfile.NamedTemporaryFile() as installed:
        subprocess.run(["objcopy", "--strip-debug", RELEASE / "lib" / "libfauxtp.so",
                        installed.name], check=True)
        return Path(installed.name).stat().st_size / 1024


def start_script():
    subprocess.run([ROOT / "fauxtp", "check", APPLICATION], check=True, capture_output=True)  # may build
    return until_up([ROOT / "fauxtp", "run", APPLICATION])


def start_runner():
    return until_up([RELEASE / "bin" / "fauxtp", "run", APPLICATION])


def until_up(command):
    """Milliseconds from exec to the log line that the tree is up."""
    began = time.monotonic()
    words = [*map(str, command), "--log-format", "text"]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as runner:
        up = next((time.monotonic() for line in runner.stdout if re.match("up in ", line)), None)
        runner.send_signal(signal.SIGTERM)
        runner.stdout.read()
    if up is None:
        raise SystemExit("the tree of quickstart.json did not come up")
    return (up - began) * 1000


def compile_counter():
    """Seconds that the compiler takes, without ccache, on apps/counter."""
    commands = json.loads((RELEASE / "compile_commands.json").read_text())
    entry = next(each for each in commands if each["file"].endswith("apps/counter/counter.cpp"))
    command = shlex.split(entry["command"])
    with tempfile.TemporaryDirectory() as scratch:
        command[command.index("-o") + 1] = f"{scratch}/counter.o"
        began = time.monotonic()
        subprocess.run(command, cwd=entry["directory"], check=True, stdin=subprocess.DEVNULL,
                       env=os.environ | {"CCACHE_DISABLE": "1"})
        return time.monotonic() - began


WEIGHTS = [
    Weight("libfauxtp.so", "KiB", None, size),
    Weight("`./fauxtp run config/quickstart.json` until up", "ms", 30, start_script),
    Weight("the same, without the script around the runner", "ms", 30, start_runner),
    Weight("compiling apps/counter", "s", 2, compile_counter),
]
