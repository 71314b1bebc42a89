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

    def test_actors_shows_what_a_module_offers_and_what_it_takes(self):
        shown = self.fauxtp("actors", running.MODULES + "/declared.so").stdout
        self.assertTrue(shown.startswith(f"declared  {running.MODULES}/declared.so\n"), shown)
        self.assertRegex(shown, r'(?m)^  declared\n    start +integer +default 0\n'
                                r'    path +text +must be given\n')
        self.assertRegex(shown, r'(?m)^    wait +duration +default "250ms"$')
        self.assertRegex(shown, r"(?m)^  runs\n    port +integer +must be given\n"
                                r"    on +boolean +must be given\n    other +integer +default 7$")
        self.assertRegex(shown, r"(?m)^  takes_nothing  no args$")
        self.assertRegex(shown, r"(?m)^  takes_a_term  args: anything$")
        self.assertRegex(shown, r"(?m)^  supervises  a supervisor$")
        by_name = self.fauxtp("actors", "declared", "--modules", running.MODULES).stdout
        self.assertEqual(by_name, shown)
        nobody = self.fauxtp("actors", "nobody")
        self.assertEqual(nobody.returncode, 1)
        self.assertIn('there is no module "nobody"; looked in', nobody.stderr)

    def test_actors_answers_in_json_with_a_schema_of_the_arguments(self):
        [module] = json.loads(self.fauxtp("actors", running.MODULES + "/declared.so", "--json").stdout)
        self.assertEqual(module["module"], "declared")
        actors = {each["name"]: each for each in module["actors"]}
        self.assertEqual(actors["supervises"]["type"], "supervisor")
        self.assertIsNone(actors["takes_a_term"]["args"])
        self.assertEqual(actors["runs"]["args"]["required"], ["port", "on"])

    def test_the_schema_knows_the_arguments_of_modules(self):
        schema = json.loads(self.fauxtp("schema", "--modules", running.MODULES + "/declared.so").stdout)
        worker = schema["definitions"]["worker"]
        self.assertIn("declared", worker["properties"]["actor"]["anyOf"][0]["examples"])
        rules = {rule["if"]["properties"]["actor"]["enum"][0]:
                 rule["then"]["properties"]["args"] for rule in worker["allOf"]
                 if "actor" in rule["if"].get("properties", {})}
        self.assertNotIn("declared/takes_a_term", rules)
        args = rules["declared/declared"]
        self.assertFalse(args["additionalProperties"])
        self.assertEqual(args["properties"]["level"]["anyOf"][0],
                         {"type": "integer", "minimum": 0, "maximum": 255})
        self.assertEqual(args["properties"]["wait"]["default"], "250ms")
        self.assertEqual(self.fauxtp("schema", "--modules", running.MODULES + "/examples").returncode, 0)
        wrong = self.fauxtp("schema", "--modules", "nobody.so")
        self.assertEqual(wrong.returncode, 1)

    def test_check_finds_wrong_arguments_and_a_reload_refuses_them(self):
        tree = {"name": "app", "modules": ["declared"], "supervisor": {"children": [
            {"id": "a", "actor": "declared", "args": {"path": "p"}}]}}
        process = self.started(tree, "up in")
        self.addCleanup(self.ended, process)
        self.addCleanup(process.terminate)
        tree["supervisor"]["children"][0]["args"] = {"strat": 1, "path": 5}
        self.write(tree)
        checked = self.fauxtp("check", "app.json", "--modules", running.MODULES)
        self.assertEqual(checked.returncode, 78)
        self.assertIn('child "a" has no argument "strat"', checked.stdout + checked.stderr)
        self.assertIn('did you mean "start"?', checked.stdout + checked.stderr)
        self.assertIn("at /supervisor/children/0/args/strat", checked.stdout + checked.stderr)
        for command in ("plan", "reload"):
            refused = self.fauxtp(command)
            self.assertEqual(refused.returncode, 78)
            self.assertIn('the argument "path" of child "a" must be text, not 5', refused.stderr)

    def test_a_new_project_is_made_once_and_by_a_name_that_can_be_one(self):
        made = self.fauxtp("new", "shop")
        self.assertEqual(made.returncode, 0)
        self.assertTrue((self.folder / "shop/src/shop.cpp").exists())
        schema = self.folder / "shop/config/fauxtp-app-1.schema.json"
        self.assertEqual(schema.read_text(), self.fauxtp("schema").stdout)
        self.assertIn('"$schema": "./fauxtp-app-1.schema.json"',
                      (self.folder / "shop/config/app.json").read_text())
        web = self.fauxtp("new", "--http", "site")
        self.assertEqual(web.returncode, 0)
        self.assertIn("curl http://127.0.0.1:8080/", web.stdout)
        self.assertTrue((self.folder / "site/src/web.hpp").exists())
        again = self.fauxtp("new", "shop")
        self.assertEqual(again.returncode, 1)
        self.assertIn("there already", again.stderr)
        wrong = self.fauxtp("new", "My Shop")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("small letters", wrong.stderr)


if __name__ == "__main__":
    running.main(Help)
