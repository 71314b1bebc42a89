#!/usr/bin/env -S python3 -B
"""The commands for gdb, against a process that uses the installed library and its debug file."""
import pathlib
import re
import subprocess
import sys
import tempfile

prefix, modules, script = map(pathlib.Path, sys.argv[1:4])
FILE = """{"name": "app", "modules": ["counter_demo"], "supervisor": {"children": [
  {"name": "hits", "actor": "counter"}, {"name": "misses", "actor": "counter"}]}}"""


def gdb(*arguments):
    commands = [f"source {script}", "fauxtp actors", "fauxtp bt app/hits", "fauxtp bt nobody"]
    words = ["gdb", "-batch", "-nx", *arguments]
    for command in commands:
        words += ["-ex", command]
    done = subprocess.run(words, capture_output=True, text=True, timeout=100)
    return done.stdout + done.stderr


def check(shown):
    for wanted in (r"<0\.\d+\.\d+> +app/hits +waits for a message", r"app/misses", r"control/desk|main",
                   r"#\d+ +(0x\w+ in )?fauxtp::detail::server_loop::run", r'no actor "nobody" lives'):
        if not re.search(wanted, shown):
            sys.exit(f"{wanted} is missing in:\n{shown}")


with tempfile.TemporaryDirectory() as folder:
    file = pathlib.Path(folder, "app.json")
    file.write_text(FILE)
    process = subprocess.Popen([prefix / "bin/fauxtp", "run", file, "--modules", modules],
                               stderr=subprocess.PIPE, text=True,
                               env={"XDG_RUNTIME_DIR": folder, "FAUXTP_LOG_FORMAT": "text"})
    try:
        for line in process.stderr:
            if "up in" in line:
                break
        check(gdb("-p", str(process.pid)))
    finally:
        process.terminate()
        process.wait(timeout=30)
