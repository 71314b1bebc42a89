#!/usr/bin/env -S python3 -B
"""Breaks one rule of the supervisor at a time, in a copy of the tree, and runs the certificate on it.
Each must be caught: that shows that the certificate can fail. Names may be given: mutations.py
which_children_order …"""

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "mutations"))
from mutating import BUILD, ROOT, build, configure, copy_tree, put, replaced, restore  # noqa: E402

ROOM = ROOT / "lib" / "supervision"


@dataclass
class Mutation:
    name: str
    rule: str
    file: str  # in lib/supervision
    old: str
    new: str


MUTATIONS = [
    Mutation("transient_restarts_after_shutdown", "R1", "restart.cpp",
             "return reason.abnormal();",
             "return reason != exit_reason::normal;"),
    Mutation("permanent_stays_down_after_normal", "R1", "restart.cpp",
             "return true;",
             "return reason != exit_reason::normal;"),
    Mutation("temporary_keeps_its_spec", "R1", "restart.cpp",
             "  if (!keeps(*ended)) children_.remove(ended);\n",
             ""),
    Mutation("rest_for_one_restarts_all", "R4", "restart.cpp",
             "restart_from(child, child);",
             "restart_from(children_.begin(), child);"),
    Mutation("one_for_all_restarts_the_rest", "R3", "restart.cpp",
             "restart_from(children_.begin(), child);",
             "restart_from(child, child);"),
    Mutation("temporary_sibling_kept", "R3", "start_stop.cpp",
             "    if (keeps(*each)) {\n",
             "    if (true) {\n"),
    Mutation("terminated_sibling_not_started", "R3", "start_stop.cpp",
             "    const auto each = child++;\n",
             "    const auto each = child++;\n    if (each->was_terminated) continue;\n"),
    Mutation("failed_retry_not_counted", "R5", "restart.cpp",
             "const bool allowed = is_free || intensity_->allows_one_at(now);",
             "const bool allowed = whose.restarting || intensity_->allows_one_at(now);"),
    Mutation("failed_restart_not_tried_again", "R5", "restart.cpp",
             "  send(self(), try_again_restart{child->spec.id, told(failure)});\n",
             ""),
    Mutation("retry_begins_at_the_first", "R5", "restart.cpp",
             "try_again_later(failed->child, failed->reason);",
             "try_again_later(children_.begin(), failed->reason);"),
    Mutation("one_restart_too_many", "I1", "intensity.hpp",
             "return times_.size() <= most_;",
             "return times_.size() <= most_ + 1;"),
    Mutation("one_restart_too_few", "I1", "intensity.hpp",
             "return times_.size() <= most_;",
             "return times_.size() <= (most_ > 0 ? most_ - 1 : 0);"),
    Mutation("gives_up_as_an_error", "I1", "restart.cpp",
             "    children_.ended(child);\n    fauxtp::stop(exit_reason::shutdown);",
             "    children_.ended(child);\n    fauxtp::stop(exit_reason::kill);"),
    Mutation("any_taken_for_all_significant", "A1", "restart.cpp",
             "spec_.auto_shutdown == auto_shutdown::all_significant",
             "spec_.auto_shutdown == auto_shutdown::any_significant"),
    Mutation("significant_is_forgotten", "A1", "restart.cpp",
             "if (significant) significant_ended(id);",
             "static_cast<void>(significant);"),
    Mutation("terminate_child_triggers_auto_shutdown", "A3", "supervisor_loop.cpp",
             "  stop(child, drain_first::yes);\n  if (!keeps",
             "  stop(child, drain_first::yes);\n  if (child->spec.significant) significant_ended(id);\n  if (!keeps"),
    Mutation("stops_in_the_order_of_starts", "S3", "start_stop.cpp",
             "  auto rest = children_.end();\n",
             "  for (auto each = first; each != children_.end(); ++each) stop(each);\n"
             "  auto rest = children_.end();\n"),
    Mutation("failed_init_leaves_the_first_ones", "S2", "supervisor_loop.cpp",
             "    stop_all(children_.begin());\n    throw;",
             "    throw;"),
    Mutation("failed_init_has_another_reason", "S2", "supervisor_loop.cpp",
             "exit_reason::shutdown_with(\n          tuple(",
             "exit_reason(\n          tuple("),
    Mutation("brutal_kill_asks_first", "S4", "start_stop.cpp",
             "if (!reason && !child.spec.shutdown->is_brutal_kill()) {",
             "{"),
    Mutation("refusing_child_left_alone", "S4", "start_stop.cpp",
             "    exit(child.actor, exit_reason::kill);\n    receive(on(where(ended), note));\n",
             "    return exit_reason::killed;\n"),
    Mutation("any_end_is_as_asked", "S5", "start_stop.cpp",
             "return spec.restart != restart_type::permanent && !reason.abnormal();",
             "return !reason.abnormal();"),
    Mutation("parent_not_obeyed", "S6", "supervisor_loop.cpp",
             "if (is_order(signal)) fauxtp::stop(signal.reason);",
             "if (is_order(signal) && signal.reason.abnormal()) fauxtp::stop(signal.reason);"),
    Mutation("which_children_first_started_first", "S8", "supervisor_loop.cpp",
             "auto each = children_.all().rbegin(); each != children_.all().rend()",
             "auto each = children_.all().begin(); each != children_.all().end()"),
    Mutation("terminate_child_keeps_a_temporary", "S9", "supervisor_loop.cpp",
             "  stop(child, drain_first::yes);\n  if (!keeps(*child)) children_.remove(child);\n",
             "  stop(child, drain_first::yes);\n"),
    Mutation("delete_child_of_a_running_one", "S9", "supervisor_loop.cpp",
             "  if (child->running()) return {supervisor_error::running};\n"
             "  if (child->restarting) return {supervisor_error::restarting};\n"
             "  children_.remove(child);",
             "  children_.remove(child);"),
    Mutation("restart_child_of_one_under_restart", "S9", "supervisor_loop.cpp",
             "  if (child->restarting) return {supervisor_error::restarting};\n  child_reply reply;",
             "  child_reply reply;"),
    Mutation("terminate_child_leaves_the_retry", "S9", "start_stop.cpp",
             "  children_.ended(child);\n}\n\n// Waits for",
             "  if (child->running()) children_.ended(child);\n}\n\n// Waits for"),
    Mutation("ignored_temporary_kept", "S10", "supervisor_loop.cpp",
             "  if (!reply.actor && !keeps(*added)) children_.remove(added);\n",
             ""),
    Mutation("ignored_permanent_dropped", "S10", "start_stop.cpp",
             "if (!each->running() && !keeps(*each))",
             "if (!each->running())"),
    Mutation("significant_permanent_accepted", "S11", "child_spec.cpp",
             "spec.significant && spec.restart == restart_type::permanent",
             "false"),
    Mutation("same_id_twice_accepted", "S11", "supervisor.cpp",
             "if (!ids.insert(child.id).second)",
             "if (false)"),

    # Of the dynamic supervisor.
    Mutation("forgotten_child_kept", "S9", "dynamic_supervisor_loop.hpp",
             "bool keeps(const child&) const override { return false; }",
             "bool keeps(const child& ended) const override {\n"
             "    return ended.spec.restart != restart_type::temporary;\n  }"),
    Mutation("extra_argument_lost_at_restart", "R8", "dynamic_supervisor_loop.cpp",
             "    spec.start = spec_.child.start(extra);\n",
             "    last_ = std::make_shared<term>(extra.clone());\n"
             "    spec.start = start_function([this](start_options options) {\n"
             "      return spec_.child.start(*last_)(std::move(options));\n    });\n"),
    Mutation("terminate_child_by_pid_restarts", "S9", "dynamic_supervisor_loop.cpp",
             "    stop(child, drain_first::yes);\n    children_.remove(child);\n",
             "    stop(child, drain_first::yes);\n    restart(child, {.allowed = true});\n"),
    Mutation("terminate_child_by_pid_leaves_the_retry", "S9", "dynamic_supervisor_loop.cpp",
             "return each.restarting && each.last == actor;",
             "return false;"),
    Mutation("stranger_taken_for_an_ended_child", "S9", "dynamic_supervisor_loop.cpp",
             "} else if (is_alive(actor)) {",
             "} else if (false) {"),
    Mutation("ended_child_taken_for_a_stranger", "S9", "dynamic_supervisor_loop.cpp",
             "} else if (is_alive(actor)) {",
             "} else {"),
    Mutation("dynamic_supervisor_counts_children_as_specs", "S9", "dynamic_supervisor_loop.cpp",
             "  counts.specs = 1;\n",
             ""),
    Mutation("dynamic_supervisor_says_not_found", "S9", "dynamic_supervisor_loop.cpp",
             "supervisor_error::simple_one_for_one}",
             "supervisor_error::not_found}"),
    Mutation("dynamic_children_not_killed", "S4", "dynamic_supervisor_loop.cpp",
             "tell_all(killed ? exit_reason::kill : exit_reason::shutdown);",
             "tell_all(exit_reason::shutdown);"),
    Mutation("unexpected_ends_reported_one_by_one", "S5", "dynamic_supervisor_loop.cpp",
             "unexpected.add(*child, reason);",
             "report_shutdown_error(*child, reason);"),
]

