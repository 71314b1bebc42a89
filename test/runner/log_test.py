#!/usr/bin/env -S python3 -B
"""The log of a running application: for people, for programs, and when nobody takes it."""
import json
import os
import re
import signal
import socket
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

    def test_crashes_of_one_cause_are_told_once_in_full(self):
        crashing = [child("crashes_at_once", name, restart="temporary") for name in "cde"]
        process = self.started(application(*crashing), "up in")
        process.terminate()
        lines = (self.seen + self.ended(process)[1]).splitlines()
        of_actors = [line for line in lines if re.search(r"app/[cde] <[0-9.]+> ended", line)]
        self.assertRegex(of_actors[0], "ended with error")
        for line in of_actors[1:]:
            self.assertRegex(line, r"ended for the same reason as app/[cde] just before$")
        self.assertEqual(len(of_actors), 3)
        self.assertEqual(len([line for line in lines if line.startswith("    #0")]), 1)

    def test_an_actor_without_a_name_is_told_by_its_pid_once(self):
        lines = self.output_of(application(child("starts_a_stranger", "s"),
                                           child("crashes_at_once", "c"), intensity=0))
        told = next(line for line in lines if "who am I?" in line)
        self.assertEqual(told.count("<0."), 1, told)

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

    # What the file says.

    def logging(self, *children, **logging):
        return {**application(*children), "logging": logging}

    def told(self, *names):
        """The log after each of them was to log its name."""
        for name in names:
            self.fauxtp("cast", name, f'"{name}"')
            self.fauxtp("call", name, "1")  # it has
        return self.fauxtp("logs").stdout

    def up(self, tree):
        process = self.started(tree, "up in")
        self.addCleanup(self.ended, process)
        self.addCleanup(process.send_signal, signal.SIGTERM)
        return process

    def stopped(self, process):
        process.send_signal(signal.SIGTERM)
        return self.ended(process)

    def test_the_file_has_levels_for_some(self):
        inner = {"id": "in", "log_level": "error", "children": [
            child("well_behaved", "b"), child("well_behaved", "c", log_level="info")]}
        self.up(self.logging(child("well_behaved", "a"), child("well_behaved", "d"), inner,
                             levels={"misbehaving": "critical", "d": "info"}))
        log = self.told("a", "b", "c", "d")
        self.assertEqual([name for name in "abcd" if f'told "{name}"' in log], ["c", "d"])

    def test_a_child_on_request_has_the_level_of_its_template(self):
        session = {"id": "session", "actor": "says_its_args", "log_level": "error"}
        sessions = {"name": "sessions", "strategy": "simple_one_for_one", "max_children": 2,
                    "children": [session]}
        self.up(application(sessions, child("opens_sessions")))
        self.assertIn("refused: max_children", self.seen)
        self.assertNotIn("args:", self.seen)

    def test_the_log_goes_to_several_places_at_once(self):
        (self.folder / "etc").mkdir()
        self.write({"logging": {"sinks": [{"type": "stderr"},
                                          {"type": "file", "path": "../log/a.log"},
                                          {"type": "file", "path": "b.log"}]}}, "etc/logging.json")
        process = self.up({**application(child("well_behaved", "a")),
                           "include": ["etc/logging.json"]})
        self.told("a")
        self.assertIn('told "a"', self.stopped(process)[1])
        for path in ("log/a.log", "etc/b.log"):
            lines = [json.loads(line) for line in (self.folder / path).read_text().splitlines()]
            self.assertIn("supervisor/progress", [each.get("label") for each in lines])
            self.assertEqual([each["path"] for each in lines if each["text"] == 'told "a"'],
                             ["app/a"])
            self.assertTrue(lines[-1]["text"].startswith("app stopped"))

    def test_the_log_in_a_file_is_text_if_the_file_says_so_and_standard_error_is_silent(self):
        tree = {**self.crashing(), "logging": {
            "format": "text", "sinks": [{"type": "file", "path": "a.log"}]}}
        self.assertEqual(self.output_of(tree),
                         ["error: app stopped: its root supervisor gave up (see above)"])
        text = (self.folder / "a.log").read_text()
        self.assertRegex(text, r"\n\d{4}-\d\d-\d\d [\d:.]{12} error   app/c <0\..* index 7 of 3")
        self.assertRegex(text, r"\n    #0 .*handle_continue.* at misbehaving.cpp:\d+\n")

    def test_a_file_that_has_its_size_is_put_aside_and_so_many_are_kept(self):
        self.up(self.logging(child("well_behaved", "a"), sinks=[
            {"type": "stderr"},
            {"type": "file", "path": "a.log", "rotate_size": 1000, "keep": 2}]))
        for _ in range(30):
            self.told("a")
        logs = sorted(self.folder.glob("*.log"))
        self.assertEqual([each.name for each in logs], ["a.1.log", "a.2.log", "a.log"])
        for each in logs:
            self.assertLessEqual(each.stat().st_size, 1000)
            for line in each.read_text().splitlines():
                json.loads(line)

    def test_a_log_that_cannot_be_opened_keeps_the_application_from_starting(self):
        tree = self.logging(child("well_behaved", "a"), sinks=[{"type": "file", "path": "."}])
        result = self.run_file(tree)
        self.assertRegex(result.stderr, r"^error: .*app.json:\d+:\d+: the log cannot go there: "
                                        r"Failed opening file .*: Is a directory\n$")
        self.assertEqual(result.returncode, 1)

    def test_a_file_on_a_disk_that_is_full_harms_nobody_and_is_told_once(self):
        process = self.up(self.logging(child("well_behaved", "a"), sinks=[
            {"type": "stderr"}, {"type": "file", "path": "/dev/full"}, {"type": "file", "path": "b"},
            {"type": "file", "path": "/dev/full", "rotate_size": "1KiB"}]))
        for _ in range(30):
            self.told("a")
        self.assertIn(r'"told \"a\""', (self.folder / "b").read_text())
        code, rest = self.stopped(process)
        self.assertEqual(code, 0)
        lost = [line for line in (self.seen + rest).splitlines() if "lines of the log are lost" in line]
        self.assertEqual(len(lost), 2, lost)  # one of each
        self.assertRegex(lost[0], "^error: .*/dev/full: No space left on device$")

    def test_the_journal_gets_each_line_with_its_fields(self):
        journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(journal.close)
        journal.bind(str(self.folder / "journal"))
        journal.settimeout(20)
        self.output_of({**self.crashing(), "logging": {
            "sinks": [{"type": "journald", "path": "journal"}]}})
        line = b""
        while b"\nFAUXTP_LABEL=actor/crash\n" not in line:
            line = journal.recv(1 << 16)
        self.assertIn(b"\nPRIORITY=3\nSYSLOG_IDENTIFIER=app\nFAUXTP_PATH=app/c\nFAUXTP_PID=<0.", line)
        self.assertTrue(line.startswith(b"MESSAGE\n"))  # of several lines: its length comes first
        length = int.from_bytes(line[8:16], "little")
        self.assertRegex(line[16:16 + length], rb"(?s)^app/c .* index 7 of 3.*\n    #0 .*\S$")
        self.assertEqual(line[16 + length:16 + length + 10], b"\nPRIORITY=")

    def test_a_journal_that_goes_is_told_of_and_one_that_comes_again_is_written_to(self):
        path = self.folder / "journal"
        journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        journal.bind(str(path))
        process = self.up(self.logging(child("well_behaved", "a"), sinks=[
            {"type": "stderr"}, {"type": "journald", "path": "journal"}]))
        journal.close()
        self.told("a")
        path.unlink()
        again = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(again.close)
        again.bind(str(path))
        self.told("a")
        self.assertIn(b'told "a"', again.recv(1 << 16))
        self.assertIn("lines of the log are lost: the journal: Connection refused",
                      self.stopped(process)[1])

    def test_where_no_journal_is_that_is_told_and_nothing_starts(self):
        tree = self.logging(sinks=[{"type": "journald", "path": "nowhere"}])
        result = self.run_file(tree)
        self.assertRegex(result.stderr, r"^error: .*app.json:\d+:\d+: the log cannot go there: no "
                                        r"journal takes lines at .*/nowhere: No such file")
        self.assertEqual(result.returncode, 1)

    # When nobody takes it.

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
