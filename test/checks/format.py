#!/usr/bin/env -S python3 -B
"""The sources are formatted as .clang-format says. To format them:
test/checks/format.py --update"""

import re
import subprocess
import sys
from pathlib import Path

from checking import main, tree

PROGRAM = "clang-format-14"  # another version formats differently
WIDTH = 100
PROSE = re.compile(r"\s*///? ?[^\s/]")  # not the lines of a program, which are indented


def sources(root):
    unformatted = root / "test/must_not_compile"
    return [f for f in tree(root, ".cpp", ".hpp") if unformatted not in f.parents]


def check(root):
    files = sources(root)
    if not files:
        return
    done = subprocess.run([PROGRAM, "--dry-run", *files], capture_output=True, text=True)
    first = {}
    for path, line in re.findall(r"^(.+?):(\d+):\d+: ", done.stderr, re.MULTILINE):
        first.setdefault(path, line)
    if done.returncode and not first:
        sys.exit(done.stderr)
    for path, line in first.items():
        yield Path(path), line, "is not formatted from here on (test/checks/format.py --update)"
    # clang-format leaves comments alone, because some show programs.
    for file in files:
        for number, line in enumerate(file.read_text().splitlines(), 1):
            if len(line) > WIDTH and PROSE.match(line):
                yield file, number, f"is a comment of {len(line)} columns: {WIDTH} at most"


STYLE = {".clang-format": "BasedOnStyle: Google\nReflowComments: false\n"}
CASES = [
    (
        {**STYLE, "a.cpp": "int x;\n\nint   y;\n", "b/b.hpp": "int\nz;\n", "c.cpp": "int c;\n"},
        {"a.cpp:3", "b/b.hpp:1"},
    ),
    ({**STYLE, "test/must_not_compile/a.cpp": "int   y;\n"}, set()),
    (
        {**STYLE, "a.cpp": "// " + "word " * 20 + "word\nint x;\n",
         "b.cpp": "///   " + "code " * 20 + "code\nint x;\n"},
        {"a.cpp:1"},
    ),
]

if __name__ == "__main__":
    if "--update" in sys.argv[1:]:
        found = sources(Path(__file__).resolve().parents[2])
        sys.exit(subprocess.run([PROGRAM, "-i", *found]).returncode)
    main(check, CASES)
