"""The service of config/orders.json as a process, with a folder and a port of its own, and what the
tests do to it: clients, a warehouse, and a look into its PostgreSQL."""
import http.client
import http.server
import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

import running

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOON = 40  # seconds; a machine may be busy
CLIENT_LIMIT = 15  # seconds; a client that waits longer for an answer has found a hang


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """Its tree is written into the folder, so that a test can change it."""

    def __init__(self, folder, change=lambda tree: tree, **environment):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)  # for PostgreSQL, which runs as another user if this one is root
        self.port = free_port()
        self.environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder),
                            "ORDERS_CONFIG": str(ROOT / "config"),
                            "ORDERS_FOLDER": str(folder / "data"), "ORDERS_PORT": str(self.port),
                            "ORDERS_WEB": str(ROOT / "config/orders_web.json"),
                            "FAUXTP_LOG_FORMAT": "text", **environment}
        self.file = folder / "orders.json"
        self.write(change((ROOT / "config/orders.json").read_text()))
        self.process = None

    def write(self, text):
        self.file.write_text(text)

    def start(self):
        log = open(self.folder / "log", "a")
        begin = log.tell()
        self.process = subprocess.Popen([running.RUNNER, "run", self.file], stderr=log,
                                        env=self.environment, cwd=self.folder, process_group=0)
        log.close()
        latest = time.monotonic() + SOON
        while "\nup in" not in self.log()[begin:]:
            if self.process.poll() is not None or time.monotonic() > latest:
                raise AssertionError(f"it has not started:\n{self.log()[-5000:]}")
            time.sleep(0.02)

    def stop(self, by=signal.SIGTERM):
        if self.process is None:
            return None
        self.process.send_signal(by)
        code = self.process.wait(timeout=SOON)
        self.process = None
        return code

    def end(self):
        """Whatever it does."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=SOON)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def fauxtp(self, *arguments):
        return subprocess.run([running.RUNNER, *arguments], capture_output=True, text=True,
                              timeout=SOON, cwd=self.folder, env=self.environment)

    def ask(self, method, path, body=None, key=None):
        """Status, headers, and the JSON of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=CLIENT_LIMIT)
        try:
            connection.request(method, path, body if isinstance(body, str) or body is None
                               else json.dumps(body), {"Idempotency-Key": key} if key else {})
            answer = connection.getresponse()
            return answer.status, answer.headers, json.loads(answer.read())
        finally:
            connection.close()

    def listen(self):
        """The events that come from now on, as (id, state), to their end."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=CLIENT_LIMIT)
        connection.request("GET", "/orders/events")
        answer = connection.getresponse()
        assert answer.headers["Content-Type"] == "text/event-stream", answer.status

        def events():
            with answer:
                for line in answer:
                    if line.startswith(b"data: "):
                        data = json.loads(line.removeprefix(b"data: "))
                        yield data["id"], data["state"]

        return events()

    def query(self, sql):
        """The rows of the answer, as texts. Waits for a database that is away."""
        latest = time.monotonic() + SOON
        while True:
            done = subprocess.run(
                ["psql", "-h", self.folder / "data/database", "-U", "orders", "-d", "postgres",
                 "-AtF", "|", "-c", sql],
                capture_output=True, text=True, env={**self.environment, "PGCONNECT_TIMEOUT": "5"})
            if done.returncode == 0:
                return [line.split("|") for line in done.stdout.splitlines()]
            if time.monotonic() > latest:
                raise AssertionError(done.stderr)
            time.sleep(0.1)

    def wait_until(self, sql, wanted):
        """Until the first value that the query gives is this one."""
        latest = time.monotonic() + SOON
        while (found := self.query(sql)[0][0]) != wanted:
            if time.monotonic() > latest:
                raise AssertionError(f"{sql} gives {found}, not {wanted}")
            time.sleep(0.05)

    def server(self):
        """The process number of PostgreSQL."""
        return int((self.folder / "data/database/postmaster.pid").read_text().split()[0])

    def server_processes(self):
        first = self.server()
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(first)],
                                  capture_output=True, text=True).stdout.split()
        return [first, *map(int, children)]


class Warehouse:
    """Takes what the workers tell it. `status(order)` says how it answers."""

    def __init__(self, status=lambda order: 200):
        told = self.told = {}  # how often, by Idempotency-Key

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                key = self.headers["Idempotency-Key"]
                told[key] = told.get(key, 0) + 1
                self.send_response(status(order))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 1000
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Clients:
    """Threads that order, each order with a key, and send it again until it is acknowledged."""

    def __init__(self, service, count, pause=0.005):
        self.service, self.pause = service, pause
        self.acknowledged = {}  # id and customer, by key
        self.times, self.errors, self.hangs = [], {}, 0
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(number,)) for number in range(count)]
        for each in self.threads:
            each.start()

    def run(self, number):
        connection = None
        order = 0
        while not self.stopping.is_set():
            order += 1
            key = f"client-{number}-order-{order}"
            body = json.dumps({"customer": key, "item": "tea", "quantity": 1 + order % 7})
            while not self.stopping.is_set():
                begin = time.monotonic()
                try:
                    connection = connection or http.client.HTTPConnection(
                        "127.0.0.1", self.service.port, timeout=CLIENT_LIMIT)
                    connection.request("POST", "/orders", body, {"Idempotency-Key": key})
                    answer = connection.getresponse()
                    content = answer.read()
                    self.times.append(time.monotonic() - begin)
                    if answer.status == 201:
                        self.acknowledged[key] = json.loads(content)["id"]
                        break
                    self.count(answer.status)
                    assert answer.status == 503 and answer.headers["Retry-After"], content
                except TimeoutError:
                    self.hangs += 1
                    connection = self.closed(connection)
                except (OSError, http.client.HTTPException) as failure:
                    self.count(type(failure).__name__)
                    connection = self.closed(connection)
                self.stopping.wait(0.05)
            self.stopping.wait(self.pause)
        self.closed(connection)

    def closed(self, connection):
        if connection:
            connection.close()

    def count(self, what):
        self.errors[what] = self.errors.get(what, 0) + 1

    def stop(self):
        self.stopping.set()
        for each in self.threads:
            each.join()

    def summary(self):
        times = sorted(self.times) or [0]
        part = lambda share: 1000 * times[min(len(times) - 1, int(share * len(times)))]
        return (f"{len(self.acknowledged)} acknowledged, p50 {part(0.5):.1f} ms, "
                f"p99 {part(0.99):.1f} ms, longest {1000 * times[-1]:.0f} ms, "
                f"{self.hangs} hangs, errors {self.errors}")
