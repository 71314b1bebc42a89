// Lines on their way to a sink that may hang.
#include "fauxtp/log_queue.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

extern char** environ;

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

/// A sink that takes lines only while it is open.
class gate {
 public:
  void open() {
    const std::lock_guard lock(guard_);
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(guard_);
    stands_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_until_somebody_stands_here() {
    std::unique_lock lock(guard_);
    changed_.wait(lock, [this] { return stands_; });
  }

 private:
  std::mutex guard_;
  std::condition_variable changed_;
  bool open_ = false;
  bool stands_ = false;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(log_queue_test)

BOOST_AUTO_TEST_CASE(lines_are_written_in_the_order_in_which_they_were_added) {
  std::vector<int> written;
  log_queue lines("test/log");
  for (int i = 0; i < 1000; ++i) lines.add(10, [&written, i] { written.push_back(i); });
  BOOST_TEST(lines.flush(60s));
  BOOST_REQUIRE(written.size() == 1000U);
  for (int i = 0; i < 1000; ++i) BOOST_TEST(written[static_cast<std::size_t>(i)] == i);
}

BOOST_AUTO_TEST_CASE(what_has_no_room_is_told_between_the_last_line_before_and_the_next) {
  std::vector<std::string> written;
  gate slow;
  log_queue lines("test/log", [&written](std::size_t lost) {
    written.push_back(std::to_string(lost) + " lost");
  });
  lines.add(1, [&slow] { slow.pass(); });
  slow.wait_until_somebody_stands_here();
  for (std::size_t i = 0; i < log_queue::most_lines; ++i) BOOST_TEST(lines.add(1, [] {}));
  for (int i = 0; i < 7; ++i) BOOST_TEST(!lines.add(1, [&written] { written.push_back("never"); }));
  BOOST_TEST(!lines.flush(1ms));
  slow.open();
  BOOST_TEST(lines.flush(60s));
  lines.add(1, [&written] { written.push_back("next"); });
  BOOST_TEST(lines.flush(60s));
  BOOST_TEST(written == (std::vector<std::string>{"7 lost", "next"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(large_lines_have_no_more_room_than_their_bytes) {
  gate slow;
  std::size_t lost = 0;
  log_queue lines("test/log", [&lost](std::size_t many) { lost += many; });
  lines.add(1, [&slow] { slow.pass(); });
  slow.wait_until_somebody_stands_here();
  BOOST_TEST(lines.add(2 * log_queue::most_bytes, [] {}));  // room for one line of any size
  BOOST_TEST(!lines.add(1, [] {}));
  slow.open();
  BOOST_TEST(lines.flush(60s));
  BOOST_TEST(lost == 1U);
}

BOOST_AUTO_TEST_CASE(what_had_no_room_is_told_before_the_next_line_that_has_some) {
  std::vector<std::string> written;
  gate first;
  gate second;
  log_queue lines("test/log", [&written](std::size_t lost) {
    written.push_back(std::to_string(lost) + " lost");
  });
  lines.add(1, [&first] { first.pass(); });
  first.wait_until_somebody_stands_here();
  BOOST_TEST(lines.add(log_queue::most_bytes - 1, [&second] { second.pass(); }));
  BOOST_TEST(lines.add(1, [&written] { written.push_back("old"); }));
  BOOST_TEST(!lines.add(1, [] {}));
  first.open();
  second.wait_until_somebody_stands_here();
  BOOST_TEST(lines.add(1, [&written] { written.push_back("new"); }));
  second.open();
  BOOST_TEST(lines.flush(60s));
  BOOST_TEST(written == (std::vector<std::string>{"old", "1 lost", "new"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_line_that_throws_harms_no_other) {
  bool written = false;
  log_queue lines("test/log");
  lines.add(1, [] { throw std::runtime_error("full"); });
  lines.add(1, [&written] { written = true; });
  BOOST_TEST(lines.flush(60s));
  BOOST_TEST(written);
}

BOOST_AUTO_TEST_CASE(the_end_of_a_queue_does_not_wait_for_its_place) {
  auto slow = std::make_shared<gate>();
  {
    log_queue lines("test/log");
    lines.add(1, [slow] { slow->pass(); });
    slow->wait_until_somebody_stands_here();
  }
  slow->open();
}

BOOST_AUTO_TEST_CASE(a_node_and_its_actors_do_not_wait_for_who_reads_standard_error) {
  int ends[2];
  BOOST_REQUIRE(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
  char text[4096] = {};
  while (write(ends[1], text, sizeof text) > 0) {
  }
  fcntl(ends[1], F_SETFL, 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  char* const arguments[] = {const_cast<char*>(UNREAD_PROGRAM), nullptr};
  pid_t child = 0;
  BOOST_REQUIRE(posix_spawn(&child, UNREAD_PROGRAM, &actions, nullptr, arguments, environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  waitpid(child, &status, 0);
  BOOST_TEST(WIFEXITED(status));
  BOOST_TEST(WEXITSTATUS(status) == 0);
  close(ends[0]);
  close(ends[1]);
}

BOOST_AUTO_TEST_CASE(what_has_no_room_in_a_pipe_is_written_when_it_is_read) {
  int ends[2];
  BOOST_REQUIRE(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
  const std::string text(1 << 20, 'x');  // more than a pipe holds
  std::thread writing([&] {
    write_all(ends[1], text);
    close(ends[1]);
  });
  fcntl(ends[0], F_SETFL, 0);  // the reader waits
  std::string seen;
  char part[4096];
  for (ssize_t size = 0; (size = read(ends[0], part, sizeof part)) > 0;) {
    seen.append(part, static_cast<std::size_t>(size));
  }
  writing.join();
  close(ends[0]);
  BOOST_TEST((seen == text));
}

BOOST_AUTO_TEST_SUITE_END()