# What a mutation needs beside the place that it breaks.
SUPPORT = {
    "extra_argument_lost_at_restart": [
        ("dynamic_supervisor_loop.hpp", "  std::size_t started_ = 0;\n",
         "  std::size_t started_ = 0;\n  std::shared_ptr<term> last_;\n"),
    ],
    "terminate_child_by_pid_restarts": [
        ("supervisor_loop.hpp", "  void restart(children::iterator child, const restart_count& count);\n",
         " protected:\n  void restart(children::iterator child, const restart_count& count);\n\n private:\n"),
    ],
    "terminated_sibling_not_started": [
        ("children.hpp", "  bool restarting = false;", "  bool was_terminated = false;\n  bool restarting = false;"),
        ("supervisor_loop.cpp", "  stop(child, drain_first::yes);\n  if (!keeps",
         "  stop(child, drain_first::yes);\n  child->was_terminated = true;\n  if (!keeps"),
    ],
}


def broken(mutation):
    """The files of lib/supervision that it changes, and their new texts."""
    sources = {}
    for name, old, new in [(mutation.file, mutation.old, mutation.new), *SUPPORT.get(mutation.name, [])]:
        file = ROOM / name
        text = sources.get(file) or file.read_text()
        sources[file] = replaced(text, old, new, f"{mutation.name}: {name}")
    return sources


