#!/usr/bin/env -S python3 -B
"""A listener of a file, from outside: who is served, who waits, and what is told."""
import os
import re
import signal
import socket
import ssl
import subprocess

import running

SOON = 20  # seconds; a machine may be busy


def tree(port=0, listen=None, **more):
    listener = {"id": "web", "listen": {"port": port, **(listen or {})},
                "connection": {"actor": "says_back"}, **more}
    return {"name": "app", "modules": ["says_back"], "supervisor": {"children": [listener]}}


class Listener(running.Running):
    def up(self, content):
        """A run whose listener listens; and its port."""
        process = self.started(content, "up in")
        return process, int(re.search(r"listens at .*:(\d+)", self.seen)[1])

    def client(self, port):
        made = socket.create_connection(("127.0.0.1", port), timeout=SOON)
        self.addCleanup(made.close)
        return made

    def said_back(self, client, text):
        client.sendall(text)
        got = b""
        while len(got) < len(text):
            part = client.recv(100)
            self.assertTrue(part, got)
            got += part
        return got

    def rest(self, client):
        got = b""
        while part := client.recv(100):
            got += part
        return got

    def over_tls(self, port, trusted):
        context = ssl.create_default_context(cafile=trusted)
        made = context.wrap_socket(self.client(port), server_hostname="localhost")
        self.addCleanup(made.close)
        return made

    def test_connections_are_served_and_may_finish_when_all_is_to_end(self):
        process, port = self.up(tree())
        client = self.client(port)
        self.assertEqual(self.said_back(client, b"hello"), b"hello")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(client.recv(100), b"goodbye\n")
        with self.assertRaises(OSError):
            self.client(port)
        self.assertEqual(self.said_back(client, b"one more"), b"one more")
        client.shutdown(socket.SHUT_WR)
        self.assertEqual(self.rest(client), b"")
        code, rest = self.ended(process)
        self.assertEqual(code, 0, self.seen + rest)
        self.assertNotIn("accepted", self.seen + rest)

    def test_who_does_not_finish_is_cut_after_the_drain(self):
        process, port = self.up(tree(drain="100ms"))
        client = self.client(port)
        self.said_back(client, b"hello")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.rest(client), b"goodbye\n")
        code, rest = self.ended(process)
        self.assertEqual(code, 0, self.seen + rest)
        self.assertIn("1 connections have not ended by themselves", rest)

    def test_the_address_of_a_listener_is_changed_by_a_reload(self):
        process, port = self.up(tree(drain="0s"))
        content = tree(port, max_connections=1, when_full="refuse", drain="0s")
        self.write(content)
        self.addCleanup(self.ended, process)
        self.addCleanup(process.send_signal, signal.SIGTERM)
        done = self.fauxtp("reload")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        first = self.client(port)
        self.assertEqual(self.said_back(first, b"hello"), b"hello")
        with self.assertRaises(ConnectionResetError):
            self.client(port).recv(1)

    def test_limits_are_changed_by_a_reload_while_connections_go_on(self):
        process, port = self.up(tree(drain="0s"))
        self.addCleanup(self.ended, process)
        self.addCleanup(process.send_signal, signal.SIGTERM)
        first = self.client(port)
        self.assertEqual(self.said_back(first, b"hello"), b"hello")
        self.write(tree(max_connections=1, when_full="refuse", drain="0s"))
        done = self.fauxtp("reload")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("web/acceptor  goes on: args.max_connections, args.when_full", done.stdout)
        self.assertEqual(self.said_back(first, b"again"), b"again")
        with self.assertRaises(ConnectionResetError):
            self.client(port).recv(1)

    def passed_on(self, listening, content):
        """A run that gets that socket as systemd passes it."""
        command = ["sh", "-c", 'LISTEN_PID=$$ exec "$0" "$@"', running.RUNNER, "run",
                   self.write(content), "--modules", running.MODULES]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=self.folder,
                                   env={**self.environment, "LISTEN_FDS": "1"},
                                   pass_fds=[3], preexec_fn=lambda: os.dup2(listening.fileno(), 3))
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        return process

    def test_a_socket_that_systemd_passes_refuses_nobody_over_a_restart(self):
        listening = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listening.close)
        port = listening.getsockname()[1]
        clients = [self.client(port)]  # before there is any service
        for number in range(3):
            process = self.passed_on(listening, tree(port))
            self.assertEqual(self.said_back(clients[-1], b"hello"), b"hello")
            process.send_signal(signal.SIGTERM)
            self.assertEqual(clients[-1].recv(100), b"goodbye\n")
            clients.append(self.client(port))
            clients[-2].close()
            self.assertEqual(self.ended(process)[0], 0)

    def test_a_socket_for_another_process_is_left_alone(self):
        listening = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listening.close)
        port = listening.getsockname()[1]
        self.environment.update({"LISTEN_PID": "1", "LISTEN_FDS": "1"})
        result = self.run_file(tree(port))
        self.assertEqual(result.returncode, 1)
        self.assertIn("Address already in use", result.stderr)

    def test_tls_is_two_lines_of_the_file(self):
        files = running.certificate(self.folder)
        process, port = self.up(tree(listen={"tls": files}, drain="0s"))
        client = self.over_tls(port, files["certificate"])
        self.assertEqual(self.said_back(client, b"hello"), b"hello")
        running.certificate(self.folder)  # another one in its place
        later = self.over_tls(port, files["certificate"])
        self.assertEqual(self.said_back(later, b"hello"), b"hello")
        self.assertEqual(self.said_back(client, b"again"), b"again")
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assertEqual(code, 0, rest)
        self.assertIn("has read the certificate", rest)

    def test_files_of_tls_that_are_wrong_are_told_at_the_start(self):
        files = running.certificate(self.folder)
        for tls, told in (({**files, "key": "/no.key"}, "read key /no.key: No such file"),
                          ({**files, "certificate": files["key"]}, "use certificate ")):
            result = self.run_file(tree(listen={"tls": tls}))
            self.assertEqual(result.returncode, 1)
            self.assertIn(told, result.stderr)
            self.assertIn("app/web/acceptor", result.stderr)

    def test_an_address_that_is_taken_is_told_at_the_start(self):
        listening = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listening.close)
        result = self.run_file(tree(listening.getsockname()[1]))
        self.assertEqual(result.returncode, 1)
        self.assertIn("Address already in use", result.stderr)
        self.assertIn("app/web/acceptor", result.stderr)


if __name__ == "__main__":
    running.main(Listener)
