#!/usr/bin/env -S python3 -B
"""The examples of the format, checked, run and stopped, with actors that do not stop as asked."""
import concurrent.futures
import json
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

import running

EXAMPLES = pathlib.Path(__file__).parents[1] / "application" / "examples"


class Examples(running.Running):
    def setUp(self):
        super().setUp()
        self.environment["DATABASE_URL"] = "postgres://nowhere"
        self.modules = pathlib.Path(running.MODULES) / "examples"
        # One of them has a module beside itself, and another one writes where only root may.
        shutil.copytree(EXAMPLES, self.folder, dirs_exist_ok=True)
        shutil.copytree(self.modules, self.folder / "modules")
        for path in self.folder.glob("*.json"):
            text = path.read_text()
            for place in ("/var/log/chat", "/run/chat"):
                text = text.replace(place, str(self.folder))
            path.write_text(text)

    def bounds(self, name):
        """{path: in how many seconds it has stopped}"""
        said = self.fauxtp("check", self.folder / name, "--modules", self.modules, "--json")
        return {each["path"]: each["stop_ms"] / 1000 for each in json.loads(said.stdout)["bounds"]}

    def run_example(self, name):
        process = subprocess.Popen(
            [running.RUNNER, "run", self.folder / name, "--modules", self.modules],
            stderr=subprocess.PIPE, text=True, cwd=self.folder, env=self.environment)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        for line in process.stderr:
            if line.startswith("up in"):
                return process
        self.fail(f"{name} is not up")

    def assert_is_about(self, bound, took):
        self.assertGreaterEqual(took, bound - 0.1)
        self.assertLess(took, bound + 5)  # of which the machine may take some

    def test_stop_in_the_time_that_check_says_if_nobody_obeys(self):
        names = ("counter", "tree", "service")
        bounds = {name: self.bounds(name + ".json") for name in names}
        running_ones = {name: self.run_example(name + ".json") for name in names}
        began = time.monotonic()

        def stop(name):
            process = running_ones[name]
            process.send_signal(signal.SIGTERM)
            said = [(time.monotonic() - began, line) for line in process.stderr]
            return process.wait(), time.monotonic() - began, said

        with concurrent.futures.ThreadPoolExecutor(len(names)) as pool:
            counter, tree, service = pool.map(stop, names)

        self.assertEqual((counter[0], service[0]), (1, 1))  # somebody had to be killed
        self.assert_is_about(bounds["counter"]["counter"], counter[1])
        self.assert_is_about(bounds["service"]["chat"], service[1])

        # The file gives it less time than it may take, of which check warns.
        code, took, said = tree
        self.assertGreater(bounds["tree"]["shop"], 20)
        self.assertEqual(code, 3)
        self.assert_is_about(20, took)
        self.assertIn("shop/store", said[-1][1])
        before = 0
        for subtree in ("shop/batch", "shop/sessions", "shop/workers"):
            before += bounds["tree"][subtree]
            stopped, = (at for at, line in said if f"stopped  {subtree} " in line)
            self.assert_is_about(before, stopped)


if __name__ == "__main__":
    running.main(Examples)
