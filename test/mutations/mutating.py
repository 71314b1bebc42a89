"""A copy of the tree in build/mutations, in which one fault at a time is put into the sources and
looked for by tests. What was built of the copy before stays good."""

import fcntl
import functools
import importlib.util
import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / "build" / "mutations"
BUILD = COPY / "build"
# A test that hangs has noticed the fault, too.
TEST_LIMIT = 30
SUITE_LIMIT = 240
FAILURE = re.compile(r"error: in |has not ended after|^(FAIL|ERROR|\w+Error):")


@dataclass
class Fault:
    name: str
    old: str  # is there exactly once in the room
    new: str
    suites: tuple = ()  # which must notice it; none: those of the room
    no_difference: str = ""  # why no test can notice it


@functools.cache
def list_of(file):
    """The module of a room's faults. It is loaded by its file: Python has an `io` of its own."""
    spec = importlib.util.spec_from_file_location(f"{file.parent.name}_of_{file.stem}", file)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def chosen_ones(names, rooms, faults_of):
    """Each fault with its room, of the names ROOM and ROOM/FAULT; no name: all."""
    for name in names or rooms:
        room, _, single = name.partition("/")
        if room not in rooms:
            sys.exit(f"{COPY.name}: there is no room {room}; there are {', '.join(rooms)}")
        found = [fault for fault in faults_of(room) if single in ("", fault.name)]
        if not found:
            sys.exit(f"{COPY.name}: {room} has no fault {single}")
        yield from ((room, fault) for fault in found)


def sources_of(room):
    folder = ROOT / ("apps/fauxtp" if room == "runner" else f"lib/{room}")
    return sorted(file for file in folder.rglob("*") if file.suffix in (".hpp", ".cpp"))


def replaced(text, old, new, where):
    if text.count(old) != 1:
        sys.exit(f"{COPY.name}: {where}: this is there {text.count(old)} times, not once:\n{old}")
    return text.replace(old, new)


def place_of(old, texts, where):
    """The one of the files, which are given with their texts, that has this text."""
    places = [file for file, text in texts.items() if old in text]
    if len(places) != 1:
        found = ", ".join(file.name for file in places) or "no file"
        sys.exit(f"{COPY.name}: {where}: this is in {found}, not in one:\n{old}")
    return places[0]


def broken(room, fault):
    """The file that has the fault's place, and its new text."""
    texts = {file: file.read_text() for file in sources_of(room)}
    file = place_of(fault.old, texts, f"{room}/{fault.name}")
    return file, replaced(texts[file], fault.old, fault.new, f"{room}: {fault.name}: {file.name}")


def copy_into(name):
    """From now on the copy is build/NAME."""
    global COPY, BUILD
    COPY = ROOT / "build" / name
    BUILD = COPY / "build"


def copy_tree(but=()):
    """Writes what differs from the last time, but leaves some files as they are there. One script
    at a time has the copy, until it ends."""
    COPY.mkdir(parents=True, exist_ok=True)
    fcntl.flock(os.open(COPY, os.O_RDONLY), fcntl.LOCK_EX)
    for part in ["CMakeLists.txt", "CMakePresets.json", "include", "lib", "apps", "test", "config"]:
        source = ROOT / part
        for file in [source] if source.is_file() else source.rglob("*"):
            if file in but:
                continue
            if file.is_file() and "__pycache__" not in file.parts:
                put(file, file.read_bytes())
                in_copy(file).chmod(file.stat().st_mode)


def in_copy(file):
    return COPY / file.relative_to(ROOT)


def put(file, content):
    """Writes what the copy of that file is to hold, unless it does."""
    copy = in_copy(file)
    if not copy.exists() or copy.read_bytes() != content:
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)


def restore(file):
    put(file, file.read_bytes())


def configure():
    # A test program is not linked again because the library has changed.
    subprocess.run(["cmake", "-S", COPY, "-B", BUILD, "-G", "Ninja", "-DFAUXTP_BUILD_TESTS=ON",
                    "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O1",
                    "-DCMAKE_LINK_DEPENDS_NO_SHARED=ON"],
                   check=True, stdout=subprocess.DEVNULL)


def build(*targets):
    done = subprocess.run(["ninja", f"-j{os.cpu_count()}", "-C", BUILD, "fauxtp", *targets],
                          capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{COPY.name}: the build failed\n{done.stdout[-4000:]}")


@dataclass
class Suite:
    """"supervision", "supervision:races/*", "runner/log", or "runner/log:test_a_b"."""
    wanted: str

    def targets(self):
        name = self.wanted.split(":")[0]
        return ["test/runner/all", "apps/all"] if name.startswith("runner/") else [f"{name}_test"]

    def command(self):
        name, _, only = self.wanted.partition(":")
        if name.startswith("runner/"):
            return [sys.executable, "-B", COPY / "test" / f"{name}_test.py", "--runner",
                    BUILD / "bin/fauxtp", "--modules", BUILD / "test_modules", *only.split()]
        filters = [f"--run_test={only}"] if only else []
        return [BUILD / f"bin/{name}_test", "--catch_system_errors=no", "--color_output=no",
                *filters]

    def complaint(self):
        """The first line that says what is wrong; None if all is well."""
        environment = {**os.environ, "FAUXTP_TEST_WORKERS": "2",
                       "FAUXTP_TEST_TIME_LIMIT": str(TEST_LIMIT)}
        run = subprocess.Popen(self.command(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, errors="replace", env=environment, start_new_session=True)
        end = threading.Timer(SUITE_LIMIT, os.killpg, (run.pid, signal.SIGKILL))
        end.start()
        seen = None
        for line in run.stdout:
            if FAILURE.search(line):
                seen = line.strip()
                break
        if seen:
            kill_group(run)
        code = run.wait()
        end.cancel()
        return seen or (f"{self.wanted} ends with code {code}" if code else None)


def kill_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
