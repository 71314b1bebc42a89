#!/usr/bin/env -S python3 -B
"""Words, names and lengths that must not stand in the product. (The patterns below are spelled
so that they do not match themselves.)"""

import re

from checking import main, tree

WORDS = [
    (r"(?<![\w.-])/wor[k]/|/tmp/researc[h]", "is a path of one machine"),
    (r"\bCE[O]\b", "is not a word of this project"),
    (r"\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\b", "is work that is left: do it, or file it"),
]
SLEEP = (
    r"\b(sleep_for|sleep_until|usleep|(clock_)?nanosleep)\b",
    "a test waits for events, not for time",
)
NAMES = re.compile(r"(^|[_.-])(utils?|common|helpers?|misc)([_.-]|$)")
LONGEST = 500


def check(root):
    for file in tree(root):
        name = file.relative_to(root)
        if any(NAMES.search(part) for part in name.parts):
            yield file, 1, "is named after no noun: what is in it?"
        data = file.read_bytes()
        if b"\0" in data:
            continue
        lines = data.decode(errors="replace").splitlines()
        source = file.suffix in (".cpp", ".hpp")
        is_test = name.parts[0] == "test" and name.parts[1] != "bench"  # those measure time
        words = WORDS + [SLEEP] if source and is_test else WORDS
        for number, line in enumerate(lines, 1):
            for pattern, sentence in words:
                found = re.search(pattern, line)
                if found:
                    yield file, number, f"`{found[0]}`: {sentence}"
        if source and name.parts[0] in ("lib", "include", "apps") and len(lines) > LONGEST:
            yield file, LONGEST + 1, f"{len(lines)} lines: there are two nouns in it"


CASES = [
    (
        {
            "lib/a.cpp": "// network/work/ is fine, sleep_for too\n" + "\n" * 499,
            "test/a.md": "sleep_for\n",
            "test/bench/a.cpp": "std::this_thread::sleep_for(1s);\n",
            "test/long.cpp": "\n" * 501,
            "lib/uncommon.cpp": 'mkstemp("/tmp/a-XXXX' + 'XX");\n',
        },
        set(),
    ),
    (
        {
            "lib/a.cpp": "\n" * 501,
            "lib/b.hpp": "// see /wor" + "k/main\n// TO" + "DO\n\n/* XX" + "X */\n",
            "README.md": "for the CE" + "O\n",
            "test/a/b_test.cpp": "int x;\nstd::this_thread::sleep_for(1s);\n",
            "lib/string_utils.hpp": "",
            "test/common/x.txt": "",
        },
        {
            "lib/a.cpp:501", "lib/b.hpp:1", "lib/b.hpp:2", "lib/b.hpp:4", "README.md:1",
            "test/a/b_test.cpp:2", "lib/string_utils.hpp:1", "test/common/x.txt:1",
        },
    ),
]

if __name__ == "__main__":
    main(check, CASES)
