#!/usr/bin/env -S python3 -B
"""Programs that actors start, and the first process of a container, whose children others leave."""
import json
import os
import pathlib
import re
import signal
import subprocess
import time

import running
from running import application, child

SOON = 20  # seconds; a machine may be busy


class Programs(running.Running):
    def output_of(self, command):
        result = self.fauxtp("call", "--json", "runs_programs", json.dumps(command))
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def test_a_program_that_an_actor_starts_has_all_signals_as_usual(self):
        self.run_tree(child("runs_programs"))
        status = self.output_of("cat /proc/self/status")
        for mask in ("SigBlk", "SigIgn"):
            bits = int(re.search(rf"{mask}:\s+(\w+)", status)[1], 16)
            self.assertEqual(bits & ((1 << 31) - 1), 0, mask)  # above that are the C library's own

    def test_a_program_that_an_actor_starts_has_no_files_of_the_application(self):
        tree = application(child("runs_programs"))
        tree["logging"] = {"sinks": [{"type": "stderr"}, {"type": "file", "path": "a.log"},
                                     {"type": "file", "path": "b.log", "rotate_size": "1MiB"}]}
        process = self.started(tree, "up in")
        follower = subprocess.Popen([running.RUNNER, "logs", "-f"], cwd=self.folder,
                                    env=self.environment, stdout=subprocess.PIPE)
        self.addCleanup(follower.wait)
        self.addCleanup(follower.kill)
        self.addCleanup(follower.stdout.close)
        follower.stdout.readline()
        # 0 to 2, and 3, by which ls reads the folder.
        self.assertEqual(self.output_of("ls /proc/self/fd").split(), ["0", "1", "2", "3", "code", "0"])
        # Nor have those that the C library would close by itself: none is left open to any.
        for entry in pathlib.Path(f"/proc/{process.pid}/fd").iterdir():
            flags = pathlib.Path(f"/proc/{process.pid}/fdinfo/{entry.name}").read_text()
            closes = int(re.search(r"flags:\s+(\d+)", flags)[1], 8) & os.O_CLOEXEC
            self.assertTrue(closes or int(entry.name) <= 2, os.readlink(entry))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    def test_a_program_that_goes_on_does_not_hold_the_socket_of_its_application(self):
        process = self.started(application(child("runs_programs")), "up in")
        pid = self.output_of("sleep 60 > /dev/null 2>&1 & echo $!").split()[0]
        self.addCleanup(os.kill, int(pid), signal.SIGKILL)
        process.kill()
        process.wait()
        process = self.started(application(child("runs_programs")), "up in")
        self.assertIn("code 3", self.output_of("exit 3"))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    # Process 1 of a container.

    def contained(self, content):
        """A run that is up, as process 1 of its own world; and that process as it is known here."""
        unshare = ["unshare", *([] if os.geteuid() == 0 else ["-Ur"]), "-pf", "--kill-child",
                   "--mount-proc"]
        if subprocess.run([*unshare, "true"], capture_output=True).returncode != 0:
            self.skipTest("no namespaces may be made here")
        process = subprocess.Popen([*unshare, running.RUNNER, "run", self.write(content),
                                    "--modules", running.MODULES], stderr=subprocess.PIPE,
                                   text=True, cwd=self.folder, env=self.environment)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        for line in process.stderr:
            if "up in" in line:
                first, = self.children_of(process.pid)
                return process, first
        self.fail("it is not up")

    def children_of(self, pid):
        text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(each) for each in text.split()]

    def test_process_1_takes_note_of_orphans_and_leaves_exit_codes_to_who_has_started_them(self):
        process, first = self.contained(application(child("runs_programs")))
        own, = self.children_of(first)
        for _ in range(20):
            self.assertIn("code 3", self.output_of("(sleep 0.01; exit 4) & exit 3"))
        until = time.monotonic() + SOON
        while self.children_of(first) != [own]:
            self.assertLess(time.monotonic(), until)
        os.kill(first, signal.SIGTERM)
        rest = process.stderr.read()
        self.assertIn("app stopped in", rest)
        self.assertEqual(process.wait(SOON), 0)

    def test_process_1_ends_as_its_application_does(self):
        process, first = self.contained(application(child("ends_the_process", "a")))
        self.fauxtp("cast", "a", '"exit"')
        self.assertIn("it has called exit(17)", process.stderr.read())
        self.assertEqual(process.wait(SOON), 17)


if __name__ == "__main__":
    running.main(Programs)
