"""The systems that are compared: how each is built, started, and which version it is."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
SOURCES = HERE / "peers"
BUILT = ROOT / "build" / "peers"
OURS = ROOT / "build" / "release" / "bin" / "bench"
UNOBSERVED = ROOT / "build" / "unobserved"  # the same without what is kept for who looks at actors
LOAD = BUILT / "load"  # what asks the servers, ours and the others

# What starts a benchmark on so many workers, the benchmark's name left out.
COMMANDS = {
    "erlang": lambda n: ["erl", "+S", f"{n}:{n}", "+P", "4000000", "-noshell", "-pa", BUILT,
                         "-run", "bench", "main"],
    "caf": lambda n: [BUILT / "caf", "--threads", n],
    "go": lambda n: ["env", f"GOMAXPROCS={n}", BUILT / "go"],
    "fiber": lambda n: [BUILT / "fiber"],
}
# What starts a server on one worker, its protocol left out.
SERVERS = {
    "erlang": ["erl", "+S", "1:1", "-noshell", "-pa", BUILT, "-run", "server", "main"],
    "go": ["env", "GOMAXPROCS=1", BUILT / "go_server"],
    "epoll": [BUILT / "epoll_server"],
    "beast": [BUILT / "beast_server"],
}
ERLC = ["erlc", "+inline", "-o", BUILT, "{source}"]
GO = ["go", "build", "-o", "{built}", "{source}"]
GXX = ["g++", "-std=c++20", "-O3", "-DNDEBUG", "{source}", "-o", "{built}"]
BUILDS = {  # {system: (source, what is built of it, how), ...}
    "erlang": [("bench.erl", "bench.beam", ERLC), ("server.erl", "server.beam", ERLC)],
    "caf": [("bench.cpp", "caf", [*GXX, "-std=c++17", "-lcaf_core", "-lpthread"])],
    "go": [("bench.go", "go", GO), ("server.go", "go_server", GO)],
    "fiber": [("bench.cpp", "fiber", [*GXX, "-lboost_fiber", "-lboost_context"])],
    "epoll": [("server.cpp", "epoll_server", GXX)],
    "beast": [("server.cpp", "beast_server", [*GXX, "-lpthread"])],
}
PEERS = tuple(BUILDS)


@dataclass(frozen=True)
class Ours:
    program: Path
    name = "fauxtp"

    def build(self):
        if self.program == OURS:
            run([ROOT / "fauxtp", "bench", "--list"])

    def command(self, benchmark, workers):
        return words([self.program, benchmark, "--threads", workers, "--csv"])

    def server(self):
        return [self.program.with_name("bench_server")]

    def version(self):
        if self.program != OURS:
            return "another build"
        commit = run(["git", "-C", ROOT, "describe", "--always", "--dirty"])
        return f"{commit}, {run(['g++', '--version']).splitlines()[0]}"


class Unobserved(Ours):
    name = "unobserved"

    def __init__(self):
        super().__init__(UNOBSERVED / "bin" / "bench")

    def build(self):
        run(["cmake", "--preset", "release", "-S", ROOT, "-B", UNOBSERVED, "-DFAUXTP_UNOBSERVED=ON"])
        run(["cmake", "--build", UNOBSERVED, "--target", "bench"])


@dataclass
class Peer:
    name: str

    def build(self):
        for source, built, command in BUILDS[self.name]:
            make(SOURCES / self.name / source, BUILT / built, command)

    def command(self, benchmark, workers):
        return words([*COMMANDS[self.name](workers), benchmark])

    def server(self):
        return SERVERS[self.name]

    def version(self):
        return VERSIONS[self.name]()


def competing(program, names):
    """{name: system}: ours, or that other build of it, and the peers of these names, or all."""
    ours = Ours(Path(program).resolve() if program else OURS)
    peers = (Peer(name) for name in PEERS if not names or name in names)
    return {system.name: system for system in (ours, Unobserved(), *peers)}


def build(systems):
    make(HERE / "load" / "main.cpp", LOAD, GXX)
    for system in systems.values():
        system.build()


def make(source, built, command):
    """Of that source, and the headers beside it."""
    newest = max(file.stat().st_mtime for file in (source, *source.parent.glob("*.hpp")))
    if built.exists() and built.stat().st_mtime > newest:
        return
    BUILT.mkdir(parents=True, exist_ok=True)
    run([str(word).format(source=source, built=built) for word in command])


def load(system, benchmark):
    """What starts that benchmark's load, which starts the system's server itself."""
    protocol = benchmark.split("_")[0]
    return words([LOAD, benchmark, *system.server(), protocol])


def versions(systems):
    return [(system.name, system.version()) for system in systems.values()
            if not isinstance(system, Unobserved)]


def erlang_version():
    show = ('io:format("Erlang/OTP ~s, erts ~s, ~s", [erlang:system_info(K) || '
            "K <- [otp_release, version, emu_flavor]]), halt().")
    return run(["erl", "-noshell", "-eval", show])


def caf_version():
    number = int(defined("/usr/include/caf/config.hpp", "CAF_VERSION"))
    return f"CAF {number // 10000}.{number // 100 % 100}.{number % 100}"


def boost_version():
    number = defined("/usr/include/boost/version.hpp", "BOOST_LIB_VERSION")
    return number.strip('"').replace("_", ".")


VERSIONS = {
    "erlang": erlang_version,
    "caf": caf_version,
    "go": lambda: run(["go", "version"]),
    "fiber": lambda: f"Boost.Fiber {boost_version()}",
    "epoll": lambda: run(["g++", "--version"]).splitlines()[0],
    "beast": lambda: f"Boost.Beast {boost_version()}",
}


def defined(header, name):
    return re.search(rf"#\s*define {name} (\S+)", Path(header).read_text())[1]


def run(command):
    go_cache = {"GOCACHE": str(BUILT / "go-cache")}  # Go's own is at home, where one may not write
    ran = subprocess.run(words(command), env=go_cache | os.environ, check=True, text=True,
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    return ran.stdout.strip()


def words(command):
    return [str(word) for word in command]
