#!/usr/bin/env -S python3 -B
"""The example `orders`, as somebody would run it: PostgreSQL, workers, clients.

    test/runner/orders_test.py --runner … --modules … [--drills 200] [--seed 7] test_…

--drills: so many faults instead of one of each; they are chosen at random, and the seed is told."""
import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import random
import re
import signal
import ssl
import sys
import time

import orders_service
import running

TEA = {"customer": "ann", "item": "tea", "quantity": 2}
DRILLS = SEED = None


class Orders(running.Running):
    def service(self, name="one", change=lambda tree: tree, **environment):
        self.folder.chmod(0o755)
        made = orders_service.Service(self.folder / name, change, **environment)
        self.addCleanup(made.end)
        return made

    def started_service(self, *arguments, **environment):
        made = self.service(*arguments, **environment)
        made.start()
        return made

    def warehouse(self, status=lambda order: 200):
        made = orders_service.Warehouse(status)
        self.addCleanup(made.close)
        return made

    def test_an_order_that_is_acknowledged_is_in_the_table(self):
        orders = self.started_service()
        for number in range(1, 21):
            status, headers, made = orders.ask("POST", "/orders", TEA)
            self.assertEqual((status, made), (201, {"id": number, **TEA}))
            self.assertEqual(headers["Location"], f"/orders/{number}")
            self.assertEqual(orders.ask("GET", f"/orders/{number}")[2]["customer"], "ann")
        self.assertEqual(orders.query("SELECT count(*), sum(quantity) FROM orders"), [["20", "40"]])
        orders.wait_until("SELECT count(*) FROM orders WHERE state = 'done'", "20")
        newest = orders.ask("GET", "/orders?state=done&limit=3")[2]
        self.assertEqual([each["id"] for each in newest], [20, 19, 18])
        self.assertEqual(orders.ask("GET", "/orders?state=dead_letter")[2], [])
        self.assertEqual(orders.ask("GET", "/health")[::2], (200, {"database": "up"}))
        self.assertEqual(orders.stop(), 0, orders.log())

    def test_an_order_that_is_sent_again_with_its_key_is_one_order(self):
        orders = self.started_service()
        first = orders.ask("POST", "/orders", TEA, key="a")
        self.assertEqual(orders.ask("POST", "/orders", TEA, key="a")[2], first[2])
        with concurrent.futures.ThreadPoolExecutor(16) as threads:
            same = list(threads.map(lambda _: orders.ask("POST", "/orders", TEA, key="b")[2]["id"],
                                    range(100)))
        self.assertEqual(len(set(same)), 1)
        self.assertEqual(orders.query("SELECT count(*) FROM orders"), [["2"]])
        status, _, answer = orders.ask("POST", "/orders", {**TEA, "quantity": 3}, key="a")
        self.assertEqual(status, 400)
        self.assertIn("used for another order", answer["error"])

    def test_it_speaks_tls_by_the_other_file_that_it_may_include(self):
        files = running.certificate(self.folder)
        orders = self.started_service(
            ORDERS_WEB=str(orders_service.ROOT / "config/orders_web_tls.json"),
            ORDERS_ADDRESS="127.0.0.1", ORDERS_CERTIFICATE=files["certificate"],
            ORDERS_KEY=files["key"])
        trusting = ssl.create_default_context(cafile=files["certificate"])
        client = http.client.HTTPSConnection("localhost", orders.port, timeout=20, context=trusting)
        self.addCleanup(client.close)
        client.request("POST", "/orders", json.dumps(TEA))
        answer = client.getresponse()
        self.assertEqual((answer.status, json.load(answer)), (201, {"id": 1, **TEA}))

    def test_a_mistake_of_a_client_is_told(self):
        orders = self.started_service()
        mistakes = [
            ("{", "the body is no JSON"), ("[1]", "the body is an array"),
            ("[" * 5000 + "]" * 5000, "the body is an array"),
            ('{"item":' * 1000 + "1" + "}" * 1000, '"customer" is missing'),
            ({**TEA, "item": {"a": [1]}}, '"item" is an object'),
            ({"customer": "a", "item": "b"}, '"quantity" is missing; expected is a whole number'),
            ({**TEA, "quantity": 0}, '"quantity" is 0; expected'),
            ({**TEA, "quantity": 2.5}, '"quantity" is 2.5; expected'),
            ({**TEA, "item": ""}, '"item" is ""; expected is a text of 1 to 200 bytes'),
            ({**TEA, "item": "x" * 201}, '"item" is "xxx'),
            ({**TEA, "item": "\0"}, "without control characters"),
            ({**TEA, "price": 1}, 'there is no field "price"; expected are'),
        ]
        for body, text in mistakes:
            status, _, answer = orders.ask("POST", "/orders", body)
            self.assertEqual(status, 400, body)
            self.assertRegex(answer["error"], text)
        for path, text in [("/orders?state=new", 'the state is "new"; expected is one of accepted'),
                           ("/orders?limit=0", 'the limit is "0"'), ("/orders?a", "no parameter"),
                           ("/orders/tea", 'the id is "tea"; expected is a number')]:
            status, _, answer = orders.ask("GET", path)
            self.assertEqual(status, 400, path)
            self.assertIn(text, answer["error"])
        self.assertEqual(orders.ask("GET", "/orders/1")[0], 404)
        self.assertEqual(orders.ask("GET", "/tea")[0], 404)
        self.assertEqual(orders.ask("DELETE", "/orders")[0], 405)

    def test_an_order_is_tried_again_and_after_its_attempts_a_dead_letter(self):
        failures = {"late": 2, "never": 1000}

        def status(order):
            failures[order["item"]] = failures.get(order["item"], 0) - 1
            return 500 if failures[order["item"]] >= 0 else 200

        orders = self.started_service(ORDERS_FIRST_WAIT="50ms",
                                      ORDERS_WAREHOUSE=self.warehouse(status).address)
        for item in ("good", "late", "never"):
            orders.ask("POST", "/orders", {**TEA, "item": item})
        orders.wait_until("SELECT count(*) FROM orders WHERE state IN ('done', 'dead_letter')", "3")
        found = orders.query("SELECT item, state, failures, last_failure FROM orders ORDER BY id")
        self.assertEqual(found, [["good", "done", "0", ""],
                                 ["late", "done", "2", "the warehouse says 500"],
                                 ["never", "dead_letter", "5", "the warehouse says 500"]])
        self.assertIn("order 3 is a dead letter: the warehouse says 500", orders.log())

    def test_who_listens_is_told_what_becomes_of_orders(self):
        orders = self.started_service()
        listeners = [orders.listen() for _ in range(3)]
        for _ in range(5):
            orders.ask("POST", "/orders", TEA)
        wanted = sorted((number, state) for number in range(1, 6) for state in ("accepted", "done"))
        for each in listeners:
            self.assertEqual(sorted(next(each) for _ in range(10)), wanted)
        begin = time.monotonic()
        self.assertEqual(orders.stop(), 0, orders.log())
        self.assertLess(time.monotonic() - begin, 4, "it has waited for those who listen")
        for each in listeners:
            self.assertEqual(list(each), [])

    def test_what_was_done_long_ago_is_removed(self):
        orders = self.started_service(ORDERS_KEEP="300ms", ORDERS_CLEAN_EVERY="100ms")
        for _ in range(10):
            self.assertEqual(orders.ask("POST", "/orders", TEA)[0], 201)
        orders.wait_until("SELECT count(*) FROM orders", "0")

    def test_orders_that_wait_share_a_commit(self):
        orders = self.started_service()
        frozen = orders.server_processes()
        for each in frozen:
            os.kill(each, signal.SIGSTOP)
        with concurrent.futures.ThreadPoolExecutor(40) as threads:
            answers = [threads.submit(orders.ask, "POST", "/orders", TEA) for _ in range(40)]
            latest = time.monotonic() + 2  # then the connections give the server up
            while not re.search(r"waiting\W+3[0-9]", orders.fauxtp("state", "database_pool").stdout):
                if time.monotonic() > latest:
                    break
            for each in frozen:
                os.kill(each, signal.SIGCONT)
            self.assertEqual([each.result()[0] for each in answers], [201] * 40)
        # Of a row, that is the moment when its transaction has begun.
        commits = int(orders.query("SELECT count(DISTINCT accepted) FROM orders")[0][0])
        self.assertLessEqual(commits, 12)

    def test_who_cannot_be_served_is_told_when_to_come_again(self):
        orders = self.started_service(
            "one", lambda tree: tree.replace('"most_waiting": 2000', '"most_waiting": 5'))
        for each in orders.server_processes():
            os.kill(each, signal.SIGSTOP)
        with concurrent.futures.ThreadPoolExecutor(40) as threads:
            begin = time.monotonic()
            answers = list(threads.map(lambda _: orders.ask("POST", "/orders", TEA), range(40)))
            self.assertLess(time.monotonic() - begin, 10)
        for each in orders.server_processes():
            os.kill(each, signal.SIGCONT)
        for status, headers, _ in answers:
            self.assertEqual((status, headers["Retry-After"]), (503, "1"))
        self.assertIn("too many requests wait for the database",
                      [answer["error"] for _, _, answer in answers])
        self.assertEqual(orders.fauxtp("terminate", "database/server").returncode, 0)
        status, headers, answer = orders.ask("GET", "/health")
        self.assertEqual((status, headers["Retry-After"]), (503, "1"))
        self.assertIn("the database is away", answer["error"])

    def test_two_services_run_at_once(self):
        both = self.service("one"), self.service("two")
        with concurrent.futures.ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda each: each.start(), both))
        for number, each in enumerate(both, 1):
            for _ in range(number):
                self.assertEqual(each.ask("POST", "/orders", TEA)[0], 201)
        for number, each in enumerate(both, 1):
            self.assertEqual(each.query("SELECT count(*) FROM orders"), [[str(number)]])

    def test_no_acknowledged_order_is_lost_whatever_ends(self):
        warehouse = self.warehouse()
        # The orders of a worker that is killed come to another one soon.
        orders = self.started_service(
            "one", lambda tree: tree.replace(
                '"attempts": 5', '"attempts": 5, "limit": "2s", "lease": "8s"'),
            ORDERS_WAREHOUSE=warehouse.address)
        dice = random.Random(SEED)
        clients = orders_service.Clients(orders, 16)
        self.addCleanup(clients.stop)
        drills = [getattr(self, name) for name in dir(self) if name.startswith("drill_")]
        dice.shuffle(drills)
        if DRILLS:
            drills = [dice.choice(drills) for _ in range(DRILLS)]
        for drill in drills:
            begin = time.monotonic()
            drill(orders, dice)
            before = len(clients.acknowledged)
            while len(clients.acknowledged) < before + 200:  # it serves again
                self.assertLess(time.monotonic(), begin + orders_service.SOON, orders.log()[-5000:])
                time.sleep(0.01)
            print(f"{drill.__name__[6:]}: 200 more orders after {time.monotonic() - begin:.1f} s",
                  flush=True)
        clients.stop()
        print(f"seed {SEED}: {clients.summary()}")

        try:
            orders.wait_until("SELECT count(*) FROM orders WHERE state <> 'done'", "0")
        except AssertionError:
            print(*orders.query("SELECT *, now() FROM orders WHERE state <> 'done'"), sep="\n")
            raise
        table = {key: (int(number), customer) for key, number, customer in
                 orders.query("SELECT key, id, customer FROM orders")}
        lost = [key for key, number in clients.acknowledged.items()
                if table.get(key) != (number, key)]
        untold = [key for key, number in clients.acknowledged.items()
                  if f"order-{number}" not in warehouse.told]
        self.assertEqual((lost, untold, clients.hangs), ([], [], 0))
        self.assertEqual(orders.query("SELECT count(*) FROM orders WHERE failures > 0"), [["0"]])
        self.assertLessEqual(set(clients.errors), {503, "ConnectionRefusedError", "RemoteDisconnected",
                                                   "ConnectionResetError", "BrokenPipeError",
                                                   "IncompleteRead"})
        self.assertEqual(orders.stop(), 0, orders.log()[-5000:])

    def drill_kill_a_backend(self, orders, dice):
        backends = orders.query("SELECT pid FROM pg_stat_activity WHERE usename = 'orders' "
                                "AND backend_type = 'client backend' AND pid <> pg_backend_pid()")
        if backends:
            os.kill(int(dice.choice(backends)[0]), signal.SIGKILL)

    def drill_end_a_backend(self, orders, dice):
        orders.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                     "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() LIMIT 2")

    def drill_kill_connections(self, orders, dice):
        for _ in range(5):
            orders.fauxtp("kill", f"database/connections/connection-{dice.randint(1, 4)}")

    def drill_kill_the_pool(self, orders, dice):
        orders.fauxtp("kill", "database_pool")

    def drill_kill_workers(self, orders, dice):
        for _ in range(3):
            orders.fauxtp("kill", f"processing/worker-{dice.randint(1, 8)}")

    def drill_kill_the_news(self, orders, dice):
        orders.fauxtp("kill", "order_news")

    def drill_restart_the_web(self, orders, dice):
        orders.fauxtp("restart", "web/acceptor")

    def drill_kill_the_server(self, orders, dice):
        os.kill(orders.server(), signal.SIGKILL)

    def drill_stop_the_server_for_a_while(self, orders, dice):
        self.assertEqual(orders.fauxtp("terminate", "database/server").returncode, 0)
        time.sleep(dice.uniform(0.2, 1))
        self.assertEqual(orders.fauxtp("restart", "database/server").returncode, 0)

    def drill_freeze_the_server_for_a_while(self, orders, dice):
        frozen = orders.server_processes()
        for each in frozen:
            os.kill(each, signal.SIGSTOP)
        time.sleep(dice.uniform(0.5, 5 if DRILLS else 2))
        for each in frozen:
            os.kill(each, signal.SIGCONT)

    def drill_stop_and_start_the_service(self, orders, dice):
        self.assertEqual(orders.stop(), 0, orders.log()[-5000:])
        orders.start()

    def drill_kill_the_service(self, orders, dice):
        orders.stop(signal.SIGKILL)
        orders.start()

    def drill_reload(self, orders, dice):
        count = dice.randint(4, 8)
        text = orders.file.read_text()
        orders.write(re.sub(r'("database_connection".*?"instances": )\d+', rf"\g<1>{count}", text,
                            flags=re.DOTALL))
        done = orders.fauxtp("reload")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--drills", type=int)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    known, rest = parser.parse_known_args()
    DRILLS, SEED = known.drills, known.seed
    sys.argv[1:] = rest
    running.main(Orders)
