"""The machine that is measured on: what it is, how busy, which of its cores, its huge pages."""

import os
import platform
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HUGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")


def install_packages():
    """What is missing of .ci/packages; without the rights to, the line to type, and the end."""
    script = 'root=$0; cd "$root"; source .ci/setup.sh; install_packages build check orders compare'
    installed = subprocess.run(["bash", "-c", script, str(ROOT)])
    if installed.returncode:
        sys.exit(installed.returncode)


def cores():
    """Those this process may run on: one for one worker, two for two."""
    return sorted(os.sched_getaffinity(0))[-2:]


def pinned(command, count):
    """The same on so many of them, the last ones."""
    numbers = ",".join(map(str, cores()[-count:]))
    return ["taskset", "--cpu-list", numbers, *map(str, command)]


def describe():
    return [
        ("date", datetime.now(timezone.utc).strftime("%F %H:%M UTC")),
        ("machine", f"{model()}, {os.cpu_count()} cores, Linux {platform.release()}"),
        ("huge pages", huge_pages_now()),
    ]


def model():
    lines = subprocess.run(["lscpu"], capture_output=True, text=True, env={"LC_ALL": "C"} | PATH)
    found = (line.split(":", 1)[1].strip() for line in lines.stdout.splitlines()
             if line.startswith("Model name:"))
    return next(found, platform.machine())


PATH = {"PATH": os.environ.get("PATH", "/usr/bin:/bin")}


def load():
    return " ".join(f"{average:.2f}" for average in os.getloadavg())


def huge_pages_now():
    return HUGE_PAGES.read_text().strip() if HUGE_PAGES.exists() else "none"


@contextmanager
def huge_pages(wanted):
    """Transparent huge pages for every program, if wanted; afterwards as it was."""
    if not wanted:
        yield
        return
    before = huge_pages_now().split("[")[1].split("]")[0]
    with orderly_end():
        HUGE_PAGES.write_text("always")
        try:
            yield
        finally:
            HUGE_PAGES.write_text(before)


@contextmanager
def orderly_end():
    """Who ends this process lets it put back first what it has changed."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
