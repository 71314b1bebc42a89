#!/usr/bin/env -S python3 -B
"""A running application as its operator meets it: what may be asked, and what goes wrong."""
import json
import signal
import socket
import stat

import running
from running import application, child


class Operator(running.Running):
    def run_tree(self, *children, name="app"):
        tree = application(*children)
        tree["name"] = name
        process = self.started(tree, "up in")
        self.addCleanup(self.ended, process)
        self.addCleanup(process.send_signal, signal.SIGTERM)
        return process

    def sockets(self):
        return sorted((self.folder / "fauxtp").glob("*.sock"))

    def connected(self):
        client = socket.socket(socket.AF_UNIX)
        client.connect(str(self.sockets()[0]))
        client.settimeout(20)
        self.addCleanup(client.close)
        return client

    def asked(self, client, line):
        if line:
            client.sendall(line.encode() if isinstance(line, str) else line)
        received = b""
        while not received.endswith(b"\n"):
            part = client.recv(65536)
            self.assertTrue(part, f"closed after {received!r}")
            received += part
        return json.loads(received)

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
        self.run_tree(child("never_answers", "b"))
        result = self.fauxtp("call", "b", "1", "--timeout", "50ms")
        self.assertIn("timeout", result.stderr)
        self.assertEqual(result.returncode, 5)

    def test_a_suspended_server_takes_no_requests_until_it_is_resumed(self):
        self.run_tree(child("well_behaved", "a"))
        self.assertEqual(self.fauxtp("suspend", "a").returncode, 0)
        self.assertEqual(self.fauxtp("call", "a", "1", "--timeout", "50ms").returncode, 5)
        self.assertEqual(self.fauxtp("resume", "a").returncode, 0)
        self.assertEqual(self.fauxtp("call", "a", "1").returncode, 0)

    def test_who_is_killed_is_started_again_with_another_pid(self):
        process = self.run_tree(child("well_behaved", "a"))
        before = self.ps()["app/a"]["pid"]
        self.assertEqual(self.fauxtp("kill", "a").returncode, 0)
        while "started" not in process.stderr.readline():
            pass
        self.assertNotEqual(self.ps()["app/a"]["pid"], before)

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
        self.assertIn('no actor "nobody"', result.stderr)
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
        self.run_tree(child("never_answers", "b"), child("well_behaved", "a"))
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
