#!/usr/bin/env -S python3 -B
"""lib/conformance.md has every rule and every case, each with tests that exist and carry its number."""

import re

from checking import main, tree

PAGE = "lib/conformance.md"
RULES = {"X": (0, 6), "O": (1, 12), "G": (1, 11), "C": (1, 5), "S": (1, 11), "R": (1, 8), "I": (1, 6), "A": (1, 3)}
CASES = {"S": 77, "G": 41, "L": 12, "E": 24, "X": 8, "M": 20, "P": 5, "Y": 6, "R": 6, "N": 1, "T": 14}
WITHOUT_TEST = ("two nodes", "not here yet:", "no promise:")
ROW = re.compile(r"\| (T|[A-Z]\d+) \|.*\| ([^|]*) \|$")
CASE = re.compile(r"_TEST_CASE\w*\(\s*(\w+)|def test_(\w+)")


def wanted():
    numbers = {"rule T"}
    for letter, (first, last) in RULES.items():
        numbers |= {f"rule {letter}{n}" for n in range(first, last + 1)}
    for letter, last in CASES.items():
        numbers |= {f"case {letter}{n:02}" for n in range(1, last + 1)}
    return numbers


def check(root):
    if not (root / PAGE).exists():
        return
    tests = set()
    for file in tree(root, ".cpp", ".py"):
        if file.relative_to(root).parts[0] == "test":
            tests |= {case[1] or case[2] for case in CASE.finditer(file.read_text(errors="replace"))}
    missing = wanted()
    kind = "rule"
    for line_number, line in enumerate((root / PAGE).read_text().splitlines(), 1):
        if line.startswith("## ") and "suites" in line:
            kind = "case"
        row = ROW.match(line)
        if not row:
            continue
        number, named = row[1], re.findall(r"`(\w+)`", row[2])
        missing.discard(f"{kind} {number}")
        if not named and not row[2].startswith(WITHOUT_TEST):
            yield root / PAGE, line_number, f"{number} names no test"
        for name in named:
            if name not in tests:
                yield root / PAGE, line_number, f"there is no test `{name}`"
            elif not name.startswith(number + "_"):
                yield root / PAGE, line_number, f"`{name}` does not carry the number {number}"
    if missing:
        yield root / PAGE, 1, "has no row for " + ", ".join(sorted(missing))


FULL = "".join(
    ("## The cases of the suites\n" if number == "case E01" else "") + f"| {number[5:]} | x | two nodes |\n"
    for number in sorted(wanted(), key=lambda number: (number[:4] != "rule", number))
)
TEST = {"test/a_test.cpp": "BOOST_AUTO_TEST_CASE(X1_so_it_is) {}\nBOOST_AUTO_TEST_CASE(so_it_is) {}\n"}
X1 = "| X1 | x | two nodes |"
CASES_OF_THE_CHECK = [
    ({PAGE: FULL, **TEST}, set()),
    ({PAGE: FULL.replace(X1, "| X1 | x | `X1_so_it_is` |"), **TEST}, set()),
    ({PAGE: FULL.replace(X1, "| X1 | x | `so_it_is` |"), **TEST}, {f"{PAGE}:{FULL[: FULL.index(X1)].count(chr(10)) + 1}"}),
    ({PAGE: FULL.replace(X1, "| X1 | x | `X1_so_it_is_not` |"), **TEST}, {f"{PAGE}:{FULL[: FULL.index(X1)].count(chr(10)) + 1}"}),
    ({PAGE: FULL.replace(X1, "| X1 | x | later |"), **TEST}, {f"{PAGE}:{FULL[: FULL.index(X1)].count(chr(10)) + 1}"}),
    ({PAGE: FULL.replace(X1 + "\n", ""), **TEST}, {f"{PAGE}:1"}),
]

if __name__ == "__main__":
    main(check, CASES_OF_THE_CHECK)
