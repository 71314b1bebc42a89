"""PostgreSQL for a benchmark: made in a folder of its own, and gone with it. It is the one of
config/orders.json, with the same settings, so each commit is on the disk before it is answered."""

import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import machine

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "config" / "orders_database.sh"
PATIENCE = 60  # seconds, for it to start, and to stop
UP = "database system is ready to accept connections"


class NotUp(Exception):
    """Why what was started is not there."""


@contextmanager
def running():
    """Its folder, see place()."""
    with folder() as home:
        # Interrupted, it ends at once and in order.
        with process(["sh", SCRIPT, home / "data"], home / "log", signal.SIGINT) as server:
            until_said(UP, server, home / "log")
            yield home / "data"


def place(data):
    """As libpq takes it."""
    return f"host={data / 'database'} user=orders dbname=postgres"


@contextmanager
def folder():
    """On a disk: what is in memory is not kept, and costs nothing."""
    with tempfile.TemporaryDirectory(prefix="fauxtp-bench-", dir="/var/tmp") as name:
        Path(name).chmod(0o755)  # for PostgreSQL, which runs as another user if this one is root
        yield Path(name)


@contextmanager
def process(command, log, by, **options):
    """Whatever happens, it is ended by that signal afterwards, also if this process is killed."""
    command = ["setpriv", "--pdeathsig", by.name.removeprefix("SIG"), *command]
    with machine.orderly_end(), log.open("w") as output:
        started = subprocess.Popen(machine.pinned(command, 2), stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=output, process_group=0, **options)
        try:
            yield started
        finally:
            started.send_signal(by)
            try:
                started.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()


def until_said(text, server, log):
    latest = time.monotonic() + PATIENCE
    while text not in (said := log.read_text(errors="replace")):
        if server.poll() is not None or time.monotonic() > latest:
            raise NotUp(f"it has not started:\n{said[-2000:]}")
        time.sleep(0.02)
