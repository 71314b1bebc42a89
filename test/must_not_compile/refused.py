#!/usr/bin/env -S python3 -B
"""refused.py FILE COMPILER [ARGUMENT...]: the compiler must refuse the file, and the first error
that it prints must be the sentence on the file's first line, `// expect: fauxtp: …`. A file without
such a line must compile."""

import re
import subprocess
import sys


def main(file, *command):
    with open(file, encoding="utf-8") as source:
        expected = re.match(r"// expect: (fauxtp: .+)", source.readline())
    run = subprocess.run([*command, "-fsyntax-only", file], capture_output=True, text=True)
    if not expected:
        return f"{file} must compile:\n{run.stderr}" if run.returncode else 0
    first = next((line for line in run.stderr.splitlines() if "error: " in line), "no error")
    if run.returncode == 0 or expected[1] not in first:
        return f"{file} must be refused with\n  {expected[1]}\nbut the first error is\n  {first}"


sys.exit(main(*sys.argv[1:]))
