#!/usr/bin/env -S python3 -B
"""What lib/guarantees.md and lib/seed.md promise has the tests that they name."""

import re

from checking import main, tree

PAGES = ("lib/guarantees.md", "lib/seed.md")
CASE = re.compile(r"_TEST_CASE(?:_F\([\w:]+,|\()\s*(\w+)|def test_(\w+)")
NAME = re.compile(r"`([A-Za-z0-9]+(?:_[A-Za-z0-9]+){2,})`")


def check(root):
    tests = set()
    for file in tree(root, ".cpp", ".py"):
        if file.relative_to(root).parts[0] == "test":
            for case in CASE.finditer(file.read_text(errors="replace")):
                tests.add(case[1] or case[2])
    for page in PAGES:
        if not (root / page).exists():
            continue
        for number, line in enumerate((root / page).read_text().splitlines(), 1):
            promise = line.startswith("- ") or (line.startswith("| ") and "`" in line)
            if not promise:
                continue
            last = line.rstrip(" |").rsplit("|", 1)[-1] if line.startswith("| ") else line
            named = NAME.findall(last)
            if not named:
                yield root / page, number, "names no test"
            for name in named:
                if name not in tests:
                    yield root / page, number, f"there is no test `{name}`"


CASES = [
    (
        {
            "lib/guarantees.md": "- All is well. `all_is_well`\n\ntext\n",
            "lib/seed.md": "| a | b | test |\n|---|---|---|\n| `x` | `y` | `it_is_so` |\n",
            "test/a_test.cpp": "BOOST_AUTO_TEST_CASE(all_is_well) {}\n",
            "test/b_test.py": "    def test_it_is_so(self):\n",
        },
        set(),
    ),
    (
        {
            "lib/guarantees.md": "- All is well.\n- Nothing is lost. `nothing_is_lost`\n",
            "lib/seed.md": "| `x` | `y` | `it_is_so` |\n",
        },
        {"lib/guarantees.md:1", "lib/guarantees.md:2", "lib/seed.md:1"},
    ),
]

if __name__ == "__main__":
    main(check, CASES)
