#!/usr/bin/env -S python3 -B
"""Whom an operator can reach, however many actors there are; and who is no target."""
import json
import os
import signal
import subprocess
import time

import running
from running import application, child


class Target(running.Running):
    def ps(self, *more):
        result = self.fauxtp("ps", "--json", *more)
        return {each["path"]: each for each in json.loads(result.stdout)}

    def run_crowd(self, size, **more):
        """One that began early, and behind it so many."""
        return self.run_tree(child("well_behaved", "early"),
                             {"id": "sub", "children": [child("well_behaved", "svc", id="s")]},
                             {"id": "w", "actor": "well_behaved", "instances": size,
                              "stack_size": "16KiB"}, **more)

    # However many there are.

    def test_who_began_before_twenty_thousand_others_can_be_reached(self):
        self.run_crowd(25_000)
        for target in "early", "app/early", "svc", "sub/s", "app/sub/s", "w-7":
            result = self.fauxtp("call", target, "1")
            self.assertEqual((result.stdout, result.stderr), ('["you said",1]\n', ""), target)
        self.assertRegex(self.fauxtp("restart", "svc").stdout, "^restarted app/sub/s  <")
        self.assertEqual(self.fauxtp("kill", "w-25000").returncode, 0)

    def test_a_listing_that_is_cut_says_so_and_has_the_supervisors(self):
        self.run_crowd(300)
        cut = self.fauxtp("ps", "--max", "50")
        self.assertRegex(cut.stderr, r"^fauxtp: 2\d\d more actors are not shown")
        self.assertRegex(cut.stdout, r"(?m)^app +<.*one|^app +<")
        self.assertRegex(cut.stdout, r"(?m)^app/sub +<")
        self.assertEqual(self.fauxtp("ps").stderr, "")
        self.assertEqual(len(self.ps()), 304)
        self.assertEqual(list(self.ps("--max", "50", "--filter", "early")), ["app/early"])

    def test_ten_thousand_idle_children_with_large_stacks_stop_in_seconds(self):
        process = self.started(application({"id": "w", "actor": "well_behaved",
                                            "instances": 10_000, "stack_size": "1MiB"}), "up in")
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)
        self.assertLess(time.monotonic() - begun, 10)

    # Paths and names.

    def test_an_id_may_have_slashes_in_it(self):
        self.run_tree({"name": "sub", "children": [child("well_behaved", "w")]},
                      child("starts_paths", "starter"))
        for path in "sub/a/b", "sub/sub/w", "app/sub/sub/w", "sub/w":
            self.assertEqual(self.fauxtp("call", path, "1").returncode, 0, path)
            result = self.fauxtp("restart", path)
            self.assertEqual(result.stderr, "")
            self.assertTrue(result.stdout.startswith("restarted app/sub/"))

    def test_what_is_meant_is_never_what_was_said(self):
        self.run_tree({"name": "sub", "children": [child("well_behaved", "w")]})
        for command in "restart", "terminate", "start", "delete":
            for path in "sub/x", "x", "sub/w/x", "nowhere/x/y":
                error = self.fauxtp(command, path).stderr
                said, _, meant = error.partition("; did you mean ")
                self.assertFalse(said.endswith(meant.strip(" ?\n") or "-"), error)

    def test_a_pid_with_something_behind_it_is_nobody(self):
        self.run_tree(child("well_behaved", "a"))
        pid = self.ps()["app/a"]["pid"]
        self.assertEqual(self.fauxtp("call", pid, "1").returncode, 0)
        self.assertEqual(self.fauxtp("call", pid.strip("<>"), "1").returncode, 0)
        for no_pid in pid[:-1] + "x>", pid.strip("<>") + "x", pid + "x", "0.1", "<0.1.>":
            result = self.fauxtp("call", no_pid, "1")
            self.assertNotEqual(result.returncode, 0, no_pid)
            self.assertEqual(result.stdout, "", no_pid)

    def test_a_child_that_does_not_run_is_found_by_its_name_too(self):
        self.run_tree({"id": "inner",
                       "children": [{"id": "w", "name": "worker", "actor": "well_behaved",
                                     "instances": 2}]})
        self.assertEqual(self.fauxtp("terminate", "worker-2").stdout, "stopped app/inner/w-2\n")
        self.assertEqual(self.fauxtp("call", "inner/w-2", "1").stderr,
                         'fauxtp: "app/inner/w-2" does not run\n')
        self.assertTrue(self.fauxtp("start", "worker-2").stdout.startswith(
            "started app/inner/w-2  <"))

    def test_a_pool_is_called_by_its_name_and_shows_its_members(self):
        self.run_tree(child("well_behaved", "stores", instances=2, route="least_loaded"),
                      child("well_behaved", "carts", instances=3, route="by_key"))
        self.assertEqual(self.fauxtp("call", "stores", "1").stdout, '["you said",1]\n')
        self.assertEqual(self.fauxtp("cast", "stores", "1").returncode, 0)
        self.assertEqual(self.fauxtp("call", "carts", "1").stderr,
                         'fauxtp: the pool "carts" routes by key: name one of its members, '
                         'carts-1 to carts-3\n')
        shown = self.fauxtp("info", "stores").stdout
        self.assertRegex(shown, r"\Astores  a pool of 2, least_loaded; when all fail, calls wait\n"
                                r"  stores-1 +<0\.\d+\.\d+> is up\n"
                                r"  stores-2 +<0\.\d+\.\d+> is up\n\Z")
        found = json.loads(self.fauxtp("info", "carts", "--json").stdout)
        self.assertEqual([found[key] for key in ("pool", "size", "route", "when_all_fail")],
                         ["carts", 3, "by_key", "wait"])
        self.assertEqual([each["name"] for each in found["members"]],
                         ["carts-1", "carts-2", "carts-3"])

    def test_a_pool_is_no_actor_and_no_child(self):
        self.run_tree(child("well_behaved", "stores", instances=2, route="round_robin"))
        for command in "kill", "state", "restart", "terminate":
            result = self.fauxtp(command, "stores")
            self.assertEqual(result.stderr, 'fauxtp: "stores" is a pool: name one of its members, '
                                            'stores-1 to stores-2\n', command)
            self.assertEqual(result.returncode, 4)

    def test_the_members_of_a_pool_that_are_down_are_told(self):
        self.run_tree(child("well_behaved", "stores", instances=2, route="round_robin",
                            restart="permanent", restart_delay={"min": "1h", "max": "2h"}))
        for member in "stores-1", "stores-2":
            self.fauxtp("kill", member)
        result = self.fauxtp("call", "stores", "1", "--timeout", "100ms")
        self.assertRegex(result.stderr, r'all 2 members of the pool "stores" are down: '
                                        r"stores-1 restarts in \d+\.\d s, "
                                        r"stores-2 restarts in \d+\.\d s")
        self.assertEqual(result.returncode, 5)
        self.assertIn("restarts in", self.fauxtp("info", "stores").stdout)

    def test_while_a_supervisor_is_busy_those_below_it_can_be_reached(self):
        self.run_tree({"id": "inner", "children": [child("slow_to_start", "b"),
                                                   {"id": "a", "actor": "well_behaved"}]})
        (self.folder / "slow").touch()
        self.fauxtp("kill", "b")
        self.assertEqual(self.fauxtp("call", "inner/a", "1").returncode, 0)

    # Who is no target.

    def test_the_runners_own_actors_are_no_targets(self):
        self.run_tree(child("well_behaved", "a"))
        for target in "main", "fauxtp/desk", "fauxtp/reload", "control/desk":
            for command in ["kill"], ["state"], ["suspend"], ["call", "1"], ["cast", "1"]:
                result = self.fauxtp(command[0], target, *command[1:])
                self.assertEqual(result.stderr, f'fauxtp: no actor "{target}"\n')
                self.assertEqual(result.returncode, 4)
        # By their pids: the slots are given in turn, and these were made first.
        refused = 0
        for slot in range(1, 40):
            refused += "runner's own" in self.fauxtp("state", f"0.{slot}.1").stderr
        self.assertGreater(refused, 0)
        self.assertEqual(self.fauxtp("call", "a", "1").returncode, 0)

    def test_who_is_no_server_is_told_at_once_and_nothing_stays_in_its_mailbox(self):
        self.run_tree(child("never_answers", "b"))
        for command in ["call", "b", "1"], ["cast", "b", "1"], ["state", "b"], ["suspend", "b"]:
            begun = time.monotonic()
            result = self.fauxtp(*command)
            self.assertEqual(result.stderr, "fauxtp: b is no server: it takes no requests\n")
            self.assertEqual(result.returncode, 1)
            self.assertLess(time.monotonic() - begun, 3)
        self.assertEqual(self.ps()["app/b"]["mailbox"], 0)

    def test_an_application_may_be_called_control(self):
        self.run_tree(child("well_behaved", "a"), name="control")
        self.assertLessEqual({"control", "control/a"}, self.ps().keys())
        self.assertEqual(self.fauxtp("call", "control/a", "1").returncode, 0)

    # What is shown.

    def test_who_is_suspended_is_shown_so(self):
        self.run_tree(child("well_behaved", "a"))
        self.fauxtp("suspend", "a")
        self.assertTrue(self.ps()["app/a"]["suspended"])
        self.assertRegex(self.fauxtp("ps").stdout, r"app/a +<.*> +suspended ")

    def test_the_last_end_and_the_next_start_are_shown(self):
        self.run_tree(child("well_behaved", "a"),
                      child("well_behaved", "b", restart_delay={"min": "1h", "max": "2h"}))
        self.fauxtp("kill", "a")
        self.fauxtp("kill", "b")
        shown = self.ps()
        self.assertEqual(shown["app/a"]["last_end"], "killed")
        self.assertGreater(shown["app/b"]["restart_in_ms"], 1_000_000)
        table = self.fauxtp("ps").stdout
        self.assertIn("LAST END", table)
        self.assertRegex(table, r"app/b +restarting in [\d.]+ (min|h).* killed")

    def test_readers_that_fill_the_threads_for_blocking_are_told_of(self):
        os.mkfifo(self.folder / "pipe")
        tree = application({"id": "r", "actor": "blocks_a_thread", "instances": 20})
        tree["runtime"] = {"stall_after": "100ms"}
        process = self.started(tree, "all 16 of blocking_threads run functions")
        waits = [each["waits"]["for"] for path, each in self.ps().items() if "/r-" in path]
        self.assertEqual(waits.count("blocking function"), 16)
        self.assertEqual(waits.count("thread for a blocking function"), 4)
        self.addCleanup(os.close, os.open(self.folder / "pipe", os.O_RDWR))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)


    # One actor from all sides.

    def test_info_tells_everything_about_one_actor(self):
        self.run_tree(child("well_behaved", "a", restart="permanent"),
                      child("crashes_on_request", "b"))
        self.fauxtp("kill", "a")
        seen = json.loads(self.fauxtp("info", "a", "--json").stdout)
        self.assertEqual((seen["path"], seen["restarts"], seen["last_end"]), ("app/a", 1, "killed"))
        self.assertEqual(seen["spec"]["restart"], "permanent")
        self.assertTrue(seen["declared_at"].startswith("app.json:") or "/app.json:" in seen["declared_at"])
        self.assertGreater(seen["stack_touched"], 0)
        self.assertEqual(len(seen["links"]), 1)
        self.assertIn("well_behaved", seen["state"])
        shown = self.fauxtp("info", "a").stdout
        for word in "status", "waits for", "mailbox", "restarts", "declared", "spec", "links":
            self.assertIn(f"  {word}", shown)

    def test_info_of_a_child_that_does_not_run_tells_when_it_will(self):
        self.run_tree(child("well_behaved", "b", restart_delay={"min": "1h", "max": "2h"}))
        self.fauxtp("kill", "b")
        seen = json.loads(self.fauxtp("info", "b", "--json").stdout)
        self.assertEqual(seen["status"], "restarting")
        self.assertGreater(seen["restart_in_ms"], 1_000_000)
        self.assertEqual(self.fauxtp("info", "nobody").returncode, 4)

    def test_the_last_crashes_are_kept_with_their_stacks(self):
        self.run_tree(child("crashes_on_request", "a"), child("crashes_on_request", "b"),
                      intensity=10)
        for name in "a", "b":
            self.fauxtp("cast", name, '"crash"')
        while len(json.loads(self.fauxtp("crashes", "--json").stdout)) < 2:
            pass
        self.fauxtp("loglevel", "debug")
        of_a, = json.loads(self.fauxtp("crashes", "a", "--json").stdout)
        self.assertEqual(of_a["path"], "app/a")
        self.assertIn("index 8 of 3", of_a["reason"])
        self.assertIn("handle_cast", of_a["stack"][0])
        self.assertIn("    #0 ", self.fauxtp("crashes").stdout)
        self.assertEqual(json.loads(self.fauxtp("info", "a", "--json").stdout)["last_crash"], of_a)
        self.assertEqual(self.fauxtp("crashes", "nobody").returncode, 4)

    def test_no_list_or_look_passes_on_what_a_terminal_would_obey(self):
        self.run_tree(child("forger", "f"))
        for command in (["ps"], ["tree"], ["info", "f"], ["stack", "f"], ["crashes"]):
            shown = self.fauxtp(*command).stdout
            for sign in "\x1b", "\u009b", "\u202e", "\0", "\x7f":
                self.assertNotIn(sign, shown, command)

    # What nobody has taken.

    def test_what_a_server_sheds_is_told_and_counted(self):
        self.run_tree(child("runs_programs", "a", mailbox={"max_age": "100ms"}))
        go = self.folder / "go"
        calls = []

        def call(command, waits_until):
            calls.append(subprocess.Popen([running.RUNNER, "call", "a", json.dumps(command)],
                                          stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                          text=True, env=self.environment))
            self.addCleanup(calls[-1].stderr.close)
            while not waits_until(self.ps()["app/a"]):
                time.sleep(0.02)

        call(f"until [ -e {go} ]; do sleep 0.02; done", lambda seen: "handling" in seen)
        # What the console asks before a call waits, too, and is not shed.
        call("sleep 2", lambda seen: seen["mailbox"] == 1)
        call("sleep 2", lambda seen: seen["mailbox"] == 2)
        go.touch()
        codes = [(each.wait(timeout=50), each.stderr.read()) for each in calls]
        self.assertEqual(sorted(code for code, _ in codes), [0, 0, 1])
        for code, text in codes:
            self.assertIn('got no reply: "shed"' if code else "", text)
        self.assertEqual(json.loads(self.fauxtp("info", "a", "--json").stdout)["shed"], 1)
        self.assertRegex(self.fauxtp("ps").stdout, r"(?m)^PATH.*SHED")
        self.assertIn("shed 1;", self.fauxtp("info", "a").stdout)

    def test_info_of_no_actor_tells_how_many_messages_have_reached_nobody(self):
        self.run_tree(child("well_behaved", "a"))
        seen = json.loads(self.fauxtp("info", "--json").stdout)
        self.assertEqual(seen["application"], "app")
        self.assertEqual(set(seen["dead_letters"]), {"no_actor", "late_reply", "mailbox_full",
                                                     "shed", "left_out", "unread"})
        shown = self.fauxtp("info").stdout
        self.assertTrue(shown.startswith("app\n  messages that reached nobody\n"), shown)
        self.assertRegex(shown, r"(?m)^ +0  to actors that had ended")

    # Where it is in its code.

    def test_stack_shows_where_one_that_waits_is_in_its_code(self):
        self.run_tree(child("refuses_to_stop", "b", shutdown="brutal_kill"))
        seen = json.loads(self.fauxtp("stack", "b", "--json").stdout)
        self.assertEqual(seen["status"], "waiting")
        self.assertTrue([line for line in seen["stack"] if "refuses_to_stop::run" in line], seen)
        self.assertRegex(self.fauxtp("stack", "b").stdout, r"(?m)^    #\d+ .*refuses_to_stop::run")

    def test_stack_shows_where_one_is_that_never_waits(self):
        tree = application(child("hogs_its_worker", "h"), child("well_behaved", "a"))
        tree["runtime"] = {"threads": 2, "shutdown_timeout": "100ms"}
        process = self.started(tree, "computes for ever")
        seen = json.loads(self.fauxtp("stack", "h", "--json").stdout)
        self.assertTrue([line for line in seen["stack"] if "hogs_its_worker::run" in line], seen)
        process.kill()
        process.wait()


if __name__ == "__main__":
    running.main(Target)
