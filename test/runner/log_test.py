#!/usr/bin/env -S python3 -B
"""The log of a running application: for people, for programs, and when nobody takes it."""
import json
import os
import re
import signal
import subprocess

import running
from running import application, child


class Log(running.Running):
    def output_of(self, content, **environment):
        """What a run that ends by itself writes to its standard error."""
        result = subprocess.run([running.RUNNER, "run", self.write(content), "--modules",
                                 running.MODULES], capture_output=True, text=True, timeout=50,
                                cwd=self.folder, env={**self.environment, **environment})
        return result.stderr.splitlines()

    def crashing(self):
        return application(child("crashes_at_once", "c"), intensity=0)

    def test_a_crash_is_told_with_what_it_did_and_where_it_was_thrown(self):
        lines = self.output_of(self.crashing())
        at = next(i for i, line in enumerate(lines) if "app/c <" in line)
        self.assertIn("ended with error: std::out_of_range: index 7 of 3", lines[at])
        self.assertRegex(lines[at + 1], r"^    #0 .*handle_continue.* at misbehaving.cpp:\d+$")
        stack = [line for line in lines if line.startswith("    #")]
        self.assertFalse([line for line in stack if "fauxtp::detail::process" in line])

    def test_what_is_no_terminal_gets_an_object_a_line(self):
        lines = self.output_of(self.crashing(), FAUXTP_LOG_FORMAT="auto", JOURNAL_STREAM="")
        every = [json.loads(line) for line in lines]
        crash = next(each for each in every if each.get("label") == "actor/crash")
        self.assertEqual(crash["level"], "error")
        self.assertEqual(crash["path"], "app/c")
        self.assertRegex(crash["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertRegex(crash["stack"][0], r"handle_continue.* at misbehaving.cpp:\d+$")
        self.assertLessEqual({"reason", "parent", "links", "messages"}, crash["fields"].keys())
        self.assertIn("supervisor/progress", [each.get("label") for each in every])

    def test_lines_for_the_journal_begin_with_their_priority(self):
        lines = self.output_of(self.crashing(), FAUXTP_LOG_FORMAT="journal")
        self.assertTrue(all(re.match("^<[2-7]>", line) for line in lines), lines)
        self.assertTrue([line for line in lines if line.startswith("<3>app/c <")])

    def test_a_disk_that_is_full_harms_nobody_but_the_log(self):
        file = self.write(application(child("well_behaved", "a")))
        with open("/dev/full", "w") as full:
            process = subprocess.Popen([running.RUNNER, "run", file, "--modules", running.MODULES],
                                       stderr=full, cwd=self.folder, env=self.environment)
        self.addCleanup(process.kill)
        while self.fauxtp("call", "a", "1").returncode != 0:
            self.assertIsNone(process.poll())
        self.fauxtp("cast", "a", '"log this"')
        self.assertIn("log this", self.fauxtp("logs").stdout)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=50), 0)

    def test_where_no_folder_can_be_written_it_runs_all_the_same(self):
        file = self.write(application(child("well_behaved", "a")))
        environment = {**self.environment, "XDG_RUNTIME_DIR": "/proc/none", "HOME": "/proc/none"}
        process = subprocess.Popen([running.RUNNER, "run", file, "--modules", running.MODULES],
                                   stderr=subprocess.PIPE, text=True, cwd="/", env=environment)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        for line in process.stderr:
            if "up in" in line:
                break
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    def test_who_lets_nobody_else_run_is_named_with_its_stack(self):
        tree = application(child("well_behaved", "a"))
        tree["runtime"] = {"stall_after": "50ms", "threads": 2, "shutdown_timeout": "1s"}
        process = self.started(tree, "up in")
        self.fauxtp("cast", "a", '"hog"')
        for line in process.stderr:
            if "let nobody else run" in line:
                break
        self.assertIn("app/a", line)
        self.assertIn("it computes", line)
        self.assertRegex(process.stderr.readline(), r"handle_cast.* at misbehaving.cpp:\d+$")
        self.assertIn("let nobody else run", self.fauxtp("logs").stdout)
        process.kill()
        process.wait()


if __name__ == "__main__":
    os.environ.pop("JOURNAL_STREAM", None)
    running.main(Log)
