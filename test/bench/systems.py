"""The systems that are compared: how each is built, started, and which version it is."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import database
import order_service
from rows import DATABASE, SERVER

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
SOURCES = HERE / "peers"
BUILT = ROOT / "build" / "peers"
RELEASE = ROOT / "build" / "release"
OURS = RELEASE / "bin" / "bench"
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
# What asks a database on two workers, its place left out.
ASKING = {
    "go": ["env", "GOMAXPROCS=2", BUILT / "go_select"],
    "libpq": [BUILT / "libpq_select"],
}
ERLC = ["erlc", "+inline", "-o", BUILT, "{source}"]
GO = ["go", "build", "-o", "{built}", "{source}"]
GO_WITH_PACKAGES = ["env", "GO111MODULE=off", "GOPATH=/usr/share/gocode", *GO]  # of Debian
GXX = ["g++", "-std=c++20", "-O3", "-DNDEBUG", "{source}", "-o", "{built}"]
LIBPQ = ["-I/usr/include/postgresql", "-lpq", "-lpthread"]
# What reads and prints an order is not what is measured.
ORDERS = [ROOT / "apps/orders/order.cpp", "-I", ROOT / "apps/orders"]
BUILDS = {  # {system: (source, what is built of it, how), ...}
    "erlang": [("bench.erl", "bench.beam", ERLC), ("server.erl", "server.beam", ERLC)],
    "caf": [("bench.cpp", "caf", [*GXX, "-std=c++17", "-lcaf_core", "-lpthread"])],
    "go": [("bench.go", "go", GO), ("server.go", "go_server", GO),
           ("select.go", "go_select", GO_WITH_PACKAGES)],
    "fiber": [("bench.cpp", "fiber", [*GXX, "-lboost_fiber", "-lboost_context"])],
    "epoll": [("server.cpp", "epoll_server", GXX)],
    "beast": [("server.cpp", "beast_server", [*GXX, "-lpthread"])],
    "libpq": [("select.cpp", "libpq_select", [*GXX, *LIBPQ])],
    "threads": [("orders.cpp", "threads_orders", [*GXX, *ORDERS, *LIBPQ])],
}
PEERS = tuple(BUILDS)


@dataclass(frozen=True)
class Ours:
    program: Path
    name = "fauxtp"

    def build(self, programs):
        if self.program != OURS:
            return
        run([ROOT / "fauxtp", "bench", "--list"])
        if programs & {"select", "orders"}:
            attempt(["cmake", "--build", RELEASE, "--target", "bench_database"])

    def has(self, program):
        needed = {"select": ["bin/bench_select"], "orders": ["bin/fauxtp", "modules/orders.so"]}
        folder = self.program.parents[1]
        return all((folder / name).exists() for name in needed.get(program, []))

    def command(self, benchmark, workers):
        return words([self.program, benchmark, "--threads", workers, "--csv"])

    def server(self):
        return [self.program.with_name("bench_server")]

    def asking(self):
        return [self.program.with_name("bench_select")]

    def taking_orders(self):
        return order_service.ours(self.program.with_name("fauxtp"))

    def version(self):
        if self.program != OURS:
            return "another build"
        commit = run(["git", "-C", ROOT, "describe", "--always", "--dirty"])
        return f"{commit}, {run(['g++', '--version']).splitlines()[0]}"


class Unobserved(Ours):
    name = "unobserved"

    def __init__(self):
        super().__init__(UNOBSERVED / "bin" / "bench")

    def build(self, programs):
        run(["cmake", "--preset", "release", "-S", ROOT, "-B", UNOBSERVED, "-DFAUXTP_UNOBSERVED=ON"])
        run(["cmake", "--build", UNOBSERVED, "--target", "bench"])


@dataclass(frozen=True)
class Peer:
    name: str

    def build(self, programs):
        for source, built, command in BUILDS[self.name]:
            if Path(source).stem in programs:
                make(SOURCES / self.name / source, BUILT / built, command)

    def has(self, program):
        return any((BUILT / built).exists() for source, built, _ in BUILDS[self.name]
                   if Path(source).stem == program)

    def command(self, benchmark, workers):
        return words([*COMMANDS[self.name](workers), benchmark])

    def server(self):
        return SERVERS[self.name]

    def asking(self):
        return ASKING[self.name]

    def taking_orders(self):
        return order_service.peer(BUILT / "threads_orders")

    def version(self):
        return VERSIONS[self.name]()


def competing(program, names):
    """{name: system}: ours, or that other build of it, and the peers of these names, or all."""
    ours = Ours(Path(program).resolve() if program else OURS)
    peers = (Peer(name) for name in PEERS if not names or name in names)
    return {system.name: system for system in (ours, Unobserved(), *peers)}


def built(programs):
    """{name: system} of those that have one of these programs; a peer that has none cannot be
    compared here. `programs`: {system: names}."""
    make(HERE / "load" / "main.cpp", LOAD, GXX)
    for system, wanted in programs.items():
        system.build(wanted)
    return {system.name: system for system, wanted in programs.items()
            if not wanted or any(map(system.has, wanted))}


def make(source, built, command):
    """Of that source, the headers beside it, and the other files that the command names."""
    named = [word for word in command if isinstance(word, Path) and word != BUILT]
    folders = [source.parent, *(word for word in named if word.is_dir())]
    sources = [source, *named, *(file for folder in folders for file in folder.glob("*.hpp"))]
    if built.exists() and built.stat().st_mtime > max(file.stat().st_mtime for file in sources):
        return
    BUILT.mkdir(parents=True, exist_ok=True)
    built.unlink(missing_ok=True)
    attempt([str(word).format(source=source, built=built) for word in command])


def attempt(command):
    """What cannot be built here is left out of the table."""
    try:
        run(command)
    except (OSError, subprocess.CalledProcessError) as failure:
        print(f"left out: {failure}", file=sys.stderr, flush=True)


@contextmanager
def command(system, job):
    """What starts the job, while all that it needs besides is there."""
    if job.kind == SERVER:
        protocol = job.benchmark.split("_")[0]
        yield words([LOAD, job.benchmark, *system.server(), protocol])  # it starts the server itself
    elif job.kind != DATABASE:
        yield system.command(job.benchmark, job.workers)
    elif job.benchmark == "orders":
        with system.taking_orders() as port:
            yield words([LOAD, job.benchmark, port])
    else:
        with database.running() as data:
            yield words([*system.asking(), database.place(data)])


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


def libpq_version():
    return defined("/usr/include/postgresql/pg_config.h", "PG_VERSION").strip('"')


VERSIONS = {
    "erlang": erlang_version,
    "caf": caf_version,
    "go": lambda: run(["go", "version"]),
    "fiber": lambda: f"Boost.Fiber {boost_version()}",
    "epoll": lambda: run(["g++", "--version"]).splitlines()[0],
    "beast": lambda: f"Boost.Beast {boost_version()}",
    "libpq": lambda: f"libpq {libpq_version()}",
    "threads": lambda: f"Boost.Beast {boost_version()}, libpq {libpq_version()}",
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