def certificate(options):
    return subprocess.run([BUILD / "bin/certificate", "--stop-at-first", *options],
                          capture_output=True, text=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--scenarios", default="20000")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--places", action="store_true", help="only look whether each finds its place")
    parser.add_argument("--show", action="store_true", help="the scenario that has caught it")
    chosen = parser.parse_args()
    options = ["--scenarios", chosen.scenarios, "--seed", chosen.seed]
    names = [each.name for each in MUTATIONS]
    for name in chosen.names:
        if name not in names:
            sys.exit(f"mutations: there is no {name}")
    wanted = [each for each in MUTATIONS if each.name in chosen.names or not chosen.names]
    for each in MUTATIONS:
        broken(each)
    if chosen.places:
        return

    copy_tree()
    configure()
    build("certificate")
    if certificate(["--scenarios", "500", "--seed", chosen.seed]).returncode:
        sys.exit("mutations: the certificate differs without any")

    survivors = []
    for each in wanted:
        sources = broken(each)
        began = time.monotonic()
        for file, text in sources.items():
            put(file, text.encode())
        build("certificate")
        found = certificate(options)
        last = (found.stdout or found.stderr).strip().splitlines()[-1]
        caught = found.returncode in (1, 3)  # differences, or a scenario that does not end; no crash
        print(f"{'caught  ' if caught else 'SURVIVED'}  {each.rule:<3}  {each.name:<40}  {last}"
              f"  ({time.monotonic() - began:.0f} s)", flush=True)
        if chosen.show:
            print(found.stdout, flush=True)
        if not caught:
            survivors.append(each.name)
        for file in sources:
            restore(file)
    print(f"certificate: {len(wanted)} mutations, {len(survivors)} survived")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
