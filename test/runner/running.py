"""What the tests of the runner share: a folder, a file, and a process."""
import argparse
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

RUNNER = MODULES = None


def child(actor, name=None, **more):
    return {"name": name or actor, "actor": actor, **more}


def application(*children, **supervisor):
    return {"name": "app", "modules": ["misbehaving"],
            "supervisor": {**supervisor, "children": list(children)}}


def certificate(folder):
    """A new certificate for localhost, which is its own authority, and its key: two files."""
    files = {"certificate": str(folder / "web.pem"), "key": str(folder / "web.key")}
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", files["key"], "-out",
                    files["certificate"], "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost"], check=True, stderr=subprocess.DEVNULL)
    return files


class Running(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.environment = {**os.environ, "XDG_RUNTIME_DIR": str(self.folder),
                            "FAUXTP_LOG_FORMAT": "text"}

    def write(self, content, name="app.json"):
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        path = self.folder / name
        path.write_text(text)
        return path

    def fauxtp(self, *arguments):
        return subprocess.run([RUNNER, *map(str, arguments)], capture_output=True, text=True,
                              timeout=50, cwd=self.folder, env=self.environment)

    def run_file(self, content, command="run"):
        return self.fauxtp(command, self.write(content), "--modules", MODULES)

    def started(self, content, until):
        """A run whose standard error has shown that text.

        It has a process group of its own. The kernel stops nobody by SIGTSTP in the tests' group if
        whoever started them has gone.
        """
        process = subprocess.Popen([RUNNER, "run", self.write(content), "--modules", MODULES],
                                   stderr=subprocess.PIPE, text=True, cwd=self.folder,
                                   env=self.environment, process_group=0)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        self.seen = ""
        for line in process.stderr:
            self.seen += line
            if until in line:
                return process
        self.fail(f"ended without {until!r}:\n{self.seen}")

    def run_tree(self, *children, name="app", **supervisor):
        """A run that is up, until the test ends."""
        process = self.started({**application(*children, **supervisor), "name": name}, "up in")
        self.addCleanup(self.ended, process)
        self.addCleanup(process.send_signal, signal.SIGTERM)
        return process

    def ended(self, process):
        rest = process.stderr.read()
        return process.wait(timeout=50), rest

    def fill(self, pipe):
        os.set_blocking(pipe, False)
        try:
            while True:
                os.write(pipe, b"\n" * 4096)
        except BlockingIOError:
            os.set_blocking(pipe, True)

    def unread(self, content):
        """A run that is up, whose standard error is a pipe that is full; and the pipe."""
        ours, its = os.pipe()
        self.addCleanup(os.close, ours)
        process = subprocess.Popen([RUNNER, "run", self.write(content), "--modules",
                                    MODULES], stderr=its, cwd=self.folder,
                                   env=self.environment)
        self.addCleanup(os.close, its)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        seen = b""
        while b"up in" not in seen:
            seen += os.read(ours, 4096)
        self.fill(its)
        return process, ours

    def sockets(self):
        return sorted((self.folder / "fauxtp").glob("*.sock"))

    def connected(self):
        client = socket.socket(socket.AF_UNIX)
        client.connect(str(self.sockets()[0]))
        client.settimeout(20)
        self.addCleanup(client.close)
        return client

    def listening(self):
        """What systemd would hear."""
        manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(manager.close)
        manager.bind(str(self.folder / "notify"))
        manager.settimeout(20)
        self.environment["NOTIFY_SOCKET"] = str(self.folder / "notify")
        return manager

    def assert_in_order(self, text, *parts):
        at = 0
        for part in parts:
            found = text.find(part, at)
            self.assertGreaterEqual(found, 0, f"{part!r} is missing, or too early, in:\n{text}")
            at = found + len(part)


def main(tests):
    """Runs those of the class that are named on the command line, or all."""
    global RUNNER, MODULES
    parser = argparse.ArgumentParser()
    parser.add_argument("--runner", required=True)
    parser.add_argument("--modules", required=True)
    known, names = parser.parse_known_args()
    RUNNER, MODULES = known.runner, known.modules
    unittest.main(argv=[sys.argv[0], *[f"{tests.__name__}.{name}" for name in names]])
