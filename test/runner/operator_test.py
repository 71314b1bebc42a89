#!/usr/bin/env -S python3 -B
"""A running application as its operator meets it: what may be asked, and what goes wrong."""
import json
import os
import pty
import re
import signal
import socket
import stat
import subprocess
import time

import running
from running import application, child

SOON = 20  # seconds; a machine may be busy


class Operator(running.Running):
    def asked(self, client, line):
        if line:
            client.sendall(line.encode() if isinstance(line, str) else line)
        received = b""
        while not received.endswith(b"\n"):
            part = client.recv(65536)
            self.assertTrue(part, f"closed after {received!r}")
            received += part
        return json.loads(received)

    def begun(self, *arguments):
        """A command that goes on."""
        process = subprocess.Popen([running.RUNNER, *arguments], stdout=subprocess.PIPE, text=True,
                                   cwd=self.folder, env=self.environment)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def on_terminal(self, *arguments, until=None, then=None):
        """What a command shows on a terminal."""
        terminal, its_side = pty.openpty()
        process = subprocess.Popen([running.RUNNER, *arguments], stdin=its_side, stdout=its_side,
                                   cwd=self.folder, env=self.environment)
        os.close(its_side)
        shown = b""
        while True:
            try:
                part = os.read(terminal, 65536)
            except OSError:  # Linux's word for the end of a terminal
                break
            if not part:
                break
            shown += part
            if until and until in shown:
                os.write(terminal, then)
                until = None
        os.close(terminal)
        self.assertEqual(process.wait(timeout=20), 0)
        return shown.decode()

    def ps(self):
        result = self.fauxtp("ps", "--json")
        self.assertEqual(result.stderr, "")
        return {each["path"]: each for each in json.loads(result.stdout)}

    # What may be asked.

    def test_ps_lists_each_actor_and_what_it_waits_for(self):
        self.run_tree(child("well_behaved", "a"),
                      {"id": "inner", "children": [child("never_answers", "b")]})
        actors = self.ps()
        self.assertLessEqual({"app", "app/a", "app/inner", "app/inner/b"}, actors.keys())
        self.assertFalse([path for path in actors if path.startswith("control/")])
        self.assertEqual(actors["app/a"]["waits"]["for"], "message")
        self.assertEqual(actors["app/inner/b"]["waits"]["for"], "time")
        self.assertTrue(actors["app/inner/b"]["waits"]["file"].endswith("misbehaving.cpp"))
        shown = self.fauxtp("ps", "--filter", "inner/b").stdout.splitlines()
        self.assertEqual(len(shown), 2)
        self.assertRegex(shown[1], r"^app/inner/b +<0\..*> +waiting .*time at misbehaving.cpp:\d+")

    def test_call_shows_the_reply(self):
        self.run_tree(child("well_behaved", "a"))
        for name in ("a", "app/a", self.ps()["app/a"]["pid"]):
            result = self.fauxtp("call", name, '{"tea": [1, 2.5]}')
            self.assertEqual(result.stderr, "")
            self.assertEqual(json.loads(result.stdout), ["you said", {"tea": [1, 2.5]}])

    def test_cast_is_told(self):
        process = self.run_tree(child("well_behaved", "a"))
        self.assertEqual(self.fauxtp("cast", "a", '"tea"').returncode, 0)
        self.assertIn('told "tea"', process.stderr.readline())

    def test_the_file_says_where_the_socket_lies(self):
        socket_file = self.folder / "own.sock"
        for _ in range(2):  # what a run that was killed has left is no obstacle
            tree = application(child("well_behaved", "a"))
            tree["control"] = {"socket": "own.sock"}
            process = self.started(tree, "up in")
            self.assertTrue(socket_file.is_socket())
            self.assertEqual(stat.S_IMODE(socket_file.stat().st_mode), 0o600)
            for which in ([], ["-a", "app"], ["-a", socket_file]):
                result = self.fauxtp("call", "a", "1", *which)
                self.assertEqual(json.loads(result.stdout), ["you said", 1], result.stderr)
            process.kill()
            self.ended(process)
            self.assertTrue(socket_file.is_socket())

    def test_a_socket_that_another_run_listens_on_stays_its_own(self):
        tree = application(child("well_behaved", "a"))
        tree["control"] = {"socket": "own.sock"}
        first = self.started(tree, "up in")
        self.addCleanup(self.ended, first)
        self.addCleanup(first.send_signal, signal.SIGTERM)
        second = self.started(tree, "up in")
        self.assertIn("no control socket: another application listens on", self.seen)
        second.send_signal(signal.SIGTERM)
        self.ended(second)
        self.assertEqual(self.fauxtp("call", "a", "1", "-a", self.folder / "own.sock").returncode, 0)

    def test_what_is_no_socket_is_not_removed_for_one(self):
        letter = self.folder / "letter"
        letter.write_text("Dear reader,")
        tree = application(child("well_behaved", "a"))
        tree["control"] = {"socket": "letter"}
        process = self.started(tree, "up in")
        self.assertIn("is there already, and is no socket", self.seen)
        process.send_signal(signal.SIGTERM)
        self.ended(process)
        self.assertEqual(letter.read_text(), "Dear reader,")

    def test_a_call_without_a_reply_ends_after_its_timeout(self):
        self.run_tree(child("silent", "b"))
        result = self.fauxtp("call", "b", "1", "--timeout", "50ms")
        self.assertIn("timeout", result.stderr)
        self.assertEqual(result.returncode, 5)

    def test_a_suspended_server_takes_no_requests_until_it_is_resumed(self):
        self.run_tree(child("well_behaved", "a"))
        self.assertEqual(self.fauxtp("suspend", "a").returncode, 0)
        self.assertEqual(self.fauxtp("call", "a", "1", "--timeout", "50ms").returncode, 5)
        self.assertEqual(self.fauxtp("resume", "a").returncode, 0)
        self.assertEqual(self.fauxtp("call", "a", "1").returncode, 0)

    def test_a_full_mailbox_is_shown_and_what_it_rejects_is_told(self):
        self.run_tree(child("well_behaved", "a", mailbox={"limit": 2, "overflow": "reject"}))
        self.assertEqual(self.fauxtp("suspend", "a").returncode, 0)
        for _ in range(2):
            self.assertEqual(self.fauxtp("cast", "a", "1").returncode, 0)
        for command in "cast", "call":
            refused = self.fauxtp(command, "a", "1")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("mailbox", refused.stderr)
        a = self.ps()["app/a"]
        self.assertEqual((a["mailbox"], a["mailbox_limit"], a["overflow"], a["lost"]),
                         (2, 2, "reject", 2))
        self.assertIn("2 of 2, 2 lost", self.fauxtp("ps").stdout)
        self.assertEqual(self.fauxtp("resume", "a").returncode, 0)
        self.assertEqual(self.fauxtp("call", "a", "1").returncode, 0)

    def test_who_is_killed_is_started_again_with_another_pid(self):
        process = self.run_tree(child("well_behaved", "a"))
        before = self.ps()["app/a"]["pid"]
        self.assertEqual(self.fauxtp("kill", "a").returncode, 0)
        while "started" not in process.stderr.readline():
            pass
        self.assertNotEqual(self.ps()["app/a"]["pid"], before)

    # Typed requests.

    def test_a_typed_request_is_called_by_its_name_and_fields(self):
        self.run_tree(child("typed", "counter"))
        self.assertEqual(self.fauxtp("call", "counter", '["add", 5]').stdout, "5\n")
        self.assertEqual(self.fauxtp("call", "counter", '"value"').stdout, "5\n")
        self.assertEqual(self.fauxtp("cast", "counter", '"reset"').returncode, 0)
        self.assertEqual(self.fauxtp("call", "counter", '["value"]').stdout, "0\n")

    def test_a_typed_reply_is_json(self):
        self.run_tree(child("typed", "counter"))
        self.fauxtp("call", "counter", '["add", 5]')
        reply = json.loads(self.fauxtp("call", "counter", '"history"').stdout)
        self.assertEqual(reply, [["add", 5, None]])

    def test_a_request_that_is_not_handled_is_answered_and_crashes_nobody(self):
        self.run_tree(child("typed", "counter"))
        pid = self.ps()["app/counter"]["pid"]
        for command, message, shown in (("call", '["pop"]', '["pop"]'),
                                        ("call", '["add", "x"]', '["add", "x"]'),
                                        ("call", '"reset"', '"reset"'),
                                        ("cast", '"value"', 'the cast "value"')):
            result = self.fauxtp(command, "counter", message)
            self.assertEqual(result.stderr,
                             f'fauxtp: counter {pid} does not understand {shown}; it handles: '
                             '"value", ["add", integer], "history", "share" (not from JSON), '
                             '"reset" (cast)\n')
            self.assertEqual(result.returncode, 1)
        self.assertEqual(self.ps()["app/counter"]["pid"], pid)

    # What supervisors are told.

    def test_restart_starts_a_child_anew(self):
        self.run_tree(child("well_behaved", "a"),
                      {"id": "inner", "children": [child("well_behaved", "b")]})
        before = self.ps()["app/inner/b"]["pid"]
        result = self.fauxtp("restart", "inner/b")
        after = self.ps()["app/inner/b"]
        self.assertEqual(result.stdout, f"restarted app/inner/b  {after['pid']}\n")
        self.assertNotEqual(after["pid"], before)
        self.assertEqual(after["restarts"], 1)

    def test_restart_of_a_temporary_child_is_refused_and_the_child_goes_on(self):
        self.run_tree(child("well_behaved", "a", restart="temporary"))
        before = self.ps()["app/a"]["pid"]
        result = self.fauxtp("restart", "a")
        self.assertEqual(result.returncode, 1)
        self.assertIn('"app/a" is temporary: its supervisor keeps nothing', result.stderr)
        self.assertEqual(self.ps()["app/a"]["pid"], before)

    def test_restart_of_a_child_that_waits_for_its_restart_ends_the_wait(self):
        self.run_tree(child("well_behaved", "a", restart_delay={"min": "1h", "max": "1h"}))
        self.fauxtp("kill", "a")
        self.assertEqual(self.fauxtp("restart", "a").returncode, 0)
        self.assertIn("you said", self.fauxtp("call", "a", "1").stdout)

    def test_restart_tells_of_a_file_that_has_changed_since_it_was_loaded(self):
        self.write([child("well_behaved", "b")], "more.json")
        self.run_tree(child("well_behaved", "a"), {"include": "more.json"})
        file = self.folder / "app.json"
        file.touch()  # says the same as before
        self.assertEqual(self.fauxtp("restart", "a").stderr, "")
        more = self.write([child("well_behaved", "b", restart="permanent")], "more.json")
        for command in (["restart", "a"], ["restart", "b", "--json"]):
            result = self.fauxtp(*command)
            self.assertIn(f"{more} is newer than the spec in force; fauxtp reload applies it\n"
                          if len(command) == 2 else f'{more} is newer', result.stderr + result.stdout)
        self.assertEqual(self.fauxtp("reload").returncode, 0)
        self.assertEqual(self.fauxtp("restart", "a").stderr, "")

    def test_a_child_can_be_terminated_started_and_deleted(self):
        self.run_tree(child("well_behaved", "a"))
        self.assertEqual(self.fauxtp("terminate", "a").stdout, "stopped app/a\n")
        self.assertEqual(self.ps()["app/a"]["status"], "stopped")
        self.assertRegex(self.fauxtp("start", "a").stdout, r"^started app/a  <0\.\d+\.\d+>\n$")
        result = self.fauxtp("start", "a")
        self.assertEqual((result.returncode, result.stderr), (1, 'fauxtp: "app/a" runs\n'))
        result = self.fauxtp("delete", "a")
        self.assertEqual((result.returncode, result.stderr), (1, 'fauxtp: "app/a" runs\n'))
        self.fauxtp("terminate", "a")
        self.assertEqual(self.fauxtp("delete", "a").stdout, "deleted app/a\n")
        self.assertNotIn("app/a", self.ps())
        self.assertEqual(self.fauxtp("start", "a").returncode, 4)

    def test_a_child_that_is_not_there_has_exit_code_4(self):
        self.run_tree({"id": "workers", "children": [child("well_behaved", "pricer")]})
        result = self.fauxtp("restart", "workers/pricr")
        self.assertEqual(result.stderr, 'fauxtp: no child "app/workers/pricr"; did you mean '
                                        '"app/workers/pricer"?\n')
        self.assertEqual(result.returncode, 4)
        self.assertEqual(self.fauxtp("restart", "workrs/pricer").returncode, 4)
        self.assertEqual(self.fauxtp("restart", "app").returncode, 1)

    def test_a_child_that_does_not_start_is_told_with_its_reason(self):
        self.run_tree(child("throws_on_request", "a"))
        self.fauxtp("terminate", "a")
        (self.folder / "broken").touch()
        result = self.fauxtp("start", "a")
        self.assertIn('"app/a" did not start: error: std::runtime_error: it is broken',
                      result.stderr)
        self.assertEqual(result.returncode, 1)

    # The tree.

    def test_tree_without_a_file_shows_the_running_one(self):
        self.run_tree(child("well_behaved", "a"),
                      {"id": "inner", "strategy": "one_for_all", "intensity": 4, "period": "1m",
                       "children": [child("never_answers", "b")]})
        self.fauxtp("kill", "b")
        self.fauxtp("call", "a", "1")
        shown = self.fauxtp("tree").stdout.splitlines()
        self.assertRegex(shown[0], r"^app +<0\..*>  waiting  one_for_one  0 of 3 restarts used in 5.0 s$")
        self.assertRegex(shown[1], r"^\|- a +<0\..*>  waiting  mailbox 0  handled \d+$")
        self.assertRegex(shown[2], r"^`- inner +<0\..*>  waiting  one_for_all  1 of 4 restarts used in 1 min$")
        self.assertRegex(shown[3], r"^   `- b +<0\..*>  waiting  mailbox 0  handled 0  restarted 1 time$")

    def test_the_tree_shows_siblings_in_the_order_of_their_starts(self):
        session = {"id": "session", "actor": "well_behaved"}
        sessions = {"name": "sessions", "strategy": "simple_one_for_one", "max_children": 11,
                    "children": [session]}
        self.run_tree(child("well_behaved", "z"), sessions, child("opens_sessions", "m"),
                      child("well_behaved", "a"))
        self.fauxtp("kill", "z")
        self.fauxtp("call", "a", "1")
        shown = [line.lstrip(" |`-").split()[0] for line in self.fauxtp("tree").stdout.splitlines()]
        ids = [str(number) for number in range(1, 12)]
        self.assertEqual(shown, ["app", "z", "sessions", *ids, "m", "a"])
        tree = json.loads(self.fauxtp("tree", "--json").stdout)
        self.assertEqual([each["id"] for each in tree["children"]], ["z", "sessions", "m", "a"])

    def test_the_running_tree_as_json_is_nested(self):
        self.run_tree({"id": "inner", "children": [child("well_behaved", "b")]})
        tree = json.loads(self.fauxtp("tree", "--json").stdout)
        self.assertEqual(tree["id"], "app")
        self.assertEqual(tree["children"][0]["children"][0]["path"], "app/inner/b")
        self.assertEqual(tree["supervisor"]["intensity"], 3)

    def test_on_a_terminal_for_unicode_the_tree_has_lines(self):
        self.run_tree(child("well_behaved", "a"))
        self.environment["LC_ALL"] = "C.UTF-8"
        self.assertIn("└─ a", self.on_terminal("tree"))
        self.environment["LC_ALL"] = "C"
        self.assertIn("`- a", self.on_terminal("tree"))

    def test_tree_with_a_file_still_draws_the_file(self):
        path = self.write(application(child("well_behaved", "a")))
        result = self.fauxtp("tree", path, "--modules", running.MODULES)
        self.assertIn("`- a", result.stdout)
        self.assertEqual(result.returncode, 0)
        result = self.fauxtp("tree", path, "--modules", running.MODULES, "--json")
        worker, = json.loads(result.stdout)["children"]
        self.assertEqual((worker["id"], worker["actor"]), ("a", "well_behaved"))

    def test_a_supervisor_that_is_busy_holds_nobody_up(self):
        self.run_tree({"id": "inner", "children": [child("slow_to_start", "b")]},
                      child("well_behaved", "a"))
        (self.folder / "slow").touch()
        self.fauxtp("kill", "b")
        shown = self.fauxtp("tree").stdout
        self.assertIn("busy starting or stopping a child", shown)
        self.assertRegex(self.fauxtp("ps", "--filter", "inner").stdout, r"app/inner .* \?")
        result = self.fauxtp("terminate", "inner/b", "--timeout", "50ms")
        self.assertIn("app/inner is busy", result.stderr)
        self.assertEqual(result.returncode, 5)

    def test_ps_shows_no_column_that_is_empty(self):
        self.run_tree(child("well_behaved", "a", restart="permanent"))
        self.assertNotIn("LAST END", self.fauxtp("ps").stdout)
        self.fauxtp("kill", "a")
        latest = time.monotonic() + SOON
        while "LAST END" not in self.fauxtp("ps").stdout:
            self.assertLess(time.monotonic(), latest)

    def test_ps_cuts_a_long_last_end_and_info_does_not(self):
        self.run_tree(child("crashes_on_request", "a", restart="permanent"))
        self.fauxtp("cast", "a", json.dumps("x" * 200))
        latest = time.monotonic() + SOON
        while "LAST END" not in (table := self.fauxtp("ps").stdout):
            self.assertLess(time.monotonic(), latest)
        self.assertRegex(table, r"error: std::out_of_range: index 8 of 3: \"?x{5,30}\.\.\.")
        self.assertIn("x" * 200, self.fauxtp("info", "a").stdout)

    def test_ps_rounds_the_stack_up(self):
        self.run_tree(child("well_behaved", "a"))
        used = -(-self.ps()["app/a"]["stack_used"] // 1024)
        self.assertIn(f"{used} of 64 KiB", self.fauxtp("ps", "--filter", "app/a").stdout)

    def test_ps_tells_of_the_one_actor_that_it_does_not_show(self):
        tree = application(*(child("well_behaved", f"a{number}") for number in range(4)))
        tree["runtime"] = {"threads": 1}
        process = self.started(tree, "up in")
        self.addCleanup(self.ended, process)
        self.addCleanup(process.send_signal, signal.SIGTERM)
        most = 1
        while "not shown" in (shown := self.fauxtp("ps", "--max", most).stderr):
            left = re.search(r"(\d+) more actors? (is|are) not shown", shown)
            self.assertEqual(left[2], "is" if left[1] == "1" else "are")
            before = int(left[1])
            most += 1
        self.assertEqual(before, 1)

    def test_crashes_are_the_last_hundred_of_all_or_those_of_a_path(self):
        loud = child("crashes_on_request", "loud", restart="permanent")
        inner = {"id": "inner", "children": [child("crashes_on_request", "quiet",
                                                   restart="permanent")]}
        self.run_tree(loud, inner, intensity=1000, period="1h")
        self.fauxtp("cast", "quiet", '"crash"')
        def crashes(*of):
            return json.loads(self.fauxtp("crashes", "--json", *of).stdout)
        latest = time.monotonic() + SOON
        while not crashes():
            self.assertLess(time.monotonic(), latest)
        self.assertEqual([each["path"] for each in crashes("inner")], ["app/inner/quiet"])
        self.assertEqual(crashes("loud"), [])
        while len(all := crashes()) < 100 or all[0]["path"] != "app/loud":
            self.assertLess(time.monotonic(), latest)
            for _ in range(10):
                self.fauxtp("cast", "loud", '"crash"')
        self.assertEqual(len(all), 100)
        self.assertEqual(crashes("inner"), [])

    # Processors.

    def test_who_computes_is_on_top(self):
        self.run_tree(child("well_behaved", "a"), child("busy", "b"))
        shown = [{"path": None}]
        latest = time.monotonic() + SOON
        while shown[0]["path"] != "app/b":  # the start of the tree has taken some time, too
            self.assertLess(time.monotonic(), latest, shown)
            shown = json.loads(self.fauxtp("ps", "--json", "--sort", "cpu").stdout)
        self.assertGreater(shown[0]["cpu"], 0.01)  # others may use the machine, too
        self.assertEqual(shown[1]["cpu"], 0)

    def test_top_redraws_until_q_and_leaves_the_terminal_as_it_was(self):
        self.run_tree(child("busy", "b"))
        shown = self.on_terminal("top", until=b"app/b", then=b"q")
        self.assertRegex(shown, r"CPU .*\r\n.*app/b .* \d+ %")
        self.assertTrue(shown.startswith("\x1b[?1049h"))
        self.assertTrue(shown.endswith("\x1b[?1049l"))

    def test_ps_watch_goes_on_until_sigint(self):
        self.run_tree(child("well_behaved", "a"))
        process = self.begun("ps", "--watch", "--filter", "app/a")
        for _ in range(2):
            self.assertIn("PATH", process.stdout.readline())
            self.assertIn("app/a", process.stdout.readline())
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=20), 0)

    def test_an_actor_that_hogs_its_worker_is_shown_and_holds_nobody_up(self):
        tree = application(child("well_behaved", "a"))
        tree["runtime"] = {"threads": 1, "shutdown_timeout": "200ms"}
        process = self.started(tree, "up in")
        self.fauxtp("cast", "a", '"hog"')
        def a():
            listed = self.fauxtp("ps", "--json")
            return listed.stderr, {each["path"]: each for each in json.loads(listed.stdout)}["app/a"]
        said, seen = a()
        while seen["status"] != "running":
            said, seen = a()
        self.assertIn("actors of 1 worker may be missing", said)
        self.assertNotIn("mailbox", seen)  # what is not known is not there
        self.assertRegex(self.fauxtp("ps", "--filter", "app/a").stdout, r"running +\? +\? ")
        process.kill()
        process.wait()

    # Traces and logs.

    def test_trace_shows_what_an_actor_receives_and_sends(self):
        self.run_tree(child("well_behaved", "a"))
        trace = self.begun("trace", "a", "--max", "2", "--json")
        while trace.poll() is None:
            self.fauxtp("cast", "a", '"tea"')
        events = [json.loads(line) for line in trace.stdout]
        self.assertEqual(len(events), 2)
        self.assertIn("received", {each["event"] for each in events})
        self.assertEqual(trace.returncode, 0)

    def test_trace_ends_after_its_time_and_with_its_actor(self):
        self.run_tree(child("well_behaved", "a"))
        result = self.fauxtp("trace", "a", "--for", "50ms")
        self.assertEqual((result.returncode, result.stdout), (0, ""))
        self.assertEqual(self.fauxtp("trace", "nobody").returncode, 4)

    def test_logs_shows_the_last_lines_of_all_or_of_one(self):
        self.run_tree(child("well_behaved", "a"), child("well_behaved", "b"))
        self.fauxtp("cast", "a", '"tea"')
        self.fauxtp("cast", "b", '"rum"')
        self.fauxtp("kill", "b")
        self.assertRegex(self.fauxtp("logs").stdout,
                         r'\d\d:\d\d:\d\d\.\d{3} info    app/a <0\..*> told "tea"')
        of_a = self.fauxtp("logs", "a").stdout
        self.assertIn("tea", of_a)
        self.assertNotIn("rum", of_a)
        errors = self.fauxtp("logs", "--level", "error", "--json").stdout.splitlines()
        self.assertTrue(errors)
        self.assertEqual({json.loads(each)["level"] for each in errors}, {"error"})

    def test_logs_of_a_child_has_what_its_supervisor_says_of_it(self):
        self.run_tree(child("well_behaved", "a", restart="permanent"),
                      child("well_behaved", "ab", restart="permanent"))
        for name in ("a", "ab"):
            self.fauxtp("kill", name)
            self.fauxtp("tree")  # the supervisor has heard of it
        shown = self.fauxtp("logs", "a").stdout
        self.assertRegex(shown, r'app <0\..*> started "a" <0\.')
        self.assertRegex(shown, r'app <0\..*> "a" <0\..*> ended with killed; restart 1 of 3')
        self.assertNotIn('"ab"', shown)

    def test_logs_can_be_followed(self):
        self.run_tree(child("well_behaved", "a"))
        logs = self.begun("logs", "a", "-f")
        self.assertIn('started "a"', logs.stdout.readline())
        for drink in ("tea", "rum"):
            self.fauxtp("cast", "a", f'"{drink}"')
            self.assertIn(f'told "{drink}"', logs.stdout.readline())

    def test_a_client_that_never_reads_its_stream_is_told_what_it_has_missed(self):
        self.run_tree(child("chatty", "c"))
        silent = self.connected()
        silent.sendall(b'{"request": "trace", "target": "c", "max": 1000000, "for_ms": 60000}\n')
        received = silent.recv(1000)
        self.assertIn(b'"ok"', received)
        self.fauxtp("call", "c", "20000", "--timeout", "40s")
        self.assertEqual(self.fauxtp("ps").returncode, 0)
        while b"dropped" not in received:
            part = silent.recv(1 << 20)
            self.assertTrue(part)
            received = received[-100:] + part

    def test_the_log_level_can_be_changed_for_one_or_for_all(self):
        self.run_tree(child("well_behaved", "a"), child("well_behaved", "b"))
        def told():
            for name in ("a", "b"):
                self.fauxtp("call", name, '"anything"')
                self.fauxtp("cast", name, f'"for {name}"')
                self.fauxtp("state", name)
            return self.fauxtp("logs").stdout
        self.assertEqual(self.fauxtp("loglevel", "a", "error").returncode, 0)
        lines = told()
        self.assertNotIn("for a", lines)
        self.assertIn("for b", lines)
        self.assertEqual(self.fauxtp("loglevel", "critical").returncode, 0)
        self.assertEqual(told(), lines)
        self.assertEqual(self.fauxtp("loglevel", "info").returncode, 0)
        self.assertIn("for a", told())
        self.assertEqual(self.fauxtp("loglevel", "loud").returncode, 2)

    def test_each_command_has_an_example(self):
        for name in ("ps", "top", "tree", "call", "cast", "state", "suspend", "resume", "kill",
                     "terminate", "start", "restart", "delete", "trace", "logs", "loglevel", "info",
                     "stack", "crashes", "config", "doctor"):
            self.assertIn(f"Example: fauxtp {name}", self.fauxtp(name, "--help").stdout)

    # Whom one asks.

    def test_without_a_running_application_the_exit_code_is_3(self):
        result = self.fauxtp("ps")
        self.assertIn("no application runs", result.stderr)
        self.assertEqual(result.returncode, 3)

    def test_of_several_applications_one_must_be_named(self):
        self.run_tree(child("well_behaved", "a"), name="shop")
        self.run_tree(child("well_behaved", "a"), name="bank")
        result = self.fauxtp("ps")
        self.assertIn("several applications run", result.stderr)
        self.assertIn("bank", result.stderr)
        self.assertEqual(result.returncode, 2)
        self.assertIn("bank/a", self.fauxtp("ps", "-a", "bank").stdout)
        self.assertEqual(self.fauxtp("ps", "-a", "bakery").returncode, 3)

    def test_two_runners_of_one_file_are_told_apart_by_their_processes(self):
        first = self.run_tree(child("well_behaved", "a"))
        self.run_tree(child("well_behaved", "a"))
        self.assertEqual(self.fauxtp("ps", "-a", "app").returncode, 2)
        self.assertEqual(self.fauxtp("ps", "-a", str(first.pid)).returncode, 0)

    def test_an_unknown_actor_has_exit_code_4(self):
        self.run_tree(child("well_behaved", "a"))
        result = self.fauxtp("call", "nobody", "1")
        self.assertEqual(result.stderr, 'fauxtp: no actor "nobody"\n')
        self.assertEqual(result.returncode, 4)

    def test_of_a_misspelt_actor_the_nearest_name_is_told(self):
        self.run_tree(child("well_behaved", "counter"))
        result = self.fauxtp("call", "countr", "1")
        self.assertEqual(result.stderr, 'fauxtp: no actor "countr"; did you mean "counter"?\n')
        self.assertEqual(result.returncode, 4)

    def test_a_message_that_is_no_json_is_a_wrong_command_line(self):
        self.run_tree(child("well_behaved", "a"))
        result = self.fauxtp("call", "a", '["add"')
        self.assertIn("the message is not JSON", result.stderr)
        self.assertEqual(result.returncode, 2)

    # The socket.

    def test_the_socket_is_for_its_owner_only_and_goes_with_the_process(self):
        process = self.started(application(child("well_behaved", "a")), "up in")
        path = self.sockets()[0]
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(path.parent.stat().st_mode), 0o700)
        process.send_signal(signal.SIGTERM)
        self.ended(process)
        self.assertEqual(self.sockets(), [])

    def test_the_socket_of_a_dead_process_is_swept_away(self):
        process = self.started(application(child("well_behaved", "a")), "up in")
        process.kill()
        process.wait()
        self.assertEqual(len(self.sockets()), 1)
        self.assertEqual(self.fauxtp("ps").returncode, 3)
        self.assertEqual(self.sockets(), [])

    def test_garbage_is_answered_with_an_error(self):
        self.run_tree(child("well_behaved", "a"))
        client = self.connected()
        for line in ("garbage\n", "[]\n", "{}\n", '{"request": "no such"}\n', b"\xff\xfe\n", "\n",
                     '{"request": "call", "target": "a"}\n', '{"request": "call", "target": 7}\n'):
            self.assertEqual(self.asked(client, line)["error"]["code"], 2, line)
        self.assertIn("ok", self.asked(client, '{"request": "ps"}\n'))

    def test_an_endless_line_is_refused(self):
        self.run_tree(child("well_behaved", "a"))
        client = self.connected()
        try:
            client.sendall(b"x" * (2 << 20))
        except (BrokenPipeError, ConnectionResetError):
            pass  # closed before all of it was sent
        self.assertEqual(self.fauxtp("ps").returncode, 0)

    def test_a_client_that_never_reads_holds_up_nobody(self):
        self.run_tree(child("well_behaved", "a"))
        silent = [self.connected() for _ in range(5)]
        for client in silent:
            client.setblocking(False)
            try:
                while client.send(b'{"request": "ps"}\n' * 1000):
                    pass
            except BlockingIOError:
                pass
        self.assertEqual(self.fauxtp("ps").returncode, 0)

    def test_a_hundred_clients_are_answered_at_once(self):
        self.run_tree(child("well_behaved", "a"))
        clients = [self.connected() for _ in range(100)]
        for client in clients:
            client.sendall(b'{"request": "call", "target": "a", "message": 1}\n')
        for client in clients:
            self.assertEqual(self.asked(client, ""), {"ok": ["you said", 1]})

    def test_more_clients_than_it_takes_are_told_so(self):
        self.run_tree(child("well_behaved", "a"))
        kept = [self.connected() for _ in range(256)]
        self.asked(kept[-1], '{"request": "ps"}\n')  # all have been let in
        self.assertIn("256 clients", self.asked(self.connected(), "")["error"]["message"])

    def test_a_client_that_goes_before_its_answer_harms_nobody(self):
        self.run_tree(child("silent", "b"), child("well_behaved", "a"))
        client = self.connected()
        client.sendall(b'{"request": "call", "target": "b", "message": 1, "timeout_ms": 100}\n')
        client.close()
        self.assertEqual(self.fauxtp("call", "b", "1", "--timeout", "200ms").returncode, 5)
        self.assertEqual(self.fauxtp("call", "a", "1").returncode, 0)

    def test_where_no_socket_can_be_made_the_application_runs_all_the_same(self):
        (self.folder / "fauxtp").write_text("in the way")
        process = self.started(application(child("well_behaved", "a")), "up in")
        self.assertIn("no control socket: ", self.seen)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)
    # The service manager.

    def test_the_service_manager_hears_when_it_is_ready_and_when_it_stops(self):
        manager = self.listening()
        process = self.started(application(child("well_behaved", "a")), "up in")
        self.assertEqual(manager.recv(1000), b"READY=1\nSTATUS=2 actors")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(manager.recv(1000), b"STOPPING=1")
        self.assertEqual(self.ended(process)[0], 0)

    def test_the_watchdog_is_fed_until_a_worker_is_hogged(self):
        manager = self.listening()
        self.environment["WATCHDOG_USEC"] = "200000"
        tree = application(child("well_behaved", "a"))
        tree["runtime"] = {"threads": 2, "shutdown_timeout": "1s"}
        process = self.started(tree, "up in")
        for _ in range(5):
            while manager.recv(1000) != b"WATCHDOG=1":
                pass
        self.fauxtp("cast", "a", '"hog"')
        manager.settimeout(2)
        with self.assertRaises(TimeoutError):
            for _ in range(100):
                manager.recv(1000)
        process.kill()
        process.wait()


if __name__ == "__main__":
    running.main(Operator)
