#!/usr/bin/env -S python3 -B
"""What the runner tells of itself, and what it makes to begin with."""
import json
import re
import shutil
import subprocess

import running


class Help(running.Running):
    def commands(self):
        text = self.fauxtp("--help").stdout
        return re.findall(r"^  ([a-z]+) ", text[text.index("Subcommands:"):], re.MULTILINE)

    def test_each_command_has_help_with_an_example(self):
        commands = self.commands()
        self.assertLessEqual({"run", "check", "ps", "reload", "new", "man"}, set(commands))
        for command in commands:
            result = self.fauxtp(command, "--help")
            self.assertEqual(result.returncode, 0, command)
            self.assertRegex(result.stdout, rf"Example: (source <\()?fauxtp {command}", command)

    def completed(self, *words):
        """What bash would offer for the last of these words."""
        script = self.folder / "completion"
        script.write_text(self.fauxtp("completion", "bash").stdout)
        result = subprocess.run(
            ["bash", "-c", 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
             '_fauxtp; printf "%s\\n" "${COMPREPLY[@]}"', "bash", script, "fauxtp", *words],
            capture_output=True, text=True, cwd=self.folder)
        self.assertEqual(result.stderr, "")
        return set(result.stdout.split())

    def test_bash_completes_commands_options_and_files(self):
        self.assertEqual(self.completed("rel"), {"reload"})
        self.assertEqual(self.completed("") & set(self.commands()), set(self.commands()))
        self.assertLessEqual({"--log-level", "--log-format"}, self.completed("run", "--log"))
        self.write("{}", "app.json")
        self.assertEqual(self.completed("check", "app"), {"app.json"})

    def test_zsh_and_fish_know_all_commands(self):
        for shell in ("zsh", "fish"):
            script = self.fauxtp("completion", shell).stdout
            for command in self.commands():
                self.assertIn(command, script)
            if shutil.which(shell):
                checked = subprocess.run([shell, "-n"], input=script, text=True,
                                         capture_output=True)
                self.assertEqual(checked.stderr, "")

    def test_the_page_for_man_has_all_commands_and_no_mistake(self):
        page = self.fauxtp("man").stdout
        for command in self.commands():
            self.assertIn(f".SS {command}\n", page)
        if shutil.which("man"):
            checked = subprocess.run(["man", "--warnings=all", "-l", "-"], input=page, text=True,
                                     capture_output=True)
            self.assertEqual(checked.stderr, "")
            self.assertIn("EXIT STATUS", checked.stdout)

    def test_the_schema_is_json(self):
        schema = json.loads(self.fauxtp("schema").stdout)
        self.assertIn("supervisor", schema["properties"])

    def test_a_new_project_is_made_once_and_by_a_name_that_can_be_one(self):
        made = self.fauxtp("new", "shop")
        self.assertEqual(made.returncode, 0)
        self.assertTrue((self.folder / "shop/src/shop.cpp").exists())
        again = self.fauxtp("new", "shop")
        self.assertEqual(again.returncode, 1)
        self.assertIn("there already", again.stderr)
        wrong = self.fauxtp("new", "My Shop")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("small letters", wrong.stderr)


if __name__ == "__main__":
    running.main(Help)
