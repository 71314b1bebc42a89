#!/usr/bin/env -S python3 -B
"""The control socket: who lives, who may ask, and what is in the way."""
import os
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import threading
import time
import unittest

import running
from running import application, child

AS_ROOT = os.geteuid() == 0
# In a chroot, for example, not even root can.
IN_NAMESPACE = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
HAS_NAMESPACES = shutil.which("unshare") and not subprocess.run(
    [*IN_NAMESPACE, "true"], stderr=subprocess.DEVNULL).returncode
NOBODY = 65534


class Socket(running.Running):
    def stop(self, process):
        process.send_signal(signal.SIGTERM)
        return self.ended(process)

    def killed(self):
        """The socket of an application that was killed."""
        process = self.started(application(child("well_behaved", "a")), "up in")
        process.kill()
        process.wait()
        path, = self.sockets()
        return path

    def listening_at(self, path):
        server = socket.socket(socket.AF_UNIX)
        self.addCleanup(server.close)
        server.bind(str(path))
        server.listen()
        return server

    # Whether it lives.

    def test_a_number_that_belongs_to_another_process_by_now_is_in_nobodys_way(self):
        dead = self.killed()
        dead.rename(dead.with_name(f"app-{os.getpid()}.sock"))  # this process lives
        self.run_tree(child("well_behaved", "a"))
        self.assertEqual(self.fauxtp("ps").returncode, 0)
        self.assertEqual(len(self.sockets()), 1)

    def test_one_whose_process_cannot_be_seen_is_not_swept_away(self):
        self.run_tree(child("well_behaved", "a"))
        path, = self.sockets()
        foreign = path.with_name("app-4194303.sock")  # as of another container
        path.rename(foreign)
        self.assertEqual(self.fauxtp("ps").returncode, 0)
        self.assertTrue(foreign.exists())

    def run_as_process_1(self):
        """A run that is up, as process 1 of a new namespace; and what it has said."""
        file = self.write(application(child("well_behaved", "a")))
        process = subprocess.Popen([*IN_NAMESPACE, running.RUNNER, "run", file, "--modules",
                                    running.MODULES],
                                   stderr=subprocess.PIPE, text=True, cwd=self.folder,
                                   env=self.environment)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        seen = ""
        while "up in" not in seen:
            line = process.stderr.readline()
            self.assertTrue(line, seen)
            seen += line
        return process, seen

    @unittest.skipUnless(HAS_NAMESPACES, "needs another namespace")
    def test_a_restart_in_a_container_has_the_same_number_and_can_be_asked(self):
        for _ in range(2):
            process, seen = self.run_as_process_1()
            self.assertNotIn("no control socket", seen)
            self.assertEqual(self.fauxtp("call", "a", "1").returncode, 0)
            process.kill()
            process.wait()

    @unittest.skipUnless(HAS_NAMESPACES, "needs another namespace")
    def test_two_of_the_same_number_can_both_be_asked(self):
        for _ in range(2):
            self.run_as_process_1()
        self.assertEqual(len(self.sockets()), 2)
        for path in self.sockets():
            self.assertEqual(self.fauxtp("call", "a", "1", "-a", path).returncode, 0)
        self.assertIn("several applications run", self.fauxtp("ps").stderr)

    def test_a_socket_that_is_being_made_is_never_swept_away(self):
        stop = threading.Event()
        def sweep():
            while not stop.is_set():
                self.fauxtp("ps")
        sweeper = threading.Thread(target=sweep)
        sweeper.start()
        try:
            for _ in range(5):
                process = self.started(application(child("well_behaved", "a")), "up in")
                self.assertEqual(len(self.sockets()), 1)
                self.assertEqual(self.stop(process)[0], 0)
        finally:
            stop.set()
            sweeper.join()

    # A socket of one's own.

    def test_a_socket_of_ones_own_works_where_the_common_folder_cannot_be_made(self):
        (self.folder / "fauxtp").write_text("in the way")
        tree = application(child("well_behaved", "a"))
        tree["control"] = {"socket": "own.sock"}
        process = self.started(tree, "up in")
        self.assertIn("not found by its name, only by `-a ", self.seen)
        own = self.folder / "own.sock"
        self.assertEqual(self.fauxtp("call", "a", "1", "-a", own).returncode, 0)
        self.assertEqual(self.stop(process)[0], 0)
        self.assertFalse(own.exists())

    def test_a_socket_of_ones_own_is_found_again_after_a_kill(self):
        tree = application(child("well_behaved", "a"))
        tree["control"] = {"socket": "own.sock"}
        for _ in range(2):
            process = self.started(tree, "up in")
            self.assertNotIn("no control socket", self.seen)
            self.assertEqual(self.fauxtp("call", "a", "1").returncode, 0)
            process.kill()
            process.wait()
            self.sockets()[-1].rename(self.folder / "fauxtp" / "app-1.sock")
        self.assertEqual(self.fauxtp("ps").returncode, 3)
        self.assertEqual(self.sockets(), [])

    def test_a_name_that_is_too_long_is_told_in_a_line(self):
        tree = application(child("well_behaved", "a"))
        tree["control"] = {"socket": "x" * 200}
        process = self.started(tree, "up in")
        self.assertIn("no control socket: ", self.seen)
        self.assertEqual(self.stop(process)[0], 0)
        result = self.fauxtp("ps", "-a", "./" + "x" * 200)
        self.assertEqual(result.returncode, 3)
        self.assertNotIn("a bug", result.stderr)

    # Clients.

    def test_clients_that_have_gone_lock_nobody_out(self):
        self.run_tree(child("silent", "b"), child("well_behaved", "a"))
        line = b'{"request": "call", "target": "b", "message": 1, "timeout_ms": 3600000}\n'
        for _ in range(300):
            client = self.connected()
            client.sendall(line)
            client.close()
        self.assertEqual(self.fauxtp("call", "a", "1").returncode, 0)

    def test_one_that_only_has_nothing_more_to_say_gets_its_answer(self):
        self.run_tree(child("well_behaved", "a"))
        client = self.connected()
        client.sendall(b'{"request": "call", "target": "a", "message": 1}\n')
        client.shutdown(socket.SHUT_WR)
        self.assertEqual(client.recv(1000), b'{"ok":["you said",1]}\n')

    def test_times_may_be_as_long_as_numbers_go(self):
        self.run_tree(child("well_behaved", "a"))
        client = self.connected()
        for ms in 9_300_000_000_000, 2**63 - 1:
            line = f'{{"request": "call", "target": "a", "message": 1, "timeout_ms": {ms}}}\n'
            client.sendall(line.encode())
            self.assertEqual(client.recv(1000), b'{"ok":["you said",1]}\n')
        self.assertEqual(self.fauxtp("call", "a", "1", "--timeout", "1000000h").returncode, 0)
        self.assertEqual(self.fauxtp("trace", "a", "--for", "0ms").returncode, 0)

    def test_without_descriptors_it_waits_instead_of_spinning(self):
        process = self.run_tree(child("well_behaved", "a"))
        used = len(os.listdir(f"/proc/{process.pid}/fd"))
        limits = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (used, limits[1]))
        waiting = self.connected()
        waiting.sendall(b'{"request": "call", "target": "a", "message": 1}\n')
        def seconds():
            fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")")[1].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        before = seconds()
        time.sleep(1)
        self.assertLess(seconds() - before, 0.2)
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, limits)
        self.assertIn(b"you said", waiting.recv(1000))

    # Who may ask, and be asked.

    def as_nobody(self, *command):
        return subprocess.run(command, capture_output=True, text=True, timeout=50, cwd="/",
                              env=self.environment, user=NOBODY, group=NOBODY, extra_groups=[])

    @unittest.skipUnless(AS_ROOT, "needs another user")
    def test_a_folder_that_another_user_has_made_is_not_trusted(self):
        folder = self.folder / "fauxtp"
        folder.mkdir(mode=0o777)
        server = self.listening_at(folder / "app-1.sock")
        os.chown(folder, NOBODY, NOBODY)
        result = self.fauxtp("call", "a", '"secret"')
        self.assertEqual(result.returncode, 3)
        self.assertIn("is not a folder of this user", result.stderr)
        server.settimeout(0.1)
        with self.assertRaises(TimeoutError):
            server.accept()

    def test_a_folder_that_others_can_write_to_is_not_trusted(self):
        folder = self.folder / "fauxtp"
        folder.mkdir()
        self.listening_at(folder / "app-1.sock")
        for mode in (0o770, 0o702):
            folder.chmod(mode)
            result = self.fauxtp("call", "a", '"secret"')
            self.assertEqual(result.returncode, 3)
            self.assertIn("others can write to ", result.stderr)

    def test_a_file_where_the_socket_is_to_be_is_told_and_left_alone(self):
        (self.folder / "own.sock").write_text("mine")
        tree = {**application(child("well_behaved", "a")),
                "control": {"socket": str(self.folder / "own.sock")}}
        process = self.started(tree, "is there already, and is no socket")
        process.send_signal(signal.SIGTERM)
        self.ended(process)
        self.assertEqual((self.folder / "own.sock").read_text(), "mine")

    def test_a_folder_that_is_a_link_is_not_trusted(self):
        (self.folder / "elsewhere").mkdir()
        (self.folder / "fauxtp").symlink_to("elsewhere")
        self.listening_at(self.folder / "elsewhere" / "app-1.sock")
        result = self.fauxtp("call", "a", '"secret"')
        self.assertEqual(result.returncode, 3)
        self.assertIn("is not a folder", result.stderr)

    @unittest.skipUnless(AS_ROOT, "needs another user")
    def test_a_listener_of_another_user_is_sent_nothing(self):
        self.folder.chmod(0o755)
        heard = self.folder / "heard"
        heard.mkdir()
        heard.chmod(0o777)
        script = ("import socket, sys; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); "
                  "s.listen(); print('ready', flush=True); c = s.accept()[0]; "
                  "print('heard', c.recv(1000), flush=True)")
        path = heard / "app-1.sock"
        other = subprocess.Popen(["/usr/bin/env", "python3", "-c", script, str(path)], user=NOBODY,
                                 group=NOBODY, extra_groups=[], stdout=subprocess.PIPE, text=True)
        self.addCleanup(other.stdout.close)
        self.addCleanup(other.wait)
        self.addCleanup(other.kill)
        self.assertEqual(other.stdout.readline(), "ready\n")
        os.chown(path, 0, 0)  # so it looks like root's own
        result = self.fauxtp("call", "a", '"secret"', "-a", path)
        self.assertEqual(result.returncode, 3)
        self.assertIn("a process of another user (65534) listens on", result.stderr)
        self.assertEqual(other.stdout.readline(), "heard b''\n")

    @unittest.skipUnless(AS_ROOT, "needs another user")
    def test_another_user_is_answered_nothing(self):
        tree = application(child("well_behaved", "a"))
        tree["control"] = {"socket": "own.sock"}
        process = self.started(tree, "up in")
        self.folder.chmod(0o755)
        own = self.folder / "own.sock"
        own.chmod(0o777)  # the mode is not all that keeps others out
        script = ("import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); "
                  "s.sendall(b'{\"request\": \"ps\"}\\n'); print(s.recv(1000))")
        result = self.as_nobody("/usr/bin/env", "python3", "-c", script, str(own))
        self.assertNotIn("app/a", result.stdout)
        self.assertEqual(self.stop(process)[0], 0)


if __name__ == "__main__":
    running.main(Socket)
