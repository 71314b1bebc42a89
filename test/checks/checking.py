"""What the checks share: the files of the tree, printing violations, testing a check."""

import subprocess
import sys
import tempfile
from pathlib import Path

IGNORED = {"build", ".git", "__pycache__"}


def tree(root, *suffixes):
    """The files of the project (what git ignores is not of it), in a fixed order."""
    if (root / ".git").exists():
        git = ["git", "-c", f"safe.directory={root}", "-C", str(root), "ls-files", "-coz"]
        try:
            listed = subprocess.run(git + ["--exclude-standard"], capture_output=True, check=True)
            names = listed.stdout.decode().split("\0")
        except (OSError, subprocess.CalledProcessError):
            names = walk(root)
    else:
        names = walk(root)
    files = (root / name for name in sorted(set(names)) if name)
    return [f for f in files if f.is_file() and (not suffixes or f.suffix in suffixes)]


def walk(root):
    paths = (path.relative_to(root) for path in root.rglob("*"))
    return [str(path) for path in paths if not IGNORED.intersection(path.parts)]


def main(check, cases):
    """`check(root)` yields (file, line, sentence). Each of `cases` is a tree, {name: text}, and the
    set of "name:line" at which the check must find something in it, and nowhere else."""
    root = Path(__file__).resolve().parents[2]
    if "--self-test" in sys.argv[1:]:
        sys.exit(self_test(check, cases))
    violations = list(check(root))
    for path, line, sentence in violations:
        print(f"{path.relative_to(root)}:{line}: {sentence}")
    sys.exit(1 if violations else 0)


def self_test(check, cases):
    failed = False
    for files, expected in cases:
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch).resolve()
            for name, text in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            found = {f"{path.relative_to(root)}:{line}" for path, line, _ in check(root)}
        for place in sorted(expected - found):
            print(f"{place}: this planted violation was not found")
        for place in sorted(found - expected):
            print(f"{place}: found, but nothing is wrong here")
        failed |= found != expected
    return 1 if failed else 0
