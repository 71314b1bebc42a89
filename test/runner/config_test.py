#!/usr/bin/env -S python3 -B
"""What a file means, and what a machine lacks, without anything being started."""
import json
import pathlib
import re
import shutil
import subprocess

import running
from running import application, child


class Config(running.Running):
    def config(self, *arguments):
        result = self.fauxtp("config", *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_it_has_what_is_included_the_variables_and_the_defaults(self):
        self.write([child("well_behaved", "b", args={"size": "${SIZE:-7}"})], "more.json")
        self.write({"runtime": {"threads": 3}}, "base.json")
        tree = application(child("well_behaved", "a"), {"include": "more.json"})
        tree["include"] = ["base.json"]
        tree["env"] = {"user": "${NOBODY_HAS_SET_THIS:-ann}"}
        file = self.write(tree)
        said = json.loads(self.config(file))
        self.assertNotIn("include", said)
        self.assertEqual(said["runtime"]["threads"], 3)
        self.assertEqual(said["runtime"]["stack_size"], "64KiB")
        self.assertEqual(said["env"], {"user": "ann"})
        a, b = said["supervisor"]["children"]
        self.assertEqual((a["restart"], a["shutdown"], a["id"]), ("transient", "5s", "a"))
        self.assertEqual(b["args"], {"size": 7})
        self.assertEqual((said["supervisor"]["intensity"], said["supervisor"]["period"]), (3, "5s"))

    def test_what_it_says_means_the_same_as_the_file(self):
        file = self.write(application(
            child("well_behaved", "a"),
            {"id": "inner", "strategy": "rest_for_one", "children": [
                {"id": "w", "actor": "well_behaved", "instances": 2, "mailbox": {"limit": 3}},
                child("well_behaved", "pool", instances=2, route="round_robin")]}))
        again = self.write(self.config(file), "again.json")
        self.assertEqual(self.config(again), self.config(file))
        trees = [self.fauxtp("tree", each, "--modules", running.MODULES) for each in (file, again)]
        self.assertEqual(trees[0].stdout, trees[1].stdout)
        self.assertEqual(trees[1].returncode, 0, trees[1].stderr)
        self.assertIn("a pool (round_robin)", trees[0].stdout)

    def test_the_tree_tells_whom_each_fall_takes_along(self):
        inner = {"id": "inner", "strategy": "rest_for_one", "children": [
            child("well_behaved", "first"), child("well_behaved", "temp", restart="temporary"),
            {"id": "w", "actor": "well_behaved", "instances": 3}]}
        file = self.write(application(child("well_behaved", "a"), inner, strategy="one_for_all"))
        result = self.fauxtp("tree", file, "--falls", "--modules", running.MODULES)
        told = dict(re.findall(r"(?m)^\W*(\S+) +(its .*)$", result.stdout))
        self.assertEqual(told, {
            "a": "its fall takes inner along: 7 actors",
            "inner": "its fall takes a along: 7 actors",
            "first": "its fall takes temp, w-1..3 along: 5 actors",
            "temp": "its fall takes nobody along, and it does not come back",
            "w-1..3": "its fall takes its siblings along: 3 actors"})

    def test_origins_tell_the_line_of_each_value(self):
        self.write([child("well_behaved", "b")], "more.json")
        file = self.write(application({"include": "more.json"}))
        said = self.config(file, "--origin")
        self.assertRegex(said, r'"actor": "well_behaved",  // .*more.json:\d+\n')
        self.assertRegex(said, r'"intensity": 3,  // default\n')
        self.assertEqual(json.loads(re.sub(r"  // .*", "", said)), json.loads(self.config(file)))
        again = self.write(said, "again.json")  # comments are allowed
        self.assertEqual(self.config(again), self.config(file))

    def test_secrets_are_not_shown(self):
        self.environment["PW"] = "opensesame"
        file = self.write(application(child("well_behaved", "a", args={
            "password": "${PW}", "db": "postgres://ann:${PW}@host/shop", "api_token": ["opensesame"],
            "nested": {"Client-Secret": {"deep": "opensesame"}}, "user": "ann"})))
        said = self.config(file, "--origin")
        self.assertNotIn("opensesame", said)
        self.assertIn("postgres://ann:***@host/shop", said)
        self.assertIn('"user": "ann"', said)

    def test_of_an_invalid_file_the_errors_are_shown(self):
        result = self.fauxtp("config", self.write({"name": "app"}))
        self.assertEqual((result.returncode, result.stdout), (78, ""))
        self.assertIn('"supervisor"', result.stderr)

    def test_the_doctor_looks_at_the_machine_and_at_a_file(self):
        found = json.loads(self.fauxtp("doctor", "--json").stdout)
        text = "\n".join(each["text"] for each in found)
        for word in "kernel", "processor", "memory", "Boost", "open files", "control sockets":
            self.assertIn(word, text)
        file = self.write(application(child("well_behaved", "a")))
        result = self.fauxtp("doctor", file, "--modules", running.MODULES)
        self.assertIn("misbehaving.so", result.stdout)
        self.assertEqual(result.returncode, 0, result.stdout)
        module = self.folder / "misbehaving.so"
        shutil.copy(pathlib.Path(running.MODULES) / "misbehaving.so", module)
        subprocess.run(["strip", "--strip-debug", module], check=True)
        self.assertIn("misbehaving.so: 31 actors, without line tables: crash reports name",
                      self.fauxtp("doctor", file).stdout)
        result = self.fauxtp("doctor", self.write({"name": "app"}))
        self.assertEqual(result.returncode, 1)
        (self.folder / "fauxtp").rmdir()
        (self.folder / "fauxtp").write_text("in the way")
        result = self.fauxtp("doctor")
        self.assertIn("bad   no control sockets: ", result.stdout)
        self.assertEqual(result.returncode, 1)


if __name__ == "__main__":
    running.main(Config)
