#!/usr/bin/env -S python3 -B
"""Nobody waits for whoever should read the log: a pipe, a terminal, a FIFO, a journal, an operator."""
import json
import os
import pathlib
import pty
import re
import signal
import socket
import subprocess
import termios
import time

import running
from running import application, child

SOON = 20  # seconds; a machine may be busy


class Unread(running.Running):
    def assert_answers(self, name):
        self.assertIn("you said", self.fauxtp("call", name, "1").stdout)

    def assert_stops(self, process, code=0):
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(SOON), code)

    # Standard error.

    def test_actors_and_a_stop_go_on_although_nobody_reads_standard_error(self):
        process, _ = self.unread(application(child("logs_much"), child("well_behaved", "a")))
        self.assertEqual(self.fauxtp("call", "logs_much", "30").returncode, 0)
        self.assert_answers("a")
        self.assert_stops(process)

    def test_the_shutdown_timeout_holds_although_nobody_reads_standard_error(self):
        tree = application(child("hogs_its_worker"), child("logs_much"))
        tree["runtime"] = {"shutdown_timeout": "200ms", "threads": 2}
        process, _ = self.unread(tree)
        self.assert_stops(process, 3)

    def test_a_second_sigterm_ends_it_at_once_although_nobody_reads_standard_error(self):
        process, _ = self.unread(application(child("refuses_to_stop", shutdown="1m")))
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)  # what comes sooner is one order
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(SOON), 143)

    def test_what_had_no_room_is_counted_and_told_when_it_flows_again(self):
        process, ours = self.unread(application(child("logs_much")))
        many = 100_000
        self.assertEqual(self.fauxtp("call", "logs_much", str(many)).returncode, 0)
        process.send_signal(signal.SIGTERM)
        text = b""
        while part := os.read(ours, 1 << 16):
            text += part
            if b"app stopped in" in text:
                break
        self.assertEqual(process.wait(SOON), 0)
        lines = [int(each) for each in re.findall(rb" line (\d+)\.", text)]
        lost = [int(each) for each in re.findall(rb"(\d+) lines of the log are lost here", text)]
        self.assertEqual(lines, sorted(lines))
        self.assertGreater(sum(lost), 0)
        # A few other lines, such as that of the stop, may be lost, too.
        self.assertIn(len(lines) + sum(lost), range(many, many + 10))

    def test_a_terminal_that_is_held_by_ctrl_s_holds_nobody_up(self):
        terminal, its = pty.openpty()
        process = subprocess.Popen([running.RUNNER, "run",
                                    self.write(application(child("logs_much"),
                                                           child("well_behaved", "a"))),
                                    "--modules", running.MODULES], stderr=its, cwd=self.folder,
                                   env=self.environment)
        self.addCleanup(process.kill)
        self.addCleanup(os.close, its)
        self.addCleanup(os.close, terminal)
        seen = b""
        while b"up in" not in seen:
            seen += os.read(terminal, 1024)
        termios.tcflow(its, termios.TCOOFF)
        self.assertEqual(self.fauxtp("call", "logs_much", "3000").returncode, 0)
        self.assert_answers("a")
        self.assert_stops(process)

    def test_standard_error_that_does_not_block_loses_nothing_while_somebody_reads(self):
        ours, its = os.pipe()
        os.set_blocking(its, False)
        self.addCleanup(os.close, ours)
        process = subprocess.Popen([running.RUNNER, "run",
                                    self.write(application(child("logs_much"))), "--modules",
                                    running.MODULES], stderr=its, cwd=self.folder,
                                   env=self.environment)
        os.close(its)
        self.addCleanup(process.kill)
        text = b""
        asked = False
        while part := os.read(ours, 1 << 16):
            text += part
            if not asked and b"up in" in text:
                asked = True
                self.assertEqual(self.fauxtp("call", "logs_much", "2000").returncode, 0)
                process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(SOON), 0)
        self.assertEqual(len(re.findall(rb" line \d+\.", text)), 2000)

    def test_with_standard_error_closed_no_other_file_gets_what_is_meant_for_it(self):
        tree = application(child("logs_much"))
        tree["logging"] = {"sinks": [{"type": "stderr"}, {"type": "file", "path": "a.log"}]}
        file = self.write(tree)
        process = subprocess.Popen(
            ["sh", "-c", 'exec "$@" 2>&- 1>&- 0<&-', "sh", running.RUNNER, "run", file, "--modules",
             running.MODULES], cwd=self.folder, env=self.environment)
        self.addCleanup(process.kill)
        until = time.monotonic() + SOON
        while self.fauxtp("call", "logs_much", "1").returncode != 0:
            self.assertLess(time.monotonic(), until)
        self.assert_stops(process)
        for line in (self.folder / "a.log").read_text().splitlines():
            json.loads(line)

    # Sinks.

    def logging_to(self, *sinks):
        tree = application(child("logs_much"), child("well_behaved", "a"))
        tree["logging"] = {"sinks": [{"type": "stderr"}, *sinks]}
        return tree

    def test_a_fifo_without_a_reader_holds_nobody_up_and_gets_its_lines_when_one_comes(self):
        os.mkfifo(self.folder / "fifo")
        process = self.started(self.logging_to({"type": "file", "path": "fifo"}), "up in")
        self.fauxtp("call", "logs_much", "3")
        self.assert_answers("a")
        reader = os.open(self.folder / "fifo", os.O_RDONLY)
        self.addCleanup(os.close, reader)
        seen = b""
        while b"line 2." not in seen:
            seen += os.read(reader, 1 << 16)
        self.assert_stops(process)

    def test_a_fifo_that_nobody_reads_does_not_keep_a_run_from_its_end(self):
        os.mkfifo(self.folder / "fifo")
        process = self.started(self.logging_to({"type": "file", "path": "fifo"}), "up in")
        self.assert_stops(process)

    def test_a_journal_that_stands_still_holds_nobody_up(self):
        journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(journal.close)
        journal.bind(str(self.folder / "journal"))
        process = self.started(self.logging_to({"type": "journald", "path": "journal"}), "up in")
        self.fauxtp("call", "logs_much", "1000")
        self.assert_answers("a")
        self.assertIn("told", self.told_of("a"))
        self.assert_stops(process)

    def told_of(self, name):
        self.fauxtp("cast", name, '"x"')
        self.fauxtp("call", name, "1")
        return self.fauxtp("logs").stdout

    # Operators.

    def test_who_follows_the_log_and_does_not_read_holds_nobody_up(self):
        process = self.started(application(child("logs_much"), child("well_behaved", "a")), "up in")
        sockets = list(pathlib.Path(self.folder, "fauxtp").glob("*.sock"))
        follower = socket.socket(socket.AF_UNIX)
        self.addCleanup(follower.close)
        follower.connect(str(sockets[0]))
        follower.sendall(b'{"request": "logs", "follow": true}\n')
        follower.recv(1)
        before = self.memory_of(process)
        for _ in range(3):
            self.assertEqual(self.fauxtp("call", "logs_much", "20000").returncode, 0)
        self.assert_answers("a")
        self.assertLess(self.memory_of(process) - before, 60 << 20)
        self.assert_stops(process)

    def memory_of(self, process):
        text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", text)[1]) << 10


if __name__ == "__main__":
    os.environ.pop("JOURNAL_STREAM", None)
    running.main(Unread)
