#!/usr/bin/env -S python3 -B
"""What a crash leaves behind, and fauxtp replay, which lets it happen again."""
import json
import os
import pathlib
import re
import signal
import stat
import subprocess
import unittest

import running
from running import Running, child


def shop(limit, *, capsule=100, **logging):
    till = child("till", args={"limit": limit}, restart="temporary")
    if capsule:
        till["capsule"] = capsule
    return {"name": "shop", "modules": ["recorded"],
            "logging": {"capsules": {"folder": "capsules", **logging}},
            "supervisor": {"children": [child("prices"), till, child("customer")]}}


class Replay(Running):
    def crashed(self, content, count=1):
        """The capsules that a run has left, the oldest first."""
        process = self.started(content, "left a capsule")
        while self.seen.count("left a capsule") < count:
            self.seen += process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        self.ended(process)
        return self.capsules()

    def capsules(self):
        return sorted((self.folder / "capsules").glob("*"))

    def replay(self, capsule, *options, code=0):
        result = self.fauxtp("replay", capsule, "--modules", running.MODULES, *options)
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        return result.stdout + result.stderr

    def changed(self, capsule, change):
        content = json.loads(capsule.read_text())
        change(content)
        other = self.folder / "other.capsule.json"
        other.write_text(json.dumps(content))
        return other

    # What is left behind.

    def test_a_crash_leaves_what_the_actor_had_taken(self):
        capsule, = self.crashed(shop(20))
        content = json.loads(capsule.read_text())
        self.assertEqual(content["child"], "shop/till")
        self.assertIn("total 62 after 2 ticks, 1 gone, 1 coupons", content["reason"])
        self.assertIn("recorded::till::handle_call", "\n".join(content["stack"]))
        self.assertEqual(content["state"], {"total": 62, "ticks": 2})
        self.assertEqual(content["left_out"], 0)
        kept = [{key: value for key, value in each.items() if key != "at_ms"}
                for each in content["taken"]]
        first = kept[0]["message"]
        self.assertEqual(first["$call"]["$type"], "recorded::pay")
        self.assertEqual(first["$call"]["fields"][:2], [["tea"], 1])
        self.assertRegex(first["$call"]["fields"][2]["$pid"], r"<0\.\d+\.\d+>")
        self.assertEqual(kept[1], {"answer": {"$type": "recorded::price", "value": [11, "EUR"]},
                                   "of": "prices"})
        self.assertIn({"message": {"$type": "recorded::tick", "value": []}}, kept)
        self.assertEqual(sum("$down" in each.get("message", "") for each in kept), 1)

    def test_secrets_are_not_in_a_capsule(self):
        capsule, = self.crashed(shop(20))
        self.assertNotIn("hidden-code", capsule.read_text())
        self.assertIn('"***"', capsule.read_text())

    def test_only_its_user_reads_a_capsule(self):
        os.umask(0)
        self.addCleanup(os.umask, 0o022)
        capsule, = self.crashed(shop(20))
        self.assertEqual(stat.S_IMODE(capsule.stat().st_mode), 0o600)

    def test_an_actor_that_does_not_ask_for_it_leaves_none(self):
        process = self.started(shop(20, capsule=None), "total 62")
        process.send_signal(signal.SIGTERM)
        self.ended(process)
        self.assertEqual(self.capsules(), [])

    def test_the_oldest_capsule_makes_room(self):
        content = shop(0, keep=3)
        content["supervisor"] = {"intensity": 100, "period": "1s", "children": [
            child("loop", capsule=5), child("feeds_the_loop", restart="permanent")]}
        content["supervisor"]["strategy"] = "one_for_all"
        all_left = self.crashed(content, count=6)
        self.assertEqual(len(all_left), 3)

    def test_a_folder_that_cannot_be_made_is_told(self):
        self.write("a file", "capsules")
        process = self.started(shop(20), "left no capsule")
        self.assertIn("capsules", self.seen.splitlines()[-1])
        process.send_signal(signal.SIGTERM)
        self.ended(process)

    def test_a_capsule_without_a_folder_is_warned_of(self):
        content = shop(20)
        del content["logging"]
        result = self.run_file(content, "check")
        self.assertIn("W216", result.stderr)
        self.assertIn('child "till" keeps messages for a capsule, and nothing says where',
                      result.stderr)

    def test_a_reload_says_where_capsules_go_from_then_on(self):
        process = self.started(shop(20), "up in")
        self.write(shop(20, folder="elsewhere"))
        shown = self.fauxtp("reload")
        self.assertIn("logging.capsules", shown.stdout)
        for line in process.stderr:
            if "left a capsule" in line:
                break
        process.send_signal(signal.SIGTERM)
        self.ended(process)
        self.assertEqual(len(list((self.folder / "elsewhere").iterdir())), 1)

    # What happens again.

    def test_the_actor_ends_again_as_it_did(self):
        capsule, = self.crashed(shop(20))
        shown = self.replay(capsule)
        self.assertIn("it ended as in the capsule: error: std::runtime_error: "
                      "total 62 after 2 ticks, 1 gone, 1 coupons", shown)
        self.assert_in_order(shown, 'shop/till', '["pay", ["tea"], 1', "sends to prices <",
                             '["ask_price", "tea", 1]', 'prices answers: price (11, "EUR")',
                             '["bread", "butter"]', "error shop/till: ended with")
        self.assertNotIn("left out", shown)

    def test_the_replay_of_the_readme(self):
        def without_numbers(line):
            return re.sub(r"<0[.\d]+>|[.\d]+ s  #\d+", "N", line)

        capsule, = self.crashed(shop(20))
        seen = [without_numbers(line) for line in self.replay(capsule).splitlines()]
        readme = (pathlib.Path(__file__).resolve().parents[2] / "README.md").read_text()
        block = re.search(r"\$ fauxtp replay (\S+)\n(.*?)```", readme, re.S)
        told = [without_numbers(line) for line in block[2].splitlines() if line.strip() != "…"]
        self.assertEqual(len(told), 5)
        for line in told:
            self.assertIn(line, seen)
        form = r"[-\dT_.]+Z-shop\.till-0\.\d+\.\d+\.capsule\.json"
        self.assertRegex(capsule.name, form)
        self.assertRegex(pathlib.Path(block[1]).name, form)

    def test_a_capsule_is_replayed_while_nothing_else_of_the_application_runs(self):
        content = shop(20)
        capsule, = self.crashed(content)
        shown = self.replay(capsule)
        self.assertNotIn("shop/customer", shown)

    def test_without_its_last_message_it_does_not_end(self):
        capsule, = self.crashed(shop(20))

        def drop_last_call(content):
            calls = [each for each in content["taken"] if "$call" in each.get("message", "")]
            content["taken"].remove(calls[-1])

        shown = self.replay(self.changed(capsule, drop_last_call), code=1)
        self.assertIn("it has not ended; in the capsule it ended with error: ", shown)

    def test_the_answers_of_others_are_those_of_the_capsule(self):
        capsule, = self.crashed(shop(20))

        def dearer(content):
            answers = [each for each in content["taken"] if "answer" in each]
            answers[0]["answer"]["value"][0] = 100

        shown = self.replay(self.changed(capsule, dearer), code=1)
        self.assertIn("it ended with error: std::runtime_error: total 99 after 0 ticks", shown)

    def test_messages_that_were_not_kept_are_told(self):
        capsule, = self.crashed(shop(20, capsule=3))
        shown = self.replay(capsule, code=1)
        self.assertRegex(shown, r"\d+ messages before the first of these were not kept")

    def test_a_message_that_cannot_be_made_again_is_told(self):
        content = shop(0)
        content["supervisor"]["children"] = [
            child("loop", capsule=5, restart="temporary"), child("feeds_the_loop")]
        capsule, = self.crashed(content)
        shown = self.replay(capsule, code=1)
        self.assertIn("message 1 is left out: of it is only known how it is shown: "
                      "recorded::opaque", shown)
        self.assertIn("it ended with error: std::logic_error: seen 0; in the capsule it ended with "
                      "error: std::logic_error: seen 1", shown)

    def patient(self):
        """Of one that waits for a message in its start, on threads of its own, and has no limit."""
        content = shop(0)
        content["runtime"] = {"schedulers": {"slow": {"threads": 2}}}
        content["supervisor"]["children"] = [
            child("wakes_the_patient"),
            child("patient", capsule=5, restart="temporary", shutdown="infinity",
                  start_timeout="infinity", scheduler="slow")]
        capsule, = self.crashed(content)
        return capsule

    def test_an_actor_is_replayed_that_waits_in_its_start(self):
        self.assertIn("it ended as in the capsule", self.replay(self.patient()))

    def test_a_replay_ends_although_the_actor_waits_for_ever(self):
        capsule = self.patient()
        for left in (0, 1):
            shown = self.replay(
                self.changed(capsule, lambda content: content.update(taken=content["taken"][:left])),
                code=1)
            self.assertIn("in the capsule it ended with error: std::logic_error: told to end", shown)

    def test_a_debugger_stops_at_a_step(self):
        capsule, = self.crashed(shop(20))
        step = re.findall(r"#(\d+)  error shop/till", self.replay(capsule))[0]
        result = self.fauxtp("replay", capsule, "--modules", running.MODULES, "--until", step)
        self.assertEqual(result.returncode, -signal.SIGTRAP)

    # What is refused.

    def refused(self, capsule, text):
        shown = self.replay(capsule, code=78)
        self.assertIn("cannot be replayed: " + text, shown)

    def test_a_file_that_is_no_capsule_is_refused(self):
        self.refused(self.write("nothing", "a"), "it is no JSON")
        self.refused(self.write("{}", "b"), "it is no capsule")
        self.refused(self.write('{"fauxtp_capsule": 2}', "c"),
                     "it has the format 2, and this version of fauxtp reads 1")

    def test_a_capsule_with_a_part_missing_is_refused(self):
        capsule, = self.crashed(shop(20))
        for key in ("child", "reason", "taken", "waiting", "ended_ms"):
            self.refused(self.changed(capsule, lambda content: content.pop(key)),
                         f'it has no "{key}"')
        for key in ("child", "reason", "taken", "waiting", "ended_ms", "left_out", "parent"):
            self.replay(self.changed(capsule, lambda content: content.update({key: {"a": 1}})),
                        code=78)
        self.refused(self.changed(capsule, lambda content: content["taken"].append(7)),
                     "message ")

    def test_a_capsule_of_an_actor_that_the_file_does_not_declare_is_refused(self):
        capsule, = self.crashed(shop(20))
        self.refused(self.changed(capsule, lambda content: content.update(child="shop/safe")),
                     "shop declares no worker at shop/safe")

    def test_another_build_of_the_module_is_told(self):
        capsule, = self.crashed(shop(20))

        def of_another_build(content):
            content["modules"] = {file: "00" for file in content["modules"]}

        shown = self.replay(self.changed(capsule, of_another_build))
        self.assertIn("recorded.so is another build than the one that has crashed", shown)


if __name__ == "__main__":
    running.main(Replay)
