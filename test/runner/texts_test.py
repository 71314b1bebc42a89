#!/usr/bin/env -S python3 -B
"""What applications and operators write reaches people harmless, whole or with what is left out."""
import json
import os
import stat

import running
from running import application, child

CONTROL = "tea\x1b[2J\n00:00:00.000 error   all is lost\x00\x7f\u009b\u202e\u2028"
HARMLESS = "\\n00:00:00.000 error   all is lost\\u0000"


class Texts(running.Running):
    def assert_harmless(self, text):
        for bad in "\x1b\x00\x7f\u009b\u202e\u2028":
            self.assertNotIn(bad, text)

    def logged(self, log_format):
        self.environment["FAUXTP_LOG_FORMAT"] = log_format
        process = self.run_tree(child("forger"), child("well_behaved", "clerk"))
        self.fauxtp("cast", "clerk", json.dumps(CONTROL))
        self.assertEqual(self.fauxtp("call", "clerk", '"all told"').returncode, 0)
        logs = self.fauxtp("logs").stdout
        process.terminate()
        return self.seen + self.ended(process)[1], logs

    def test_a_log_of_text_has_a_line_for_each_report_and_nothing_that_a_terminal_obeys(self):
        text, logs = self.logged("text")
        for shown in (text, logs):
            self.assert_harmless(shown)
            self.assertIn(HARMLESS, shown)

    def test_a_log_of_json_is_harmless_and_still_has_the_text(self):
        lines, _ = self.logged("json")
        self.assert_harmless(lines)
        told = [json.loads(line)["text"] for line in lines.splitlines()]
        self.assertTrue(any("\u009b" in text for text in told), told)

    def test_a_log_for_the_journal_has_a_line_for_each_report(self):
        lines, _ = self.logged("journal")
        self.assert_harmless(lines)
        self.assertTrue(all(line.startswith("<") for line in lines.splitlines()), lines)

    def test_what_an_operator_is_shown_is_harmless(self):
        self.run_tree(child("forger"))
        self.write("{\"name\": \"" + CONTROL.replace("\0", "") + "\"}", "x\x1b[2J\u009b.json")
        for command in (["ps"], ["tree"], ["ps", "--json"], ["state", "forger"],
                        ["call", "forger", "1"], ["state", CONTROL.replace("\0", "")],
                        ["call", "forger", json.dumps(CONTROL)], ["-a", CONTROL[:20], "ps"],
                        ["check", "x\x1b[2J\u009b.json"], ["check", "no\x1b[2J\u009b.json"],
                        ["run", "no\x1b[2J\u009b.json"], ["logs", CONTROL.replace("\0", "")]):
            result = self.fauxtp(*command)
            with self.subTest(command):
                self.assert_harmless(result.stdout + result.stderr)

    def test_a_deep_request_is_refused_and_nobody_ends(self):
        self.run_tree(child("well_behaved", "clerk"), child("typed"))
        for levels in (101, 150, 5000, 65_000):  # a command line is not longer
            message = "[" * levels + "]" * levels
            result = self.fauxtp("call", "clerk", message)
            self.assertEqual(result.returncode, 1)
            self.assertIn("more than 100 arrays and objects inside each other", result.stderr)
        deepest = "[" * 99 + "1" + "]" * 99
        self.assertEqual(self.fauxtp("call", "clerk", deepest).stdout, f'["you said",{deepest}]\n')
        self.assertEqual(self.fauxtp("call", "clerk", '"there"').stdout, '["you said","there"]\n')

    def test_a_deep_reply_is_refused_and_nobody_ends(self):
        self.run_tree(child("goes_deep"))
        for levels in (101, 5000, 100_000):
            result = self.fauxtp("call", "goes_deep", str(levels))
            self.assertEqual(result.returncode, 1)
            self.assertIn("more than 100 arrays and objects inside each other", result.stderr)
        self.assertEqual(self.fauxtp("call", "goes_deep", "3").stdout, "[[[]]]\n")
        self.assertEqual(self.fauxtp("state", "goes_deep").stdout, "[[[]]]\n")

    def test_a_log_file_is_for_its_owner_and_follows_no_link(self):
        log = self.folder / "app.log"
        file = application(child("well_behaved"))
        file["logging"] = {"sinks": [{"type": "file", "path": str(log)}, {"type": "stderr"}]}
        log.touch(0o666)
        os.chmod(log, 0o666)
        self.started(file, "up in").terminate()
        self.assertEqual(stat.S_IMODE(log.stat().st_mode), 0o640)
        other = self.folder / "other"
        other.touch()
        log.unlink()
        log.symlink_to(other)
        result = self.run_file(file)
        self.assertEqual(result.returncode, 1)
        self.assertIn("app.log: it is a symbolic link", result.stderr)
        self.assertEqual(other.read_text(), "")

    def test_a_chain_of_crashed_calls_is_logged_in_proportion_to_its_length(self):
        lines = {}
        for length in (20, 100):
            process = self.run_tree(child("chain", args={"length": length}))
            self.fauxtp("call", "chain", '"go"')
            process.terminate()
            text = self.ended(process)[1]
            self.assertIn("the end of the chain", text)
            lines[length] = len(text)
        self.assertLess(lines[100], 8 * lines[20])

    def test_a_hundred_nested_supervisors_whose_innermost_child_fails_are_reported(self):
        tree = child("throws_in_init")
        for level in range(45):  # a file nests to 100
            tree = {"id": f"s{level}", "children": [tree]}
        result = self.run_file(application(tree))
        self.assertEqual(result.returncode, 1)
        self.assertIn("the disk is full", result.stderr)


if __name__ == "__main__":
    running.main(Texts)
