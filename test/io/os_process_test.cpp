// Programs as processes of the system.
#include "fauxtp/os_process.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <thread>

#include "actor/actors.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

using io::standard_stream;

io::process_options shell(std::string script) {
  return {.command = {"sh", "-c", std::move(script)}, .out = standard_stream::piped};
}

std::string output_of(io::process_options options) {
  options.out = standard_stream::piped;
  io::process made(options);
  return read_all(made.out());
}

io::exit_status status_of(const std::string& script) { return *io::process(shell(script)).wait(); }

std::string error_of_start(const io::process_options& options) {
  return error_of([&] { io::process made(options); });
}

/// False once the system knows no process of that number, or only what is left of one.
bool runs(pid_t number) {
  std::ifstream file("/proc/" + std::to_string(number) + "/stat");
  std::string text;
  std::getline(file, text);
  return !text.empty() && text.find(") Z ") == std::string::npos;
}

/// A process that was killed is there for some instants more.
bool goes(pid_t number) {
  const auto latest = std::chrono::steady_clock::now() + 10s;
  while (runs(number)) {
    if (std::chrono::steady_clock::now() > latest) return false;
    std::this_thread::yield();
  }
  return true;
}

std::string name_of(pid_t number) {
  std::ifstream file("/proc/" + std::to_string(number) + "/comm");
  std::string name;
  std::getline(file, name);
  return name;
}

