"""A copy of the tree in build/planted that has all faults of the lists at once. The environment
variable FAUXTP_PLANTED says which one of them a program has; without it, it has none."""

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "mutations"))
import mutating  # noqa: E402
from mutating import ROOT, copy_tree, place_of, put, replaced, sources_of  # noqa: E402

mutating.copy_into("planted")

HEADER = """#pragma once

#include <cstdint>
#include <cstdlib>

namespace fauxtp {

constexpr std::uint32_t number_of(const char* name) {
  std::uint32_t number = 2166136261;
  for (; *name != '\\0'; ++name) number = (number ^ static_cast<unsigned char>(*name)) * 16777619;
  return number;
}

inline const std::uint32_t planted_fault = [] {
  const char* name = std::getenv("FAUXTP_PLANTED");
  return name == nullptr ? 0 : number_of(name);
}();

consteval std::uint32_t fault(const char* name) { return number_of(name); }

/// Whether this run has that fault.
inline bool planted(std::uint32_t fault) { return fault == planted_fault; }

}  // namespace fauxtp
"""


@dataclass
class Change:
    old: str  # is there exactly once in the room
    new: str  # what takes its place; PLANTED: whether this run has the fault


def statement(old, new):
    """Statements; none of them declares something that is used behind them."""
    return Change(old, f"if (PLANTED) {{\n{new}\n}} else {{\n{old}\n}}\n")


def expression(old, new):
    return Change(old, f"(PLANTED ? ({new}) : ({old}))")


@dataclass
class Fault:
    name: str
    changes: list
    seen_by: object  # of finders.py: what must find it
    unseen: str = ""  # why nothing finds it yet

    def planted_in(self, text, change, where):
        asked = f'::fauxtp::planted(::fauxtp::fault("{self.name}"))'
        return replaced(text, change.old, change.new.replace("PLANTED", asked), where)


def planted_sources(faults_of):
    """The changed files and their new texts, of a dictionary of rooms and their faults."""
    sources = {}
    for room, faults in faults_of.items():
        texts = {file: file.read_text() for file in sources_of(room)}
        for fault in faults:
            for change in fault.changes:
                where = f"{room}/{fault.name}"
                file = place_of(change.old, texts, where)
                replaced(texts[file], change.old, "", f"{where}: {file.name}")
                sources[file] = fault.planted_in(sources.get(file, texts[file]), change, where)
    return {file: with_header(text) for file, text in sources.items()}


def with_header(text):
    include = f'#include "{mutating.COPY / "lib" / "planted.hpp"}"\n'
    first, _, rest = text.partition("\n")
    return f"{first}\n{include}{rest}" if first == "#pragma once" else include + text


def plant(faults_of):
    """Only what differs from the last time is written, so only that is compiled again."""
    sources = planted_sources(faults_of)
    copy_tree(but=sources)
    for file, text in sources.items():
        put(file, text.encode())
    put(ROOT / "lib" / "planted.hpp", HEADER.encode())
