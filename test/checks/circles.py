#!/usr/bin/env -S python3 -B
"""Units of lib and include that include each other in a circle are all in one of the groups below.
A unit is a header with its source file; what stands in a group can only be understood together."""

import re

from checking import main, tree

TOGETHER = [
    {"include/fauxtp/term", "include/fauxtp/detail/term_payload", "include/fauxtp/detail/term_reading"},
    # A worker, its fibers, and who ends the process while they run.
    {"lib/runtime/" + name for name in (
        "worker", "worker_pool", "fiber", "fiber_stock", "schedule", "stack_slab", "world",
        "blocking_pool", "exit_call", "fatal_signal", "forked_child", "process_end")},
    # A process, its parts, what comes and goes by the post, and the node that it belongs to.
    {"lib/actor/" + name for name in (
        "process", "waiting_job", "relations", "limited_mailbox", "open_requests", "request",
        "post", "signals", "process_look", "throw_site", "local_node", "stall_watch",
        "last_report", "dead_letter_office")},
    {"lib/supervision/supervisor_loop", "lib/supervision/change"},
    {"lib/document/document", "lib/document/document_builder"},
]

INCLUDE = re.compile(r'\s*#\s*include\s*[<"]([^>"]+)[>"]')


def read_units(root):
    """{unit: {included unit: (file, line)}}"""
    units = {}
    for file in tree(root, ".hpp", ".cpp"):
        name = str(file.relative_to(root))
        if not name.startswith(("lib/", "include/")):
            continue
        includes = units.setdefault(name.rsplit(".", 1)[0], {})
        for line, text in enumerate(file.read_text(errors="replace").splitlines(), 1):
            if found := INCLUDE.match(text):
                below = "include/" if found[1].startswith("fauxtp/") else "lib/"
                includes.setdefault(below + found[1].removesuffix(".hpp"), (file, line))
    return units


def reached(units, start):
    """All units that a unit includes, directly or not."""
    seen, waiting = set(), [start]
    while waiting:
        for unit in units.get(waiting.pop(), {}):
            if unit not in seen:
                seen.add(unit)
                waiting.append(unit)
    return seen


def check(root):
    units = read_units(root)
    below = {unit: reached(units, unit) for unit in units}
    for unit, includes in units.items():
        for other, (file, line) in includes.items():
            in_circle = other != unit and unit in below.get(other, ())
            if in_circle and not any({unit, other} <= group for group in TOGETHER):
                yield file, line, f"{other} includes this unit, too, if perhaps by others"


CASES = [
    ({"lib/a/a.hpp": "", "lib/a/a.cpp": '#include "a/a.hpp"\n', "lib/a/b.cpp": '#include "a/a.hpp"\n'},
     set()),
    ({"lib/a/a.hpp": "", "lib/a/a.cpp": '#include "a/a.hpp"\n#include "a/b.hpp"\n',
      "lib/a/b.hpp": '#include "a/c.hpp"\n', "lib/a/c.hpp": "", "lib/a/c.cpp": '#include "a/a.hpp"\n'},
     {"lib/a/a.cpp:2", "lib/a/b.hpp:1", "lib/a/c.cpp:1"}),
    ({"lib/actor/process.hpp": '#include "actor/post.hpp"\n',
      "lib/actor/post.hpp": '#include "actor/process.hpp"\n'}, set()),
]

if __name__ == "__main__":
    main(check, CASES)
