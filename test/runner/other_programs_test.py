#!/usr/bin/env -S python3 -B
"""Programs that are not written with fauxtp, as children of a tree: fauxtp/program."""
import json
import os
import pathlib
import signal
import subprocess
import time

import running

SOON = 20  # seconds; a machine may be busy


def program(name, script, **more):
    script = script.replace("$", "$$")  # in a file a $ stands for a variable
    args = {"command": ["sh", "-c", script], **more.pop("args", {})}
    return {"name": name, "actor": "fauxtp/program", "args": args, **more}


def tree(*children, **supervisor):
    return {"name": "app", "supervisor": {**supervisor, "children": list(children)}}


class OtherPrograms(running.Running):
    def number_in(self, file):
        """The number of a process, which it has written into a file of the folder."""
        path = self.folder / file
        latest = time.monotonic() + SOON
        while not path.exists() or not path.read_text().endswith("\n"):
            self.assertLess(time.monotonic(), latest, file)
            time.sleep(0.01)
        return int(path.read_text().split()[-1])

    def assert_gone(self, number):
        latest = time.monotonic() + SOON
        while True:
            try:
                stat = pathlib.Path(f"/proc/{number}/stat").read_text()
            except (FileNotFoundError, ProcessLookupError):
                return
            if ") Z " in stat:
                return
            self.assertLess(time.monotonic(), latest, stat)
            time.sleep(0.01)

    def test_a_tree_of_programs_runs_without_any_module(self):
        process = self.started(tree(program("a", "echo hello from a; exec sleep 1000")), "up in")
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assertEqual(code, 0, self.seen + rest)
        self.assertRegex(self.seen + rest, "app/a .*hello from a\n")

    def test_programs_start_one_after_the_other_when_each_is_ready(self):
        first = program("first", "sleep 0.3; echo now; exec sleep 1000",
                        args={"ready": {"output": "now"}})
        second = program("second", "echo second; exec sleep 1000")
        process = self.started(tree(first, second), "up in")
        process.send_signal(signal.SIGTERM)
        rest = self.ended(process)[1]
        self.assert_in_order(self.seen + rest, "app/first ", "now", "started  app/first",
                             "started  app/second")

    def test_a_program_that_fails_is_restarted_and_one_that_is_done_is_not(self):
        fails = program("fails", "echo $$ >> fails; exit 3", restart="transient")
        done = program("done", "echo $$ >> done", restart="transient")
        result = self.run_file(tree(fails, done, intensity=2))
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertEqual(len((self.folder / "fails").read_text().split()), 3)
        self.assertEqual(len((self.folder / "done").read_text().split()), 1)
        self.assertIn('ended with ("exit_status", 3)', result.stderr)

    def test_a_program_that_ignores_its_signal_is_killed_with_all_that_it_has_started(self):
        script = "trap '' TERM; sleep 1000 & echo $! > sleeper; echo $$ > shell; wait"
        process = self.started(tree(program("a", script, shutdown="200ms")), "up in")
        numbers = self.number_in("sleeper"), self.number_in("shell")
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assertEqual(code, 1, rest)
        self.assertIn("1 had to be killed", rest)
        for each in numbers:
            self.assert_gone(each)

    def test_a_program_that_obeys_its_signal_is_waited_for(self):
        script = "trap 'sleep 0.3; echo saved; exit 0' INT; echo up; while :; do sleep 0.01; done"
        wanted = {"stop_signal": "INT", "ready": {"output": "up"}}
        process = self.started(tree(program("a", script, args=wanted)), "up in")
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assertEqual(code, 0, rest)
        self.assertIn("saved", rest)

    def test_no_program_outlives_a_runner_that_is_killed(self):
        process = self.started(tree(program("a", "echo $$ > shell; exec sleep 1000")), "up in")
        number = self.number_in("shell")
        process.kill()
        process.wait()
        self.assert_gone(number)

    def test_what_cannot_be_started_is_told(self):
        missing = {"id": "a", "actor": "fauxtp/program", "args": {"command": ["no-such-program"]}}
        result = self.run_file(tree(missing))
        self.assertEqual(result.returncode, 1)
        self.assertIn("start of no-such-program: No such file or directory", result.stderr)

    def test_a_mistake_in_the_arguments_is_found_before_anything_starts(self):
        wrong = {"id": "a", "actor": "fauxtp/program", "args": {"comand": ["true"]}}
        result = self.run_file(tree(wrong), "check")
        self.assertEqual(result.returncode, 78)
        self.assertIn('did you mean "command"?', result.stderr + result.stdout)
        unknown = {"id": "a", "actor": "fauxtp/programm", "args": {"command": ["true"]}}
        result = self.run_file(tree(unknown), "check")
        self.assertIn('did you mean "fauxtp/program"?', result.stderr + result.stdout)

    def test_an_operator_sees_and_restarts_a_program(self):
        process = self.started(tree(program("a", "echo $$ >> shells; exec sleep 1000")), "up in")
        first = self.number_in("shells")
        self.assertIn("a", self.fauxtp("tree").stdout)
        self.assertEqual(self.fauxtp("restart", "a").returncode, 0)
        latest = time.monotonic() + SOON
        while self.number_in("shells") == first:
            self.assertLess(time.monotonic(), latest)
        self.assert_gone(first)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)


if __name__ == "__main__":
    running.main(OtherPrograms)
