#!/usr/bin/env -S python3 -B
"""A room includes its own headers and those of the rooms below it; each third-party library has
its one place. What is below is said by the fauxtp_room() calls in lib/*/CMakeLists.txt."""

import re

from checking import main, tree

# An include that begins so may stand, in lib, include and apps, only here. First match counts.
PLACES = [
    ("boost/fiber", ["lib/runtime/"]),
    ("boost/context", ["lib/runtime/"]),
    ("boost/test", ["apps/fauxtp/project/", "include/fauxtp/testing.hpp", "lib/testing/include/fauxtp/testing.hpp"]),
    ("boost/", ["lib/", "apps/", "include/fauxtp/asio.hpp", "include/fauxtp/async_ask.hpp", "include/fauxtp/http.hpp",
               "include/fauxtp/websocket.hpp"]),
    ("nlohmann/", ["lib/document/", "lib/declaration/", "lib/module/", "lib/application/",
                   "include/fauxtp/json.hpp", "apps/fauxtp/", "apps/orders/"]),
    ("libpq-fe.h", ["apps/orders/"]),
    ("dlfcn.h", ["lib/module/", "apps/fauxtp/", "lib/actor/throw_site.cpp", "lib/io/tls.cpp",
                 "lib/runtime/exit_call.cpp", "lib/runtime/process_end.cpp", "lib/simulation/",
                 "lib/runtime/thread_start.cpp"]),
    ("openssl/", ["lib/tls/"]),
    ("CLI/", ["apps/fauxtp/"]),
    ("spdlog/", ["apps/fauxtp/"]),
    ("backtrace.h", ["apps/fauxtp/"]),
]
UMBRELLA, NOT_UNDER_IT = "fauxtp", {
    "application", "asio", "async_ask", "event_stream", "http", "json", "replay", "simulation", "testing", "testing_disk",
    "testing_network", "websocket"}

INCLUDE = re.compile(r'\s*#\s*include\s*[<"]([^>"]+)[>"]')
ROOM = re.compile(r"^\s*fauxtp_room\(([^)]*)\)", re.MULTILINE)
# What a public header declares is exported; all else is hidden.
VISIBLE = "#pragma GCC visibility push(default)\n", "#pragma GCC visibility pop\n"
PUBLIC = re.compile(r"(?:lib/\w+/)?include/fauxtp/(.+)\.hpp")


class Room:
    def __init__(self, file, line, words):
        self.file, self.line, self.name = file, line, words[0]
        lists = {"USES": [], "HEADERS": [], "SOURCES": [], "LIBRARIES": []}
        into = []
        for word in words[1:]:
            if word in lists:
                into = lists[word]
            else:
                into.append(word)
        self.uses, self.headers = lists["USES"], lists["HEADERS"]


def read_rooms(root):
    rooms = {}
    for file in sorted(root.glob("lib/*/CMakeLists.txt")):
        text = re.sub(r"#.*", "", file.read_text())
        for call in ROOM.finditer(text):
            room = Room(file, text.count("\n", 0, call.start(1)) + 1, call[1].split())
            rooms[room.name] = room
    return rooms


def below(rooms, name):
    """The room and all that it reaches through USES."""
    reached, waiting = set(), [name]
    while waiting:
        room = waiting.pop()
        if room in rooms and room not in reached:
            reached.add(room)
            waiting += rooms[room].uses
    return reached


def check(root):
    rooms = read_rooms(root)
    owners = {}
    for room in rooms.values():
        for used in room.uses:
            if used not in rooms:
                yield room.file, room.line, f"{room.name} uses {used}, which is no room"
            elif room.name in below(rooms, used):
                yield room.file, room.line, f"{room.name} uses {used}, which is above it"
        for noun in room.headers:
            if noun in owners:
                yield room.file, room.line, f"{noun}.hpp belongs to {owners[noun]} already"
            owners.setdefault(noun, room.name)

    for file in tree(root, ".cpp", ".hpp"):
        name = str(file.relative_to(root))
        public = PUBLIC.fullmatch(name)
        noun = public and public[1]
        if public:
            if noun not in owners and noun != UMBRELLA:
                yield file, 1, f"no room lists {noun} among its HEADERS"
                continue
            room = owners.get(noun)
        elif name.startswith("lib/"):
            room = name.split("/")[1]
        elif name.startswith(("apps/", "test/")):
            room = None
        else:
            continue
        reached = below(rooms, room)
        if public and noun != UMBRELLA and "namespace" in file.read_text():
            if not all(mark in file.read_text() for mark in VISIBLE):
                yield file, 1, "does not say that what it declares is visible"
        for line, text in enumerate(file.read_text(errors="replace").splitlines(), 1):
            if public and re.search(r"\bthread_local\b", text.split("//")[0]):
                yield file, line, "a thread_local in a public header exists once per module"
            included = INCLUDE.match(text)
            if included:
                for sentence in judge(included[1], name, noun, room, reached, rooms, owners):
                    yield file, line, sentence


