#!/usr/bin/env -S python3 -B
"""Each warning of a check has a number of its own: a reader looks it up, a script asks for it."""

import re

from checking import main, tree

NUMBER = re.compile(r'"(W\d{3})"')


def check(root):
    first = {}
    for file in tree(root, ".cpp"):
        if file.relative_to(root).parts[0] != "lib":
            continue
        for line, text in enumerate(file.read_text(errors="replace").splitlines(), 1):
            for number in NUMBER.findall(text):
                if number in first:
                    yield file, line, f"{number} is the number of another warning, at {first[number]}"
                first.setdefault(number, f"{file.relative_to(root)}:{line}")


CASES = [
    (
        {
            "lib/a.cpp": 'warn("W201", x);\nwarn("W202", x);\nfail("E201"); fail("E201");\n',
            "test/a_test.cpp": 'seen("W201");\n',
        },
        set(),
    ),
    (
        {"lib/a.cpp": 'warn("W201", x);\n', "lib/b.cpp": '\nwarn("W201", y);\n'},
        {"lib/b.cpp:2"},
    ),
]

if __name__ == "__main__":
    main(check, CASES)
