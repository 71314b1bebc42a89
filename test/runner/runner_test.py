#!/usr/bin/env -S python3 -B
"""The runner as a person meets it: its exit codes, its signals, and what it says about mistakes."""
import json
import os
import pathlib
import pty
import resource
import shutil
import signal
import socket
import struct
import subprocess
import time

import running
from running import application, child


class Runner(running.Running):
    # Starting and stopping.

    def test_runs_until_sigterm_and_stops_in_reverse_order(self):
        tree = application(child("well_behaved", "a"),
                           {"id": "inner", "children": [child("well_behaved", "b")]},
                           child("well_behaved", "c"))
        process = self.started(tree, "up in")
        self.assert_in_order(self.seen, "started  app/a ", "started  app/inner/b ",
                             "started  app/inner ", "started  app/c ")
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assert_in_order(rest, "stopping app", "stopped  app/c ", "stopped  app/inner/b ",
                             "stopped  app/inner ", "stopped  app/a ", "app stopped in")
        self.assertEqual(code, 0)

    def test_a_second_sigint_ends_it_at_once(self):
        process = self.started(application(child("refuses_to_stop", shutdown="1m")), "up in")
        process.send_signal(signal.SIGINT)
        self.assertIn("stopping app", process.stderr.readline())
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.ended(process)[0], 130)

    def test_a_child_that_refuses_to_stop_is_killed_and_the_exit_code_says_so(self):
        process = self.started(application(child("refuses_to_stop", shutdown="50ms")), "up in")
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assertIn("did not stop as asked: it ended with killed", rest)
        self.assertIn("1 had to be killed", rest)
        self.assertEqual(code, 1)

    def test_an_actor_that_never_waits_does_not_keep_the_process_alive(self):
        tree = application(child("hogs_its_worker"))
        tree["runtime"] = {"shutdown_timeout": "200ms"}
        process = self.started(tree, "computes for ever")
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assertIn("not stopped after 200 ms", rest)
        self.assertRegex(rest, r"app/hogs_its_worker <0\..*>: it runs and has not waited for \d+ ms")
        self.assertEqual(code, 3)

    def test_what_is_left_after_the_shutdown_timeout_is_named_with_what_it_waits_for(self):
        tree = application(child("never_answers"), child("slow_to_stop", "b", shutdown="1m"))
        tree["runtime"] = {"shutdown_timeout": "500ms"}
        process = self.started(tree, "up in")
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assertRegex(rest, r"not stopped after 500 ms; ending the process with\n"
                               r"  app/b <0\..*>: waits for reply of never_answers at "
                               r"misbehaving.cpp:\d+, \d+ ms of 1 min\n")
        self.assertEqual(code, 3)

    def test_a_stop_that_takes_longer_than_a_second_says_what_it_waits_for(self):
        inner = {"id": "inner", "children": [child("well_behaved", "a"), child("never_answers"),
                                             child("slow_to_stop", "b", shutdown="1500ms"),
                                             child("well_behaved", "c")]}
        process = self.started(application(inner), "up in")
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assertRegex(rest, r"  stopping app/inner 2 of 4, waiting for b: waits for reply of "
                               r"never_answers at misbehaving.cpp:\d+, 1.\d s of 1.5 s\n")
        self.assertEqual(rest.count("waiting for"), 1)
        self.assertEqual(code, 1)

    def test_on_a_terminal_the_line_of_what_a_stop_waits_for_is_drawn_again(self):
        terminal, its_side = pty.openpty()
        tree = application(child("refuses_to_stop", shutdown="500ms"))
        process = subprocess.Popen([running.RUNNER, "run", self.write(tree), "--modules",
                                    running.MODULES], stderr=its_side, cwd=self.folder,
                                   env=self.environment)
        os.close(its_side)
        shown = b""
        while b"up in" not in shown:
            shown += os.read(terminal, 1024)
        process.send_signal(signal.SIGTERM)
        try:
            while part := os.read(terminal, 1024):
                shown += part
        except OSError:  # Linux's word for the end of a terminal
            pass
        os.close(terminal)
        self.assertEqual(process.wait(), 1)
        lines = shown.split(b"\rstopping app 1 of 1, waiting for refuses_to_stop: ")
        self.assertGreaterEqual(len(lines), 3)
        self.assertIn(b"ms of 500 ms\x1b[K", lines[1])

    def test_sigterm_during_start_up_stops_what_has_started(self):
        tree = application(child("well_behaved", "a"), child("well_behaved", "b"),
                           child("never_ready"), child("well_behaved", "too_late"))
        process = self.started(tree, "in init for ever")
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assert_in_order(rest, "stopped  app/b ", "stopped  app/a ", "app stopped")
        self.assertNotIn("too_late", self.seen + rest)
        self.assertEqual(code, 0)

    def test_sigterm_during_the_start_of_an_inner_supervisor_stops_what_has_started(self):
        inner = {"id": "inner", "children": [child("well_behaved", "b"), child("never_ready")]}
        process = self.started(application(child("well_behaved", "a"), inner), "in init for ever")
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assert_in_order(rest, "stopped  app/inner/b ", "stopped  app/a ", "app stopped")
        self.assertEqual(code, 0)

    def test_a_child_that_fails_to_start_stops_its_elder_siblings_in_reverse_order(self):
        result = self.run_file(application(child("well_behaved", "a"), child("well_behaved", "b"),
                                           child("throws_in_init"), child("well_behaved", "d")))
        self.assert_in_order(result.stderr, "the disk is full", "stopped  app/b ",
                             "stopped  app/a ", "error: app did not start: ",
                             "throws_in_init", "the disk is full")
        self.assertNotIn("app/d", result.stderr)
        self.assertEqual(result.returncode, 1)

    def test_a_child_that_never_returns_from_init_is_given_up_after_its_start_timeout(self):
        result = self.run_file(application(child("never_ready", start_timeout="50ms")))
        self.assertIn("\"never_ready\" did not start: timeout", result.stderr)
        self.assertEqual(result.returncode, 1)

    def test_S52_faulty_application_shutdown_a_root_that_gives_up_fails_the_run(self):
        result = self.run_file(application(child("crashes_at_once"), intensity=2))
        self.assert_in_order(result.stderr, "std::out_of_range: index 7 of 3",
                             "gives up: 3 restarts in 5s, intensity is 2", "\n    3 x crashes_at_once "
                             "error: std::out_of_range: index 7 of 3\n", "its root supervisor gave up")
        self.assertEqual(result.returncode, 1)

    def test_a_stack_overflow_names_the_actor_and_its_stack(self):
        result = self.run_file(application(child("overflows_its_stack", stack_size="64KiB")))
        self.assertIn("stack overflow in actor app/overflows_its_stack: its stack of 64 KiB",
                      result.stderr)
        self.assertEqual(result.returncode, -signal.SIGABRT)

    def test_children_of_a_template_start_on_request_and_stop_together(self):
        session = {"id": "session", "actor": "says_its_args", "args": {"motd": "hi", "number": 0}}
        sessions = {"name": "sessions", "strategy": "simple_one_for_one", "max_children": 2,
                    "children": [session]}
        process = self.started(application(sessions, child("opens_sessions")), "up in")
        self.assert_in_order(self.seen, "started  app/sessions ", 'args: {"motd": "hi", "number": 1}',
                             'args: {"motd": "hi", "number": 2}', "refused: max_children", "3 actors")
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        for text in ("stopped  app/sessions/1 ", "stopped  app/sessions/2 "):
            self.assertIn(text, rest)
        self.assertEqual(code, 0)

    def test_the_file_says_how_much_the_log_shows_and_the_command_line_counts_more(self):
        tree = application(child("says_its_env"), {"id": "end", "actor": "crashes_at_once"},
                           intensity=0)
        tree["logging"] = {"level": "error"}
        quiet = self.run_file(tree)
        self.assertNotIn("motd:", quiet.stderr)
        self.assertIn("index 7 of 3", quiet.stderr)
        loud = self.fauxtp("run", self.write(tree), "--modules", running.MODULES,
                           "--log-level", "debug")
        self.assertIn("motd:", loud.stderr)

    # Files and modules that are wrong: exit code 78, and nothing is started.

    def refused(self, content, *expected):
        for command in ("check", "run"):
            result = self.run_file(content, command)
            for text in expected:
                self.assertIn(text, result.stderr)
            self.assertNotIn("started", result.stderr)
            self.assertEqual(result.returncode, 78)

    def test_all_mistakes_are_listed_at_once_with_their_places(self):
        self.refused('{ "name": "app", "modules": ["misbehaving"],\n'
                     '  "supervisor": { "stratgy": "one_for_one",\n'
                     '    "children": [ { "name": "a", "actor": "well_behavd" },\n'
                     '                  { "name": "a", "actor": "well_behaved" } ] } }\n',
                     'app.json:2:19', 'did you mean "strategy"?', '/supervisor/stratgy',
                     'app.json:3:43', 'did you mean "well_behaved"?',
                     '/supervisor/children/0/actor', 'app.json:4:29', '3 errors')

    def test_a_missing_module_is_named_with_the_nearest_one(self):
        tree = application(child("well_behaved"))
        tree["modules"] = ["misbehavin"]
        self.refused(tree, 'there is no module "misbehavin"', 'did you mean "misbehaving"?',
                     "looked in")

    def test_a_module_that_was_not_built_says_why(self):
        tree = application(child("well_behaved"))
        tree["modules"] = ["not_built"]
        tree["module_path"] = [str(self.folder)]
        (self.folder / "not_built.missing").write_text("tea.h\ninstall libtea-dev\n")
        self.refused(tree, 'there is no module "not_built"', "install libtea-dev")

    def test_a_library_without_the_entry_symbol_is_no_module(self):
        tree = application()
        tree["modules"] = ["no_module"]
        self.refused(tree, "it is a library, but no module", "FAUXTP_MODULE")

    def test_a_module_of_another_abi_is_refused_with_a_word(self):
        tree = application()
        tree["modules"] = ["other_abi"]
        self.refused(tree, "built against another ABI (fauxtp 0, C++ ABI 1002")

    def test_a_module_that_throws_where_it_names_its_actors_is_refused(self):
        tree = application()
        tree["modules"] = ["throws_in_module"]
        self.refused(tree, 'module "throws_in_module" cannot be loaded',
                     "its FAUXTP_MODULE has thrown int")

    def test_a_module_whose_static_initialiser_throws_is_named(self):
        tree = application()
        tree["modules"] = ["throws_while_loading"]
        for command in ("check", "run"):
            result = self.run_file(tree, command)
            self.assertIn("throws_while_loading.so cannot be loaded, and ends the process: a static "
                          "initialiser has thrown std::runtime_error: there is no license",
                          result.stderr)
            self.assertEqual(result.returncode, -signal.SIGABRT)

    def test_a_file_that_is_a_pipe_a_socket_or_a_device_is_refused_by_its_kind(self):
        os.mkfifo(self.folder / "pipe.json")
        listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(listener.close)
        listener.bind(str(self.folder / "socket.json"))
        for file, kind in (("pipe.json", "a pipe"), ("socket.json", "a socket"),
                           ("/dev/zero", "a device"), (".", "a directory")):
            self.write({"include": [file]}, "including.json")
            for name in (file, "including.json"):
                for command in ("check", "run", "tree"):
                    result = self.fauxtp(command, name)
                    self.assertIn("it is " + kind, result.stderr)
                    self.assertEqual(result.returncode, 78)

    def test_a_module_that_was_cut_short_is_refused_and_does_not_kill_the_runner(self):
        whole = (pathlib.Path(running.MODULES) / "misbehaving.so").read_bytes()
        (self.folder / "half.so").write_bytes(whole[:len(whole) // 2])
        tree = application()
        tree["modules"] = ["./half.so"]
        self.refused(tree, "it is cut short")

    def test_a_module_whose_code_was_cut_short_is_refused_although_its_headers_are_whole(self):
        whole = bytearray((pathlib.Path(running.MODULES) / "misbehaving.so").read_bytes())
        struct.pack_into("<Q", whole, 0x28, 0)  # without sections: e_shoff, and then e_shnum
        struct.pack_into("<H", whole, 0x3C, 0)
        at, = struct.unpack_from("<Q", whole, 0x20)
        size, count = struct.unpack_from("<HH", whole, 0x36)
        ends = []
        for i in range(count):
            kind, _, offset, _, _, length = struct.unpack_from("<IIQQQQ", whole, at + i * size)
            if kind == 1:  # it is loaded
                ends.append(offset + length)
        (self.folder / "cut.so").write_bytes(whole[:max(ends) - 16])
        tree = application()
        tree["modules"] = ["./cut.so"]
        self.refused(tree, "it is cut short")

    def test_a_module_is_suggested_like_its_file_without_lib(self):
        shutil.copy(pathlib.Path(running.MODULES) / "misbehaving.so", self.folder / "libfancy.so")
        tree = application()
        tree["modules"] = ["fency"]
        self.refused(tree, 'did you mean "fancy"?')

    def test_a_text_file_is_no_module(self):
        (self.folder / "letter.so").write_text("Dear reader,")
        tree = application()
        tree["modules"] = ["letter"]
        self.refused(tree, "it is no shared library")

    def test_a_file_that_is_cut_in_half_says_what_was_open(self):
        whole = json.dumps(application(child("well_behaved")), indent=1)
        self.refused(whole[:len(whole) // 2], "the file ends inside")

    def test_ten_thousand_levels_of_nesting_are_one_clear_error(self):
        self.refused('{"supervisor":' + "[" * 10000, "1 error")

    def test_a_name_that_is_taken_twice_is_refused_with_both_places(self):
        inner = {"id": "inner", "children": [child("well_behaved", "twin")]}
        self.refused(application(child("well_behaved", "twin"), inner), "twin", "app.json:")

    def test_a_missing_file_is_named(self):
        result = self.fauxtp("run", "nowhere.json")
        self.assertIn("nowhere.json", result.stderr)
        self.assertEqual(result.returncode, 78)

    # The command line.

    def test_a_wrong_command_line_is_exit_code_2(self):
        for arguments in (["rnu"], ["run", "--nonsense"], []):
            self.assertEqual(self.fauxtp(*arguments).returncode, 2, arguments)

    def test_help_names_the_commands_and_the_exit_codes(self):
        result = self.fauxtp("--help")
        for text in ("run", "check", "tree", "Exit codes", "78"):
            self.assertIn(text, result.stdout)
        self.assertEqual(result.returncode, 0)

    def test_tree_draws_the_file_on_standard_output(self):
        inner = {"id": "inner", "children": [child("well_behaved", "b")]}
        result = self.run_file(application(child("well_behaved", "a"), inner), "tree")
        self.assert_in_order(result.stdout, "app ", "|- a ", "`- inner ", "   `- b ")
        self.assertEqual(result.returncode, 0)

    def test_nothing_is_coloured_that_is_no_terminal(self):
        result = self.run_file(application(child("throws_in_init")))
        self.assertNotIn("\x1b", result.stderr)

    def test_a_terminal_gets_colours_unless_no_color_is_set(self):
        path = self.write(application(child("throws_in_init")))
        for environment, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
            terminal, inside = pty.openpty()
            process = subprocess.Popen([running.RUNNER, "run", path, "--modules", running.MODULES],
                                       stdout=inside, stderr=inside,
                                       env={**self.environment, "TERM": "xterm", **environment})
            os.close(inside)
            shown = b""
            try:
                while chunk := os.read(terminal, 65536):
                    shown += chunk
            except OSError:  # the other side is closed
                pass
            os.close(terminal)
            process.wait(timeout=50)
            self.assertEqual(b"\x1b[" in shown, coloured, shown)

    def test_check_says_what_it_found_and_starts_nothing(self):
        result = self.run_file(application(child("throws_in_init")), "check")
        self.assertIn("ok - 1 supervisor, 1 worker, 1 module (misbehaving.so)", result.stdout)
        self.assertEqual(result.stderr, "")
        self.assertEqual(result.returncode, 0)

    def test_instances_are_children_of_their_own(self):
        process = self.started(application(child("well_behaved", "a", instances=3)), "up in")
        self.assert_in_order(self.seen, "started  app/a-1 ", "started  app/a-2 ",
                             "started  app/a-3 ", "up in")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    def test_variables_of_the_environment_come_into_the_file(self):
        tree = application(child("says_its_env", args={"size": "${SIZE:-7}"}))
        tree["env"] = {"motd": "hello ${PLANET:?which one}"}
        result = self.run_file(tree, "check")
        self.assertIn("the variable PLANET is not set: which one", result.stderr)
        self.assertEqual(result.returncode, 78)
        self.environment["PLANET"] = "mars"
        process = self.started(tree, "up in")
        self.assertIn("motd: hello mars, size: 7", self.seen)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)

    # Before it runs.

    def test_check_knows_how_long_stopping_may_take(self):
        tree = application(child("refuses_to_stop", "a", shutdown="200ms"),
                           {"id": "inner", "children": [
                               child("refuses_to_stop", "b", shutdown="300ms", instances=2)]})
        found = json.loads(self.fauxtp("check", self.write(tree), "--modules", running.MODULES,
                                       "--json").stdout)
        self.assertEqual(found["bounds"][0]["stop_ms"], 800)
        process = self.started(tree, "up in")
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        self.ended(process)
        took = time.monotonic() - began
        self.assertGreaterEqual(took, 0.8)  # nobody stops as asked: it is the worst case
        self.assertLess(took, 0.8 + 5)      # of which the machine may take some

    def test_check_holds_the_bound_against_the_time_there_is(self):
        path = self.write(application(child("well_behaved", shutdown="3s")))
        for grace, code in (("3s", 0), ("2s", 1), ("soon", 2)):
            result = self.fauxtp("check", path, "--modules", running.MODULES, "--grace", grace)
            self.assertEqual(result.returncode, code, result.stderr)

    def test_strict_makes_warnings_count(self):
        path = self.write(application(child("well_behaved"), auto_shutdown="any_significant"))
        for options, code in (([], 0), (["--strict"], 1)):
            result = self.fauxtp("check", path, "--modules", running.MODULES, *options)
            self.assertIn("warning[W205]", result.stderr)
            self.assertEqual(result.returncode, code)

    def test_check_tells_programs_the_same(self):
        path = self.write(application({"id": "a", "actor": "nobody", "restrat": "permanent"}))
        result = self.fauxtp("check", path, "--modules", running.MODULES, "--json")
        found = json.loads(result.stdout)
        self.assertFalse(found["ok"])
        self.assertEqual([each["code"] for each in found["findings"]], ["E102", "E301"])
        self.assertEqual(found["findings"][0]["pointer"], "/supervisor/children/0/restrat")
        self.assertEqual(result.returncode, 78)


    def test_who_gets_no_threads_says_so_in_a_line_and_fails(self):
        stack = 1 << 46  # more addresses than there are
        limited = subprocess.run(
            [running.RUNNER, "run", self.write(application(child("well_behaved"))),
             "--modules", running.MODULES],
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_STACK, (stack, stack)),
            capture_output=True, text=True, timeout=50, cwd=self.folder, env=self.environment)
        self.assertEqual(limited.returncode, 1, limited.stderr)
        self.assertEqual(limited.stderr.count("\n"), 1, limited.stderr)
        self.assertIn("the system gives", limited.stderr)


if __name__ == "__main__":
    running.main(Runner)
