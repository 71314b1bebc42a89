#!/usr/bin/env -S python3 -B
"""A running application whose file is changed."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

import running
from running import application, child


class Reload(running.Running):
    def change(self, *children, **supervisor):
        self.write(application(*children, **supervisor))

    def pids(self):
        listed = json.loads(self.fauxtp("ps", "--json").stdout)
        return {each["path"]: each["pid"] for each in listed if each["path"] != "main"}

    def in_background(self, *arguments):
        process = subprocess.Popen([running.RUNNER, *arguments], text=True, cwd=self.folder,
                                   env=self.environment, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        return process

    def test_plan_shows_what_would_change_and_changes_nothing(self):
        self.run_tree(child("well_behaved", "a"), child("well_behaved", "b"))
        before = self.pids()
        self.change(child("well_behaved", "a", args={"x": 1}), child("well_behaved", "c"),
                    intensity=5)
        result = self.fauxtp("plan")
        self.assertEqual(result.stderr, "")
        self.assertEqual(result.stdout, "  = app  goes on: intensity 3 -> 5\n"
                                        "  ~ a    restarts: args.x\n"
                                        "  + c    new\n"
                                        "  - b    goes\n")
        self.assertEqual(self.pids(), before)

    def test_reload_brings_the_tree_to_its_file(self):
        self.run_tree(child("well_behaved", "a"), child("well_behaved", "b"))
        before = self.pids()
        self.change(child("well_behaved", "c"), child("well_behaved", "a"))
        result = self.fauxtp("reload")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r"  \+ c  new\n  - b  goes\nreloaded in \d+ ms\n")
        after = self.pids()
        self.assertEqual(after.keys(), {"app", "app/a", "app/c"})
        self.assertEqual(after["app/a"], before["app/a"])
        self.assertIn("nothing to do: ", self.fauxtp("reload").stdout)

    def test_a_reload_of_a_pipe_is_refused_at_once(self):
        process = self.run_tree(child("well_behaved", "a"))
        os.mkfifo(self.folder / "pipe.json")
        for command in ("plan", "reload"):
            result = self.fauxtp(command, "pipe.json")
            self.assertIn("it is a pipe", result.stderr)
            self.assertEqual(result.returncode, 78)
        (self.folder / "app.json").unlink()
        os.mkfifo(self.folder / "app.json")
        process.send_signal(signal.SIGHUP)
        for line in process.stderr:
            if "nothing is reloaded" in line:
                break
        self.assertEqual(self.fauxtp("call", "a", "1").returncode, 0)

    def test_a_reload_that_hangs_does_not_hold_up_a_stop_and_is_named(self):
        process = self.run_tree(child("well_behaved", "a"))
        self.change(child("well_behaved", "a"))
        tree = application(child("well_behaved", "a"))
        tree["modules"].append("hangs_while_loading")
        self.write(tree)
        self.in_background("reload")
        until = time.monotonic() + 20
        while not any(children.read_text() for children in
                      pathlib.Path(f"/proc/{process.pid}/task").glob("*/children")):
            self.assertLess(time.monotonic(), until)
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assert_in_order(rest, "stopped  app/a", "app stopped in ",
                             "ended with the process: fauxtp/answer, which is reading ",
                             "app.json and its modules")
        self.assertEqual(code, 0)

    def test_a_module_that_would_end_the_process_is_refused_and_all_goes_on(self):
        process = self.run_tree(child("well_behaved", "a"))
        tree = application(child("well_behaved", "a"))
        tree["modules"].append("throws_while_loading")
        self.write(tree)
        for command in ("plan", "reload"):
            result = self.fauxtp(command)
            self.assertEqual(result.returncode, 78)
            self.assert_in_order(result.stderr, "app.json and its modules ends a process by SIGABRT",
                                 "throws_while_loading.so cannot be loaded", "there is no license")
        process.send_signal(signal.SIGHUP)
        for line in process.stderr:
            if "nothing is reloaded" in line:
                break
        self.assertIn("there is no license", line)
        self.assertIn("you said", self.fauxtp("call", "a", "1").stdout)

    def test_plan_and_reload_take_another_file(self):
        self.run_tree(child("well_behaved", "a"))
        other = self.write(application(child("well_behaved", "other")), "other.json")
        for command in ("plan", "reload"):
            self.assertIn("+ other", self.fauxtp(command, other).stdout)
        self.assertIn("nothing to do", self.fauxtp("plan").stdout)

    def test_plan_and_reload_answer_in_json(self):
        self.run_tree(child("well_behaved", "a"))
        self.change(child("well_behaved", "a"), child("well_behaved", "b"))
        expected = [{"what": "add", "path": "b", "why": ""}]
        self.assertEqual(json.loads(self.fauxtp("plan", "--json").stdout)["changes"], expected)
        self.assertEqual(json.loads(self.fauxtp("reload", "--json").stdout)["changes"], expected)

    def test_plan_tells_of_a_module_that_was_built_anew(self):
        module = self.folder / "misbehaving.so"
        shutil.copy(running.MODULES + "/misbehaving.so", module)
        self.run_tree(child("well_behaved", "a"))
        self.assertEqual(self.fauxtp("plan").stderr, "")
        shutil.copy(module, self.folder / "new.so")
        os.rename(self.folder / "new.so", module)  # as a linker does
        result = self.fauxtp("plan")
        self.assertEqual(result.stderr, "note: misbehaving.so was built anew since it was loaded; "
                                        "--modules restarts what uses it\n")
        self.assertIn("nothing to do", result.stdout)
        result = self.fauxtp("plan", "--modules")
        self.assertIn("~ a  restarts: module misbehaving was built anew", result.stdout)
        self.assertEqual(result.stderr, "")

    def test_a_reload_of_the_same_file_by_another_spelling_restarts_nobody(self):
        shutil.copy(running.MODULES + "/misbehaving.so", self.folder)
        (self.folder / "link").symlink_to(".")
        self.write(application(child("well_behaved", "a")))
        process = subprocess.Popen([running.RUNNER, "run", "app.json"], stderr=subprocess.PIPE,
                                   text=True, cwd=self.folder, env=self.environment)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        while "up in" not in process.stderr.readline():
            pass
        before = self.pids()
        process.send_signal(signal.SIGHUP)
        while "what runs already" not in process.stderr.readline():
            pass
        for spelling in ("app.json", "./app.json", "link/app.json", self.folder / "app.json"):
            for how in ((), ("--modules",)):
                self.assertIn("nothing to do", self.fauxtp("reload", spelling, *how).stdout)
        self.assertEqual(self.pids(), before)

    # What is logged, and where.

    def logs(self, **logging):
        self.write({**application(child("well_behaved", "a", **logging.pop("of_a", {}))),
                    "logging": logging})

    def tell(self, text):
        self.fauxtp("cast", "a", f'"{text}"')
        self.fauxtp("call", "a", "1")  # it has been told

    def test_another_level_holds_at_once(self):
        self.run_tree(child("well_behaved", "a"))
        before = self.pids()
        for logging in ({"level": "error"}, {"levels": {"a": "error"}},
                        {"of_a": {"log_level": "error"}}):
            self.logs(**logging)
            self.assertRegex(self.fauxtp("plan").stdout,
                             "(  = logging.level.*  changes: .* -> error\n|log_level none -> error)")
            self.assertEqual(self.fauxtp("reload").returncode, 0)
            self.tell("not to be seen")
            self.logs()
            self.fauxtp("reload")
            self.tell("to be seen")
        self.assertEqual(self.fauxtp("logs").stdout.count("to be seen"), 3)
        self.assertEqual(self.pids(), before)

    def test_what_an_operator_has_set_stays_until_the_file_has_other_levels(self):
        self.run_tree(child("well_behaved", "a"))
        self.fauxtp("loglevel", "a", "error")
        self.logs(format="json")
        self.assertEqual(self.fauxtp("reload").returncode, 0)
        self.tell("not to be seen")
        self.logs(format="json", level="debug")
        self.fauxtp("reload")
        self.tell("to be seen")
        self.assertEqual(self.fauxtp("logs").stdout.count("to be seen"), 1)

    def test_the_log_goes_elsewhere_at_once(self):
        process = self.run_tree(child("well_behaved", "a"))
        self.logs(format="text", sinks=[{"type": "file", "path": "a.log"}])
        self.assertEqual(self.fauxtp("plan").stdout,
                         "  = logging.format  changes: auto -> text\n"
                         f"  = logging.sinks   changes: none -> file {self.folder}/a.log\n")
        self.assertFalse((self.folder / "a.log").exists())
        self.assertEqual(self.fauxtp("reload").returncode, 0)
        self.tell("goes there")
        self.assertRegex((self.folder / "a.log").read_text(), r'info    app/a <0\..*"goes there"\n')
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process), (0, ""))

    def test_a_log_that_cannot_be_opened_changes_nothing(self):
        self.run_tree(child("well_behaved", "a"))
        self.logs(of_a={"args": {"x": 1}}, sinks=[{"type": "file", "path": "."}])
        before = self.pids()
        result = self.fauxtp("reload")
        self.assertRegex(result.stderr, r"app.json:\d+:\d+: the log cannot go there: .* directory")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(self.pids(), before)

    def test_a_file_of_the_log_that_was_moved_away_is_made_anew(self):
        self.logs(sinks=[{"type": "stderr"}, {"type": "file", "path": "a.log"}])
        process = self.started((self.folder / "app.json").read_text(), "up in")
        log = self.folder / "a.log"
        log.rename(self.folder / "old.log")
        self.assertIn("nothing to do", self.fauxtp("reload").stdout)
        self.tell("goes there")
        self.assertIn("goes there", log.read_text())
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    # What goes wrong.

    def test_an_invalid_file_changes_nothing(self):
        self.run_tree(child("well_behaved", "a"))
        before = self.pids()
        self.change(child("well_behaved", "a", restrat="permanent"))
        for command in ("plan", "reload"):
            result = self.fauxtp(command)
            self.assertEqual(result.returncode, 78)
            self.assertIn('did you mean "restart"?', result.stderr)
        self.assertEqual(self.pids(), before)

    def test_a_module_that_cannot_be_loaded_changes_nothing(self):
        self.run_tree(child("well_behaved", "a"))
        tree = application(child("well_behaved", "a"), child("well_behaved", "b"))
        tree["modules"].append("other_abi")
        self.write(tree)
        result = self.fauxtp("reload")
        self.assertEqual(result.returncode, 78)
        self.assertIn("another ABI", result.stderr)
        self.assertEqual(self.pids().keys(), {"app", "app/a"})

    def test_a_start_that_fails_is_undone_and_told(self):
        self.run_tree(child("well_behaved", "a"))
        before = self.pids()
        self.change(child("well_behaved", "a"), child("well_behaved", "b"),
                    child("throws_in_init", "bad"))
        result = self.fauxtp("reload")
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr, "bad did not start: .*; all is as it was before")
        self.assertEqual(self.pids(), before)

    def test_sighup_reloads(self):
        process = self.run_tree(child("well_behaved", "a"))
        self.change(child("well_behaved", "a"), child("well_behaved", "b"))
        process.send_signal(signal.SIGHUP)
        for line in process.stderr:
            if "reloaded" in line:
                break
        self.assertEqual(self.pids().keys(), {"app", "app/a", "app/b"})
        process.send_signal(signal.SIGHUP)
        self.assertIn("the file says what runs already", process.stderr.readline())
        self.write("{")
        process.send_signal(signal.SIGHUP)
        self.assertIn("nothing is reloaded", process.stderr.readline())

    def test_the_log_counts_no_child_that_a_reload_had_to_kill(self):
        process = self.run_tree(child("refuses_to_stop", "a", shutdown="1ms"))
        self.change(child("well_behaved", "b"))
        self.assertEqual(self.fauxtp("reload").returncode, 0)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    def test_only_one_reload_at_a_time(self):
        self.run_tree(child("refuses_to_stop", "a", shutdown="3s"))
        self.change(child("well_behaved", "b"))
        both = [self.in_background("reload") for _ in range(2)]
        self.assertEqual(sorted(each.wait(timeout=50) for each in both), [0, 1])
        self.assertIn("under way", "".join(each.stderr.read() for each in both))

    def test_sigterm_in_the_middle_of_a_reload_stops_the_application(self):
        process = self.started(application(child("well_behaved", "a"),
                                           child("refuses_to_stop", "b", shutdown="2s")), "up in")
        self.change(child("well_behaved", "a"), child("well_behaved", "c"))
        reloading = self.in_background("reload")
        while "stays" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assertIn("app stopped in", rest)
        self.assertNotEqual(reloading.wait(timeout=50), 0)
        self.assertIn("fauxtp: ", reloading.stderr.read())

    def test_the_service_manager_hears_of_a_reload(self):
        manager = self.listening()
        self.run_tree(child("well_behaved", "a"))
        self.assertTrue(manager.recv(1000).startswith(b"READY=1"))
        self.fauxtp("reload")
        self.assertRegex(manager.recv(1000), rb"^RELOADING=1\nMONOTONIC_USEC=\d+$")
        self.assertEqual(manager.recv(1000), b"READY=1")


if __name__ == "__main__":
    running.main(Reload)
