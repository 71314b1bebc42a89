#!/usr/bin/env -S python3 -B
"""What the documents show is what is compiled and run, and their links lead somewhere.

A block whose info string says ```cpp file=apps/counter/counter.cpp region=server is the text
between the lines `// [server]` and `// [/server]` of that file (`# [server]` in a script); without
a region it is the whole file. In a public header the block stands in the doc comment. To rewrite
the blocks from the files: test/checks/documents.py --update"""

import re
import sys
import textwrap
from pathlib import Path

from checking import main, tree

FENCE = re.compile(r"(\s*)(`{3,})\s*([^`]*)$")
MARKER = re.compile(r"\s*(?://|#)\s*\[/?[\w-]+\]\s*$")
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\s*\[[^\]]+\]:\s*(\S+)")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|#", re.IGNORECASE)


class Block:
    """A fenced block: lines[start:end] are its content, each beginning with `prefix`."""

    def __init__(self, start, prefix, info):
        self.start, self.end, self.prefix = start, None, prefix
        self.language, *options = info.split() or [""]
        self.options = dict(option.split("=", 1) for option in options if "=" in option)


def split(path, line):
    """The comment sign and the text behind it; (None, "") if the line is none of the document."""
    if path.suffix == ".md":
        return "", line
    comment = re.match(r"(\s*/// ?)(.*)", line)
    return comment.groups() if comment else (None, "")


def read_blocks(path, lines):
    blocks, fence = [], None
    for number, line in enumerate(lines):
        sign, text = split(path, line)
        mark = FENCE.match(text)
        if fence is None:
            if mark:
                fence = mark[2]
                blocks.append(Block(number + 1, sign + mark[1], mark[3]))
        elif sign is None or (mark and mark[2].startswith(fence) and not mark[3]):
            blocks[-1].end = number
            fence = None
    if fence is not None:
        blocks[-1].end = len(lines)
    return blocks


def region(root, options):
    """The lines that a block must show. ValueError says why there are none."""
    file, name = root / options["file"], options.get("region")
    if not file.is_file():
        raise ValueError(f"{options['file']} does not exist")
    lines = file.read_text().splitlines()
    if name:
        bounds = []
        for sign in (f"[{name}]", f"[/{name}]"):
            found = [n for n, line in enumerate(lines)
                     if MARKER.match(line) and line.strip().lstrip("/# ") == sign]
            if len(found) != 1:
                raise ValueError(f"{options['file']} has {len(found)} lines {sign}, not one")
            bounds += found
        lines = lines[bounds[0] + 1 : bounds[1]]
    return plain(line for line in lines if not MARKER.match(line))


def plain(lines):
    """Without common indentation, trailing blanks and empty lines around."""
    text = textwrap.dedent("\n".join(line.rstrip() for line in lines))
    return text.strip("\n").split("\n")


def documents(root):
    readmes = [root / "README.md", root / "BUILD.md", *sorted(root.glob("lib/*/README.md"))]
    headers = [f for f in tree(root, ".hpp") if re.search(r"(^|/)include/fauxtp/", f.as_posix())]
    return [f for f in readmes + headers if f.is_file()]


def check(root):
    for path in documents(root):
        lines = path.read_text().splitlines()
        must_name_a_file = {
            ".hpp": {"cpp", "c++"},
            ".md": {"cpp", "c++", "json"} if path.parent == root else set(),
        }[path.suffix]
        for block in read_blocks(path, lines):
            if "file" in block.options:
                shown = plain(split(path, line)[1] for line in lines[block.start : block.end])
                try:
                    expected = region(root, block.options)
                except ValueError as error:
                    yield path, block.start, str(error)
                    continue
                if shown != expected:
                    yield path, block.start, differ(block, shown, expected)
            elif block.language in must_name_a_file:
                yield path, block.start, f"this {block.language} block needs file=, so that it is run"

    for path in documents(root):
        if path.suffix == ".hpp":
            yield from unnamed_programs(path)

    for path in tree(root, ".md"):
        lines = path.read_text().splitlines()
        code = {n for block in read_blocks(path, lines) for n in range(block.start, block.end)}
        for number, line in enumerate(lines):
            if number in code:
                continue
            for target in LINK.findall(re.sub(r"`[^`]*`", "", line)):
                target = "".join(target)
                if not ELSEWHERE.match(target) and not (path.parent / target.split("#")[0]).exists():
                    yield path, number + 1, f"the link to {target} leads nowhere"