pid_t number_in(io::stream& from) {
  std::string text;
  for (char each = 0; from.read({&each, 1}), each != '\n';) text += each;
  return std::stoi(text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(os_process_test, *needs_descriptors)

BOOST_FIXTURE_TEST_CASE(the_end_of_a_program_is_told_as_it_was, testing::node) {
  BOOST_TEST((status_of("exit 0") == io::exit_status{}));
  BOOST_TEST((status_of("exit 3") == io::exit_status{.code = 3}));
  BOOST_TEST((status_of("kill -9 $$") == io::exit_status{.signal = SIGKILL}));
  BOOST_TEST(to_string(io::exit_status{.code = 3}) == "exit code 3");
  BOOST_TEST(to_string(io::exit_status{.signal = SIGKILL}) == "signal 9 (Killed)");
}

BOOST_FIXTURE_TEST_CASE(others_run_while_a_program_is_waited_for, testing::node) {
  io::process sleeper(shell("read nothing"));
  task other([] { return 7; });
  BOOST_TEST(other.join() == 7);
  BOOST_TEST(!io::process(shell("sleep 1000")).wait(0s));
  BOOST_TEST(sleeper.wait()->code == 1);  // its input is empty
  BOOST_TEST(sleeper.wait()->code == 1);
}

BOOST_FIXTURE_TEST_CASE(a_program_gets_arguments_environment_and_directory_as_they_are,
                        testing::node) {
  BOOST_TEST(output_of({.command = {"printf", "%s|%s", "a b", "$HOME\"'"}}) == "a b|$HOME\"'");
  BOOST_TEST(output_of({.command = {"sh", "-c", "echo $TEA $HOME"},
                        .env = {{"TEA", "green tea"}, {"HOME", "/there"}}}) ==
             "green tea /there\n");
  BOOST_TEST(output_of({.command = {"pwd"}, .directory = "/usr"}) == "/usr\n");
  setenv("NOTIFY_SOCKET", "/for/us", 1);
  BOOST_TEST(output_of({.command = {"sh", "-c", "echo $NOTIFY_SOCKET"}}) == "\n");
  unsetenv("NOTIFY_SOCKET");
  BOOST_TEST(output_of({.command = {"sh", "-c", "echo $NOTIFY_SOCKET"},
                        .env = {{"NOTIFY_SOCKET", "/for/it"}}}) == "/for/it\n");
}

BOOST_FIXTURE_TEST_CASE(errors_can_go_where_the_output_goes, testing::node) {
  io::process_options both = shell("echo out; echo err >&2");
  both.err_is_out = true;
  BOOST_TEST(output_of(both) == "out\nerr\n");
  io::process_options apart = shell("echo out; echo err >&2");
  apart.err = standard_stream::piped;
  io::process made(apart);
  BOOST_TEST(read_all(made.err()) == "err\n");
  BOOST_TEST(read_all(made.out()) == "out\n");
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_started_is_told_with_its_name, testing::node) {
  BOOST_TEST(error_of_start({.command = {"no-such-program"}}) ==
             "start of no-such-program: No such file or directory");
  BOOST_TEST(error_of_start({.command = {"/etc/passwd"}}) ==
             "start of /etc/passwd: Permission denied");
  BOOST_TEST(error_of_start({.command = {"true"}, .directory = "/nowhere"}) ==
             "start of true in /nowhere: No such file or directory");
  BOOST_TEST(error_of_start({.command = {}}) ==
             "start of a program without a name: Invalid argument");
}

BOOST_FIXTURE_TEST_CASE(a_program_begins_with_no_signal_blocked_or_ignored, testing::node) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const auto ignored = signal(SIGPIPE, SIG_IGN);
  const std::string seen =
      output_of({.command = {"sh", "-c", "grep -E 'Sig(Blk|Ign)' /proc/self/status"}});
  signal(SIGPIPE, ignored);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  BOOST_TEST(seen == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

BOOST_FIXTURE_TEST_CASE(a_program_gets_no_descriptor_that_is_not_meant_for_it, testing::node) {
  const socket_pair open_here;
  const int not_closed_by_itself = dup(0);
  BOOST_TEST(output_of({.command = {"sh", "-c", "ls /proc/$$/fd; true"}}) == "0\n1\n2\n");
  close(not_closed_by_itself);
}

BOOST_FIXTURE_TEST_CASE(a_program_and_its_children_are_gone_when_its_object_is, testing::node) {
  auto made = std::make_unique<io::process>(shell("sleep 1000 & echo $!; wait"));
  const pid_t child = number_in(made->out());
  const pid_t leader = made->id();
  BOOST_TEST(runs(child));
  made.reset();
  BOOST_TEST(goes(leader));
  BOOST_TEST(goes(child));
}

BOOST_FIXTURE_TEST_CASE(children_that_a_program_has_left_behind_are_killed, testing::node) {
  io::process made(shell("sleep 1000 & echo $!"));
  const pid_t child = number_in(made.out());
  BOOST_TEST(made.wait()->ok());
  BOOST_TEST(runs(child));
  made.kill_group();
  BOOST_TEST(goes(child));
  BOOST_TEST(made.status()->ok());
}

BOOST_FIXTURE_TEST_CASE(a_program_dies_with_the_actor_that_has_it, testing::node) {
  for (int i = 0; i < 50; ++i) {
    pid_t number = 0;
    const auto [owner, end] = spawn_monitor([&] {
      io::process mine(shell("trap '' TERM; sleep 1000"));
      number = mine.id();
      mine.wait();
    });
    settle();
    kill(owner);
    await(end);
    BOOST_TEST(goes(number));
  }
  BOOST_TEST(waitpid(-1, nullptr, WNOHANG) == -1);  // nothing is left of any of them
}

BOOST_FIXTURE_TEST_CASE(a_signal_reaches_the_whole_group, testing::node) {
  io::process made(shell("trap 'exit 5' TERM; sleep 1000 & echo $!; wait; exit 0"));
  const pid_t child = number_in(made.out());
  while (name_of(child) != "sleep") std::this_thread::yield();  // a shell until then
  made.signal(SIGTERM);
  BOOST_TEST(made.wait()->code == 5);
  BOOST_TEST(goes(child));
  made.signal(SIGTERM);
}

BOOST_FIXTURE_TEST_CASE(much_goes_in_and_comes_out, testing::node) {
  io::process cat(
      {.command = {"cat"}, .in = standard_stream::piped, .out = standard_stream::piped});
  const std::string sent(5'000'000, 'x');
  task writer([&] {
    cat.in().write(sent);
    cat.in().close();
  });
  BOOST_TEST((read_all(cat.out()) == sent));
  writer.join();
  BOOST_TEST(cat.wait()->ok());
}

BOOST_FIXTURE_TEST_CASE(writing_to_a_program_that_has_ended_is_an_error, testing::node) {
  io::process made({.command = {"true"}, .in = standard_stream::piped});
  made.wait();
  BOOST_CHECK_THROW(made.in().write("x"), io::error);
}

BOOST_FIXTURE_TEST_CASE(a_thousand_programs_leave_nothing, testing::node) {
  status_of("exit 0");  // the poller is there
  const std::size_t before = descriptors_open();
  std::vector<pid> all;
  for (int i = 0; i < 1000; ++i) {
    all.push_back(spawn({.place = placement::spread}, [i] {
      io::process made(shell("exit " + std::to_string(i % 100)));
      if (made.wait()->code != i % 100) stop(exit_reason("another code"));
    }));
    if (i % 50 == 0) settle();
  }
  settle();
  for (const pid each : all) {
    const ref end = monitor(each);
    await(end);
  }
  BOOST_TEST(reports("actor/crash").empty());
  BOOST_TEST(descriptors_open() <= before + 2 * workers());
}

BOOST_AUTO_TEST_SUITE_END()
