#!/usr/bin/env -S python3 -B
"""An operator's session with the counter, from the first look at its file to the end, as README.md
shows it: the commands and what they print, compared with session.expected.

    test/runner/session_test.py --runner build/check/bin/fauxtp [--update]

--update writes session.expected from this run; read the difference before it goes in."""
import argparse
import difflib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent

CHANGING = [
    (r"^\d\d:\d\d:\d\d\.\d{3} ", "TIME "),
    (r"<\d+\.\d+\.\d+>", "<PID>"),
    (r"pid \d+", "pid N"),
    (r"\b[\d.]+ (ms|s|min)\b", "N ms"),
    (r"\d+ of 64 KiB", "N of 64 KiB"),
    (r"\d+\.\d%", "N%"),
    (r"/\S+/app\.json", "app.json"),
    (r" +$", ""),
]


class Session:
    def __init__(self, runner, folder):
        self.runner, self.folder = runner, folder
        self.lines = []
        self.environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder),
                            "FAUXTP_LOG_FORMAT": "text", "LC_ALL": "C.UTF-8"}

    def show(self, text):
        for line in text.splitlines():
            for pattern, replacement in CHANGING:
                line = re.sub(pattern, replacement, line)
            self.lines.append(line)

    def asked(self, *arguments):
        return subprocess.run([self.runner, *arguments], capture_output=True, text=True,
                              timeout=50, cwd=self.folder, env=self.environment)

    def does(self, *arguments):
        """A command with its output."""
        shown = " ".join(f"'{each}'" if re.search(r"[\[\]\"]", each) else each
                         for each in arguments)
        self.lines.append(f"$ fauxtp {shown}")
        result = self.asked(*arguments)
        self.show(result.stdout + result.stderr)
        if result.returncode != 0:
            self.lines.append(f"(exit code {result.returncode})")
        self.lines.append("")

    def edits(self, comment, change):
        """Changes the file, as an editor would."""
        file = self.folder / "app.json"
        tree = json.loads(file.read_text())
        change(tree)
        file.write_text(json.dumps(tree, indent=2))
        self.lines += [f"# {comment}", ""]

    def until(self, holds):
        deadline = time.monotonic() + 30
        while not holds():
            assert time.monotonic() < deadline, "it does not come"

    def starts(self, *arguments):
        self.lines.append(f"$ fauxtp {' '.join(arguments)} &")
        process = subprocess.Popen([self.runner, *arguments], stderr=subprocess.PIPE, text=True,
                                   cwd=self.folder, env=self.environment)
        for line in process.stderr:
            self.show(line)
            if "up in" in line:
                break
        self.lines.append("")
        return process


def held(session):
    """The session, from its begin to its end."""
    tree = {"name": "shop", "modules": ["counter_demo"], "supervisor": {"children": [
        {"name": "sold", "actor": "counter", "args": {"start": 10}, "restart": "permanent"},
        {"name": "returned", "actor": "counter"}]}}
    (session.folder / "app.json").write_text(json.dumps(tree, indent=2))

    session.does("check", "app.json", "--grace", "30s")
    process = session.starts("run", "app.json")
    session.does("tree")
    session.does("call", "sold", '["add", 5]')
    session.does("call", "sold", '["eat", 5]')

    def change(tree):
        children = tree["supervisor"]["children"]
        children[0]["shutdown"] = "1s"
        children[1]["args"] = {"start": 3}
        children.append({"name": "exchanged", "actor": "counter"})
    session.edits("an editor gives \"sold\" a second to stop, lets \"returned\" start at 3 and adds "
                  "\"exchanged\"", change)
    session.does("plan")
    session.does("reload")
    session.does("call", "sold", '"value"')
    session.does("call", "returned", '"value"')

    def pid():
        listed = json.loads(session.asked("ps", "--json").stdout)
        return next((each["pid"] for each in listed if each["path"] == "shop/sold"), None)
    before = pid()
    session.does("kill", "sold")
    session.until(lambda: pid() not in (None, before))
    session.does("call", "sold", '"value"')
    session.does("logs", "--level", "error")

    session.lines.append("$ kill %1")
    process.send_signal(signal.SIGTERM)
    rest = process.stderr.read().splitlines()
    begin = next(i for i, line in enumerate(rest) if "SIGTERM" in line)
    session.show("\n".join(rest[begin:]))
    assert process.wait(timeout=50) == 0
    return session.lines


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runner", required=True)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = held(Session(str(pathlib.Path(options.runner).resolve()), pathlib.Path(folder)))
    file = HERE / "session.expected"
    if options.update:
        file.write_text("\n".join(lines) + "\n")
    expected = file.read_text().splitlines() if file.exists() else []
    difference = list(difflib.unified_diff(expected, lines, file.name, "this run", lineterm=""))
    print(*difference, sep="\n")
    return 1 if difference else 0


if __name__ == "__main__":
    sys.exit(main())
