// Accepting connections.
#include "fauxtp/listener.hpp"

#include <sys/resource.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "actor/actors.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// A path for a socket that this process alone uses.
std::string socket_path() {
  return (std::filesystem::temp_directory_path() / ("fauxtp-" + std::to_string(getpid()))).string();
}

/// Lowers the number of descriptors that the process may have to those that it has.
class no_descriptors {
 public:
  no_descriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    rlimit none = before_;
    none.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~no_descriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(listener_test)

BOOST_FIXTURE_TEST_CASE(connections_are_accepted_in_the_order_in_which_they_came, testing::node) {
  io::listener door(io::address("127.0.0.1:0"));
  BOOST_TEST(door.local().port() != 0);
  std::vector<io::stream> clients;
  for (int i = 0; i < 20; ++i) clients.push_back(io::connect(door.local()));
  for (const io::stream& each : clients) BOOST_TEST((door.accept().peer() == each.local()));
}

BOOST_FIXTURE_TEST_CASE(ipv6_and_files_are_listened_at, testing::node) {
  const std::string path = socket_path();
  for (const auto& at : {io::address("[::1]:0"), io::address::of_path(path)}) {
    io::listener door(at);
    io::stream client = io::connect(door.local());
    door.accept().write("hello");
    BOOST_TEST(read_all(client) == "hello");
  }
  BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_FIXTURE_TEST_CASE(an_address_that_is_taken_is_refused, testing::node) {
  const io::listener door(io::address("127.0.0.1:0"));
  BOOST_TEST(error_of([&] { io::listener second(door.local()); }) ==
             "listen at " + to_string(door.local()) + ": Address already in use");
  const std::string path = socket_path();
  const io::listener file(io::address::of_path(path));
  BOOST_TEST(error_of([&] { io::listener second(file.local()); }) ==
             "listen at unix:" + path + ": Address already in use");
  BOOST_TEST(std::filesystem::exists(path) == on_the_machine());
}

BOOST_FIXTURE_TEST_CASE(a_file_that_a_program_left_behind_is_replaced, testing::node,
                        *needs_descriptors) {
  const std::string path = socket_path();
  {
    io::listener door(io::address::of_path(path));
    std::filesystem::rename(path, path + ".kept");
  }
  std::filesystem::rename(path + ".kept", path);
  BOOST_TEST(std::filesystem::exists(path));
  const io::listener door(io::address::of_path(path));
  const io::stream client = io::connect(door.local());
  BOOST_TEST(client.is_open());
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_no_socket_is_left_alone, testing::node, *needs_descriptors) {
  const std::string path = socket_path();
  close(open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  BOOST_TEST(error_of([&] { io::listener door(io::address::of_path(path)); }) ==
             "listen at unix:" + path + ": Address already in use");
  BOOST_TEST(std::filesystem::exists(path));
  std::filesystem::remove(path);
}

BOOST_FIXTURE_TEST_CASE(a_port_can_be_listened_at_again_at_once, testing::node) {
  io::address at("127.0.0.1:0");
  for (int i = 0; i < 20; ++i) {
    io::listener door(at);
    at = door.local();
    io::stream client = io::connect(at);
    door.accept().write("x");
    BOOST_TEST(read_all(client) == "x");
  }
}

BOOST_FIXTURE_TEST_CASE(without_descriptors_it_waits_and_does_not_spin, testing::node,
                        *needs_descriptors) {
  io::listener door(io::address("127.0.0.1:0"));
  io::stream client = io::connect(door.local());
  task server([&] { door.accept().write("hello"); });
  {
    // Wakes the worker that accepts, after the limit holds.
    const no_descriptors limit;
    settle();
    advance(1s);
    BOOST_TEST(is_alive(server.actor()));
    BOOST_TEST(reports("io/no_descriptors").size() == 1U);
  }
  advance(100ms);
  server.join();
  BOOST_TEST(read_all(client) == "hello");
}

BOOST_FIXTURE_TEST_CASE(a_kill_ends_the_wait_for_a_connection_and_frees_the_address,
                        testing::node) {
  io::listener door(io::address("127.0.0.1:0"));
  const io::address at = door.local();
  const auto [server, end] = spawn_monitor([mine = std::move(door)]() mutable { mine.accept(); });
  settle();
  kill(server);
  await(end);
  const io::listener again(at);
  BOOST_TEST((again.local() == at));
}

BOOST_AUTO_TEST_SUITE_END()
