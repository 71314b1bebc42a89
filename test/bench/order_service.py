"""A service that takes orders over HTTP and keeps them in PostgreSQL: ours, and the peer's. While it
is there, each is its port; afterwards it is gone with its database."""

import os
import signal
import socket
from contextlib import contextmanager

import database

CONFIG = database.ROOT / "config"


@contextmanager
def ours(runner):
    """As somebody would run it, who has it start its PostgreSQL by itself."""
    with database.folder() as home:
        port = free_port()
        environment = os.environ | {
            "XDG_RUNTIME_DIR": str(home), "FAUXTP_LOG_FORMAT": "text", "ORDERS_CONFIG": str(CONFIG),
            "ORDERS_FOLDER": str(home / "data"), "ORDERS_PORT": str(port)}
        command = [runner, "run", CONFIG / "orders.json"]
        log = home / "log"
        with database.process(command, log, signal.SIGTERM, env=environment) as service:
            database.until_said("\nup in", service, log)
            yield port


@contextmanager
def peer(program):
    """It prints its port."""
    with database.folder() as home, database.running() as data:
        log = home / "log"
        command = [program, database.place(data)]
        with database.process(command, log, signal.SIGTERM) as service:
            database.until_said("\n", service, log)
            yield int(log.read_text())


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
