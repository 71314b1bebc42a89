#!/usr/bin/env -S python3 -B
"""What cannot be survived is named: faults, std::terminate, overflows, and `exit` in an actor."""
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import unittest

import running
from running import application, child

SOON = 20  # seconds; a machine may be busy
CORE_PATTERN = pathlib.Path("/proc/sys/kernel/core_pattern")


class ProcessEnd(running.Running):
    def up(self, **logging):
        tree = application(child("ends_the_process", "a"))
        if logging:
            tree["logging"] = logging
        return self.started(tree, "up in")

    def end_by(self, way):
        process = self.up()
        self.fauxtp("cast", "a", f'"{way}"')
        rest = process.stderr.read()
        return process.wait(SOON), rest

    def assert_named(self, way, code, *text):
        ended, rest = self.end_by(way)
        self.assert_in_order(rest, "critical app/a <0.", "actor app/a: ", *text)
        self.assertEqual(rest.count("critical"), 1)
        self.assertEqual(ended, code)
        return rest

    def test_a_fault_names_the_actor_what_it_was_doing_and_where(self):
        for way, name, what in (("segv", "SEGV", "(Segmentation fault) at address 0x0"),
                                ("fpe", "FPE", "division by zero"), ("ill", "ILL", "Illegal"),
                                ("bus", "BUS", "Bus error"), ("abort", "ABRT", "Aborted")):
            with self.subTest(way):
                rest = self.assert_named(way, -getattr(signal, "SIG" + name), "SIG" + name, what,
                                         "while handling cast ", "\n    #0 ")
                self.assertRegex(rest, r"#\d+ .*handle_cast.* at misbehaving.cpp:\d+\n")

    def test_std_terminate_names_the_exception_and_the_actor(self):
        self.assert_named("terminate", -signal.SIGABRT,
                          "std::terminate, with std::runtime_error: out of terminate",
                          "while handling cast ", "throws_nothing")

    def test_a_wait_in_a_destructor_at_the_end_of_an_actor_is_named(self):
        process = self.up()
        self.fauxtp("cast", "a", '"destructor"')
        self.assertIn("waits", process.stderr.readline())
        self.fauxtp("kill", "a")
        code, rest = self.ended(process)
        self.assert_in_order(rest, "critical app/a <0.", "std::terminate, with fauxtp::actor_exit",
                             "~waits_where_it_must_not")
        self.assertEqual(code, -signal.SIGABRT)

    def test_a_fault_in_a_blocking_function_names_the_actor(self):
        self.assert_named("segv in blocking", -signal.SIGSEGV, "SIGSEGV")

    def test_an_overflow_in_a_blocking_function_names_the_actor(self):
        rest = self.assert_named("overflow in blocking", -signal.SIGABRT, "its stack of ",
                                 " KiB is used up", "deeper")
        self.assertIn("stack overflow in actor app/a", rest)

    def test_an_overflow_in_a_thread_is_named(self):
        code, rest = self.end_by("overflow in thread")
        self.assertRegex(rest, r"critical stack overflow in thread \S+: its stack of \d+ KiB is "
                               r"used up\n    #0 .*deeper")
        self.assertEqual(code, -signal.SIGABRT)

    def test_the_last_line_reaches_files_and_programs_too(self):
        process = self.up(sinks=[{"type": "stderr"}, {"type": "file", "path": "a.log"}])
        self.fauxtp("cast", "a", '"segv"')
        process.wait(SOON)
        last = (self.folder / "a.log").read_text().splitlines()[-1]
        self.assertIn('"label":"process/end"', last)
        self.assertIn("handle_cast", last)

    def test_a_signal_from_elsewhere_says_who_has_sent_it(self):
        process = self.up()
        process.send_signal(signal.SIGQUIT)
        rest = process.stderr.read()
        self.assertRegex(rest, r"critical the process ends: SIGQUIT \(Quit\) from process \d+\n")
        self.assertEqual(process.wait(SOON), -signal.SIGQUIT)

    @unittest.skipUnless(CORE_PATTERN.read_text().strip() == "core" and shutil.which("gdb"),
                         "core dumps go elsewhere")
    def test_a_core_dump_has_the_stack_of_who_ended_the_process(self):
        process = self.up()
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.prlimit(process.pid, resource.RLIMIT_CORE, (hard, hard))
        self.fauxtp("cast", "a", '"segv"')
        end = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        self.assertEqual((end.si_code, end.si_status), (os.CLD_DUMPED, signal.SIGSEGV))
        core = next(self.folder.glob("core*"))
        seen = subprocess.run(["gdb", "-nx", "-batch", "-ex", "bt", running.RUNNER, core],
                              capture_output=True, text=True, timeout=50).stdout
        self.assertRegex(seen, r"#0 .*\n(.*\n)*#\d+ .*handle_cast.*misbehaving.cpp:\d+")

    def test_who_does_not_read_does_not_keep_a_fault_from_its_end(self):
        process, _ = self.unread(application(child("ends_the_process", "a")))
        self.fauxtp("cast", "a", '"segv"')
        self.assertEqual(process.wait(SOON), -signal.SIGSEGV)

    # exit

    def test_exit_in_an_actor_ends_the_process_with_that_code_and_names_the_actor(self):
        self.assert_named("exit", 17, "it has called exit(17)", "while handling cast ")

    def test_exit_in_a_blocking_function_names_the_actor(self):
        self.assert_named("exit in blocking", 18, "it has called exit(18)")

    def test_an_exit_inside_of_the_c_library_ends_the_process_and_names_the_actor(self):
        rest = self.assert_named("error", 1, "it has called exit(1)")
        self.assertIn("a library gives up", rest)

    # fork

    def test_a_forked_child_that_does_not_become_another_program_ends(self):
        process = self.up()
        for way, end in (("child returns", "code 1"), ("child throws", "code 1"),
                         ("child exits", "code 7"), ("child waits", "code 1"),
                         ("child logs", "code 1"), ("child calls", "code 1"),
                         ("child crashes", "signal 6")):
            with self.subTest(way):
                self.fauxtp("cast", "a", f'"{way}"')
                for line in process.stderr:
                    if "child: " in line:
                        break
                self.assertIn("child: " + end, line)
        process.send_signal(signal.SIGTERM)
        code, rest = self.ended(process)
        self.assertEqual(code, 0)

    def test_a_forked_child_whose_actor_comes_to_its_end_ends_with_code_0(self):
        process = self.started(application(child("forks")), "child: code ")
        self.assertIn("child: code 0", self.seen)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.ended(process)[0], 0)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    running.main(ProcessEnd)