def judge(header, name, noun, room, reached, rooms, owners):
    """The sentences against one include: of `header`, in the file `name` of `room` (or of none)."""
    if ".." in header.split("/"):
        yield f"includes {header}: name the file from its room"
    if name.startswith("test/"):
        return

    for prefix, places in PLACES:
        if header.startswith(prefix):
            if not name.startswith(tuple(places)):
                yield f"includes {header}, whose place is {' and '.join(places)}"
            break

    first = header.split("/")[0]
    if first in rooms:
        if noun or not room:
            yield f"includes {header}, which is private to lib/"
        elif first not in reached:
            yield f"includes {header}, but {room} does not use {first}"
    elif first == "fauxtp":
        included = header[len("fauxtp/") :].removesuffix(".hpp")
        owner = owners.get(included)
        if noun == UMBRELLA:
            if included in NOT_UNDER_IT:
                yield f"includes {header}, which is included on purpose or not at all"
        elif included == UMBRELLA:
            if room:
                yield f"includes {header}: name the headers that {room} needs"
        elif not owner:
            yield f"includes {header}, which no room lists among its HEADERS"
        elif room and owner not in reached:
            yield f"includes {header}, but {room} does not use {owner}"


def rooms_with(files):
    return {
        "lib/low/CMakeLists.txt": "# fauxtp_room(x HEADERS a)\nfauxtp_room(low\n  HEADERS a)\n",
        "lib/middle/CMakeLists.txt": "fauxtp_room(middle USES low SOURCES m.cpp)\n",
        "lib/high/CMakeLists.txt": "fauxtp_room(high\n  USES middle # and so low\n  HEADERS z json)\n",
        **files,
    }


CASES = [
    (
        rooms_with({
            "lib/high/h.cpp": '#include "low/l.hpp"\n#include <fauxtp/a.hpp>\n#include "high/h.hpp"\n',
            "lib/runtime/r.cpp": "#include <boost/fiber/all.hpp>\n",
            "lib/low/l.cpp": "// #include <fauxtp/z.hpp>\n#include <boost/intrusive/list.hpp>\n",
            "include/fauxtp/z.hpp": "#include <fauxtp/a.hpp>\n// no thread_local\n",
            "include/fauxtp/json.hpp": "#include <nlohmann/json.hpp>\n" + "namespace x {}\n".join(VISIBLE),
            "include/fauxtp/fauxtp.hpp": "#include <fauxtp/z.hpp>\n",
            "apps/fauxtp/main.cpp": "#include <CLI/CLI.hpp>\n#include <spdlog/spdlog.h>\n",
            "apps/shop/shop.cpp": "#include <fauxtp/fauxtp.hpp>\n",
            "test/low/l_test.cpp": '#include "low/l.hpp"\n#include <boost/test/unit_test.hpp>\n',
        }),
        set(),
    ),
    (
        rooms_with({
            "lib/low/l.cpp": '#include "high/h.hpp"\n#include <fauxtp/z.hpp>\n#include "../x.hpp"\n',
            "lib/middle/m.cpp": "#include <fauxtp/fauxtp.hpp>\n#include <fauxtp/none.hpp>\n",
            "lib/high/h.cpp": "#  include <boost/fiber/fiber.hpp>\n#include <dlfcn.h>\n",
            "include/fauxtp/a.hpp": "#include <fauxtp/z.hpp>\n#include <boost/any.hpp>\n",
            "include/fauxtp/z.hpp": 'inline thread_local int x;\n#include "high/h.hpp"\n',
            "include/fauxtp/lost.hpp": "",
            "include/fauxtp/json.hpp": "namespace x {}\n",
            "include/fauxtp/fauxtp.hpp": "#include <fauxtp/json.hpp>\n",
            "apps/shop/shop.cpp": '#include <spdlog/spdlog.h>\n#include "low/l.hpp"\n',
            "test/low/l_test.cpp": '#include "../low/l.hpp"\n',
        }),
        {
            "lib/low/l.cpp:1", "lib/low/l.cpp:2", "lib/low/l.cpp:3",
            "lib/middle/m.cpp:1", "lib/middle/m.cpp:2",
            "lib/high/h.cpp:1", "lib/high/h.cpp:2",
            "include/fauxtp/a.hpp:1", "include/fauxtp/a.hpp:2",
            "include/fauxtp/z.hpp:1", "include/fauxtp/z.hpp:2",
            "include/fauxtp/lost.hpp:1", "include/fauxtp/fauxtp.hpp:1", "include/fauxtp/json.hpp:1",
            "apps/shop/shop.cpp:1", "apps/shop/shop.cpp:2",
            "test/low/l_test.cpp:1",
        },
    ),
    (
        {
            "lib/one/CMakeLists.txt": "fauxtp_room(one USES two HEADERS a)\n",
            "lib/two/CMakeLists.txt": "\nfauxtp_room(two USES one none HEADERS a)\n",
        },
        {"lib/one/CMakeLists.txt:1", "lib/two/CMakeLists.txt:2"},
    ),
]

if __name__ == "__main__":
    main(check, CASES)
