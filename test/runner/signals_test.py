#!/usr/bin/env -S python3 -B
"""What each signal means to a run: the table in the README, tried one by one."""
import fcntl
import os
import pathlib
import pty
import re
import resource
import signal
import subprocess
import termios
import time

import running
from running import application, child

SOON = 20  # seconds; a machine may be busy
README = pathlib.Path(__file__).resolve().parents[2] / "README.md"

STOP = ["INT", "TERM", "PWR"]
PASSED_OVER = ["USR2", "ALRM", "VTALRM", "PROF", "IO", "STKFLT"]
SILENT = ["PIPE", "XFSZ", "CHLD", "CONT", "WINCH", "URG"]
FATAL = ["QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "SEGV", "SYS", "XCPU"]
HOLD = ["TSTP", "TTIN", "TTOU"]
ITS_OWN = ["HUP", "USR1", "KILL", "STOP"]


def number_of(name):
    return 16 if name == "STKFLT" else getattr(signal, "SIG" + name)


class Signals(running.Running):
    def up(self, *children, **more):
        tree = application(*(children or [child("well_behaved", "a")]), **more)
        return self.started(tree, "up in")

    def read_until(self, process, text):
        seen = ""
        for line in process.stderr:
            seen += line
            if text in line:
                return seen
        self.fail(f"ended without {text!r}:\n{seen}")

    def assert_runs(self, process):
        self.assertIn("you said", self.fauxtp("call", "a", "1").stdout)
        self.assertIsNone(process.poll())

    # The table.

    def test_each_of_the_31_signals_has_its_place_in_the_readme(self):
        rows = [line for line in README.read_text().splitlines() if line.startswith("| SIG")]
        named = re.findall(r"SIG([A-Z0-9]+)", " ".join(row.split("|")[1] for row in rows))
        all_of_them = STOP + PASSED_OVER + SILENT + FATAL + HOLD + ITS_OWN
        self.assertEqual(len(all_of_them), 31)
        self.assertEqual(sorted(named), sorted([*all_of_them, "RTMIN", "RTMAX"]))

    def test_int_term_and_pwr_stop_in_order(self):
        for name in STOP:
            with self.subTest(name):
                process = self.up()
                process.send_signal(number_of(name))
                code, rest = self.ended(process)
                self.assert_in_order(rest, f"SIG{name}: stopping app", "stopped  app/a",
                                     "app stopped in")
                self.assertEqual(code, 0)

    def test_what_nobody_has_asked_for_is_told_and_passed_over(self):
        process = self.up()
        names = [*PASSED_OVER, "RTMIN", "RTMAX"]
        for name in names:
            process.send_signal(number_of(name))
            said = "RTMIN+" if name.startswith("RT") else name
            self.assertRegex(self.read_until(process, "means nothing here"),
                             rf"warning .*SIG{re.escape(said)}.* from process {os.getpid()} means "
                             "nothing here, and is passed over")
        self.assert_runs(process)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    def test_signals_that_say_nothing_change_nothing(self):
        process = self.up()
        for name in SILENT:
            process.send_signal(number_of(name))
        self.assert_runs(process)
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assertTrue(rest.startswith("SIGTERM: stopping"), rest)
        self.assertEqual(code, 0)

    def test_kill_cannot_be_caught(self):
        process = self.up()
        process.kill()
        self.assertEqual(process.wait(SOON), -signal.SIGKILL)

    def test_a_held_process_goes_on_with_cont(self):
        process = self.up()
        for name in [*HOLD, "STOP"]:
            process.send_signal(number_of(name))
            os.waitid(os.P_PID, process.pid, os.WSTOPPED)
            process.send_signal(signal.SIGCONT)
            os.waitid(os.P_PID, process.pid, os.WCONTINUED)
        self.assert_runs(process)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    def test_a_thousand_signals_of_all_kinds_do_not_make_it_deaf(self):
        process = self.up()
        for _ in range(200):
            for name in ["USR2", "ALRM", "USR1", "HUP", "IO"]:
                process.send_signal(number_of(name))
        self.assert_runs(process)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    # HUP and USR1.

    def test_usr1_writes_into_the_log_what_each_actor_is_at(self):
        process = self.up(child("well_behaved", "a"),
                          {"id": "in", "children": [child("never_answers", "b")]})
        process.send_signal(signal.SIGUSR1)
        seen = self.read_until(process, "app/in/b")
        self.assertRegex(seen, r"SIGUSR1: \d+ actors")
        self.assertRegex(seen, r"app/a <0\.\S+> waits for message, ")
        self.assertRegex(seen, r"app/in/b <0\.\S+> waits for time at misbehaving.cpp:\d+, ")
        stacks = self.read_until(process, "here is main")
        self.assertRegex(stacks, r"here are app, app/in\n    #0 receive.*\n"
                                 r"    #1 fauxtp::detail::supervisor_loop::run\(\).*\n\d")
        self.assertRegex(stacks, r"here is app/a\n    #0 fauxtp::detail::server_loop::next_message.*\n"
                                 r"    #1 fauxtp::detail::server_loop::run\(\).*\n\d")
        self.assertRegex(stacks, r"here is app/in/b\n    #0 ")

    def test_hup_during_the_start_is_made_up_for_when_it_is_up(self):
        (self.folder / "slow").write_text("")
        slow = child("slow_to_start", start_timeout="1m")
        process = self.started(application(child("well_behaved", "a"), slow), "started  app/a")
        self.write(application(child("well_behaved", "a"), slow, child("well_behaved", "newer")))
        process.send_signal(signal.SIGHUP)
        (self.folder / "slow").unlink()
        self.read_until(process, "app.json: 1 changes")
        self.assertIn("app/newer", self.fauxtp("ps").stdout)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    def test_hup_while_an_operator_reloads_is_made_up_for(self):
        process = self.up(child("well_behaved", "a"))
        (self.folder / "slow").write_text("")
        slow = child("slow_to_start", start_timeout="1m")
        self.write(application(child("well_behaved", "a"), slow))
        reload = subprocess.Popen([running.RUNNER, "reload"], cwd=self.folder,
                                  env=self.environment, stdout=subprocess.DEVNULL)
        until = time.monotonic() + SOON
        while "slow_to_start" not in self.fauxtp("ps").stdout:
            self.assertLess(time.monotonic(), until)
        self.write(application(child("well_behaved", "a"), slow, child("well_behaved", "newer")))
        process.send_signal(signal.SIGHUP)
        time.sleep(0.1)  # it has arrived; if not, nothing is tested
        (self.folder / "slow").unlink()
        self.assertEqual(reload.wait(SOON), 0)
        self.read_until(process, "app.json: 1 changes")
        self.read_until(process, "app.json: 1 changes")
        self.assertIn("app/newer", self.fauxtp("ps").stdout)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    def test_a_run_whose_terminal_goes_away_stops_in_order(self):
        ours, its = pty.openpty()
        log = self.folder / "log"
        tree = {**application(child("well_behaved", "a")), "logging": {
            "format": "text", "sinks": [{"type": "stderr"}, {"type": "file", "path": str(log)}]}}
        process = subprocess.Popen(
            [running.RUNNER, "run", self.write(tree), "--modules", running.MODULES], stdin=its,
            stdout=its, stderr=its, cwd=self.folder, env=self.environment, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(its, termios.TIOCSCTTY, 0))
        self.addCleanup(process.kill)
        os.close(its)
        seen = b""
        while b"up in" not in seen:
            seen += os.read(ours, 4096)
        os.close(ours)
        self.assertEqual(process.wait(SOON), 0)
        self.assert_in_order(log.read_text(), "SIGHUP: stopping app", "app stopped in")

    # Before there is anything to stop.

    def test_int_and_term_end_a_run_whose_module_never_comes_back_from_its_loading(self):
        for name in ("TERM", "INT"):
            process = self.started({"name": "app", "modules": ["hangs_while_loading"],
                                    "supervisor": {"children": []}}, "loads for ever")
            process.send_signal(number_of(name))
            code, rest = self.ended(process)
            self.assertIn(f"SIG{name}: ended before anything was started", rest)
            self.assertEqual(code, 128 + number_of(name))

    def test_a_module_that_is_not_loaded_soon_is_named(self):
        process = self.started({"name": "app", "modules": ["hangs_while_loading"],
                                "supervisor": {"children": []}}, "is not loaded after")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 128 + signal.SIGTERM)

    # In actors.

    def test_an_actor_can_raise_term(self):
        process = self.up(child("raises"))
        self.fauxtp("cast", "raises", str(int(signal.SIGTERM)))
        code, rest = self.ended(process)
        self.assertIn("SIGTERM: stopping app", rest)
        self.assertEqual(code, 0)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    running.main(Signals)