def unnamed_programs(path):
    """Programs that a comment shows by indentation: nothing compiles them."""
    before = ""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if re.match(r"\s*/// {5,}\S", line) and re.fullmatch(r"\s*///", before):
            yield path, number, "this program needs a block with file=, so that it is run"
        before = line


def differ(block, shown, expected):
    for here, there in zip(shown + ["(nothing)"], expected + ["(nothing)"]):
        if here != there:
            break
    return f"differs from {block.options['file']}: shows `{here.strip()}`, there is `{there.strip()}`"


def update(root):
    for path in documents(root):
        lines = path.read_text().splitlines()
        before = list(lines)
        for block in reversed(read_blocks(path, before)):
            if "file" in block.options:
                try:
                    text = region(root, block.options)
                except ValueError as error:
                    print(f"{path.relative_to(root)}:{block.start}: {error}")
                    continue
                lines[block.start : block.end] = [(block.prefix + line).rstrip() for line in text]
        if lines != before:
            path.write_text("\n".join(lines) + "\n")
            print(f"{path.relative_to(root)}: updated")


def fenced(info, *content):
    return "\n".join(["```" + info, *content, "```", ""])


FILES = {
    "a.cpp": "int z;\n// [one]\n  int x;\n  // [two]\n    int y;\n  // [/two]\n// [/one]\n",
    "a.json": '{\n  "a": 1\n}\n',
    "a.sh": "# [run]\n./fauxtp\n# [/run]\n",
}
CASES = [
    (
        {
            **FILES,
            "README.md": fenced("cpp file=a.cpp region=one", "int x;", "  int y;")
            + fenced("json file=a.json", "{", '  "a": 1', "}")
            + fenced("sh file=a.sh region=run", "./fauxtp")
            + fenced("console", "$ ls [a](nowhere)")
            + "[a](a.cpp#L1) [b](https://example.org/x) [c](#c) `[d](nowhere)`\n",
            "lib/a/README.md": fenced("cpp", "a sketch") + "[up](../../a.cpp)\n",
            "include/fauxtp/a.hpp": "/// A:\n/// ```cpp file=a.cpp region=two\n/// int y;\n/// ```\n",
        },
        set(),
    ),
    (
        {
            **FILES,
            "README.md": fenced("cpp file=a.cpp region=one", "int x;", "int y;")
            + fenced("json file=a.json", "{}")
            + fenced("cpp", "int x;")
            + fenced("sh file=none.sh")
            + fenced("cpp file=a.cpp region=none"),
            "BUILD.md": fenced("json", "{}") + "[gone](gone.md)\n[gone]: gone.md\n",
            "docs/x.md": "text ![gone](a.cpp)\n",
            "include/fauxtp/a.hpp": "/// ```cpp\n/// x\n/// ```\n"
            "  /// ```cpp file=a.cpp region=two\n  /// int Y;\n  /// ```\n",
        },
        {
            "README.md:1", "README.md:5", "README.md:8", "README.md:11", "README.md:13",
            "BUILD.md:1", "BUILD.md:4", "BUILD.md:5", "docs/x.md:1",
            "include/fauxtp/a.hpp:1", "include/fauxtp/a.hpp:4",
        },
    ),
    ({"include/fauxtp/a.hpp": "/// A:\n///\n///     int x;\n///\n/// - b,\n///     c\n"},
     {"include/fauxtp/a.hpp:3"}),
]

if __name__ == "__main__":
    if "--update" in sys.argv[1:]:
        update(Path(__file__).resolve().parents[2])
    else:
        main(check, CASES)
