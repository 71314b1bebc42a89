#!/usr/bin/env -S python3 -B
"""fauxtp simulate: what it finds, and that a seed says all of it."""
import json
import pathlib
import re
import resource
import signal
import unittest
import xml.dom.minidom

import running
from running import Running, child

CONFIG = pathlib.Path(__file__).resolve().parents[2] / "config"


def faulty(*children, **supervisor):
    return {"name": "app", "modules": ["faulty"],
            "supervisor": {"intensity": 3, "period": "5s", **supervisor,
                           "children": list(children)}}


class Simulate(Running):
    def simulate(self, content, *options, code=1):
        path = content if isinstance(content, pathlib.Path) else self.write(content)
        result = self.fauxtp("simulate", path, "--modules", running.MODULES, *options)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        return result.stdout

    # What it finds.

    def racers(self):
        """Two actors without names, because an actor has one name at most."""
        return {"id": "racer", "actor": "takes_a_free_name", "instances": 2, "restart": "temporary"}

    def found(self, content, text, *options, again=True):
        shown = self.simulate(content, "--seeds", 100, *options)
        self.assertRegex(shown, r"^seed \d+: ")
        self.assertIn(text, shown)
        self.assertEqual("the same again with: fauxtp simulate" in shown, again, shown)
        return int(re.match(r"seed (\d+)", shown)[1])

    def test_nothing_in_an_application_without_a_fault(self):
        shown = self.simulate(faulty(child("waits", instances=3)), "--seeds", 50, code=0)
        self.assertRegex(shown, r"^50 seeds from 1: nothing found. 1\d\d faults, \d+ steps, 50 diff")

    def test_a_crash_that_no_fault_has_caused(self):
        self.found(faulty(child("crashes_by_itself", restart="temporary")),
                   "an actor crashed before the first fault: app/crashes_by_itself")

    def test_what_an_application_says_is_no_order_for_a_terminal(self):
        content = faulty(child("crashes_with_colours", restart="temporary"))
        shown = self.simulate(content, "--seeds", 10) + self.simulate(content, "--seed", 2)
        self.assertNotIn("\x1b", shown)
        self.assertNotIn("\nFOUND: nothing", shown)
        self.assertIn(r"red: \u001b[31m\nFOUND: nothing", shown)

    def test_a_child_that_does_not_start_again(self):
        self.found(faulty(child("starts_once")), "its root supervisor has given up")

    def test_a_child_that_is_never_ready_again(self):
        self.found(faulty(child("never_ready_again", start_timeout="infinity")),
                   "app does not answer")

    def test_an_actor_that_is_left_after_the_stop(self):
        self.found(faulty(child("leaves_one_behind")), "after its end there are still <")

    def test_an_actor_that_each_restart_leaves_behind(self):
        self.found(faulty(child("leaves_one_behind")),
                   "after each fault there are more actors outside of the tree, now ",
                   "--faults", 6, "--kinds", "kill")

    def test_a_crash_of_the_process(self):
        self.found(faulty(child("ends_the_process")), "the process ended by SIGABRT")

    def test_a_race_for_a_name(self):
        self.found(faulty(self.racers()),
                   "std::logic_error: the name was free")

    def test_an_addition_that_is_lost(self):
        self.found(faulty(child("cell"), child("adds", instances=2, restart="temporary")),
                   'the invariant "all additions are in the cell" does not hold',
                   "--faults", 0)

    def test_a_call_that_times_out_before_the_first_fault(self):
        content = faulty(child("waits", **{"x-simulate": False}), child("asks_in_vain"))
        shown = self.simulate(content, "--seeds", 20)
        self.assertRegex(shown, r"seed \d: a call timed out before the first fault: "
                                r"app/asks_in_vain <[\d.]+> has waited for about 2\.0 s for the "
                                r"answer to faulty::get from app/waits <[\d.]+>\n")
        self.assertIn("the same again with", shown)
        self.simulate(content, "--seeds", 20, "--allow", "timeouts", code=0)

    def test_a_call_that_times_out_after_a_fault_is_no_finding(self):
        content = faulty(child("cell", **{"x-simulate": ["slow"]}),
                         child("asks_the_cell", **{"x-simulate": False}))
        self.simulate(content, "--seeds", 20, code=0)

    def livelocked(self):
        return faulty(child("passes_on", "left", args={"to": "right"}),
                      child("passes_on", "right", args={"to": "left"}))

    def test_a_message_that_is_passed_on_for_ever(self):
        # A million steps: one seed is enough.
        shown = self.simulate(self.livelocked(), "--seed", 2)
        self.assertRegex(shown, r"FOUND: a livelock: for 1\.\d s somebody has always run; most "
                                r"messages of the last half were taken by app/(left|right) <[\d.]+> "
                                r"\(\d{4,}\), app/(left|right) <[\d.]+> \(\d{4,}\)\n")

    def test_a_livelock_in_a_start(self):
        shown = self.simulate(faulty(child("starts_for_ever")), "--seed", 2)
        self.assertRegex(shown, r"FOUND: a livelock: .* were taken by .*app/starts_for_ever <")

    def test_a_livelock_that_is_allowed(self):
        self.simulate(self.livelocked(), "--seed", 2, "--faults", 0, "--calm", "1100ms",
                      "--allow", "livelock", code=0)

    def test_an_invariant_that_throws(self):
        self.found(faulty(child("waits", "breaks_the_invariant")),
                   'the invariant "an invariant can be asked" does not hold; it has thrown error: '
                   "std::runtime_error: there is no way to know")

    def test_the_examples(self):
        for file in sorted(CONFIG.glob("*.json")):
            if file.stem.startswith("orders"):  # needs a database
                continue
            if file.stem == "programs":
                shown = self.simulate(file, "--seeds", 1)
                self.assertIn("a simulation cannot wait for a descriptor of the machine", shown)
            else:
                shown = self.simulate(file, "--seeds", 20, code=0)
                self.assertIn("20 seeds from 1: nothing found", shown, file)

    def test_an_application_that_ends_before_the_power_is_lost(self):
        self.simulate(CONFIG / "quickstart.json", "--seeds", 200, code=0)

    # What needs a supervisor to go wrong.

    def test_a_client_that_keeps_a_dead_connection(self):
        connection, client = child("waits", "connection"), child("client")
        self.simulate(faulty(connection, client, strategy="rest_for_one"), "--seeds", 100, code=0)
        self.found(faulty(client, connection, strategy="rest_for_one"),
                   'the invariant "the client has a living connection" does not hold')

    def test_an_answer_to_an_earlier_question(self):
        server = child("doubles")
        self.simulate(faulty(server, child("asks_to_double", restart="temporary")),
                      "--seeds", 100, code=0)
        self.found(faulty(server, child("asks_to_double", restart="temporary",
                                        args={"any_answer": True})),
                   'the invariant "every answer is that to its question" does not hold')

    # Faults.

    def with_a_client(self, cell, **options):
        spared = {"x-simulate": False}
        return faulty(cell, child("asks_the_cell", **spared),
                      child("waits", **{"x-simulate": ["kill", "exit", "start"]}),
                      intensity=20, **options)

    def test_the_kinds_of_faults_that_are_asked_for(self):
        content = self.with_a_client(child("cell"))
        for kind, told in (("kill", r"fault \d: kill app/(cell|waits) <"),
                           ("exit", r"exit signal for app/(cell|waits) <"),
                           ("error", r"error in app/cell <"),
                           ("slow", r"app/cell <[\d.]+> takes [0-2]\.\d{6} s for a message"),
                           ("start", r"kill app/(cell|waits) <[\d.]+>, which does not start at "
                                     r"the first attempt"),
                           ("stall", r"worker [12] stalls for [0-2]\.\d{6} s"),
                           ("clock", r"the clock of people jumps by -?\d+\.\d{6} s")):
            story = self.simulate(content, "--seed", 2, "--faults", 4, "--kinds", kind, code=0)
            self.assertEqual(len(re.findall(told, story)), 4, story)

    def test_a_child_is_only_struck_by_the_faults_that_its_file_names(self):
        content = self.with_a_client(child("cell", **{"x-simulate": ["slow"]}))
        story = self.simulate(content, "--seed", 2, "--faults", 40, code=0)
        self.assertRegex(story, r"app/cell <[\d.]+> takes")
        self.assertNotRegex(story, r"(kill|exit signal for|error in) app/(cell|asks_the_cell)")
        self.assertRegex(story, r"kill app/waits")

    def plan(self, *faults):
        return self.write({"faults": list(faults)}, name="plan.json")

    def test_the_faults_of_a_plan_come_in_its_order(self):
        plan = self.plan({"fault": "kill", "child": "app/cell", "after": "5s"},
                         {"fault": "stall", "time": "2s", "after": "1500ms"},
                         {"fault": "kill", "child": "app/nobody"},
                         {"fault": "error", "child": "app/cell", "at_message": 7, "after": "0s"},
                         {"fault": "start", "child": "app/cell", "attempts": 3, "after": "0s"},
                         {"fault": "kill", "child": "app/cell", "probability": 0})
        story = self.simulate(self.with_a_client(child("cell")), "--seed", 2, "--plan", plan, code=0)
        self.assertRegex(story, r"(?s)\+65\.0\d+ s  #\d+  fault 1: kill app/cell <.*"
                                r"\+126\.\d+ s  #\d+  fault 2: worker [12] stalls for 2\.000000 s.*"
                                r"fault 3: nobody for kill at app/nobody.*"
                                r"fault 4: error in app/cell <.*"
                                r"fault 5: kill app/cell <[\d.]+>, which does not start at the first 3 attempts")
        self.assertEqual(story.count(" did not start: error: std::runtime_error: a fault of"), 3)
        self.assertEqual(story.count("kill app/cell"), 2)

    def test_the_plan_that_the_header_shows(self):
        plan = CONFIG.parent / "test/examples/faults.json"
        shown = self.simulate(CONFIG / "bank.json", "--seeds", 20, "--plan", plan, code=0)
        self.assertIn("20 seeds from 1: nothing found. 40 faults", shown)

    def test_a_file_is_reloaded_in_the_middle(self):
        self.write(faulty(child("cell"), child("waits", "late")), name="next.json")
        plan = self.plan({"fault": "reload", "file": "next.json"},
                         {"fault": "kill", "child": "app/late"})
        content = faulty(child("cell"), child("waits"))
        story = self.simulate(content, "--seed", 2, "--plan", plan, code=0)
        self.assertRegex(story, r"(?s)fault 1: reload.*started \"late\".*fault 2: kill app/late")
        self.simulate(content, "--seeds", 50, "--plan", plan, code=0)
        for wrong, told in (({}, 'fault 1 is a reload of no "file"'),
                            ({"file": "no.json"}, "no.json")):
            result = self.fauxtp("simulate", self.folder / "app.json", "--modules",
                                 running.MODULES, "--plan", self.plan({"fault": "reload", **wrong}))
            self.assertEqual(result.returncode, 78)
            self.assertIn(told, result.stderr)

    # Faults during a reload.

    def migration(self, version, **more):
        return faulty(child("cell", **{"x-simulate": False}),
                      child("migrates", args={"version": version, **more}), intensity=20)

    def in_the_middle(self, *faults, **more):
        self.write(self.migration(2, **more), name="next.json")
        return self.plan({"fault": "reload", "file": "next.json"}, *faults)

    number = 'the invariant "the number is that of the version" does not hold'

    def test_a_kill_in_the_middle_of_a_reload(self):
        killed = {"fault": "kill", "child": "app/migrates"}
        content, wrong = self.migration(1), {"in_two_parts": True}
        plan = self.in_the_middle({**killed, "during": "reload"})
        self.simulate(content, "--seeds", 60, "--plan", plan, code=0)
        plan = self.in_the_middle(killed, killed, **wrong)
        self.simulate(content, "--seeds", 60, "--plan", plan, code=0)
        plan = self.in_the_middle({**killed, "during": "reload"}, {"fault": "clock"}, **wrong)
        self.found(content, self.number, "--plan", plan)
        self.simulate(content, "--seeds", 60, "--plan", plan, "--without", 2, code=0)
        self.simulate(content, "--seeds", 60, "--plan", plan, "--without", 1, code=0)

    def test_a_finding_in_a_reload_is_shown_by_the_reload_and_one_fault(self):
        other = {"fault": "slow", "child": "app/", "during": "reload"}
        plan = self.in_the_middle(other, {"fault": "exit", "child": "app/migrates", "during": "reload"},
                                  {"fault": "clock"}, in_two_parts=True)
        shown = self.simulate(self.migration(1), "--seeds", 300, "--plan", plan)
        self.assertRegex(shown, r"with 2 of 3 faults")
        story = re.findall(r"  #\d+  (fault \d: .*)", shown)
        self.assertEqual(story[0], "fault 1: reload")
        self.assertRegex(story[1], "^fault 3: exit signal for app/migrates")

    def test_faults_in_a_reload_come_at_their_step_one_after_the_other(self):
        cell = {"child": "app/cell", "during": "reload", "at_step": 10}
        self.write(faulty(child("cell"), child("waits", instances=9), child("waits", "late"),
                          intensity=20), name="next.json")
        plan = self.plan({"fault": "reload", "file": "next.json"},
                         {"fault": "stall", "time": "1ms", "during": "reload", "at_step": 1},
                         {"fault": "kill", **cell}, {"fault": "start", **cell},
                         {"fault": "kill", "child": "app/late", "during": "reload", "at_step": 100000},
                         {"fault": "kill", "child": "app/late", "at_step": 1})
        story = self.simulate(faulty(child("cell"), intensity=20), "--seed", 2, "--plan", plan, code=0)
        self.assertRegex(story, r"(?s)fault 1: reload\n.*fault 2: worker \d stalls.*"
                                r"fault 3: kill app/cell.*fault 4: kill app/cell.*"
                                r"fault 1: the reload is done\n.*fault 5: kill app/late.*"
                                r"fault 6: kill app/late")

    def test_the_tree_is_right_whatever_strikes_in_a_reload(self):
        self.write(faulty(child("cell"), child("waits", "late"), child("waits", mailbox={"limit": 9}),
                          intensity=50, strategy="one_for_all"), name="next.json")
        content = faulty(child("cell"), child("waits", "early"), child("waits"), intensity=50)
        for kind in ("kill", "exit", "error", "start", "slow", "stall"):
            plan = self.plan({"fault": "reload", "file": "next.json"},
                             *2 * [{"fault": kind, "during": "reload"}])
            shown = self.simulate(content, "--seeds", 50, "--plan", plan, code=0)
            self.assertIn("50 seeds from 1: nothing found. 150 faults", shown)

    # Faults of the disk.

    def notes(self, mistake="none"):
        return {"name": "app", "modules": ["notes"], "supervisor": {
            "intensity": 20, "children": [child("keeps", args={"mistake": mistake})]}}

    lines = 'the invariant "all lines are whole, and none is missing" does not hold'

    def test_notes_bear_faults_of_the_disk(self):
        for kinds in ("kill,exit,error", "disk_full", "disk_error", "disk_slow"):
            shown = self.simulate(self.notes(), "--seeds", 100, "--kinds", kinds, code=0)
            self.assertIn("100 seeds from 1: nothing found", shown)

    def test_a_line_that_a_full_disk_has_torn(self):
        wrong = self.notes("half_lines")
        self.simulate(wrong, "--seeds", 100, code=0)
        self.simulate(wrong, "--seeds", 100, "--kinds", "disk_error,disk_slow", code=0)
        self.found(wrong, self.lines, "--kinds", "disk_full")

    def test_an_error_of_the_disk_that_is_not_heard(self):
        wrong = self.notes("lost_lines")
        self.simulate(wrong, "--seeds", 100, code=0)
        self.simulate(wrong, "--seeds", 100, "--kinds", "disk_full,disk_slow", code=0)
        self.found(wrong, self.lines, "--kinds", "disk_error")

    def test_a_slow_disk_that_is_asked_again(self):
        wrong = {"name": "app", "modules": ["notes"], "supervisor": {"children": [
            child("book"), child("tells_the_book")]}}
        slow = {"fault": "disk_slow", "files": "book"}
        self.simulate(wrong, "--seeds", 50, "--plan", self.plan({**slow, "each": "1ms"}), code=0)
        self.found(wrong, 'the invariant "no number is in the book twice" does not hold',
                   "--plan", self.plan(slow))

    def test_a_bit_that_flips(self):
        plan = self.plan({"fault": "bit_flip", "files": "/notes/al*"})
        self.found(self.notes(), self.lines, "--plan", plan)
        none = self.plan({"fault": "bit_flip", "files": "*.txt"})
        story = self.simulate(self.notes(), "--seed", 1, "--plan", none, code=0)
        self.assertIn("fault 1: there is no file for files like *.txt of which a bit could flip", story)

    def test_a_loss_of_power_by_plan(self):
        plan = self.plan({"fault": "kill"}, {"fault": "power"}, {"fault": "kill"})
        shown = self.simulate(self.notes(), "--seeds", 60, "--plan", plan, code=0)
        self.assertIn("60 seeds from 1: nothing found. 180 faults", shown)
        wrong = self.notes("no_sync")
        counted = 'the invariant "all lines that were counted are there after a start" does not hold'
        self.found(wrong, counted, "--plan", plan)
        shown = self.simulate(wrong, "--seeds", 100, "--plan", plan)
        self.assertRegex(shown, r"this is the run .*with 1 of [23] faults")
        never = self.plan({"fault": "kill"}, {"fault": "power", "probability": 0}, {"fault": "kill"})
        self.simulate(wrong, "--seeds", 60, "--plan", never, code=0)
        self.simulate(wrong, "--seeds", 60, "--plan", plan, "--without", 2, code=0)

    def test_a_loss_of_power_at_an_operation_on_the_disk(self):
        # A second is a write, a sync, and five operations for the count.
        plan = self.plan({"fault": "power", "at_operation": 9, "after": "500ms"},
                         {"fault": "power", "at_operation": 100000})
        story = self.simulate(self.notes(), "--seed", 2, "--plan", plan, code=0)
        lost = r"fault 1: the power is lost, and the disk does not [a-z]+ /notes\S*\n"
        self.assertRegex(story, r"(?s)" + lost + r".*\+0\.000000 s  #0  start of app\n.*"
                                r"fault 2: the power is lost\n.*\+0\.000000 s  #0  start of app\n")
        places = set()
        for operation in range(1, 10):
            plan = self.plan({"fault": "power", "at_operation": operation, "after": "500ms"})
            story = self.simulate(self.notes(), "--seed", 2, "--plan", plan, code=0)
            places.add(re.search(r"does not (\S+ \S+)\n", story)[1])
        self.assertLessEqual({"write /notes/all", "sync /notes/all", "sync /notes"}, places)

    def test_after_a_reload_and_a_loss_of_power_what_was_reloaded_starts(self):
        self.write(faulty(child("cell"), child("waits", "late")), name="next.json")
        plan = self.plan({"fault": "reload", "file": "next.json"}, {"fault": "power"})
        story = self.simulate(faulty(child("cell")), "--seed", 2, "--plan", plan, code=0)
        self.assertEqual(story.count('started "late"'), 2, story)

    def test_faults_of_the_disk_strike_the_files_and_operations_of_their_plan(self):
        plan = self.plan({"fault": "disk_full", "files": "al*", "time": "2s", "after": "0s"},
                         {"fault": "disk_full", "files": "*.txt", "time": "3s", "after": "0s"},
                         {"fault": "disk_error", "files": "all", "at_operation": 3,
                          "attempts": 2, "after": "0s"},
                         {"fault": "disk_slow", "each": "1s", "time": "4s", "after": "0s"},
                         {"fault": "disk_error", "files": "*.txt", "after": "0s"})
        story = self.simulate(self.notes(), "--seed", 2, "--plan", plan, code=0)
        self.assertRegex(story, r"(?s)fault 1: the disk is full, but for \d+ bytes for files like al\*, "
                                r"for 2\.000000 s\n.*fault 2: .* \*\.txt, for 3\.0.*"
                                r"fault 3: the disk fails to (write|sync) /notes/all \(input/output error\)\n.*"
                                r"fault 3: the disk fails to (write|sync) /notes/all .*"
                                r"fault 4: each operation on the disk takes up to 1\.000000 s, for 4\.")
        self.assertEqual(story.count("  fault "), 5)

    def test_a_finding_on_the_disk_is_shown_by_one_fault(self):
        plan = self.plan({"fault": "disk_slow"}, {"fault": "disk_full"}, {"fault": "disk_error"})
        shown = self.simulate(self.notes("half_lines"), "--seeds", 100, "--plan", plan)
        self.assertRegex(shown, r"this is the run .*with 1 of [23] faults")
        self.assertIn(" --without 1", shown)

    def test_the_bank_bears_faults_of_the_disk(self):
        shown = self.simulate(CONFIG / "bank.json", "--seeds", 60, "--kinds",
                              "disk_full,disk_error,disk_slow,kill", code=0)
        self.assertIn("60 seeds from 1: nothing found", shown)

    # Faults of the network.

    def doubling(self, mistake="none"):
        return {"name": "app", "modules": ["doubling"], "supervisor": {
            "intensity": 20, "children": [child("server", **{"x-simulate": False}),
                                          child("client", args={"mistake": mistake})]}}

    more, right = (f'the invariant "{text}" does not hold' for text in (
        "there are always more answers", "each answer is that to its question"))

    def test_a_client_bears_faults_of_the_network(self):
        for kinds in ("kill,exit", "cut", "partition", "half_open", "delay", "partial",
                      "cut,partition,half_open,delay,partial"):
            shown = self.simulate(self.doubling(), "--seeds", 60, "--kinds", kinds, code=0)
            self.assertIn("60 seeds from 1: nothing found", shown)

    def assert_found_by(self, kind, mistake, text, *others):
        wrong = self.doubling(mistake)
        self.simulate(wrong, "--seeds", 60, "--kinds", ",".join(("kill", "exit", *others)), code=0)
        self.found(wrong, text, "--kinds", kind)

    def test_a_client_that_never_connects_again(self):
        self.assert_found_by("cut", "never_connects_again", self.more,
                             "partition", "delay", "partial", "half_open")

    def test_a_client_that_takes_a_late_answer_for_that_to_its_next_question(self):
        self.assert_found_by("partition", "keeps_the_connection", self.right,
                             "cut", "delay", "partial")

    def test_a_client_that_has_no_patience(self):
        self.assert_found_by("delay", "is_in_a_hurry", self.right, "cut", "partial")

    def test_a_client_that_waits_for_ever(self):
        self.assert_found_by("half_open", "waits_for_ever", self.more,
                             "cut", "partition", "delay", "partial")

    def test_a_client_that_takes_a_read_for_the_whole(self):
        self.assert_found_by("partial", "reads_once", self.right,
                             "cut", "partition", "delay", "half_open")

    def test_faults_of_the_network_strike_the_address_and_take_the_time_of_their_plan(self):
        there, host, other = "127.0.0.1:7000", "127.0.0.1:0", "127.0.0.1:7001"
        plan = self.plan({"fault": "cut", "address": there},
                         {"fault": "cut", "address": other},
                         {"fault": "half_open", "address": host},
                         {"fault": "partition", "address": host, "time": "2s"},
                         {"fault": "delay", "address": there, "each": "100ms", "time": "3s"},
                         {"fault": "partial", "address": there, "time": "4s"},
                         {"fault": "partition", "address": "unix:/run/x"})
        story = self.simulate(self.doubling(), "--seed", 2, "--plan", plan, code=0)
        told = [r"1: the connection from 127\.0\.0\.1:\d+ to 127\.0\.0\.1:7000 is lost",
                r"2: there is no connection to 127\.0\.0\.1:7001 that could be lost",
                r"3: the connection from 127\.0\.0\.1:\d+ to 127\.0\.0\.1:7000 falls silent",
                r"4: nothing comes through, to and from 127\.0\.0\.1:0, for 2\.000000 s",
                r"5: all takes 0\.100000 s on its way, to and from 127\.0\.0\.1:7000, for 3\.000000 s",
                r"6: each read and write does a part of what it could, to and from 127\.0\.0\.1:7000, for 4",
                r"7: nothing comes through, to and from unix:/run/x, for \d"]
        self.assertRegex(story, "(?s)" + ".*".join("fault " + each for each in told))

    def test_a_finding_on_the_network_is_shown_by_one_fault(self):
        plan = self.plan({"fault": "delay"}, {"fault": "cut"}, {"fault": "partition"})
        shown = self.simulate(self.doubling("never_connects_again"), "--seeds", 100, "--plan", plan)
        self.assertRegex(shown, r"this is the run on 1 worker, with 1 of [23] faults")

    def test_all_runs_are_the_same_in_another_process(self):
        first, second = (self.simulate(CONFIG / "bank.json", "--seeds", 100, code=0)
                         for _ in range(2))
        told = r"(?m)^trace of all: [0-9a-f]{16}$"
        self.assertEqual(re.search(told, first)[0], re.search(told, second)[0])

    def test_all_schedules_of_a_small_tree_with_few_switches(self):
        content = faulty(self.racers())
        shown = self.simulate(content, "--strategy", "exhaustive", "--faults", 0)
        self.assertRegex(shown, r"where a thread goes on until it sleeps, except at [12] steps?\n")
        again = re.search(r"the same again with: fauxtp simulate \S+(.*)", shown)
        self.assertIn("FOUND: an actor crashed", self.simulate(content, *again[1].split()))
        shown = self.simulate(faulty(child("waits", instances=2)), "--strategy", "exhaustive",
                              "--faults", 0, "--bound", 1, "--calm", "1s", code=0)
        self.assertRegex(shown, r"^all [1-9]\d+ schedules of seed 1 with at most 1 switches: nothing")

    def test_a_plan_with_mistakes_is_refused_with_all_of_them(self):
        plan = self.plan({"fault": "kil"}, {"fault": "stall", "chlid": "x"},
                         {"fault": "clock", "at_message": 3}, {"fault": "slow", "time": "0s"},
                         {"fault": "kill", "probability": 1.5},
                         {"fault": "disk_ful", "file": "x"}, {"fault": "disk_full", "filess": "x"},
                         {"fault": "disk_slow", "at_operation": 3}, {"fault": "kill", "each": "1s"},
                         {"fault": "disk_error", "at_operation": 0},
                         {"fault": "cut", "address": "here"}, {"fault": "partition", "addres": "x"},
                         {"fault": "half_open", "time": "1s"},
                         {"fault": "kill", "during": "reload"}, {"fault": "kill", "during": "relaod"},
                         {"fault": "exit", "after": "1s", "at_step": 3})
        result = self.fauxtp("simulate", CONFIG / "bank.json", "--plan", plan)
        self.assertEqual(result.returncode, 78)
        for text in ('did you mean "kill"?', 'did you mean "child"?',
                     'fault 3 is "clock", which has no "at_message"', "time", "1.5",
                     'did you mean "disk_full"?', 'did you mean "files"?',
                     'fault 8 is "disk_slow", which has no "at_operation"',
                     'fault 9 is "kill", which has no "each"', "at_operation",
                     '"here"', 'did you mean "address"?', 'fault 13 is "half_open", which has no "time"',
                     "fault 14 strikes during a reload, and fault 13 is none",
                     'did you mean "reload"?', 'fault 16 has "after" and "at_step"', "16 errors"):
            self.assertIn(text, result.stderr)

    def test_a_child_that_names_no_fault_is_refused(self):
        for given, told in ((["kil"], 'did you mean "kill"?'), ("kill", "it is false, or an array"),
                            ([3], "it is false, or an array")):
            result = self.fauxtp("check", self.write(faulty(child("waits", **{"x-simulate": given}))))
            self.assertEqual(result.returncode, 78)
            self.assertIn(told, result.stderr)

    # What was found, made smaller.

    def test_a_finding_is_shown_by_as_few_faults_and_switches_as_show_it(self):
        connection, client = child("waits", "connection"), child("client")
        shown = self.simulate(faulty(client, connection, strategy="rest_for_one"),
                              "--seeds", 100, "--faults", 9)
        self.assertRegex(shown, r"this is the run on 1 worker, with 1 of [2-9] faults")
        again = re.search(r"the same again with: fauxtp simulate (\S+)(.*)", shown)
        story = self.simulate(pathlib.Path(again[1]), *again[2].split())
        self.assertIn('FOUND: the invariant "the client has a living connection"', story)
        self.assertEqual(len(re.findall(r"(?m)  #\d+  fault \d: ", story)), 1)

    def test_a_race_between_threads_needs_switches_only_where_it_is(self):
        shown = self.simulate(faulty(self.racers()),
                              "--seeds", 100)
        told = re.search(r"this is the run .*except in the steps (\d+) to (\d+)", shown)
        self.assertTrue(told, shown)
        self.assertLess(int(told[2]) - int(told[1]), 50)

    def test_a_finding_is_drawn(self):
        diagram = self.folder / "found.svg"
        text = (CONFIG / "bank.json").read_text().replace(
            '"instances": 2', '"instances": 2, "args": {"new_id_for_each_attempt": true}')
        shown = self.simulate(text, "--diagram", diagram)
        drawn = xml.dom.minidom.parse(str(diagram)).documentElement
        words = "".join(each.toxml() for each in drawn.getElementsByTagName("text"))
        self.assertIn("no transfer is made twice", words)
        # So is the run of a seed, which may have found nothing.
        self.simulate(CONFIG / "bank.json", "--seed", 1, "--diagram", diagram, code=0)
        self.assertIn("seed 1: nothing found", diagram.read_text())
        for line in re.findall(r"sends to .*: (call \S+)", shown):
            self.assertIn(line.replace('"', "&quot;"), words.replace('"', "&quot;"))
        self.assertGreater(len(drawn.getElementsByTagName("path")), 4)

    def test_the_story_and_the_diagram_of_the_readme(self):
        root = CONFIG.parent
        self.write((CONFIG / "bank.json").read_text().replace(
            '"instances": 2', '"instances": 2, "args": {"new_id_for_each_attempt": true}'),
            name="wrong_bank.json")
        readme = (root / "README.md").read_text()
        command = re.search(r"(?m)^\$ fauxtp (simulate wrong_bank.json .*)$", readme)
        result = self.fauxtp(*command[1].split(), "--modules", running.MODULES)
        def without_build(text):
            return re.sub(r"--build [0-9a-f]{8}\b", "--build …", text)

        printed = without_build(result.stdout.replace(f" --modules {running.MODULES}", ""))
        for line in readme[command.end():].split("```")[0].strip().splitlines():
            if line.strip() != "…":
                self.assertIn(without_build(line) + "\n", printed)
        drawn, kept = self.folder / "wrong_bank.svg", root / "lib/simulation/wrong_bank.svg"
        self.assertEqual(drawn.read_text(), kept.read_text())

    def test_a_diagram_that_cannot_be_written_is_told(self):
        result = self.fauxtp("simulate", self.write(faulty(child("starts_once"))), "--modules",
                             running.MODULES, "--diagram", "/nowhere/at/all.svg")
        self.assertEqual(result.returncode, 1)
        self.assertIn("--diagram: /nowhere/at/all.svg cannot be written", result.stderr)

    def test_a_seed_of_another_build_is_refused(self):
        content = faulty(child("starts_once"))
        shown = self.simulate(content, "--seeds", 5)
        seed, build = re.search(r"--seed (\d+) --build ([0-9a-f]{8})$", shown.strip()).groups()
        self.assertIn("its root supervisor has given up",
                      self.simulate(content, "--seed", seed, "--build", build))
        changed = faulty(child("starts_once"), child("waits"))
        result = self.fauxtp("simulate", self.write(changed), "--modules", running.MODULES,
                             "--seed", seed, "--build", build)
        self.assertEqual(result.returncode, 2)
        self.assertIn(f"seed {seed} is of the build {build}, and this is ", result.stderr)
        self.assertIn("Without --build it is run all the same", result.stderr)

    # The bank.

    def test_nothing_in_the_bank(self):
        shown = self.simulate(CONFIG / "bank.json", "--seeds", 200, code=0)
        self.assertRegex(shown, r"^200 seeds from 1: nothing found. 650 faults")
        # Else they prove little.
        self.assertRegex(shown, r"(?m)^in [1-9]\d* of them: a transfer comes again$")

    def test_it_is_told_at_how_many_places_threads_were_switched(self):
        def places(*options):
            shown = self.simulate(CONFIG / "bank.json", *options, code=0)
            return [int(each) for each in re.search(
                r"(?m)^places in the code where threads can be switched: (\d+) came by, and at "
                r"(\d+) of them another thread went on$", shown).groups()]
        few, many = places("--seeds", 2, "--switches", "none"), places("--seeds", 100)
        self.assertLess(few[1], few[0])
        self.assertLess(few[1], many[1])
        self.assertLessEqual(many[1], many[0])
        self.assertGreater(many[1], 12)

    def test_a_teller_that_takes_another_id_for_the_same_transfer(self):
        text = (CONFIG / "bank.json").read_text()
        wrong = text.replace('"instances": 2', '"instances": 2, "args": '
                             '{"new_id_for_each_attempt": true}')
        self.assertNotEqual(wrong, text)
        seed = self.found(wrong, 'the invariant "no transfer is made twice" does not hold')
        # That seed alone shows it.
        story = self.simulate(self.folder / "app.json", "--seed", seed)
        self.assertIn("FOUND: the invariant", story)

    # A seed says all.

    def test_the_same_seed_gives_the_same_story_in_another_process(self):
        stories = set()
        for seed in range(1, 21):
            story = self.simulate(CONFIG / "bank.json", "--seed", seed, code=0)
            self.assertEqual(self.simulate(CONFIG / "bank.json", "--seed", seed, code=0), story)
            stories.add(story)
        self.assertEqual(len(stories), 20)

    def test_a_seed_tells_its_messages_and_is_the_same_run(self):
        story = self.simulate(CONFIG / "bank.json", "--seed", 1, code=0)
        told = self.simulate(CONFIG / "bank.json", "--seed", 1, "--messages", code=0)
        self.assertIn('bank/teller-1 <0.97.1> sends to bank/ledger <0.65.1>: call ["transfer", ', told)
        self.assertIn("bank/ledger <0.65.1> sends to bank/teller-1 <0.97.1>: reply true", told)
        self.assertEqual([line for line in told.splitlines() if " sends to " not in line
                          and " gets: " not in line], story.splitlines())

    def test_a_debugger_can_stop_at_a_step(self):
        path = self.write((CONFIG / "bank.json").read_text())
        result = self.fauxtp("simulate", path, "--seed", 1, "--until", 100)
        self.assertEqual(-result.returncode, signal.SIGTRAP)

    def test_the_number_of_workers_is_another_world(self):
        one, two = (self.simulate(CONFIG / "bank.json", "--seed", 1, "--workers", number, code=0)
                    for number in (1, 2))
        self.assertNotEqual(one, two)

    # Ordinary code.

    def test_clocks_sleeps_and_chance_of_ordinary_code_follow_from_the_seed(self):
        content = faulty(child("asks_the_machine", restart="temporary"))
        story = self.simulate(content, "--seed", 2, "--faults", 0, "--calm", "3h", code=0)
        told = re.search(r"chance (\d+) (\d+) 1, passed (\d+), in time 0, wall (\d+), time (\d+)",
                         story)
        self.assertTrue(told, story)
        self.assertAlmostEqual(int(told[3]), 3600e9, delta=1e6)
        self.assertEqual(int(told[4]) // 10**9, int(told[5]))
        self.assertAlmostEqual(int(told[5]), 1767225600 + 7200, delta=2)
        self.assertEqual(
            self.simulate(content, "--seed", 2, "--faults", 0, "--calm", "3h", code=0), story)
        other = self.simulate(content, "--seed", 4, "--faults", 0, "--calm", "3h", code=0)
        self.assertNotIn(told[1], other)

    def locked(self, number):
        return faulty(child("cell"), child("calls_under_a_lock", instances=number,
                                           restart="temporary"))

    def test_an_actor_may_wait_for_a_lock_that_another_thread_has(self):
        self.simulate(self.locked(2), "--seeds", 50, "--faults", 0, "--workers", 4, code=0)

    def test_a_lock_that_an_actor_of_the_same_thread_has(self):
        self.found(self.locked(4), "an actor waits for a mutex that another actor of its thread",
                   "--faults", 0)

    def test_a_thread_of_a_module_is_told(self):
        shown = self.simulate(faulty(child("makes_a_thread")), "--seeds", 5, code=0)
        self.assertIn("not all followed from the seeds: a module has made a thread", shown)

    # Bad input.

    def test_a_file_with_an_error_is_refused(self):
        result = self.fauxtp("simulate", self.write({"name": "app"}))
        self.assertEqual(result.returncode, 78)
        self.assertIn("supervisor", result.stderr)

    def test_options_out_of_range_are_refused(self):
        for options in (["--workers", 0], ["--workers", 9], ["--seeds", -1], ["--seed", "x"],
                        ["--calm", "1"], ["--calm", "0s"], ["--kinds", "fire"], ["--messages"],
                        ["--until", 5], ["--plan", "/nowhere"], ["--without", "x"], ["--allow", "fire"],
                        ["--switches", "7,"], ["--switches", "9-3"], ["--switches", "1-2x"]):
            result = self.fauxtp("simulate", CONFIG / "bank.json", *options)
            self.assertEqual(result.returncode, 2, options)
        for kind in ("reload", "bit_flip", "power"):  # they have to be planned
            result = self.fauxtp("simulate", CONFIG / "bank.json", "--kinds", kind)
            self.assertEqual(result.returncode, 2, kind)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    running.main(Simulate)
