// Programs as children of supervisors.
#include "fauxtp/program.hpp"

#include <signal.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "actor/actors.hpp"
#include "fauxtp/listener.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

io::program_options shell(std::string script) {
  return {.command = {"sh", "-c", std::move(script)}};
}

/// The reason with which the program's actor ends.
exit_reason end_of_program(io::program_options options) {
  const start_result made = start<io::program>({.monitor = true}, std::move(options));
  if (!made.ok()) return made.reason();
  return await(made.monitor());
}

/// Lines of the log that programs have written.
std::vector<std::string> lines(const testing::node& home) {
  std::vector<std::string> all;
  for (const report& each : home.reports()) {
    if (each.label.empty()) all.push_back(each.text);
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(program_test, *needs_descriptors)

BOOST_FIXTURE_TEST_CASE(the_end_of_a_program_is_the_reason_of_its_actor, testing::node) {
  BOOST_TEST(end_of_program(shell("exit 0")) == exit_reason::normal);
  BOOST_TEST(to_string(end_of_program(shell("exit 3"))) == "(\"exit_status\", 3)");
  BOOST_TEST(to_string(end_of_program(shell("kill -9 $$"))) == "(\"signal\", \"KILL\")");
}

BOOST_FIXTURE_TEST_CASE(what_a_program_writes_is_logged_line_by_line, testing::node) {
  end_of_program(shell("echo one; echo two >&2; printf three"));
  BOOST_TEST(lines(*this) == (std::vector<std::string>{"one", "two", "three"}),
             boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_line_without_an_end_is_cut, testing::node) {
  end_of_program(shell("head -c 100000 /dev/zero | tr '\\0' x; echo; echo short"));
  const std::vector<std::string> all = lines(*this);
  BOOST_REQUIRE(all.size() == 2U);
  BOOST_TEST(all[0].ends_with("x (the line was cut)"));
  BOOST_TEST(all[0].size() < 9000U);
  BOOST_TEST(all[1] == "short");
}

BOOST_FIXTURE_TEST_CASE(a_program_that_closes_its_output_goes_on, testing::node) {
  const start_result made =
      start<io::program>({.monitor = true}, shell("exec >&- 2>&-; sleep 0.05; exit 4"));
  BOOST_TEST(to_string(await(made.monitor())) == "(\"exit_status\", 4)");
}

BOOST_FIXTURE_TEST_CASE(what_is_no_program_does_not_start, testing::node) {
  const auto why = [](io::program_options options) {
    const start_result made = start<io::program>({}, std::move(options));
    return made.ok() ? "started" : to_string(made.reason());
  };
  const auto ends = [&](io::program_options options, const std::string& text) {
    const std::string found = why(std::move(options));
    BOOST_TEST(found.find(text) != std::string::npos, found);
  };
  ends({.command = {"no-such-program"}}, "start of no-such-program: No such file or directory");
  ends({}, "\"command\" must name a program");
  ends({.command = {"true"}, .stop_signal = "STOPP"},
       "\"stop_signal\" is \"STOPP\", which is no signal");
  ends({.command = {"true"}, .ready = io::program_ready{}}, "one of \"tcp\"");
  ends({.command = {"true"}, .ready = io::program_ready{.tcp = "here"}}, "\"here\" is no address");
}

BOOST_FIXTURE_TEST_CASE(an_order_stops_it_by_its_signal, testing::node) {
  for (const char* name : {"TERM", "SIGTERM", "15"}) {
    io::program_options options =
        shell("trap 'echo stops; exit 0' TERM; echo up; while :; do sleep 0.01; done");
    options.stop_signal = name;
    options.ready = io::program_ready{.output = "up"};
    const start_result made = start_link<io::program>({.monitor = true}, std::move(options));
    unlink(made.value());
    exit(made.value(), exit_reason::shutdown);
    BOOST_TEST(await(made.monitor()) == exit_reason::shutdown);
    BOOST_TEST(lines(*this).back() == "stops");
  }
}

BOOST_FIXTURE_TEST_CASE(a_program_is_ready_when_a_line_says_so, testing::node) {
  io::program_options options =
      shell("echo begins; read nothing; sleep 0.05; echo is ready; sleep 1000");
  options.ready = io::program_ready{.output = "is ready"};
  const start_result made = start<io::program>({}, std::move(options));
  BOOST_REQUIRE(!lines(*this).empty());
  BOOST_TEST(lines(*this).back() == "is ready");
  kill(made.value());
  settle();
}

BOOST_FIXTURE_TEST_CASE(a_program_is_ready_when_it_accepts_connections, testing::node) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("ready-" + std::to_string(getpid()))).string();
  io::program_options options = shell("sleep 1000");
  options.ready = io::program_ready{.tcp = "unix:" + path};
  task starts([&] { return start<io::program>({}, options); });
  settle();
  advance(1s);
  BOOST_TEST(is_alive(starts.actor()));
  const io::listener door(io::address::of_path(path));
  advance(50ms);
  const start_result made = starts.join();
  BOOST_TEST(made.ok());
  kill(made.value());
  settle();
}

BOOST_FIXTURE_TEST_CASE(a_program_can_say_itself_that_it_is_ready, testing::node) {
  io::program_options options{
      .command = {"python3", "-c",
                  "import os, socket, time\n"
                  "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
                  "s.connect(os.environ['NOTIFY_SOCKET'].replace('@', '\\0', 1))\n"
                  "s.send(b'STATUS=begins')\n"
                  "time.sleep(0.2)\n"
                  "print('nearly', flush=True)\n"
                  "s.send(b'STATUS=up\\nREADY=1')\n"
                  "time.sleep(1000)\n"}};
  options.ready = io::program_ready{.notify = true};
  const start_result made = start<io::program>({}, std::move(options));
  BOOST_REQUIRE(made.ok());
  settle();
  BOOST_TEST(lines(*this) == std::vector<std::string>{"nearly"}, boost::test_tools::per_element());
  kill(made.value());
  settle();
}

BOOST_FIXTURE_TEST_CASE(a_program_that_ends_before_it_is_ready_has_not_started, testing::node) {
  io::program_options options = shell("echo no; exit 3");
  options.ready = io::program_ready{.output = "yes"};
  const start_result made = start<io::program>({}, std::move(options));
  BOOST_TEST(!made.ok());
  BOOST_TEST(to_string(made.reason()) == "(\"exit_status\", 3)");
}

BOOST_FIXTURE_TEST_CASE(a_flood_of_output_is_taken_and_others_run, testing::node) {
  const start_result made = start<io::program>({.monitor = true}, shell("yes | head -n 100000"));
  task other([] { return 7; });
  BOOST_TEST(other.join() == 7);
  BOOST_TEST(await(made.monitor()) == exit_reason::normal);
  BOOST_TEST(lines(*this).size() == 100'000U);
}

BOOST_AUTO_TEST_SUITE_END()
