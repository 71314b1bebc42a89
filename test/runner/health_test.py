#!/usr/bin/env -S python3 -B
"""What is told of an application's health, and how its children drain, from outside."""
import http.client
import json
import pathlib
import re
import signal
import subprocess
import time

import running
from running import application, child

CONFIG = pathlib.Path(__file__).parents[2] / "config"
DRAINS = child("moody", "a", drain="50s")


def probed(*children, **supervisor):
    """An application with a listener that tells of its health."""
    listener = {"id": "health", "listen": {"port": 0}, "drain": "1s",
                "connection": {"actor": "fauxtp/health"}}
    return application(listener, *children, **supervisor)


class Health(running.Running):
    def health(self, *arguments):
        said = self.fauxtp("health", *arguments)
        return said.returncode, said.stdout

    def page(self, path, method="GET"):
        port = int(re.search(r"listens at .*:(\d+)", self.seen)[1])
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        client.request(method, path)
        answer = client.getresponse()
        text = answer.read().decode()
        client.close()
        return answer.status, text

    def until(self, wanted, look):
        """Looks again and again until it sees that."""
        until = time.monotonic() + 20
        while (seen := look()) != wanted and time.monotonic() < until:
            time.sleep(0.05)
        self.assertEqual(seen, wanted)

    def test_an_application_that_is_up_is_ready(self):
        self.run_tree(child("moody", "a"))
        self.assertEqual(self.health(), (0, "ready\n"))
        self.assertEqual(self.health("--live"), (0, "alive\n"))
        self.assertEqual(json.loads(self.health("--json")[1]),
                         {"alive": True, "ready": True, "problems": []})

    def test_who_is_not_ready_is_told_with_its_reason(self):
        self.run_tree(child("moody", "a"))
        self.fauxtp("cast", "a", '"cold"')
        self.until((1, "app/a: the cache is cold\n"), self.health)
        self.assertEqual(self.health("--live")[0], 0)
        self.fauxtp("cast", "a", '"warm"')
        self.until((0, "ready\n"), self.health)

    def test_a_child_whose_restart_waits_is_told(self):
        self.run_tree(child("moody", "a", restart="permanent",
                            restart_delay={"min": "30s", "jitter": 0}))
        self.fauxtp("kill", "a")
        self.until(1, lambda: self.health()[0])
        self.assertRegex(self.health()[1],
                         r"^app/a: is started again in \d+ms, after its end with killed\n$")

    def test_a_worker_that_is_held_is_told_by_who_holds_it(self):
        tree = application(child("well_behaved", "a"))
        tree["runtime"] = {"threads": 1, "shutdown_timeout": "1s"}
        process = self.started(tree, "up in")
        self.fauxtp("cast", "a", '"hog"')
        self.until((1, "app/a: holds its worker's thread\n"), lambda: self.health("--live"))
        process.kill()

    def test_one_can_wait_until_an_application_is_ready(self):
        waits = subprocess.Popen([running.RUNNER, "health", "--wait", "40s"], text=True,
                                 stdout=subprocess.PIPE, cwd=self.folder, env=self.environment)
        self.addCleanup(waits.stdout.close)
        self.addCleanup(waits.kill)
        self.run_tree(child("moody", "a"))
        self.assertEqual(waits.communicate(timeout=40)[0], "ready\n")
        self.assertEqual(waits.returncode, 0)

    def test_a_wait_for_what_never_runs_ends(self):
        self.assertEqual(self.fauxtp("health", "--wait", "300ms").returncode, 3)

    def test_the_pages_say_the_same(self):
        process = self.started(probed(child("moody", "a")), "up in")
        self.assertEqual(self.page("/livez"), (200, "alive\n"))
        self.assertEqual(self.page("/readyz?verbose"), (200, "ready\n"))
        self.fauxtp("cast", "a", '"cold"')
        self.until((503, "app/a: the cache is cold\n"), lambda: self.page("/readyz"))
        self.assertEqual(self.page("/readyz", "HEAD"), (503, ""))
        self.assertEqual(self.page("/livez")[0], 200)
        self.assertEqual(self.page("/livez", "POST")[0], 405)
        self.assertEqual(self.page("/")[0], 404)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    def test_the_page_answers_while_the_others_start(self):
        process = self.started(probed(child("never_ready", "a")), "listens at")
        status, text = self.page("/readyz")
        self.assertEqual(status, 503)
        self.assertTrue(text.startswith("app: does not answer"), text)
        self.assertEqual(self.page("/livez")[0], 200)
        process.kill()

    def test_what_drains_is_not_ready_and_answers_until_it_has_drained(self):
        process = self.started(probed(DRAINS), "up in")
        process.send_signal(signal.SIGTERM)
        self.until(503, lambda: self.page("/readyz")[0])
        self.assertEqual(self.page("/livez")[0], 200)
        self.assertIn("app: does not answer", self.health()[1])
        self.fauxtp("cast", "a", '"done"')
        code, rest = self.ended(process)
        self.assertEqual(code, 0)
        self.assertIn("app stopped in", rest)

    def test_a_stop_names_the_child_that_drains(self):
        process = self.started(application(DRAINS), "up in")
        process.send_signal(signal.SIGTERM)
        shown = next(line for line in process.stderr if "waiting for" in line)
        self.assertIn("  stopping, waiting for app: handles drain of app/a, waits for ", shown)
        self.assertIn("handles    drain of app/a", self.fauxtp("info", "app").stdout)
        self.fauxtp("cast", "a", '"done"')
        self.assertEqual(self.ended(process)[0], 0)

    def test_a_child_drains_when_it_leaves_the_file(self):
        process = self.started(application(DRAINS, child("moody", "b")), "up in")
        self.write(application(child("moody", "b")))
        reload = subprocess.Popen([running.RUNNER, "reload"], cwd=self.folder, text=True,
                                  stdout=subprocess.PIPE, env=self.environment)
        self.addCleanup(reload.stdout.close)
        self.until("draining", lambda: self.fauxtp("call", "a", '"how"').stdout.strip().strip('"'))
        self.fauxtp("cast", "a", '"done"')
        self.assertIn("- a  goes", reload.communicate(timeout=20)[0])
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    def test_the_time_to_drain_is_a_part_of_the_time_to_stop(self):
        said = self.fauxtp("check", self.write(application(DRAINS)), "--modules", running.MODULES,
                           "--json")
        self.assertEqual(json.loads(said.stdout)["bounds"][0]["stop_ms"], 55_000)

    def test_the_service_manager_hears_who_is_not_ready(self):
        manager = self.listening()
        process = self.started(application(child("moody", "a", args=["cold"])), "up in")
        self.assertEqual(manager.recv(1000), b"STATUS=not ready: app/a: the cache is cold")
        self.fauxtp("cast", "a", '"warm"')
        self.assertEqual(manager.recv(1000), b"READY=1\nSTATUS=2 actors")
        self.fauxtp("cast", "a", '"cold"')
        self.assertEqual(manager.recv(1000), b"STATUS=not ready: app/a: the cache is cold")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    def test_the_example_is_ready(self):
        self.environment["HEALTH_PORT"] = "0"
        built = pathlib.Path(running.MODULES).parent / "modules" / "counter_demo.so"
        (self.folder / built.name).symlink_to(built)
        process = self.started((CONFIG / "health.json").read_text(), "up in")
        self.assertEqual(self.page("/readyz"), (200, "ready\n"))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)


if __name__ == "__main__":
    running.main(Health)
